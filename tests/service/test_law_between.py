"""In the middle of something: who owes when two have signed, abuse that is a dispute, a bill that is one."""

from __future__ import annotations

import pytest

from bot.store.tables import Dispute, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

RUDE = "j'ai jamais signé un truc pareil de 890 balles bande de voleurs"
MEANS = {
    RUDE: "insult", "bande de voleurs": "insult", "i never ordered this you crooks": "insult",
    "j'ai déjà payé bande d'escrocs": "insult", "hello its about the mobilia phone bill, what do i do": "out_of_scope",
    "quel temps fait-il": "out_of_scope", "g recu un truc": "legal_document", "how much": "ask_balance",
    "combien je dois": "ask_balance", "which one do i pay first": "faq_payment_methods",
    "yes right. we split up, why i must pay his part?": "affirm", "pourquoi je paierais pour mon ex": "dispute_debt",
    "je paye laquelle en premier": "hardship_too_many_debts", "perdu mon boulot": "hardship_job_loss",
    "et ma femme elle a rien a voir la dedans ok": "need_time",
}


async def thread_of(database, proven: str | None = None, lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


@pytest.mark.parametrize("text", [RUDE, "i never ordered this you crooks"])
async def test_rude_words_that_contest_are_a_dispute_with_its_number(database, text):
    thread = await thread_of(database, "DEMO-1014")
    said = await thread.say(text)
    assert ids(said)[:3] == ["utter_dispute_dispute_debt", "utter_dispute_number", "utter_dispute_held"]
    assert "C-" in said[1].text and await count(database, Dispute) == 1
    assert await count(database, Hold, Hold.reason == "dispute", Hold.set_by == "debtor") == 1


async def test_rude_words_that_say_it_is_paid_are_heard_as_that(database):
    thread = await thread_of(database)
    assert "utter_dispute_already_paid" in ids(await thread.say("j'ai déjà payé bande d'escrocs"))


async def test_mere_abuse_is_met_as_before(database):
    thread = await thread_of(database, "DEMO-1014")
    assert ids(await thread.say("bande de voleurs")) == ["utter_insult"] and await count(database, Dispute) == 0


async def test_a_bill_is_no_matter_out_of_scope(database):
    thread = await thread_of(database, lang="en")
    assert ids(await thread.say("hello its about the mobilia phone bill, what do i do")) == ["utter_ask_reference"]
    assert ids(await thread.say("quel temps fait-il"))[0] == "utter_out_of_scope"


@pytest.mark.parametrize("text", ["bjr g recu 1 letre de mezon clair je sui perdu", "recommandé reçu hier"])
async def test_a_guess_of_the_model_frightens_nobody(database, text):
    thread = await open_thread(await demo_of(database), means={text: "legal_document"})
    assert ids(await thread.say(text)) == ["utter_ask_meant_legal_document"]
    assert "court" not in (await thread.row()).memory and await thread.handovers() == []


async def test_a_paper_that_never_came_is_taken_back_with_what_it_had_set(database):
    thread = await thread_of(database, "DEMO-1001")
    await thread.say("votre huissier m'a laissé un papier")
    assert await count(database, Hold, Hold.reason == "legal_document", Hold.lifted_at.is_(None)) == 1
    assert ids(await thread.say("non c juste une lettre de relance pas du tribunal")) == ["utter_court_none"]
    row = await thread.row()
    assert (row.owner, row.memory.get("court")) == ("bot", None)
    assert await count(database, Hold, Hold.reason == "legal_document", Hold.lifted_at.is_(None)) == 0
    assert [one.outcome for one in await thread.handovers()] == ["not_needed"]


async def test_a_paper_with_its_day_is_not_taken_back_by_a_word(database):
    thread = await thread_of(database, "DEMO-1001")
    await thread.say("injonction de payer reçue hier")
    assert "utter_court_none" not in ids(await thread.say("c'est pas officiel ça ?"))


async def test_something_that_came_is_asked_about_before_it_frightens(database):
    thread = await thread_of(database)
    assert ids(await thread.say("g recu un truc")) == ["utter_ask_meant_legal_document"]
    assert await thread.handovers() == []
    assert "utter_ask_court_day" in ids(await thread.say("oui"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("pourquoi je paierais pour mon ex", "both"), ("je paye laquelle en premier", "first"),
     ("et ma femme elle a rien a voir la dedans ok", "not_concerned")],
)
async def test_it_is_answered_and_what_was_asked_stays_asked(database, text, told):
    thread = await thread_of(database, "DEMO-1014")
    await thread.say("combien je dois")
    assert ids(await thread.say(text)) == [f"utter_law_{told}", "utter_ask_sum_right"]
    assert await thread.handovers() == []
    assert ids(await thread.say("oui")) == ["utter_ask_what_next"]


async def test_amid_the_budget_the_question_comes_back(database):
    thread = await thread_of(database, "DEMO-1014")
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    assert ids(await thread.say("which one do i pay first")) == ["utter_law_first", "utter_ask_income"]


async def test_a_yes_with_a_question_beside_it_is_a_yes(database):
    thread = await thread_of(database, "DEMO-1014", "en")
    await thread.say("how much")
    said = ids(await thread.say("yes right. we split up, why i must pay his part?"))
    assert said == ["utter_law_both", "utter_ask_what_next"]
