"""Nothing is stopped on a guess: a complaint is one, reminders that are wanted stay, a plain stop is done once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.store.tables import ContactPoint, Handover, Hold
from tests.thread_world import Thread, demo_of, ids, open_thread

COMPLAINTS = (
    "ok ta but the texts came from you lot at harbour, yesterday again. i want to complain",
    "je veux me plaindre de vos textos", "this is a formal complaint about your calls", "je porte plainte pour vos sms",
)
GUESSES = ("so you want me to pay or not? and the calls?", "et les sms alors ?", "you lot text me and what for")
KEEPS = (
    "i do want the reminders tho just not chasing texts", "gardez juste les rappels, plus de relances",
    "stop everything except the reminders", "arretez tout sauf les rappels",
)
CALLS = ("et je veu plu qu'on m'apelle, que par ecrit", "non jveu bien les mail mais pas les APEL")
STOPS = ("i said its settled, just stop the sms's please. nothing else", "ne m'écrivez plus")
MEANS = dict.fromkeys((*COMPLAINTS, *GUESSES, *KEEPS, *CALLS, *STOPS, "plus de messages"), "stop_contact")


async def opened(database, proven: str | None = "DEMO-1001", lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


async def held(database) -> list[tuple[str, str]]:
    async with database.begin() as uow:
        rows = await uow.session.scalars(select(Hold).where(Hold.set_by == "debtor", Hold.lifted_at.is_(None)))
        return [(one.reason, str(one.detail.get("scope"))) for one in rows]


@pytest.mark.parametrize("text", COMPLAINTS)
async def test_a_complaint_has_its_number_and_the_stop_is_asked(database, text):
    thread = await opened(database)
    said = await thread.say(text)
    assert ids(said)[0] == "utter_pass_on_complaint" and ids(said)[-1] == "utter_ask_stop_too"
    assert "notice_complaint_number" in ids(said) or "notice_complaint_by" in ids(said)
    assert await held(database) == []
    assert "utter_stopped" in ids(await thread.say("oui")) and ("stop_contact", "everything") in await held(database)


@pytest.mark.parametrize("text", GUESSES)
async def test_a_guess_at_a_stop_is_asked(database, text):
    thread = await opened(database)
    assert ids(await thread.say(text))[-1] == "utter_ask_stop" and await held(database) == []


@pytest.mark.parametrize("text", KEEPS)
async def test_reminders_that_are_wanted_stay(database, text):
    thread = await opened(database)
    assert ids(await thread.say(text)) == ["utter_only_reminders"]
    assert await held(database) == [("stop_contact", "all_but_plan_reminders")]
    async with database.begin() as uow:
        kept = await uow.session.scalars(select(ContactPoint).where(ContactPoint.reminders_kept_at.is_not(None)))
        assert kept.all()


async def test_a_stop_that_was_too_much_leaves_the_reminders(database):
    thread = await opened(database)
    await thread.say("plus de messages")
    assert ids(await thread.say(KEEPS[0])) == ["utter_only_reminders"]
    assert await held(database) == [("stop_contact", "all_but_plan_reminders")]


@pytest.mark.parametrize("text", CALLS)
async def test_calls_alone_in_bad_spelling(database, text):
    thread = await opened(database)
    assert ids(await thread.say(text)) == ["utter_calls_stopped"]
    assert [reason for reason, _ in await held(database)] == ["no_calls"]


@pytest.mark.parametrize("text", STOPS)
async def test_a_stop_is_done_and_said_where_nothing_is_open(database, text):
    thread = await opened(database, proven="DEMO-1008")
    said = ids(await thread.say(text))
    assert said[-1] in ("utter_stopped", "utter_texts_stopped", "utter_stopped_letters"), "once, and nothing else"
    assert len(said) == len(set(said)) and "utter_no_open_case" not in said
    async with database.begin() as uow:
        assert not (await uow.session.scalars(select(Handover).where(Handover.reason == "no_open_case"))).all()


@pytest.mark.parametrize("text", [
    "je veux des rappels", "plus de rappels", "i want to stop the reminders", "vous pouvez me rappeler demain ?",
    "envoyez moi un rappel la veille", "do i get reminders?",
])
def test_other_words_of_reminders_are_no_such_wish(text):
    assert not reading.only_reminders(text)


@pytest.mark.parametrize("text", [
    "arretez vos sms je veux porter plainte", "je vais porter plainte à la police pour usurpation", "i can't complain",
    "stop texting me or i will complain",
])
def test_other_words_of_a_complaint_are_not_only_one(text):
    assert not reading.only_complains(text)


WHY = (
    "i settled this account last month, why must i still get sms's",
    "jai tout soldé en octobre pk je recoi encor vos sms",
    "why am i still getting texts", "c'est réglé pourquoi vous m'écrivez encore",
)


@pytest.mark.parametrize("text", WHY)
async def test_who_owes_nothing_is_told_why_we_write_and_asked_about_a_stop(database, text):
    thread = await open_thread(await demo_of(database), means={text: "already_paid"}, proven="DEMO-1008")
    said = ids(await thread.say(text))
    assert said[0] == "utter_nothing_asked_here" and said[-1] == "utter_ask_stop_too"
    assert not any("dispute" in one for one in said) and not await thread.handovers()
    assert ids(await thread.say("oui"))[-1] in ("utter_stopped", "utter_stopped_letters")


async def test_who_owes_and_says_that_it_is_paid_is_heard_as_that(database):
    text = "i paid this last month, why are you texting me"
    thread = await open_thread(await demo_of(database), means={text: "already_paid"}, proven="DEMO-1001")
    assert "utter_nothing_asked_here" not in ids(await thread.say(text))


@pytest.mark.parametrize("text", [
    "le credit il es o deux noms, qui doit payé moi ou mon mari", "qui paie moi ou elle ?",
    "who has to pay, me or my ex",
])
async def test_who_must_pay_of_two_is_answered_before_it_is_known_who_asks(database, text):
    thread = await open_thread(await demo_of(database), means={text: "hardship_separation"})
    assert "utter_law_both" in ids(await thread.say(text))
