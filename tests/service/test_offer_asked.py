"""Asked of an offer on the table: the most that the budget carries, as the offer has it, and for which account."""

from __future__ import annotations

import pytest

from bot.debt.reading import asks_most, asks_which_account
from tests.service.test_wishes import MEANS, at_offers
from tests.thread_world import Thread, demo_of, ids, open_thread

MOST = [
    "so how much can i pay at most", "c'est combien le maximum que je peux mettre", "what's the most i can pay",
    "combien je peux mettre au max", "jusqu'à combien je peux aller", "how high can i go",
    "c koi le max par mois pour moi", "quel est le montant maximum que je peux payer", "how much can i afford",
    "whats the maximum i could pay each month", "combien au plus je peux verser",
]
NOT_MOST = [
    "c'est le maximum que je peux", "50 max", "at most 50", "le plus tôt possible", "what is the most i owe",
    "combien je dois au maximum", "je peux pas plus", "quelle est la durée maximum", "what's the maximum pause",
    "combien je peux payer", "the most i can do is nothing",
]
WHICH = [
    "which account is that for?", "c'est pour quel dossier", "c'est pour lequel", "pour quelle dette ?",
    "which one is that for", "which debt is this", "c'est pour quel contrat exactement", "what account is it for",
    "et ça c'est pour quel crédit", "which of my accounts is this for", "it's for which account?",
]
NOT_WHICH = [
    "c'est pour mon dossier", "lequel des deux je choisis", "which one is cheaper", "c'est pour moi",
    "quel dossier dois-je payer d'abord", "which bank account can i pay from",
]


@pytest.mark.parametrize("text", MOST)
def test_the_most_is_asked(text: str) -> None:
    assert asks_most(text)


@pytest.mark.parametrize("text", NOT_MOST)
def test_near_misses_ask_for_no_most(text: str) -> None:
    assert not asks_most(text)


@pytest.mark.parametrize("text", WHICH)
def test_the_account_is_asked(text: str) -> None:
    assert asks_which_account(text)


@pytest.mark.parametrize("text", NOT_WHICH)
def test_near_misses_ask_for_no_account(text: str) -> None:
    assert not asks_which_account(text)


async def of(database, reference: str = "DEMO-1001") -> Thread:
    means = {**MEANS, "je peux mettre 300 par mois": "propose_amount", "c'est pour quel dossier": "ask_origin"}
    return await open_thread(await demo_of(database), proven=reference, means=means)


async def test_the_most_is_told_with_its_account_and_the_offer_stays_asked(database):
    thread = await of(database)
    await at_offers(thread)
    said = await thread.say("c'est combien le maximum que je peux mettre")
    assert ids(said) == ["utter_offer_most", "utter_ask_offer"]
    assert "110,48" in said[0].text and "Maison Claire (DEMO-1001)" in said[0].text


async def test_where_the_offer_is_the_most_it_is_named_and_no_sum_beside_it(database):
    thread = await of(database)
    await at_offers(thread)
    offered = await thread.say("je peux mettre 300 par mois")
    assert "110,00" in " ".join(one["title"] for one in offered[-1].choices)
    said = await thread.say("combien je peux mettre au max")
    assert ids(said) == ["utter_offer_most_is", "utter_ask_offer"]
    assert "110,00" in said[0].text and "110,48" not in said[0].text


async def test_which_accounts_an_offer_is_for_and_then_the_offer_again(database):
    thread = await of(database, "DEMO-1002")
    await at_offers(thread)
    said = await thread.say("c'est pour quel dossier")
    assert ids(said) == ["utter_offer_for", "utter_ask_offer"]
    assert "Maison Claire (DEMO-1002) et Mobilia (DEMO-1002-B)" in said[0].text


async def test_with_no_offer_it_is_the_question_where_the_debt_comes_from(database):
    thread = await of(database)
    assert ids(await thread.say("c'est pour quel dossier"))[0] == "utter_origin_debt"


async def test_nothing_of_an_offer_is_told_to_somebody_unknown(database):
    thread = await of(database)
    await at_offers(thread)
    other = await open_thread(database, sender="browser-2", means={"c'est pour quel dossier": "ask_origin"})
    for text in ("c'est pour quel dossier", "combien je peux mettre au max"):
        assert not {"utter_offer_for", "utter_offer_most"} & set(ids(await other.say(text)))
