"""A call in words: number and time of one sentence taken and read back, a time on offer booked, our hours told."""

from __future__ import annotations

import pytest

from bot.debt.reading import asks_call, asks_hours, short_number
from bot.store.tables import Callback
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "rappelez moi": "request_callback", "jveux etre rapelé mardi 14h au TEL": "request_callback",
    "tues at 10": "inform", "actually make it 3pm wed": "correct",
    "svp je veu parler a un humain, telephone moi": "ask_human",
    "07 70 02 02 apres 18h": "inform", "vous ouvrez a kel heure": "out_of_scope", "le samedi aussi?": "out_of_scope",
    "can u ring me tomoro at 10 am on this number": "request_callback",
}


async def opened(database, lang: str = "fr", proven: str | None = "DEMO-1001") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


def titles(said) -> list[str]:
    return [choice["title"].replace("\u00a0", " ") for choice in said[-1].choices]


async def test_number_and_time_are_read_back_and_times_near_are_offered(database):
    thread = await opened(database)
    said = await thread.say("jveux etre rapelé mardi 14h au 0639980109")
    assert ids(said) == ["notice_call_noted", "notice_callback_slots"]
    assert "mardi 24" in said[0].text and "14" in said[0].text and "6 39 98 01 09" in said[0].text
    assert all("mardi 24" in one for one in titles(said)) and any("14 h" in one for one in titles(said))


async def test_who_is_not_known_is_read_back_to_as_well(database):
    thread = await opened(database, proven=None)
    said = ids(await thread.say("jveux etre rapelé mardi 14h au 0639980109"))
    assert said[0] == "notice_call_noted" and "notice_in_writing_too" not in said and await thread.handovers()


async def test_a_time_on_offer_is_booked_by_its_words(database):
    thread = await opened(database, lang="en", proven="DEMO-2001")
    await thread.say("can u ring me tomoro at 10 am on this number")
    assert await count(database, Callback) == 0
    assert (await thread.messages())[-1].choices
    said = await thread.say("tues at 10")
    if ids(said)[0] != "notice_callback_booked":
        said = await thread.say("tues at 10")
    assert ids(said) == ["notice_callback_booked"] and await count(database, Callback) == 1
    moved = await thread.say("actually make it 3pm wed")
    assert ids(moved)[-1] == "notice_callback_slots" and any("15:00" in one for one in titles(moved))
    assert ids(await thread.say("wed 3pm")) == ["notice_callback_booked"]


async def test_a_call_beside_a_wish_for_a_person_and_a_number_that_lacks_digits(database):
    thread = await opened(database, proven=None)
    assert ids(await thread.say("svp je veu parler a un humain, telephone moi"))[0] == "utter_pass_on_request_callback"
    assert ids(await thread.say("07 70 02 02 apres 18h")) == ["notice_call_number_short"]
    said = await thread.say("0639980109")
    assert "notice_call_noted" in ids(said) and "6 39 98 01 09" in said[0].text


async def test_our_hours(database):
    thread = await opened(database, proven=None)
    first = await thread.say("vous ouvrez a kel heure")
    assert ids(first)[0] == "utter_our_hours" and "9 h" in first[0].text
    assert ids(await thread.say("le samedi aussi?"))[0] == "utter_our_hours"


@pytest.mark.parametrize("text", ["call me pls", "rapelez moi svp", "give me a ring", "telephone moi"])
def test_a_call_is_asked_for(text):
    assert asks_call(text)


@pytest.mark.parametrize("text", [
    "rappelle moi ce que tu a compris", "ils m'appellent tout le temps", "ne m'appelez pas", "stop calling me",
    "dont call me", "they call me every day", "combien je dois",
])
def test_no_call_is_asked_for(text):
    assert not asks_call(text)


def test_a_number_that_lacks_digits():
    assert short_number("07 70 02 02 apres 18h") and short_number("0770020")
    for text in ("14/03/1985", "0639980109", "06 39 98 01 01", "le 05 12 2026", "01 480 euros", "02.11.1992"):
        assert not short_number(text), text


def test_hours_are_asked_for():
    for text in ("vous ouvrez a kel heure", "what time do you open", "are you open saturdays", "vos horaires svp"):
        assert asks_hours(text), text
    assert asks_hours("le samedi aussi?", told=True)
    for text in ("le samedi aussi?", "combien je dois", "je paie samedi"):
        assert not asks_hours(text), text
