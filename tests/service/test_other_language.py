"""A change of language: the rest of the message is answered, and what was open is put again in the new language."""

from __future__ import annotations

import pytest

from tests.thread_world import demo_of, ids, open_thread

MEANS = {
    "combien je dois": "ask_balance", "combien je dois, DEMO-1001": "ask_balance", "how much is it": "ask_balance",
    "ma mère est débitrice": "third_party", "perdu mon boulot": "hardship_job_loss",
    "Hello, Polish, my english not good. Can I pay a bit each month?": "set_language",
    "Can I pay a bit each month?": "request_plan", "my english is bad": "set_language",
}


@pytest.mark.parametrize("text", ["ok in english pls", "english", "can we speak english", "jparl pa fr english svp"])
async def test_the_open_question_is_put_again_in_english(database, text):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("combien je dois")  # does it seem right?
    said = await thread.say(text)
    assert ids(said) == ["utter_language_set", "utter_ask_sum_right"] and {one.lang for one in said} == {"en"}
    assert "right" in said[1].text and said[1].choices[0]["title"] == "Yes"
    assert "utter_ask_income" not in ids(said)
    assert (await thread.row()).memory["question"] == "sum_right"
    assert "utter_affirm_nothing" not in ids(await thread.say("yes"))


@pytest.mark.parametrize("text", ["fr svp", "en français svp", "mettez en fr stp", "francais"])
async def test_short_french_in_an_english_thread_is_heard(database, text):
    thread = await open_thread(await demo_of(database), means=MEANS, lang="en")
    await thread.say("how much is it")
    said = await thread.say(text)
    assert ids(said) == ["utter_language_set", "utter_ask_reference"] and {one.lang for one in said} == {"fr"}


async def test_whose_it_is_is_asked_again(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    await thread.say("ma mère est débitrice")
    assert ids(await thread.say("DEMO-1001 14/03/1985")) == ["utter_ask_for_whom_again"]
    said = await thread.say("ok in english pls")
    assert ids(said) == ["utter_language_set", "utter_ask_for_whom_ways"] and said[1].lang == "en"
    assert ids(await thread.say("yes"))[0] != "utter_affirm_nothing"


async def test_what_is_said_beside_it_is_answered(database):
    thread = await open_thread(await demo_of(database), means=MEANS, lang="en")
    said = await thread.say("ok en francais ca ira, combien je dois, DEMO-1001")
    assert ids(said) == ["utter_ask_birth_date"] and said[0].lang == "fr"
    assert "utter_figures_late" in ids(await thread.say("14/03/1985"))


async def test_an_offer_beside_it_is_heard(database):
    means = {**MEANS, "can i pay 20 a month from feb": "propose_amount"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    said = await thread.say("let me try in english, can i pay 20 a month from feb")
    assert "utter_language_set" not in ids(said) and said[0].lang == "en"
    assert (await thread.row()).memory["errand"] == "propose"


async def test_a_language_that_is_only_named_swallows_nothing(database):
    thread = await open_thread(await demo_of(database), means=MEANS, lang="en")
    said = ids(await thread.say("Hello, Polish, my english not good. Can I pay a bit each month?"))
    assert said[0] == "utter_language_set" and said[-1] == "utter_ask_reference"


async def test_the_budgets_question_comes_by_itself_and_once(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    said = ids(await thread.say("in english please"))
    assert said.count("utter_ask_income") == 1 and said[0] == "utter_language_set"


async def test_distress_goes_first(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    said = await thread.say("please in english i want to die")
    assert said[0].text_id and said[0].text_id.startswith("utter_") and "utter_language_set" not in ids(said)
