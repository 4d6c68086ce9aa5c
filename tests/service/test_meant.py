"""What only the model takes for a dispute is asked about; a question about an amount or a receipt is answered."""

from __future__ import annotations

import pytest

from bot.store.tables import Case, Dispute, ExportEvent, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "une pause": "request_pause", "voilà mars": "already_paid",
    "pourquoi ce montant": "dispute_debt", "receipt please": "already_paid", "le gris": "request_proof",
    "j'ai déjà payé le 3": "already_paid", "je conteste cette dette": "dispute_debt", "je ne dois rien": "dispute_debt",
    "dites pourquoi cette somme alors voyons": "dispute_debt", "c'est bizarre": "dispute_debt",
    "on m'a force a signer": "coerced_debt",
    "le colis est arrivé ouvert et le vendeur ne répond plus à mes lettres": "dispute_debt",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def harmed(thread: Thread) -> tuple[int, int, int, int]:
    """Numbers given, holds set, creditors told, people asked."""
    told = await count(thread.database, ExportEvent, ExportEvent.kind == "dispute")
    held = await count(thread.database, Hold, Hold.reason == "dispute", Hold.case_id.in_(_mine()))
    return await count(thread.database, Dispute), held, told, len(await thread.handovers())


def _mine():
    from sqlalchemy import select  # noqa: PLC0415

    return select(Case.id).where(Case.reference == "DEMO-1001")


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350"):
        await thread.say(text)
    assert ids(await thread.say("60"))[-1] == "utter_ask_offer"


async def test_an_answer_that_the_model_takes_for_a_dispute_is_asked_about_first(thread):
    await thread.say("une pause")
    await thread.say("oui")
    before = await harmed(thread)
    assert ids(await thread.say("voilà mars")) == ["utter_ask_meant_already_paid"]
    assert await harmed(thread) == before
    assert ids(await thread.say("non")) == ["utter_not_meant", "utter_ask_pause_until_again"]
    assert await harmed(thread) == before


async def test_a_yes_makes_it_a_dispute(thread):
    await thread.say("une pause")
    await thread.say("oui")
    await thread.say("voilà mars")
    assert ids(await thread.say("oui"))[:2] == ["utter_dispute_already_paid", "utter_dispute_number"]
    assert (await harmed(thread))[0] == 1


async def test_amid_the_budget_a_no_goes_back_to_the_very_question(thread):
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul"):
        await thread.say(text)
    assert ids(await thread.say("le gris")) == ["utter_ask_meant_request_proof"]
    assert ids(await thread.say("non"))[-1] == "utter_ask_benefits"
    assert (await harmed(thread))[0] == 0


async def test_a_guess_from_few_words_is_asked_about_and_one_from_a_whole_story_is_not(thread):
    assert ids(await thread.say("c'est bizarre")) == ["utter_ask_meant_dispute_debt"]
    await thread.say("non")
    story = "le colis est arrivé ouvert et le vendeur ne répond plus à mes lettres"
    assert ids(await thread.say(story))[0] == "utter_dispute_dispute_debt"


@pytest.mark.parametrize("text", ["j'ai déjà payé le 3", "je conteste cette dette", "je ne dois rien"])
async def test_a_clear_statement_is_on_record_at_once_whatever_was_asked(thread, text):
    await thread.say("une pause")
    await thread.say("oui")
    assert "utter_dispute_number" in ids(await thread.say(text))


async def test_who_says_that_they_were_forced_is_not_asked_whether_they_mean_it(thread):
    await thread.say("une pause")
    assert "utter_dispute_coerced_debt" in ids(await thread.say("on m'a force a signer"))


@pytest.mark.parametrize(
    "text", ["pourquoi ce montant", "why so low", "comment vous calculez ça", "dites pourquoi cette somme alors voyons"]
)
async def test_why_this_amount_after_an_offer_is_answered_from_the_offer_and_the_offers_come_back(thread, text):
    await at_offers(thread)
    before = await harmed(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_why_seizable", "utter_ask_offer"] and "€" in said[0].text and said[-1].choices
    assert await harmed(thread) == before
    assert "utter_ask_confirm_plan" in ids(await thread.pick("offer"))


async def test_amid_the_budget_it_is_told_how_an_amount_will_come_about(thread):
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    assert ids(await thread.say("pourquoi ce montant")) == ["utter_why_budget", "utter_ask_income"]
    assert (await thread.row()).memory["errand"] == "hardship"


async def test_beside_what_is_owed_it_is_what_is_owed(thread):
    await thread.say("perdu mon boulot")
    said = ids(await thread.say("pourquoi ce montant"))
    assert said[0] == "utter_origin_debt" and said[-1] == "utter_ask_sum_right"


async def test_a_receipt_that_is_asked_for_is_no_dispute(thread):
    assert ids(await thread.say("receipt please")) == ["utter_receipt_none"]
    assert (await harmed(thread))[0] == 0 and await thread.handovers() == []


async def test_a_receipt_is_asked_for_before_it_is_known_who_asks(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say("un reçu svp")) == ["utter_ask_reference"]
    assert ids(await thread.say("DEMO-1001 14/03/1985"))[-1] == "utter_receipt_none"
