"""Until when a pause lasts: a month or a feast is a time, what is shorter than wished is said and agreed, no question
stands twice in the same words.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.store.tables import Pause
from tests.thread_world import Thread, demo_of, ids, open_thread

TODAY = date(2026, 11, 20)
ASK = "j'ai besoin de souffler"


@pytest.fixture
async def asked(database) -> Thread:
    """Who was asked until when they would like to rest. The model takes what it is shown for something else."""
    thread = await open_thread(await demo_of(database), means={ASK: "request_pause"})
    await thread.prove("DEMO-1001")
    said = ids(await thread.say(ASK))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert said[-1] == "utter_ask_pause_until"
    return thread


async def _until(thread: Thread) -> date | None:
    """The last day of the pause that this thread has set, if any."""
    person = (await thread.row()).person_id
    async with thread.database.begin() as uow:
        newest = select(Pause).where(Pause.person_id == person).order_by(Pause.id.desc()).limit(1)
        found = await uow.session.scalar(newest)
    return found.until if found is not None else None


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("jusqu'à Noël", date(2026, 12, 25)), ("fin janvier", date(2027, 1, 31)), ("15 janvier", date(2027, 1, 15)),
        ("le 5 décembre svp", date(2026, 12, 5)), ("deux semaines", date(2026, 12, 4)),
    ],
)  # fmt: skip
async def test_a_day_told_as_the_answer_is_set_whatever_the_model_hears(asked, words, until):
    asked.rasa.means[words] = "already_paid"
    assert "utter_pause_set" in ids(await asked.say(words))
    assert await _until(asked) == until


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("après les fêtes", date(2027, 1, 8)), ("en janvier", date(2027, 1, 31)),
        ("début février", date(2027, 2, 10)),
    ],
)  # fmt: skip
async def test_a_month_or_a_feast_is_read_back_with_the_day_that_was_taken_and_set_at_a_yes(asked, words, until):
    asked.rasa.means[words] = "already_paid"
    said = ids(await asked.say(words))
    assert (said[0], said[-1]) == ("utter_pause_whole_time", "utter_ask_confirm_pause")
    assert await _until(asked) is None
    assert "utter_pause_set" in ids(await asked.say("oui"))
    assert await _until(asked) == until


async def test_a_month_whose_first_days_may_be_had_is_offered_as_far_as_it_goes_with_the_reason(asked):
    said = await asked.say("en février")
    assert ids(said)[0] == "utter_pause_as_far" and "18 février 2027" in said[0].text
    assert await _until(asked) is None
    assert "utter_pause_set" in ids(await asked.say("oui"))
    assert await _until(asked) == TODAY + timedelta(days=90) == date(2027, 2, 18)


@pytest.mark.parametrize(
    "words", ["le 5 décembre peut-être", "ptet le 5 decembre", "deux semaines ?", "vers le 5 je pense"]
)
async def test_a_day_told_with_a_perhaps_is_read_back(asked, words):
    assert ids(await asked.say(words))[-1] == "utter_ask_confirm_pause"
    assert await _until(asked) is None


async def test_no_is_no_day(asked):
    assert ids(await asked.say("non merci")) == ["utter_need_time"]
    assert await _until(asked) is None


async def test_what_lies_beyond_is_met_by_the_longest_with_its_reason_and_a_yes(asked):
    messages = await asked.say("en mars")
    assert [one for one in ids(messages) if "effect" not in one] == ["utter_pause_longest", "utter_ask_confirm_pause"]
    assert "18 février 2027" in messages[0].text and await _until(asked) is None
    assert "utter_pause_set" in ids(await asked.say("oui"))
    assert await _until(asked) == date(2027, 2, 18)


async def test_an_event_whose_month_is_told_is_that_month(database):
    words = "une pause jusqu'à la naissance de mon bébé, début mars"
    thread = await open_thread(await demo_of(database), means={words: "request_pause"})
    await thread.prove("DEMO-1001")
    said = ids(await thread.say(words))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert said[0] == "utter_pause_longest" and await _until(thread) is None


async def test_an_event_without_a_day_gets_a_day_only_with_a_yes(asked):
    assert ids(await asked.say("quand je toucherai ma prime"))[0] == "utter_pause_no_day"
    assert await _until(asked) is None
    assert "utter_pause_set" in ids(await asked.say("oui"))
    assert await _until(asked) == TODAY + timedelta(days=30)


async def test_the_question_is_asked_in_other_words_and_then_a_day_is_put_forward(asked):
    asked.rasa.means |= {"je sais pas trop": "request_pause", "plus tard": "request_pause"}
    assert ids(await asked.say("je sais pas trop"))[-1] == "utter_ask_pause_until_again"
    assert ids(await asked.say("plus tard"))[-1] == "utter_ask_confirm_pause"
    assert "utter_pause_set" in ids(await asked.say("oui"))
