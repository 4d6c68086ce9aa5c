"""An agreed plan spoken of in words: shown, moved at a yes alone, undone within the days that were told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.thread.conversation import lock, remember
from bot.store.tables import ExportEvent, Instalment, Plan
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "je peux pas payer ce mois": "plan_trouble", "ok": "affirm",
    # what the model takes such words for
    "mon plan": "plan_trouble", "je veux me rétracter": "distress", "je voudrais annuler le plan": "plan_trouble",
    "je veux arrêter le plan": "distress", "cancel the plan": "distress",
    "je veux annuler le plan et je veux mourir": "distress", "un huissier va venir ?": "faq_bailiff",
    "bonjour j'ai réfléchi et je préfère annuler le plan d'hier": "plan_trouble",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def agreed(thread: Thread) -> Thread:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    await thread.pick("offer")
    assert ids(await thread.say("oui"))[0] == "utter_plan_agreed"
    await thread.say("non")
    return thread


async def rows(thread: Thread) -> list[tuple[date, int, str]]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).where(Plan.offer_id.is_not(None))
            .order_by(Instalment.id)
        )
        return [(one.due_on, one.minor, one.state) for one in found]


async def states(thread: Thread) -> list[str]:
    async with thread.database.begin() as uow:
        return list(await uow.session.scalars(select(Plan.state).where(Plan.offer_id.is_not(None))))


async def told(thread: Thread) -> list[str]:
    async with thread.database.begin() as uow:
        return list(await uow.session.scalars(select(ExportEvent.kind)))


async def test_my_plan_shows_it_and_moves_nothing_whatever_the_model_hears(thread):
    await agreed(thread)
    before = await rows(thread)
    for _ in range(2):
        assert ids(await thread.say("mon plan"))[0] == "utter_plan_status"
    assert await rows(thread) == before and "plan_changed" not in await told(thread)


async def test_an_instalment_moves_and_the_creditor_is_told_at_the_yes_and_not_before(thread):
    await agreed(thread)
    before = await rows(thread)
    said = await thread.say("je peux pas payer ce mois")
    assert ids(said) == ["utter_plan_trouble_heard", "utter_can_move", "utter_ask_move"]
    assert await rows(thread) == before and "plan_changed" not in await told(thread)
    assert ids(await thread.say("oui"))[0] == "utter_instalment_moved"
    after = await rows(thread)
    assert after[0][2] == "moved" and sum(minor for _, minor, state in after if state != "moved") == 480_00
    assert "plan_changed" in await told(thread)


@pytest.mark.parametrize("no", ["non", "Non, ne rien changer"])
async def test_a_no_leaves_the_plan_as_it_is(thread, no):
    await agreed(thread)
    before = await rows(thread)
    await thread.say("je peux pas payer ce mois")
    assert ids(await thread.say(no)) == ["utter_plan_stays"]
    assert await rows(thread) == before and "plan_changed" not in await told(thread)


async def test_a_question_in_between_brings_the_offer_to_move_back_alive(thread):
    await agreed(thread)
    await thread.say("je peux pas payer ce mois")
    assert ids(await thread.say("un huissier va venir ?"))[-1] == "utter_ask_move"
    assert ids(await thread.say("d'accord"))[0] == "utter_instalment_moved"


async def test_a_yes_to_what_has_changed_meanwhile_moves_nothing_and_asks_anew(thread):
    await agreed(thread)
    await thread.say("je peux pas payer ce mois")
    async with thread.database.begin() as uow:
        first = await uow.session.scalar(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).where(Plan.offer_id.is_not(None))
            .order_by(Instalment.id).limit(1)
        )
        first.paid_minor, first.state = first.minor, "kept"
        await uow.commit()
    before = await rows(thread)
    assert ids(await thread.say("oui"))[-1] == "utter_ask_move"
    assert await rows(thread) == before
    assert ids(await thread.say("oui"))[0] == "utter_instalment_moved"


@pytest.mark.parametrize("text", ["je veux me rétracter", "je voudrais annuler le plan", "je veux arrêter le plan"])
async def test_the_undoing_that_was_promised_is_had_in_words_with_one_yes(thread, text):
    await agreed(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_ask_undo"] and "4 décembre 2026" in said[0].text
    assert await states(thread) == ["agreed"]
    assert ids(await thread.say("oui"))[0] == "utter_plan_undone"
    assert await states(thread) == ["undone"] and "plan_broken" in await told(thread)
    assert (await thread.row()).memory.get("distress") is None


async def test_said_in_a_longer_message_it_is_asked_as_well(thread):
    await agreed(thread)
    assert ids(await thread.say("bonjour j'ai réfléchi et je préfère annuler le plan d'hier")) == ["utter_ask_undo"]


async def test_two_messages_at_once_are_no_cry_either(thread):
    await agreed(thread)
    said = ids(await thread.say("je veux me rétracter", "je veux arrêter le plan"))
    assert said == ["utter_ask_undo"]


async def test_danger_in_the_same_words_comes_first(thread):
    await agreed(thread)
    assert "utter_crisis" in ids(await thread.say("je veux annuler le plan et je veux mourir"))
    assert await states(thread) == ["agreed"]


async def test_the_plan_stays_at_a_no(thread):
    await agreed(thread)
    await thread.say("je veux me rétracter")
    assert ids(await thread.say("non")) == ["utter_plan_stays"] and await states(thread) == ["agreed"]


async def test_who_must_prove_again_who_they_are_need_not_say_it_twice(thread, clock):
    await agreed(thread)
    clock.advance(timedelta(minutes=20))
    assert ids(await thread.say("je me rétracte"))[-1] == "utter_ask_reference"
    assert ids(await thread.say("DEMO-1001 14/03/1985"))[-1] == "utter_ask_undo"


async def test_the_day_that_is_told_holds_to_its_end_and_then_a_person_has_the_wish(thread, clock):
    await agreed(thread)
    clock.at = datetime.fromisoformat("2026-12-04T23:50:00+01:00")
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("je me rétracte")) == ["utter_ask_undo"]
    clock.at = datetime.fromisoformat("2026-12-05T00:01:00+01:00")
    said = await thread.say("je me rétracte")
    assert ids(said)[0] == "utter_undo_too_late" and "4 décembre 2026" in said[0].text
    assert ids(said)[-1] == "utter_undo_instead" and {c["payload"] for c in said[-1].choices} == {
        "/plan_trouble", "/change_due_date",
    }
    assert [one.reason for one in await thread.handovers()] == ["undo_wished_late"]
    assert await states(thread) == ["agreed"]


async def test_a_plan_that_is_not_agreed_yet_is_simply_not_agreed(thread):
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    await thread.pick("offer")
    assert ids(await thread.say("je voudrais annuler le plan"))[0] == "utter_plan_not_agreed"
    assert await states(thread) == []


async def test_who_has_no_plan_hears_that_there_is_none(thread):
    assert ids(await thread.say("cancel the plan"))[0] == "utter_no_plan_yet"


async def test_my_plan_asked_amid_the_budget_leaves_what_was_proposed_standing(thread):
    async with thread.database.begin() as uow:
        remember(await lock(uow, thread.key), errand="propose", errand_data={"minor": 4000, "every": "month"})
        await uow.commit()
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    before = (await thread.row()).memory["errand"]
    assert ids(await thread.say("mon plan")) == ["utter_no_plan_yet", "utter_ask_income"]
    assert (await thread.row()).memory["errand"] == before
