"""A burst: the first message is answered at once, what follows within moments is understood together."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from bot.service.thread.conversation import lock
from bot.service.turn import bursts
from bot.service.turn.inbound import choice_in, text_in
from bot.service.turn.turn import Turn
from bot.service.turn.turns import Turns
from tests.thread_world import Thread, demo_of, ids, open_thread

QUIET = 0.5
MEANS = {
    "bonjour": "greet", "merci": "thank", "combien je dois": "ask_balance",
    "j'ai perdu mon travail\nje peux plus payer": "hardship_job_loss", "tout est noir": "distress",
}


@pytest.fixture
async def thread(database) -> Thread:
    found = await open_thread(await demo_of(database), means=MEANS)
    found.turns = Turns(found.database, found.rasa, quiet=QUIET)
    return found


async def _arrives(thread: Thread, text: str = "", *, tap: str = "") -> Turn | None:
    """As at the door of the web chat: stored with its turn, then woken."""
    where = await thread.choice(tap) if tap else None
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        if where is not None:
            got = await choice_in(uow, conversation, cid=uuid4().hex, choice_id=f"{where[0]}.{where[1]}")
        else:
            got = await text_in(uow, conversation, cid=uuid4().hex, text=text)
        turn = None if got.answered else await thread.turns.take(uow, conversation, got.message)
        await uow.commit()
    if not got.answered:
        thread.turns.wake(thread.key, turn)
    return turn


async def _quiet(thread: Thread) -> list[str]:
    while thread.turns._running:
        await asyncio.gather(*thread.turns._running.values())
    return [said for _, said in thread.rasa.heard]


async def test_the_first_message_is_a_turn_at_once_and_what_follows_within_moments_is_one_together(thread):
    assert await _arrives(thread, "bonjour") is not None
    await _quiet(thread)
    assert ids(await thread.messages()) == [None, "utter_greet"]
    assert await _arrives(thread, "j'ai perdu mon travail") is None
    assert await _arrives(thread, "je peux plus payer") is None
    assert await _quiet(thread) == ["bonjour", "j'ai perdu mon travail\nje peux plus payer"]
    assert ids(await thread.messages())[-2:] == ["utter_hardship_job_loss", "utter_ask_reference"]


async def test_words_that_come_while_rasa_thinks_wait_for_those_that_follow(thread):
    thread.rasa.gate = asyncio.Event()
    await _arrives(thread, "bonjour")
    await thread.rasa.asked.wait()
    await _arrives(thread, "j'ai perdu mon travail")
    thread.rasa.gate.set()
    await _arrives(thread, "je peux plus payer")
    assert (await _quiet(thread))[1:] == ["j'ai perdu mon travail\nje peux plus payer"]


async def test_who_writes_on_and_on_is_answered_after_a_while_all_the_same(thread, monkeypatch):
    monkeypatch.setattr(bursts, "MOST", 2 * QUIET)
    await _arrives(thread, "bonjour")
    for n in range(6):
        await _arrives(thread, f"mot {n}")
        await asyncio.sleep(QUIET / 2)
    heard = await _quiet(thread)
    assert len(heard) > 2 and "\n".join(heard[1:]) == "\n".join(f"mot {n}" for n in range(6))


async def test_a_message_alone_an_answer_that_was_asked_for_and_a_late_one_never_wait(thread, clock):
    assert await _arrives(thread, "combien je dois") is not None
    await _quiet(thread)
    assert await _arrives(thread, "DEMO-1001") is not None  # the reference was asked for
    await _quiet(thread)
    assert await _arrives(thread, "14/03/1985") is not None
    await _quiet(thread)
    assert await _arrives(thread, "oui c'est ça") is not None  # and whether the sum is right
    await _quiet(thread)
    clock.advance(timedelta(seconds=2))
    assert await _arrives(thread, "merci") is not None


@pytest.mark.parametrize(
    ("said", "answer"),
    [("j'ai envie de mourir", "utter_crisis"), ("à quoi bon continuer", "utter_possible_distress"),
     ("conseiller", "utter_human_queued")],
)
async def test_words_of_danger_and_a_wish_for_a_person_end_the_waiting_at_once(thread, monkeypatch, said, answer):
    thread.rasa.means[f"j'ai perdu mon travail\n{said}"] = "ask_human"
    thread.rasa.means[said] = "ask_human"
    await _arrives(thread, "bonjour")
    thread.turns._quiet = 60.0
    monkeypatch.setattr(bursts, "MOST", 60.0)
    await _arrives(thread, "j'ai perdu mon travail")
    async with asyncio.timeout(5):
        await _arrives(thread, said)
        while answer not in ids(await thread.messages()):
            await asyncio.sleep(0.01)
    await thread.turns.stop()


async def test_distress_that_only_the_model_hears_ends_the_waiting_and_is_not_drowned(thread, monkeypatch):
    await _arrives(thread, "bonjour")
    thread.turns._quiet = 60.0
    monkeypatch.setattr(bursts, "MOST", 60.0)
    await _arrives(thread, "j'ai perdu mon travail")
    await _arrives(thread, "tout est noir")
    async with asyncio.timeout(5):
        heard = await _quiet(thread)
    assert heard[1:] == ["j'ai perdu mon travail", "tout est noir"]
    assert "utter_crisis" in ids(await thread.messages())


async def test_a_tap_is_a_turn_of_its_own_after_the_words_that_came_before_it(thread):
    await thread.prove("DEMO-1001")
    await _arrives(thread, "combien je dois")
    await _quiet(thread)
    await _arrives(thread, "euh alors voila")
    await _arrives(thread, tap="/affirm")
    assert (await _quiet(thread))[-2:] == ["euh alors voila", "/affirm"]
    assert not (await thread.row()).memory.get("tapped")


async def test_a_tap_answers_no_question_that_words_before_it_have_led_to(thread):
    await thread.prove("DEMO-1001")
    await _arrives(thread, "combien je dois")
    await _quiet(thread)
    thread.rasa.means["je veux une pause"] = "request_pause"
    await _arrives(thread, "je veux une pause")
    await _arrives(thread, tap="/affirm")
    assert (await _quiet(thread))[-1] == "je veux une pause"
    assert ids(await thread.messages())[-1] == "notice_stale_choice"


async def test_an_agent_hears_what_comes_as_it_comes(thread):
    async with thread.database.begin() as uow:
        (await lock(uow, thread.key)).owner = "agent"
        await uow.commit()
    await _arrives(thread, "bonjour")
    await _quiet(thread)
    assert await _arrives(thread, "vous êtes là") is not None
    await _quiet(thread)
