"""What is said of an agreed plan: read for certain only where a message says nothing else."""

from __future__ import annotations

import pytest

from bot.debt import reading
from bot.debt import safety as phrases

ASKS = (
    "mon plan", "my plan", "Mon plan ?", "où en est mon plan", "où en est mon plan ?", "voir mon plan",
    "mon échéancier",
    "je voudrais voir mon plan", "my plan please", "show me my plan", "where is my plan at?", "status of my plan",
    "bonjour, mon plan svp", "how is my plan doing", "mon plan de paiement", "ou j'en suis dans mon plan",
)
UNDOES = (
    "annuler le plan", "je voudrais annuler mon plan", "je veux me rétracter", "je me rétracte", "cancel the plan",
    "cancel the plan please", "undo the plan", "I changed my mind about the plan", "je veux arrêter le plan",
    "I've changed my mind about the plan, I want to undo it", "I want to end this plan", "annulez mon plan svp",
    "j'annule le plan", "j'ai changé d'avis, je veux annuler le plan", "comment annuler mon plan ?",
    "I don't want the plan anymore", "jveux annuler mon plan", "I want to cancel my payment plan",
    "je souhaite exercer mon droit de rétractation", "je veux mettre fin au plan",
)
NEITHER = (
    "je veux en finir", "je veux arrêter", "I want to end it", "I want to end my life", "mon plan c'est d'en finir",
    "j'ai un plan pour en finir", "j'ai mon plan pour cette nuit", "I have a plan", "I have my plan",
    "je veux arrêter de vivre et annuler le plan", "je veux tout arrêter", "le plan", "plan", "annuler",
    "je ne peux pas payer mon plan", "mon plan est trop cher", "je veux annuler le plan et ma vie avec",
)


@pytest.mark.parametrize("text", ASKS)
def test_who_asks_where_the_plan_stands_wants_nothing_undone(text: str) -> None:
    assert reading.asks_plan(text) and not reading.undoes_plan(text, alone=False)


@pytest.mark.parametrize("text", UNDOES)
def test_a_plan_is_to_be_undone_in_the_law_s_word_and_in_anybody_s(text: str) -> None:
    assert reading.undoes_plan(text) and not reading.asks_plan(text)


@pytest.mark.parametrize("text", [*ASKS, *UNDOES])
def test_none_of_them_is_a_phrase_of_danger(text: str) -> None:
    assert phrases.danger(text).kind in (None, "idiom")


@pytest.mark.parametrize("text", NEITHER)
def test_what_says_more_or_less_than_that_is_left_to_the_model(text: str) -> None:
    assert not reading.asks_plan(text) and not reading.undoes_plan(text)


def test_within_a_longer_message_the_wish_is_found_unless_it_is_denied() -> None:
    assert reading.undoes_plan("bonjour, hier soir j'ai dit oui et je voudrais annuler le plan que j'ai", alone=False)
    assert not reading.undoes_plan("je ne veux pas annuler le plan, juste décaler d'un mois", alone=False)
    assert not reading.undoes_plan("je veux annuler ma commande, pas payer", alone=False)
