"""General questions: answered the same for everybody, and then back to what was asked."""

from __future__ import annotations

import pytest

from bot.debt import reading
from bot.service.errand import open_errands
from bot.service.talk import faq
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Offer
from bot.words.book import book
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "un huissier va venir ?": "faq_bailiff", "t'es un robot ?": "ask_if_bot",
    "re bonjour": "greet", "merci": "thank",
    "et si jamais je paye rien ?": "faq_process", "comment ça se passe ?": "faq_process",
    "et si un mois j'y arrive pas ?": "plan_trouble",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    await thread.say("DEMO-1001 14/03/1985")
    await thread.say("oui")
    for text in ("1450 de salaire, je vis seul", "rien", "480", "350"):
        await thread.say(text)
    assert ids(await thread.say("60"))[-1] == "utter_ask_offer"


@pytest.mark.parametrize("intent", faq.QUESTIONS)
def test_every_general_question_has_its_answer_in_both_languages(intent):
    for language in ("fr", "en"):
        assert book().find(f"utter_{intent}", language, "web").lang == language


@pytest.mark.parametrize(
    "aside",
    ["un huissier va venir ?", "t'es un robot ?", "re bonjour", "et si un mois j'y arrive pas ?",
     "et si jamais je paye rien ?"],
)
async def test_asked_in_between_it_is_answered_and_the_open_choices_come_back_alive(thread, aside):
    await at_offers(thread)
    said = await thread.say(aside)
    assert len(said) == 2 and said[-1].text_id == "utter_ask_offer" and said[-1].choices
    assert "utter_ask_confirm_plan" in ids(await thread.pick("offer"))


async def test_a_month_that_may_fail_is_spoken_of_before_the_yes_and_the_yes_still_counts(thread):
    await at_offers(thread)
    await thread.pick("offer")
    assert ids(await thread.say("et si un mois j'y arrive pas ?")) == [
        "utter_if_a_month_fails", "utter_ask_confirm_plan",
    ]
    assert await thread.handovers() == []
    assert "utter_plan_agreed" in ids(await thread.say("oui"))


async def test_thanks_are_no_reason_to_ask_again(thread):
    await at_offers(thread)
    assert ids(await thread.say("merci")) == ["utter_thank"]


async def test_with_no_question_open_the_answer_stands_alone(thread):
    assert ids(await thread.say("un huissier va venir ?")) == ["utter_faq_bailiff"]


@pytest.mark.parametrize("memory", [{"distress": "possible"}, {"distress": "explicit"}, {"budget_asked": "income"}])
async def test_nobody_in_distress_nor_in_the_form_is_asked_again(thread, memory):
    await at_offers(thread)
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        said = await write(uow, conversation, say("utter_faq_bailiff"))
        assert await faq.back_to_question(uow, conversation, said) != []
        remember(conversation, **memory)
        assert await faq.back_to_question(uow, conversation, said) == []


async def test_a_hardship_beside_a_general_question_is_not_lost(thread):
    thread.rasa.also["slt jai perdu mon taf, et un huissier va venir ?"] = [
        {"name": "hardship_job_loss", "confidence": 0.99, "text": "slt jai perdu mon taf"}
    ]
    thread.rasa.means["slt jai perdu mon taf, et un huissier va venir ?"] = "faq_bailiff"
    said = await thread.say("slt jai perdu mon taf, et un huissier va venir ?")
    assert ids(said) == ["utter_faq_bailiff", "utter_open_errand"]
    assert next(choice["payload"] for choice in said[-1].choices) == "/hardship_job_loss"
    async with thread.database.begin() as uow:
        assert open_errands.meanings(await lock(uow, thread.key)) == []
    await thread.say("DEMO-1001 14/03/1985")  # without a tap: who can't pay is helped on, not only told the amount
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"


async def test_where_only_the_tables_leave_nothing_a_pause_is_there_meanwhile(thread):
    await thread.say("perdu mon boulot")
    await thread.say("DEMO-1001 14/03/1985")
    await thread.say("oui")
    for text in ("1450 de chomage", "rien", "seule avec 2 enfants", "480", "350"):
        await thread.say(text)
    said = await thread.say("60")
    assert ids(said)[0] == "utter_to_person_may_find_more" and ids(said)[-1] == "utter_pause_meanwhile"
    assert [c["payload"] for c in said[-1].choices] == ["/request_pause", "/request_budget_advice"]
    assert await count(thread.database, Offer) == 0
    assert [h.reason for h in await thread.handovers()] == ["person_may_find_more"]


async def test_what_happens_if_nothing_is_paid_is_said_as_it_is_and_is_not_how_all_this_works(thread):
    (said,) = await thread.say("et si jamais je paye rien ?")
    assert said.text_id == "utter_faq_unpaid" and "juge" in said.text and "pause" in said.text
    assert ids(await thread.say("comment ça se passe ?")) == ["utter_faq_process"]


@pytest.mark.parametrize(
    "text", ["et si je paye pas ?", "Que se passe-t-il si je ne paie pas ?", "si jpeux pas payer il se passe quoi",
             "si j'y arrive pas", "what happens if I don't pay", "what if i cant pay it", "and if we can't keep up?"]
)
def test_the_question_is_known_in_its_many_forms(text):
    assert reading.asks_if_unpaid(text)


@pytest.mark.parametrize(
    "text", ["comment ça marche ?", "si je paye en deux fois ?", "if I pay it all now?", "je paie pas"]
)
def test_other_questions_are_not_taken_for_it(text):
    assert not reading.asks_if_unpaid(text)


@pytest.mark.parametrize(
    "text", ["Combien d'intérêts là-dedans ?", "ya combien d interet dans cette somme", "quelle part d'intérêts",
             "c quoi le capital et les intérêts, c'est quoi le capital", "how much of this is interest?",
             "what's the interest on it", "can I see the breakdown of capital and interest"]
)
def test_the_question_what_a_sum_is_made_of_is_known(text):
    assert reading.asks_parts(text)


@pytest.mark.parametrize(
    "text", ["combien ça me coûte ?", "il y a des frais ?", "ça m'intéresse, combien par mois ?",
             "how much are the fees", "it's in my interest"]
)
def test_questions_about_cost_are_not_taken_for_it(text):
    assert not reading.asks_parts(text)


async def test_who_is_known_and_asks_how_much_is_interest_is_told_what_the_sum_is_made_of(thread):
    thread.rasa.means |= {"combien d'intérêts ?": "faq_fees", "ça coûte combien ?": "faq_fees"}
    assert ids(await thread.say("combien d'intérêts ?"))[0] == "utter_ask_origin"  # nobody is known yet
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("combien d'intérêts ?"))[0] == "utter_origin_debt"
    assert ids(await thread.say("ça coûte combien ?"))[0] == "utter_faq_fees"
