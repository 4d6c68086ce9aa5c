"""Calls and messages apart: a narrower wish is done as said, a permission is no refusal, a question is answered."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import ContactPoint, Hold
from tests.thread_world import Thread, demo_of, ids, open_thread

CALLS = ("jveu plus d appel juste ecrire", "j ai dit les APPELS les messages ca va", "no more calls just text me")
MEANS = {
    **dict.fromkeys(CALLS, "stop_contact"), "plus de messages": "stop_contact",
    "non enfin pas tout arreter juste les sms": "deny", "ah nan je veux bien recevoir les mails": "stop_contact",
    "so will i get more texts or no": "stop_contact", "whats ARRET": "hardship_illness", "wrong person": "wrong_person",
    "je vous avais demandé pas de message mais ma mere en recoit": "third_party",
}


async def opened(database, proven: str | None = "DEMO-1001", lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


async def holds(database) -> list[str]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(
            select(Hold.reason).where(Hold.set_by == "debtor", Hold.lifted_at.is_(None))))


async def silent(database, kind: str) -> int:
    async with database.begin() as uow:
        rows = await uow.session.scalars(select(ContactPoint).where(
            ContactPoint.kind == kind, ContactPoint.opted_out_at.is_not(None), ContactPoint.value.contains("980101")
        ))
        return len(rows.all())


@pytest.mark.parametrize("text", CALLS)
async def test_calls_alone_are_stopped(database, text):
    thread = await opened(database)
    assert ids(await thread.say(text)) == ["utter_calls_stopped"]
    assert await holds(database) == ["no_calls"] and await silent(database, "phone") == 0


async def test_a_stop_that_was_too_much_becomes_calls_alone(database):
    thread = await opened(database)
    await thread.say("plus de messages")
    assert "stop_contact" in await holds(database)
    assert ids(await thread.say(CALLS[1])) == ["utter_calls_stopped"]
    assert await holds(database) == ["no_calls"]


async def test_texts_alone_are_stopped(database):
    thread = await opened(database)
    await thread.say("plus de messages")
    assert ids(await thread.say("non enfin pas tout arreter juste les sms")) == ["utter_texts_stopped"]
    assert await holds(database) == [] and await silent(database, "phone") == 1


async def test_before_we_know_who_writes_a_narrower_wish_takes_the_place_of_the_stop(database):
    thread = await opened(database, proven=None)
    await thread.say("plus de messages")
    said = ids(await thread.say("non enfin pas tout arreter juste les sms"))
    assert said[0] == "utter_texts_heard" and said[-1] == "utter_ask_reference"
    assert "utter_texts_stopped" in ids(await thread.say("DEMO-1001, né le 14/03/1985"))
    assert await holds(database) == [] and await silent(database, "phone") == 1


async def test_a_permission_is_no_refusal(database):
    thread = await opened(database)
    await thread.say("plus de messages")
    assert ids(await thread.say("ah nan je veux bien recevoir les mails")) == ["utter_may_write"]
    assert await holds(database) == []


async def test_whether_more_will_come_is_answered(database):
    thread = await opened(database, proven=None, lang="en")
    assert ids(await thread.say("so will i get more texts or no")) == ["utter_more_messages"]
    await thread.say("wrong person")
    assert ids(await thread.say("so will i get more texts or no")) == ["utter_no_more_messages"]
    assert ids(await thread.say("whats ARRET")) == ["utter_what_stop_word"] and await holds(database) == []


async def test_a_stop_that_was_not_kept_is_a_complaint(database):
    thread = await opened(database, proven=None)
    said = ids(await thread.say("je vous avais demandé pas de message mais ma mere en recoit"))
    assert said[0] == "utter_pass_on_complaint" and "notice_complaint_number" in said
    assert [one.reason for one in await thread.handovers()] == ["complaint"]
