"""Asked about an offer whether there is a catch: what it costs, what if a month fails, that it can be undone."""

from __future__ import annotations

import pytest

from tests.thread_world import demo_of, ids, open_thread

BUDGET = {
    "fr": ("un plan svp", "oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"),
    "en": ("a plan please", "yes", "1450 wages, i live alone", "nothing", "480", "350", "60"),
}


@pytest.mark.parametrize("heard", ["goodbye", "out_of_scope", "faq_link_safety"])
@pytest.mark.parametrize("text", ["c'est quoi le piège", "y a un hic ?", "is there any catch to that"])
async def test_about_an_offer_it_is_answered_and_the_offer_stays(database, text, heard):
    lang = "en" if text.startswith("is") else "fr"
    means = {text: heard, "un plan svp": "request_plan", "a plan please": "request_plan"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001", lang=lang)
    for one in BUDGET[lang]:
        said = await thread.say(one)
    assert ids(said)[-1] == "utter_ask_offer"
    said = await thread.say(text)
    assert ids(said) == ["utter_catch", "utter_ask_offer"] and said[-1].choices


async def test_before_anything_is_known_it_is_answered_too(database):
    thread = await open_thread(await demo_of(database), means={"whats the catch": "goodbye"}, lang="en")
    (said,) = await thread.say("whats the catch")
    assert said.text_id == "utter_catch" and "14 days" in said.text
