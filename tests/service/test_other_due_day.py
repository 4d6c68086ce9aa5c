"""A payment of a plan that can't be made: the one that is named, on the day that is wished where its month has room,
else the nearest and the end with the reason; skipped where the policy allows; nothing without a yes.
"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.service.thread.conversation import lock, remember
from bot.store.tables import AuditLine, Case, ExportEvent, Instalment, Plan
from tests.thread_world import Thread, demo_of, ids, open_thread

CANT = "je peux pas payer ce mois"


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of six times 50, from 30 November on."""
    return await open_thread(await demo_of(database), means={CANT: "hardship_unspecified"}, proven="DEMO-1006")


async def rows(thread: Thread) -> list[tuple[date, int]]:
    """What the plan asks for now."""
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1006", Instalment.state != "moved").order_by(Instalment.due_on)
        )
        return [(one.due_on, one.minor) for one in found]


async def changed(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        kinds = await uow.session.scalars(select(ExportEvent.kind).where(ExportEvent.reference == "DEMO-1006"))
        return list(kinds).count("plan_changed")


FULL = [
    "oui mais plutot le 10 janvier", "plutôt le 10 janvier", "non jveux payer les 50 mais le 10 janvier pas a la fin",
    "le 10 janvier c mieux", "10/01", "le dix janvier svp", "mi janvier", "je préfère le 20 décembre",
]


@pytest.mark.parametrize("text", FULL)
async def test_a_day_whose_month_is_full_is_met_with_the_reason_and_what_is_possible(thread, text):
    thread.rasa.means[text] = "affirm"
    await thread.say(CANT)
    before = await rows(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_month_full", "utter_ask_move_where"] and "50" in said[0].text
    assert [one["title"] for one in said[1].choices][-1] == "Parler à quelqu'un"
    assert await rows(thread) == before and await changed(thread) == 0


@pytest.mark.parametrize("text", ["ok tant pis oui", "oui", "à la fin", "bon à la fin alors"])
async def test_the_yes_then_is_to_the_end_and_to_nothing_else(thread, text):
    thread.rasa.means[text] = "affirm"
    await thread.say(CANT)
    await thread.say("oui mais plutot le 10 janvier")
    said = await thread.say(text)
    assert ids(said) == ["utter_moved_to"] and "30 mai 2027" in said[0].text
    assert await changed(thread) == 1 and sum(minor for _, minor in await rows(thread)) == 300_00


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("oui mais plutot le 10 juin", date(2027, 6, 10)), ("plutôt le 2 mai", date(2027, 5, 2)),
        ("non, le 15 juillet", date(2027, 7, 15)),
    ],
)
async def test_a_day_that_has_room_is_read_back_and_moved_at_a_yes(thread, text, day):
    await thread.say(CANT)
    before = await rows(thread)
    assert ids(await thread.say(text)) == ["utter_can_move_to", "utter_ask_move"]
    assert await rows(thread) == before and await changed(thread) == 0
    assert ids(await thread.say("oui")) == ["utter_moved_to"]
    assert await rows(thread) == [*before[1:], (day, 50_00)] and await changed(thread) == 1


async def test_a_no_leaves_it(thread):
    await thread.say(CANT)
    before = await rows(thread)
    await thread.say("oui mais plutot le 10 juin")
    assert ids(await thread.say("non")) == ["utter_plan_stays"]
    assert await rows(thread) == before


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("je peux pas payer le 30 décembre", "30 décembre 2026"),
        ("je pourrai pas payer en janvier", "30 janvier 2027"),
        ("impossible de payer fevrier", "28 février 2027"), ("jpeu pa payer les 50 euros", "30 novembre 2026"),
    ],
)
async def test_the_payment_that_is_named_is_the_one_spoken_of(thread, text, due):
    thread.rasa.means[text] = "nlu_fallback"
    said = await thread.say(text)
    assert ids(said)[-1] == "utter_ask_move" and f"prévu le {due}" in " ".join(m.text for m in said)


async def test_the_one_that_was_named_stays_so_when_another_day_is_wished(thread):
    await thread.say("je peux pas payer le 30 décembre")
    said = await thread.say("oui mais plutot le 10 janvier")
    assert [one["title"] for one in said[-1].choices][:2] == ["Le 31 décembre 2026", "À la fin, le 30 mai 2027"]
    assert ids(await thread.say("le 31 décembre")) == ["utter_can_move_to", "utter_ask_move"]
    await thread.say("oui")
    assert (date(2026, 12, 31), 50_00) in await rows(thread) and (date(2026, 12, 30), 50_00) not in await rows(thread)


async def test_a_week_later_without_a_word_of_a_pause_is_the_next_payment(thread):
    thread.rasa.means["je peux payer une semaine plus tard ?"] = "request_pause"
    said = ids(await thread.say("je peux payer une semaine plus tard ?"))
    assert said == ["utter_month_full", "utter_ask_move_where"]


async def test_moved_so_often_that_a_person_looks(thread):
    async with thread.database.begin() as uow:
        plan = await uow.session.scalar(
            select(Plan).join(Case, Case.id == Plan.case_id).where(Case.reference == "DEMO-1006")
        )
        for _ in range(3):
            uow.audit("plan.rearranged", "plan", plan.id, actor="debtor", creditor_id=plan.creditor_id)
        await uow.commit()
    await thread.change(question="move_instalment")
    assert ids(await thread.say("plutôt le 10 juin"))[0] == "utter_plan_moved_often"


async def test_a_second_yes_changes_nothing(thread):
    await thread.say(CANT)
    await thread.say("plutôt le 10 juin")
    data = (await thread.messages())[-1].choices[0]["data"]
    await thread.say("oui")
    after = await rows(thread)
    async with thread.database.begin() as uow:
        remember(await lock(uow, thread.key), choice=data)
        await uow.commit()
    assert "utter_choice_gone_plan" in str(await thread.act("action_choose"))
    assert await rows(thread) == after


# Skipped

SKIPS = [
    ("en", "can i skip it", "30 November 2026"), ("en", "skip the next one please", "30 November 2026"),
    ("en", "ah right so 50 a month. january will be tight with christmas, can i skip it", "30 January 2027"),
    ("en", "i only want to skip januarys payment", "30 January 2027"),
    ("fr", "je peux sauter janvier ?", "30 janvier 2027"),
    ("fr", "sautez moi la prochaine", "30 novembre 2026"), ("fr", "zapper la mensualité de février", "28 février 2027"),
]


@pytest.mark.parametrize(("lang", "text", "due"), SKIPS)
async def test_a_payment_is_skipped_at_a_yes_where_the_policy_allows(database, lang, text, due):
    thread = await open_thread(await demo_of(database), lang=lang, means={text: "skip"}, proven="DEMO-1006")
    before = await rows(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_ask_skip"] and due in said[0].text
    assert await rows(thread) == before and await changed(thread) == 0
    assert ids(await thread.say("oui" if lang == "fr" else "yes"))[0] == "utter_skip_set"
    after = await rows(thread)
    assert len(after) == 6 and after[-1][0] == date(2027, 5, 30) and await changed(thread) == 1


async def test_no_skip_is_left_after_as_many_as_the_policy_allows(database):
    thread = await open_thread(await demo_of(database), means={"sauter la prochaine": "skip"}, proven="DEMO-1006")
    for _ in range(2):
        await thread.say("sauter la prochaine")
        await thread.say("oui")
    assert ids(await thread.say("sauter la prochaine")) == ["utter_skip_none_left"]
    async with thread.database.begin() as uow:
        verbs = list(await uow.session.scalars(select(AuditLine.verb)))
    assert verbs.count("plan.skipped") == 2


async def test_who_keeps_to_a_plan_hears_of_it_first_and_nothing_is_called_overdue(database):
    means = {"how much do i owe": "ask_balance"}
    thread = await open_thread(await demo_of(database), lang="en", means=means, proven="DEMO-1006")
    said = await thread.say("how much do i owe")
    assert ids(said) == ["utter_plan_on_course", "utter_plan_status", "utter_figures_left", "utter_ask_about_plan"]
    assert "overdue" not in " ".join(m.text for m in said)
    await thread.pick("due_on")
    assert ids(await thread.messages())[-1] == "utter_ask_skip"


@pytest.mark.parametrize("text", ["ah right so 50 a month", "so its 50 each month then", "c'est 50 par mois du coup"])
async def test_the_plans_own_sum_is_no_proposal(database, text):
    thread = await open_thread(await demo_of(database), means={text: "propose_amount"}, proven="DEMO-1006")
    assert ids(await thread.say(text))[0] == "utter_plan_status"
    assert not await thread.handovers()


async def test_a_payment_that_was_missed_is_said_to_be_missing(database, clock):
    thread = await open_thread(await demo_of(database), means={"combien je dois": "ask_balance"})
    clock.at = clock.at.replace(month=12, day=2)
    await thread.prove("DEMO-1006")
    said = await thread.say("combien je dois")
    assert ids(said)[:2] == ["utter_plan_behind", "utter_plan_status"] and "30 novembre 2026" in said[0].text


# What a sum is, and the contract's own payment


async def planned(database) -> Thread:
    """Who has agreed to 20 a month, beside a contract that asks 80 on 29 November."""
    means = {"perdu mon boulot": "hardship_job_loss"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    await thread.pick("offer")
    await thread.say("oui")
    await thread.say("non")
    return thread


@pytest.mark.parametrize("text", ["c koi ces 20 euro ?", "c'est quoi les 20€", "les 20 euros ça correspond à quoi"])
async def test_a_question_about_a_sum_of_the_plan_is_answered(database, text):
    thread = await planned(database)
    thread.rasa.means[text] = "propose_amount"
    assert ids(await thread.say(text)) == ["utter_sum_plan"]
    assert not await thread.handovers()


async def test_the_contracts_own_payment_is_told_apart_and_taken_up(database):
    thread = await planned(database)
    text = "a ba jsavé pa c koi ces 20 euro ? moi c le 80 ke jpeu pa"
    thread.rasa.means[text] = "propose_amount"
    said = ids(await thread.say(text))
    assert said[:4] == ["utter_sum_plan", "utter_sum_contract", "utter_contract_apart", "utter_contract_person"]
    assert said[-1] == "utter_ask_contract_meanwhile"
    (handover,) = await thread.handovers()
    assert handover.reason == "contract_payment_trouble" and handover.brief["minor"] == 80_00


@pytest.mark.parametrize(
    "text", ["non mé jpeu pas payé le 80 euro", "je peux pas payer le 29 novembre", "i cant pay the 80"]
)
async def test_the_contracts_payment_named_by_its_sum_or_day_is_not_mixed_up_with_the_plans(database, text):
    thread = await planned(database)
    thread.rasa.means[text] = "hardship_unspecified"
    said = ids(await thread.say(text))
    assert said[:2] == ["utter_sum_contract", "utter_contract_apart"] and "utter_can_move" not in said
