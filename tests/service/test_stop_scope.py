"""A stop in the web chat: what it is for is asked once, and everything has stopped meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading import keeps_reminders
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.turn.inbound import choice_in
from bot.store.tables import ContactPoint, Hold, Plan
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread

STOP = "je ne veux plus de messages de vous"
MEANS = {STOP: "stop_contact"}
CONFIRMED = ["utter_stopped", "utter_stopped_letters", "utter_ask_stop_reminders"]


@pytest.fixture
async def thread(database) -> Thread:
    thread = await open_thread(await demo_of(database), means=MEANS)
    await with_plan(database, "DEMO-1001")
    await thread.prove("DEMO-1001")
    return thread


async def kept(thread: Thread) -> list[bool]:
    """Of each contact that has been stopped: whether reminders come there all the same."""
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(
            select(ContactPoint.reminders_kept_at)
            .where(ContactPoint.opted_out_at.is_not(None), ContactPoint.value == "+33639980101")
        )
        return [at is not None for at in rows]


async def test_the_confirmation_asks_once_for_the_reminders(thread):
    assert ids(await thread.say(STOP)) == ["utter_stop_heard", *CONFIRMED]
    assert await kept(thread) == [False]
    assert ids(await thread.say(STOP)) == ["utter_reminders_stopped_too"]
    assert ids(await thread.say(STOP)) == ["utter_stop_heard", "utter_stopped"]


async def test_by_a_tap_only_the_reminders_are_kept_with_rasa_down(thread):
    await thread.say(STOP)
    thread.rasa.down = True
    message, n = [(m.id, n) for m in await thread.messages() for n, c in enumerate(m.choices)
                  if c["data"].get("do") == "keep_reminders"][-1]
    async with thread.database.begin() as uow:
        await choice_in(uow, await lock(uow, thread.key), cid="cid-tap-kept", choice_id=f"{message}.{n}")
        await uow.commit()
    assert (await thread.messages())[-1].text_id == "utter_reminders_kept"
    assert await kept(thread) == [True]


@pytest.mark.parametrize(
    ("words", "told", "comes"),
    [("gardez les rappels", "utter_reminders_kept", True), ("non", "utter_reminders_kept", True),
     ("oui", "utter_reminders_stopped_too", False), ("eux aussi", "utter_reminders_stopped_too", False)],
)
async def test_in_words(thread, words, told, comes):
    await thread.say(STOP)
    assert ids(await thread.say(words)) == [told]
    assert await kept(thread) == [comes]


async def goes_to(thread: Thread) -> tuple[str, str, bool]:
    """By which way reminders of the plan go, to what kind of contact, and whether they come there after the stop."""
    async with thread.database.begin() as uow:
        plan = (await uow.session.scalars(select(Plan).where(Plan.person_id == (await thread.row()).person_id))).one()
        to = await uow.session.get_one(ContactPoint, plan.reminder_to)
        return plan.reminder_channel, to.kind, to.reminders_kept_at is not None


@pytest.mark.parametrize("before", [("gardez les rappels",), ()])
@pytest.mark.parametrize("words", ["par e-mail plutôt", "finalement par mail"])
async def test_another_way_for_the_reminders_is_heard_after_the_stop_as_well(thread, words, before):
    await thread.say(STOP)
    for one in before:
        await thread.say(one)
    assert ids(await thread.say(words)) == ["utter_reminders_email"]
    assert await goes_to(thread) == ("email", "email", True)
    assert await kept(thread) == [False]  # no longer by telephone
    async with thread.database.begin() as uow:
        holds = (await uow.session.scalars(select(Hold).where(Hold.reason == "stop_contact"))).all()
    assert {hold.detail["scope"] for hold in holds} == {"all_but_plan_reminders"}


@pytest.mark.parametrize("words", ["tout est noir", "j'ai plus rien ni personne", "tout est foutu"])
async def test_despair_is_no_answer_to_it_and_reaches_the_model(thread, words):
    thread.rasa.means[words] = "possible_distress"
    await thread.say(STOP)
    assert ids(await thread.say(words))[0] == "utter_possible_distress"
    assert await kept(thread) == [False]


async def test_a_no_to_a_later_question_keeps_nothing(thread):
    await thread.say(STOP)
    async with thread.database.begin() as uow:
        await write(uow, await lock(uow, thread.key), say("utter_need_time"), author="system")
        await uow.commit()
    await thread.say("non")
    assert await kept(thread) == [False]


@pytest.mark.parametrize("words", ["START", "démarrer", "en fait je veux bien des sms", "you can text me again"])
async def test_start_undoes_it_in_the_chat_as_well(thread, words):
    await thread.say(STOP)
    await thread.say("gardez les rappels")
    assert ids(await thread.say(words)) == ["utter_restarted"]
    assert await kept(thread) == []
    async with thread.database.begin() as uow:
        holds = (await uow.session.scalars(select(Hold.lifted_at).where(Hold.reason == "stop_contact"))).all()
    assert holds and None not in holds
    assert ids(await thread.say(STOP))[1:] == CONFIRMED  # and may be said again


async def test_who_proves_who_they_are_afterwards_is_asked_then(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    await with_plan(database, "DEMO-1001")
    assert "utter_ask_stop_reminders" not in ids(await thread.say(STOP))
    assert ids(await thread.say("DEMO-1001 14/03/1985"))[-3:] == CONFIRMED


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("gardez les rappels", True), ("continuez à m'envoyer les rappels", True),
        ("arrêtez tout sauf les rappels", True),
        ("keep sending me the reminders", True), ("stop everything except the reminders", True),
        ("gardez-les", True), ("no, keep them", True), ("ne les gardez pas", None), ("plus de rappels", False),
        ("the reminders too", False), ("plus rien", False), ("tout", False),
        ("gardez pas les rappels", None), ("don't keep the reminders", None), ("arrêtez juste les rappels", None),
        ("tout arrêter svp", False), ("stop everything please", False), ("nothing at all", False),
        ("tout est noir", None), ("tout est foutu", None), ("j'ai plus rien ni personne", None),
        ("j'ai tout perdu", None),
        ("plus rien ne compte", None), ("nothing more to live for", None), ("everything hurts", None),
        ("none of this matters any more", None),
        ("juste les rappels", None), ("gardez tout", None), ("non merci", None), ("oui", None), ("", None),
    ],
)
def test_what_is_said_of_the_reminders_is_read_and_never_guessed(words, told):
    assert keeps_reminders(words) is told
