"""Words that were answered on arrival, while Rasa was down, are heard once it is back; at last a person reads them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.service.tasks.tasks import HEAR_AGAIN, TRIES, run_due
from bot.service.thread.conversation import lock
from bot.service.turn.heard_late import hear_again
from bot.store.tables import Handover, Message, Task
from tests.thread_world import Thread, demo_of, ids, open_thread

CRY = "et comme ça tout sera bien rangé pour ma fille"


@pytest.fixture
async def thread(database) -> Thread:
    """Words that have had their answer and are still to be heard, with Rasa down when their turn comes."""
    thread = await open_thread(await demo_of(database))
    thread.rasa.down = True
    return thread


async def told(thread: Thread, words: str = CRY) -> None:
    """Those words come, answered already; their turn is taken."""
    got = await thread.send(words)
    await thread.change(told=[got.message.seq])
    await thread.settle()


async def again(thread: Thread, clock) -> None:
    clock.advance(timedelta(hours=2))
    await run_due(thread.database, effects={HEAR_AGAIN: partial(hear_again, thread.database, thread.rasa)})


async def rows(thread: Thread, table: type, *where: object) -> list:
    async with thread.database.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where)))


@pytest.mark.parametrize(
    ("intent", "said"), [("distress", "utter_crisis"), ("possible_distress", "utter_possible_distress")]
)
async def test_once_rasa_is_back_they_are_heard_once(thread, clock, intent, said):
    thread.rasa.means[CRY] = intent
    await told(thread)
    assert (await thread.messages())[-1].author == "you"
    assert all(one.handled_at is not None for one in await rows(thread, Message, Message.author == "you"))
    await again(thread, clock)  # still down
    thread.rasa.down = False
    await again(thread, clock)
    assert said in ids([one for one in await thread.messages() if one.author != "you"])
    before = (await thread.row()).last_seq
    await again(thread, clock)
    await hear_again(thread.database, thread.rasa, (await rows(thread, Task, Task.kind == HEAR_AGAIN))[0].data)
    assert (await thread.row()).last_seq == before
    assert "safety.heard_late" in await thread.audits()


async def test_they_do_not_hold_up_what_is_said_meanwhile(thread, clock):
    thread.rasa.means[CRY] = "distress"
    await told(thread)
    thread.rasa.down = False
    thread.rasa.means["combien je dois"] = "ask_balance"
    assert await thread.say("combien je dois")
    await again(thread, clock)
    assert (await thread.row()).memory["distress"] == "explicit"


async def test_plain_words_are_heard_and_nothing_is_said(thread, clock):
    await told(thread)
    thread.rasa.down = False
    before = (await thread.row()).last_seq
    await again(thread, clock)
    assert (await thread.row()).last_seq == before and CRY in " ".join(thread.rasa.parsed)


async def test_what_was_met_since_is_not_asked_again(thread, clock):
    thread.rasa.means[CRY] = "possible_distress"
    await told(thread)
    await thread.change(distress="said_no")
    thread.rasa.down = False
    before = (await thread.row()).last_seq
    await again(thread, clock)
    assert (await thread.row()).last_seq == before


async def test_if_rasa_stays_away_a_person_reads_them_and_it_ends(thread, clock):
    await told(thread)
    for _ in range(TRIES + 2):
        await again(thread, clock)
    (task,) = await rows(thread, Task, Task.kind == HEAR_AGAIN)
    assert (task.attempts, task.result) == (TRIES, "failed")
    assert [one.reason for one in await rows(thread, Handover)] == ["words_unheard"]


async def test_words_meant_for_an_agent_are_heard_late_as_well(thread, clock):
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        conversation.owner = "agent"
        await uow.commit()
    thread.rasa.means[CRY] = "distress"
    await thread.say(CRY)
    thread.rasa.down = False
    await again(thread, clock)
    assert (await thread.row()).memory["distress"] == "explicit"
