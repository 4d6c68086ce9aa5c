"""Questions about an amount or a receipt, read for certain where a message asks nothing else."""

from __future__ import annotations

import pytest

from bot.debt import reading


@pytest.mark.parametrize(
    "text",
    ["pourquoi ce montant", "pourquoi cette somme ?", "comment vous calculez ça", "how did you work that out",
     "why so low",     "why so little", "pourquoi pas moins", "pourquoi si peu ?", "d'où vient ce montant",
     "pourquoi 20 euros par mois",
     "why only £5", "how is that calculated", "c'est calculé comment ?", "comment vous arrivez à ce montant"],
)
def test_how_a_sum_came_about_is_asked(text: str) -> None:
    assert reading.asks_why_amount(text, alone=True)


@pytest.mark.parametrize(
    "text",
    ["pourquoi moi", "pourquoi vous m'écrivez", "why me", "why live", "pourquoi vivre", "pourquoi continuer",
     "why bother",     "how did they get my number", "d'où vient cette dette", "pourquoi pas", "comment payer",
     "reçu", "j'ai reçu"],
)
def test_another_question_is_not_that_one(text: str) -> None:
    assert not reading.asks_why_amount(text) and not reading.asks_receipt(text)


@pytest.mark.parametrize(
    "text", ["je voudrais régler 50 euros aujourd'hui", "I'd like to pay £50 today", "je peux payer 30€ maintenant svp"]
)
def test_one_sum_is_paid_today(text: str) -> None:
    assert reading.pays_now(text)


@pytest.mark.parametrize(
    "text",
    ["je peux pas payer 50 euros aujourd'hui", "je voudrais payer 50 par mois",
     "je paie 100 maintenant et le reste après",     "I can't pay £50 today", "je voudrais payer 50 euros"],
)
def test_what_is_no_single_sum_for_today_is_not_taken_for_one(text: str) -> None:
    assert not reading.pays_now(text)


@pytest.mark.parametrize(
    "text",
    ["receipt please", "un reçu svp", "je voudrais un reçu", "can I have a receipt", "preuve de mon paiement",
     "je veux le reçu de mon dernier paiement", "where is my receipt?"],
)
def test_a_receipt_is_asked_for(text: str) -> None:
    assert reading.asks_receipt(text)
