"""A stop is done where it was asked for; anger, a wish about work or nights, or "no more questions" is no such wish."""

from __future__ import annotations

import pytest

from bot.store.tables import ContactPoint, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

ANGER = "vous me cassez les couilles avec vos sms tous les jours, c quoi votre pb"
STOPS = (
    ANGER, "arretez pas les sms hein jveu juste savoir", "stop les questions!!", "arrêtez vos sms pendant mon boulot",
    "ne m'écrivez plus", "donc vous arretez les courriers ou pas", "stop texting me at night pls",
    "j'en ai marre de vos sms, je conteste cette dette",
)
MEANS = {**dict.fromkeys(STOPS, "stop_contact"), "perdu mon boulot": "hardship_job_loss", "de quoi": "ask_balance"}


async def stopped(thread: Thread) -> bool:
    held = await count(thread.database, Hold, Hold.reason == "stop_contact")
    return bool(held) or await count(thread.database, ContactPoint, ContactPoint.opted_out_at.is_not(None)) > 1


async def thread_of(database, lang: str = "fr") -> Thread:  # one of the demo's debtors has opted out before
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001", lang=lang)


@pytest.mark.parametrize("text", [ANGER, "donc vous arretez les courriers ou pas"])
async def test_anger_is_asked_what_it_wishes(database, text):
    thread = await thread_of(database)
    said = await thread.say(text)
    assert ids(said) == ["utter_ask_stop"] and not await stopped(thread)
    assert [c["payload"] for c in said[0].choices] == ["/stop_contact", "/ask_balance", "/ask_human"]


@pytest.mark.parametrize("yes", ["oui", "Plus aucun message", "ne m'écrivez plus"])
async def test_a_yes_stops_everything(database, yes):
    thread = await thread_of(database)
    await thread.say(ANGER)
    assert "utter_stopped" in ids(await thread.say(yes)) and await stopped(thread)


async def test_what_it_is_about_is_told_instead(database):
    thread = await thread_of(database)
    await thread.say(ANGER)
    assert ids(await thread.pick("/ask_balance"))[0] == "utter_figures_late" and not await stopped(thread)


async def test_whoever_contests_in_anger_is_heard_with_both(database):
    thread = await thread_of(database)
    said = ids(await thread.say("j'en ai marre de vos sms, je conteste cette dette"))
    assert "utter_dispute_number" in said and await stopped(thread)


async def test_do_not_stop_is_not_stop(database):
    thread = await thread_of(database)
    said = ids(await thread.say("arretez pas les sms hein jveu juste savoir"))
    assert said[:2] == ["utter_stop_none", "utter_figures_late"] and not await stopped(thread)


@pytest.mark.parametrize(
    ("text", "lang"), [("arrêtez vos sms pendant mon boulot", "fr"), ("stop texting me at night pls", "en")]
)
async def test_no_texts_at_night_is_a_complaint_with_a_number_and_the_rest_is_asked(database, text, lang):
    thread = await thread_of(database, lang)
    said = ids(await thread.say(text))
    assert said[:2] == ["utter_stop_some", "utter_pass_on_complaint"] and said[-1] == "utter_ask_stop_too"
    assert not await stopped(thread) and [h.reason for h in await thread.handovers()] == ["complaint"]
    assert ids(await thread.say("no" if lang == "en" else "non"))[0] == "utter_stop_none"
    assert not await stopped(thread)


async def test_no_more_questions_ends_the_questions_and_nothing_else(database):
    thread = await thread_of(database)
    await thread.say("perdu mon boulot")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    said = await thread.say("stop les questions!!")
    assert ids(said) == ["utter_stop_questions"] and not await stopped(thread)
    assert ids(await thread.pick("/request_plan"))[-1] == "utter_ask_income"


async def test_a_stop_is_a_stop(database):
    thread = await thread_of(database)
    assert "utter_stopped" in ids(await thread.say("ne m'écrivez plus")) and await stopped(thread)
