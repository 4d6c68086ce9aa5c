"""Law in the middle of something: fear before deadlines, true answers, abuse that is a dispute, a bill that is one."""

from __future__ import annotations

import pytest

from bot.store.tables import Dispute, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

RUDE = "j'ai jamais signé un truc pareil de 890 balles bande de voleurs"
PAPER = "recu un papié d'huissier hier jai trop peur y vont venir chez moi ??"
MEANS = {
    RUDE: "insult", "bande de voleurs": "insult", "i never ordered this you crooks": "insult", PAPER: "legal_document",
    "j'ai déjà payé bande d'escrocs": "insult", "hello its about the mobilia phone bill, what do i do": "out_of_scope",
    "quel temps fait-il": "out_of_scope", "ils m'ont bloqué mon compte ce matin!!!": "out_of_scope",
    "j'ai reçu une injonction de payer": "legal_document", "le 2 novembre": "change_due_date",
    "je le conteste comment": "dispute_debt", "je la conteste comment l'injonction": "legal_document",
    "ok tout est suspendu meme au tribunal alors ?": "hardship_benefits_delay",
    "est ce qu'ils peuvent me prendre mes meubles ? g un bébé": "faq_bailiff", "g recu un truc": "legal_document",
    "un huissier va venir ?": "faq_bailiff", "combien je dois": "ask_balance",
    "which one do i pay first": "faq_payment_methods", "how much": "ask_balance",
    "yes right. we split up, why i must pay his part?": "affirm", "pourquoi je paierais pour mon ex": "dispute_debt",
    "je paye laquelle en premier": "hardship_too_many_debts",
    "et ma femme elle a rien a voir la dedans ok": "need_time", "est ce que vous allez appeler mon patron":
    "request_callback", "vous pouvez prendre sur mes allocs ?": "faq_bailiff", "je conteste": "dispute_debt",
    "perdu mon boulot": "hardship_job_loss",
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


async def test_a_blocked_account_is_met_at_once(database):
    thread = await thread_of(database)
    assert ids(await thread.say("ils m'ont bloqué mon compte ce matin!!!"))[0] == "utter_paper_seized"
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("legal", "legal_document")]


async def test_the_fear_comes_before_the_deadline(database):
    thread = await thread_of(database)
    said = ids(await thread.say(PAPER))
    assert said[:2] == ["utter_paper_fear", "utter_pass_on_legal_document"]
    assert ids(await thread.say("est ce qu'ils peuvent me prendre mes meubles ? g un bébé")) == ["utter_paper_things"]
    assert ids(await thread.say("un huissier va venir ?")) == ["utter_paper_fear"]


async def test_without_a_paper_it_is_all_amicable_as_before(database):
    thread = await thread_of(database)
    assert ids(await thread.say("est ce qu'ils peuvent me prendre mes meubles ? g un bébé")) == ["utter_faq_bailiff"]


async def test_the_day_of_the_paper_is_no_wish_for_another_day_to_pay(database):
    thread = await thread_of(database)
    assert ids(await thread.say("j'ai reçu une injonction de payer"))[0] == "utter_pass_on_legal_document"
    (said,) = await thread.say("le 2 novembre")
    assert said.text_id == "utter_paper_date" and "2 novembre" in said.text


async def test_what_is_contested_here_does_not_answer_the_court(database):
    thread = await thread_of(database, "DEMO-1014")
    await thread.say("j'ai reçu une injonction de payer")
    assert ids(await thread.say("je la conteste comment l'injonction"))[0] == "utter_paper_oppose"
    assert "utter_paper_goes_on" in ids(await thread.say("je le conteste comment"))
    assert ids(await thread.say("ok tout est suspendu meme au tribunal alors ?"))[0] == "utter_paper_oppose"
    plain = await open_thread(thread.database, "browser-2", means=MEANS, proven="DEMO-1018")
    assert "utter_paper_goes_on" not in ids(await plain.say("je conteste"))


async def test_something_that_came_is_asked_about_before_it_frightens(database):
    thread = await thread_of(database)
    assert ids(await thread.say("g recu un truc")) == ["utter_ask_meant_legal_document"]
    assert await thread.handovers() == []
    assert "utter_pass_on_legal_document" in ids(await thread.say("oui"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("pourquoi je paierais pour mon ex", "both"), ("je paye laquelle en premier", "first"),
     ("vous pouvez prendre sur mes allocs ?", "benefits"), ("est ce que vous allez appeler mon patron", "employer"),
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
