"""A turn that is lost between its deed and its answer: told once, done once, and gone on from."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.service.turn.turn import LEASE
from bot.store.tables import BudgetVersion, Plan
from tests.thread_world import Thread, count, demo_of, ids, open_thread

LETTER = "DEMO-1001 14/03/1985"
BUDGET = ("1450 de salaire", "rien", "seul", "480", "350", "60")
MEANS = {"perdu mon boulot": "hardship_job_loss", "comment ça marche ?": "faq_process", "je me sens si seul": "thank"}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def _to_the_yes(thread: Thread, *, loses: bool) -> list[list[str | None]]:
    """letter_then_plan, each of its turns answered at once or lost after what it did."""
    said = []
    for words in ("perdu mon boulot", LETTER, "/affirm", *BUDGET, "offer", "/affirm"):
        thread.rasa.dies = int(loses)
        taps = words in ("/affirm", "offer")
        said.append(ids(await (thread.pick(words) if taps else thread.say(words))))
        assert not thread.rasa.dies, words
    return said


async def test_a_conversation_whose_every_turn_is_lost_after_its_deed_reads_like_any_other(thread):
    before = await count(thread.database, Plan)
    lost = await _to_the_yes(thread, loses=True)
    other = await open_thread(thread.database, "browser-2", means=MEANS)
    assert await count(thread.database, Plan) == before + 1
    async with thread.database.begin() as uow:
        made = await uow.session.scalar(select(Plan).order_by(Plan.id.desc()))
        made.state = "undone"  # the same debtor, as if for the first time
        await uow.commit()
    kept = await _to_the_yes(other, loses=False)
    assert [[one for one in turn if one != "utter_budget_rest"] for turn in lost] == [
        [one for one in turn if one != "utter_budget_rest"] for turn in kept
    ]
    assert not any("notice_trouble" in turn for turn in lost) and not await thread.handovers()


async def _server_dies_after_the_deed(thread: Thread) -> None:
    """The actions have run; the server dies before it hears of it."""
    thread.rasa.after = asyncio.Event()
    thread.rasa.acted.clear()
    thread.turns.wake(thread.key)
    await thread.rasa.acted.wait()
    for task in thread.turns._running.values():
        task.cancel()
    await asyncio.gather(*thread.turns._running.values(), return_exceptions=True)
    thread.rasa.after = None


async def test_what_a_process_did_and_did_not_tell_before_it_died_is_told_by_the_next_and_not_done_again(
    thread, clock
):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    await thread.send("950")
    await _server_dies_after_the_deed(thread)
    before = len(thread.rasa.heard)
    clock.advance(LEASE + timedelta(seconds=1))
    await thread.turns.sweep()
    await thread.settle()
    assert ids(await thread.messages())[-1] == "utter_ask_benefits"
    assert len(thread.rasa.heard) == before, "Rasa is not asked what those words mean in another question"
    assert ids(await thread.say("rien"))[-1] == "utter_ask_household"
    budget = (await thread.row()).memory["budget"]
    assert (budget["income"], budget["benefits"]) == (95_000, 0)


async def test_what_follows_in_the_thread_is_a_turn_of_its_own(thread, clock):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    await thread.send("950")
    await _server_dies_after_the_deed(thread)
    await thread.send("rien")
    clock.advance(LEASE + timedelta(seconds=1))
    await thread.turns.sweep()
    await thread.settle()
    assert ids(await thread.messages())[-2:] == ["utter_ask_benefits", "utter_ask_household"]


async def test_an_action_of_a_turn_that_was_given_up_does_nothing(thread):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    old = (await thread.row()).errand_no
    thread.rasa.down = True
    assert ids(await thread.pick("/affirm"))[0] == "notice_trouble"
    thread.rasa.down = False
    assert (await thread.row()).errand_no == old + 1
    await thread.change(turn_text="oui")
    before = await thread.row()
    for action in ("action_sum_right", "action_hardship", "validate_budget_form"):
        assert await thread.act(action, intent="affirm", session=old) == []
    after = await thread.row()
    assert (after.memory, after.last_seq) == (before.memory, before.last_seq)
    assert await count(thread.database, BudgetVersion) == 0


async def test_what_was_done_is_not_told_to_whoever_has_the_screen_once_the_proof_has_run_out(thread, clock):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.tap("/affirm")
    await _server_dies_after_the_deed(thread)
    clock.advance(timedelta(minutes=40))
    await thread.turns.sweep()
    await thread.settle()
    assert ids(await thread.messages())[-1] == "utter_ask_reference"
    assert ids(await thread.say(LETTER))[-1] == "utter_ask_sum_right"  # who proves it again is told the figures again


async def test_after_trouble_rasa_begins_anew_from_the_question_that_is_open(thread):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    thread.rasa.down = True
    await thread.say("comment ça marche ?")
    thread.rasa.down = False
    thread.rasa.dialogues.clear()  # it has lost all it knew
    assert ids(await thread.say("950"))[-1] == "utter_ask_benefits"


async def test_nothing_is_kept_of_a_turn_that_was_answered(thread):
    await _to_the_yes(thread, loses=False)
    assert not {"done", "turn_of"} & set((await thread.row()).memory)


async def test_a_session_begun_while_another_question_is_open_is_in_no_form(thread):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    thread.rasa.means |= {"à quoi bon tout ça": "possible_distress"}
    assert ids(await thread.say("à quoi bon tout ça"))[-1] == "utter_ask_distress"
    await thread.change(budget_asked="income", seeded=None)  # asked in mid-form; Rasa begins anew
    assert ids(await thread.pick("/deny"))[0] == "utter_distress_no"
    assert [one.loop for one in thread.rasa.dialogues.values()] == [None]
