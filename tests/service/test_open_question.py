"""A question that is open stays so: a yes to nothing, or words not understood, bring it back."""

from __future__ import annotations

import pytest

from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "ouais": "affirm", "oui voilà": "affirm", "mouais bof non": "deny",
    "50 euros": "propose_amount", "1700": "inform", "ça va": "affirm", "les tuiles du voisin": "nlu_fallback",
    "je touche 1400, je vis avec ma fille": "inform", "je gagne 1400, logé chez mes parents": "inform",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350"):
        await thread.say(text)
    assert ids(await thread.say("60"))[-1] == "utter_ask_offer"


@pytest.mark.parametrize("text", ["oui voilà", "mouais bof non"])
async def test_a_yes_or_no_that_fits_none_of_the_choices_brings_them_back(thread, text):
    await thread.say("50 euros")
    said = await thread.say(text)
    assert ids(said) == ["utter_open_question", "utter_ask_month_or_once"] and said[-1].choices


async def test_a_yes_to_the_offers_agrees_to_nothing_and_brings_them_back(thread):
    await at_offers(thread)
    said = await thread.say("ça va")
    assert ids(said) == ["utter_open_question", "utter_ask_offer"] and said[-1].choices


async def test_a_yes_where_nothing_is_open_is_only_heard(thread):
    assert ids(await thread.say("ça va")) == ["utter_affirm_nothing"]


async def test_words_not_understood_amid_something_open_lose_nothing_of_it(thread):
    await at_offers(thread)
    said = await thread.say("les tuiles du voisin")
    assert ids(said) == ["utter_not_understood_open", "utter_ask_offer"] and said[-1].choices
    assert "utter_ask_confirm_plan" in ids(await thread.pick("offer"))


async def test_an_amount_where_people_are_asked_for_is_not_offered_other_errands(thread):
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire"):
        await thread.say(text)
    assert ids(await thread.say("rien"))[-1] == "utter_ask_household"
    assert ids(await thread.say("1700")) == ["utter_not_understood_form", "utter_ask_household"]
    assert ids(await thread.say("1700")) == ["utter_not_understood_home_again", "utter_ask_household"]


@pytest.mark.parametrize(
    ("text", "unclear"),
    [("je touche 1400, je vis avec ma fille", "utter_household_unclear_adults"),
     ("je gagne 1400, logé chez mes parents", "utter_household_unclear_shared")],
)
async def test_what_is_unclear_of_a_household_told_in_passing_is_said_with_the_question(thread, text, unclear):
    await thread.say(text)
    await thread.say("oui")
    said = ids(await thread.say("rien"))
    assert said[-2:] == [unclear, "utter_ask_household"]
    assert ids(await thread.say("seul, et un enfant"))[-1] == "utter_ask_housing"
