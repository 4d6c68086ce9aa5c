"""A day and an hour told with the wish to be called: times near them are offered, and no other is booked by itself."""

from __future__ import annotations

import pytest

from bot.store.tables import Callback
from tests.thread_world import Thread, count, demo_of, ids, open_thread

CALL = "rappelez moi mardi à 10h"
MEANS = {CALL: "request_callback", "rappelez moi": "request_callback", "rappelez moi samedi": "request_callback"}


@pytest.fixture
async def thread(database) -> Thread:
    one = await open_thread(await demo_of(database), means=MEANS)
    await one.prove("DEMO-1001")
    return one


def _titles(said) -> list[str]:
    return [choice["title"].replace("\u00a0", " ") for choice in said[-1].choices]


async def test_times_of_that_day_near_that_hour_are_offered(thread):
    said = await thread.say(CALL)
    assert ids(said)[-1] == "notice_callback_slots"
    assert [title.partition("novembre ")[2] for title in _titles(said)] == ["à 9 h", "à 9 h 30", "à 10 h", "à 10 h 30"]
    assert all("mardi 24" in title for title in _titles(said)) and await count(thread.database, Callback) == 0


async def test_another_time_can_be_told_while_times_are_offered_and_the_tap_books_it(thread):
    await thread.say("rappelez moi")
    said = await thread.say("plutôt jeudi vers 11h")
    assert all("jeudi 26" in title for title in _titles(said)) and any("à 11 h" in title for title in _titles(said))
    message, _ = await thread.choice("at")
    assert message == said[-1].id
    assert ids(await thread.pick("at")) == ["notice_callback_booked"]
    assert await count(thread.database, Callback) == 1


async def test_on_a_day_without_calls_the_next_ones_are_offered(thread):
    said = await thread.say("rappelez moi samedi")
    assert _titles(said) and all("lundi 23" in title for title in _titles(said))
