"""What happens now, asked anywhere: from where the debtor stands; nothing that waits for a yes is lost on the way."""

from __future__ import annotations

import pytest

from bot.debt import reading
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "et après il se passe quoi": "faq_process",
    "jsuis sourd": "accommodation", "trop compliké jcomprend rien": "accommodation", "oui d'accord": "affirm",
    "il est signé ou pas le plan": "faq_process", "annuler mon plan": "ask_plan_status",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def at_the_yes(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    assert ids(await thread.say("le + léger"))[-1] == "utter_ask_confirm_plan"


async def test_a_stranger_hears_how_it_works(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say("et après il se passe quoi")) == ["utter_faq_process"]


async def test_at_the_sum_and_amid_the_questions_and_before_the_yes(thread):
    await thread.say("perdu mon boulot")
    assert ids(await thread.say("et après il se passe quoi")) == ["utter_next_sum", "utter_ask_sum_right"]
    await thread.say("oui")
    assert ids(await thread.say("et après il se passe quoi")) == ["utter_next_questions", "utter_ask_income"]
    for text in ("1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    assert ids(await thread.say("et après il se passe quoi")) == ["utter_next_offer", "utter_ask_offer"]


async def test_a_schedule_that_is_too_much_is_said_in_one_sentence(thread):
    await at_the_yes(thread)
    said = await thread.say("trop compliké jcomprend rien c combien par mois")
    assert ids(said) == ["utter_plan_in_short_month", "utter_ask_confirm_plan"]
    assert "Maison Claire" in said[0].text and "fois" in said[0].text


async def test_a_yes_after_something_else_brings_the_plan_back_and_agrees_nothing(thread):
    await at_the_yes(thread)
    await thread.say("jsuis sourd")
    (said,) = await thread.say("oui d'accord")
    assert said.text_id == "utter_plan_not_agreed_yet" and "utter_plan_agreed" not in ids(await thread.messages())
    assert ids(await thread.say("oui"))[-1] == "utter_ask_confirm_plan"
    assert ids(await thread.say("oui"))[0] == "utter_plan_agreed"


async def test_whether_it_is_agreed_is_answered_before_and_after(thread):
    await at_the_yes(thread)
    await thread.say("jsuis sourd")
    assert ids(await thread.say("il est signé ou pas le plan")) == ["utter_plan_not_agreed_yet"]
    await thread.say("oui")
    await thread.say("oui")
    assert "utter_plan_status" in ids(await thread.say("il est signé ou pas le plan"))


async def test_a_yes_in_the_words_of_the_question_is_one(thread):
    await at_the_yes(thread)
    await thread.say("oui")
    assert ids(await thread.say("annuler mon plan"))[-1] == "utter_ask_undo"
    assert "utter_plan_undone" in ids(await thread.say("oui annuler"))


@pytest.mark.parametrize(
    ("text", "question", "is_one"),
    [
        ("oui annuler", "Je l'annule ?", True), ("yes cancel it please", "Shall I cancel it?", True),
        ("oui vas y", "Je l'annule ?", True), ("oui mais pas demain", "Je l'annule ?", False),
        ("oui annuler le deuxieme", "Je l'annule ?", False), ("oui ?", "Je l'annule ?", False),
        ("annuler", "Je l'annule ?", False), ("yes dont cancel it", "Shall I cancel it?", False),
        ("oui je ne l'annule plus", "Je l'annule ?", False),
    ],
)
def test_yes_in_its_words(text, question, is_one):
    assert reading.yes_in_its_words(text, question) is is_one


@pytest.mark.parametrize(
    "text",
    ["jcomprend rien", "c'est trop compliqué", "c combien par mois", "I don't understand any of it",
     "how much is that a month", "en gros ?", "jai rien compris"],
)  # fmt: skip
def test_what_asks_for_it_in_short(text):
    assert reading.asks_in_short(text)


@pytest.mark.parametrize("text", ["oui", "non merci", "c'est bon pour moi", "ok for me", "40 par mois plutôt"])
def test_what_does_not(text):
    assert not reading.asks_in_short(text)
