"""Asked back in the middle: answered with what is known here, then the open question again."""

from __future__ import annotations

import pytest

from bot.store.tables import Dispute, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "bonjour combien je dois": "ask_balance", "c koi la reference": "no_reference",
    "non jai le papié mai jsai pas c koi la reference": "no_reference", "jai le papié mais jsai pas c koi": "skip",
    "j'ai pas de référence": "no_reference", "perdu mon boulot": "hardship_job_loss",
    "attends c quoi ke t'a noté comme salaire ?": "faq_process", "recap stp": "correct",
    "vous pouvez me redire ce que vous avez noté ?": "affirm", "jsui toute seul ac 3 gosse": "hardship_separation",
    "on s'est séparés, toute seule avec 3 gosses": "hardship_separation", "i pay half. 445": "inform",
    "how much": "ask_balance", "j'ai déjà payé": "already_paid", "la preuve je vous l'envoie où": "request_proof",
    "c'est encore moi, vous avez retrouvé mon virement ?": "ask_balance",
    "et j'ai payé 50 hier au tabac": "already_paid",
    "oui enfin non je crois que c'est plutot 300 mais c pas grave oui": "affirm", "je paye la moitié": "inform",
}


async def thread_of(database, proven: str | None = None, lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


@pytest.mark.parametrize(
    "text",
    ["c koi la reference", "non jai le papié mai jsai pas c koi la reference", "jai le papié mais jsai pas c koi"],
)
async def test_what_a_reference_is_and_where_it_stands(database, text):
    thread = await thread_of(database)
    await thread.say("bonjour combien je dois")
    said = await thread.say(text)
    assert ids(said) == ["utter_what_reference", "utter_ask_reference"] and said[-1].choices
    assert ids(await thread.say("DEMO-1001")) == ["utter_ask_birth_date"]


async def test_amid_the_three_questions_it_is_no_name(database):
    thread = await thread_of(database)
    await thread.say("bonjour combien je dois")
    assert ids(await thread.say("j'ai pas de référence")) == ["utter_lookup_intro_plain", "utter_ask_lookup_name"]
    assert ids(await thread.say("c koi la reference")) == ["utter_what_reference", "utter_ask_lookup_name"]


@pytest.mark.parametrize(
    "text",
    ["attends c quoi ke t'a noté comme salaire ?", "vous pouvez me redire ce que vous avez noté ?", "recap stp"],
)
async def test_amid_the_questions_what_was_noted_is_read_back_and_the_question_comes_again(database, text):
    thread = await thread_of(database, "DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    assert ids(await thread.say("1450 de salaire, je vis seul"))[-1] == "utter_ask_benefits"
    said = await thread.say(text)
    assert ids(said) == ["utter_budget_understood", "utter_ask_benefits"] and "450,00" in said[0].text


async def test_without_figures_there_is_nothing_to_read_back(database):
    thread = await thread_of(database, "DEMO-1001")
    assert "utter_budget_understood" not in ids(await thread.say("recap stp"))


async def test_alone_with_children_is_no_separation(database):
    thread = await thread_of(database)
    assert ids(await thread.say("jsui toute seul ac 3 gosse"))[0] == "utter_hardship_unspecified"
    assert ids(await thread.say("on s'est séparés, toute seule avec 3 gosses"))[0] == "utter_hardship_separation"


async def test_another_sum_beside_the_yes_is_heard(database):
    thread = await thread_of(database, "DEMO-1018")
    await thread.say("bonjour combien je dois")
    said = ids(await thread.say("oui enfin non je crois que c'est plutot 300 mais c pas grave oui"))
    assert "utter_sum_doubted" in said


async def test_half_with_its_sum_is_an_offer_and_without_it_is_asked(database):
    thread = await thread_of(database, "DEMO-1014", "en")
    await thread.say("how much")
    await thread.say("yes")
    said = await thread.say("i pay half. 445")
    assert ids(said)[-1] in ("utter_ask_month_or_once", "utter_ask_income") and "445" in said[0].text
    other = await open_thread(thread.database, "browser-2", means=MEANS, proven="DEMO-1018")
    await other.say("bonjour combien je dois")
    await other.say("oui")
    assert ids(await other.say("je paye la moitié"))[-1] == "utter_ask_own_amount"


async def test_how_the_check_is_going_and_where_the_proof_goes_open_nothing_new(database):
    thread = await thread_of(database, "DEMO-1003")
    await thread.say("j'ai déjà payé")
    again = await open_thread(thread.database, "browser-2", means=MEANS, proven="DEMO-1003")
    (said,) = await again.say("c'est encore moi, vous avez retrouvé mon virement ?")
    assert said.text_id == "utter_check_goes_on" and "C-" in said.text
    assert ids(await again.say("la preuve je vous l'envoie où")) == ["utter_proof_where"]
    assert await count(database, Dispute) == 1


async def test_what_was_paid_under_a_plan_offers_no_second_one(database):
    thread = await thread_of(database, "DEMO-1006")
    said = ids(await thread.say("et j'ai payé 50 hier au tabac"))
    assert said[-2:] == ["utter_dispute_part_paid", "utter_dispute_plan_stands"]
    assert await count(database, Hold, Hold.reason == "dispute", Hold.part_minor == 5000) == 1
