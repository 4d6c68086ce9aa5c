"""No more calls: calls alone, told to the creditor, and no word less in writing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.service.feeds.export import do_not_contact
from bot.store.tables import ContactPoint, ExportEvent, Hold
from tests.thread_world import demo_of, ids, open_thread

BOSS = "bonsoir jveu plu d apel svp mon patron a repondu hier"


async def _opted_out(database) -> int:
    async with database.begin() as uow:
        rows = await uow.session.scalars(
            select(ContactPoint.id).where(
                ContactPoint.opted_out_at.is_not(None), ContactPoint.value == "+33639980101"
            )
        )
        return len(rows.all())


async def _file(database, creditor: str = "maison") -> list:
    async with database.begin() as uow:
        return [line for line in await do_not_contact(uow, creditor, date(2026, 11, 20)) if line.reason == "no_calls"]


@pytest.mark.parametrize("words", [BOSS, "arretez de m'appeler au travail", "stop calling me at work please"])
async def test_who_is_known_has_it_done_at_once_and_the_creditors_file_says_so(database, words):
    thread = await open_thread(await demo_of(database), means={words: "stop_contact"}, proven="DEMO-1001")
    assert ids(await thread.say(words)) == ["utter_calls_stopped"]
    async with database.begin() as uow:
        held = list(await uow.session.scalars(select(Hold.reason).where(Hold.set_by == "debtor")))
        told = list(await uow.session.scalars(select(ExportEvent.payload).where(ExportEvent.kind == "hold_set")))
    assert held == ["no_calls"] and "no_calls" in {event["reason"] for event in told}
    (line,) = await _file(database)
    assert (line.reference, line.scope) == ("DEMO-1001", "calls")
    assert await _opted_out(database) == 0


async def test_whatever_the_model_hears_it_is_read_for_certain(database):
    thread = await open_thread(await demo_of(database), means={BOSS: "complaint"}, proven="DEMO-1001")
    assert ids(await thread.say(BOSS)) == ["utter_calls_stopped"]


async def test_before_we_know_who_writes_it_is_heard_and_done_once_they_say(database):
    thread = await open_thread(await demo_of(database), means={BOSS: "stop_contact"})
    assert ids(await thread.say(BOSS)) == ["utter_calls_heard", "utter_calls_needs_who", "utter_ask_reference"]
    assert await _file(database) == []
    assert "utter_calls_stopped" in ids(await thread.say("DEMO-1001, né le 14/03/1985"))
    assert len(await _file(database)) == 1


async def test_with_the_reference_in_the_same_breath_it_is_done_at_once(database):
    words = "you people keep ringing me at work, make it stop. DEMO-1004 21/05/1990"
    thread = await open_thread(await demo_of(database), means={words: "stop_contact"}, lang="en")
    assert "utter_calls_stopped" in ids(await thread.say(words))
    (line,) = await _file(database)
    assert line.reference == "DEMO-1004"


async def test_it_is_not_lost_for_what_is_asked_next(database):
    means = {BOSS: "stop_contact", "combien je dois": "ask_balance"}
    thread = await open_thread(await demo_of(database), means=means)
    await thread.say(BOSS)
    await thread.say("combien je dois")
    said = ids(await thread.say("DEMO-1001 14/03/1985"))
    assert "utter_calls_stopped" in said and "utter_figures_late" in said


@pytest.mark.parametrize("words", ["ne m'appelez plus et ne m'écrivez plus", "laissez-moi tranquille"])
async def test_who_wants_silence_altogether_has_it(database, words):
    thread = await open_thread(await demo_of(database), means={words: "stop_contact"}, proven="DEMO-1001")
    assert "utter_stopped" in ids(await thread.say(words))
    assert await _opted_out(database) == 1


async def test_offers_plans_and_payments_go_on(database):
    means = {BOSS: "stop_contact", "je voudrais payer en plusieurs fois": "request_plan"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    await thread.say(BOSS)
    said = ids(await thread.say("je voudrais payer en plusieurs fois"))
    assert "utter_figures_late" in said and not any("hold" in (one or "") for one in said)
