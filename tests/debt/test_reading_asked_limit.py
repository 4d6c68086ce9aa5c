"""Questions about a sum that may be too old."""

from __future__ import annotations

import pytest

from bot.debt import reading

MUST_PAY = """
so i dont pay?|so I don't have to pay anything?|do i have to pay it?|donc je paie pas ?|alors je paye rien
du coup je dois pas payer ?|dois-je payer quand même ?|je dois payer ou pas|faut que je paye ?|do i still have to pay
est-ce que je dois payer|so nothing to pay?|must I pay?|am i supposed to pay it or not|j'ai rien à payer alors ?
suis-je obligé de payer ?|fo payer ou pas|then i dont pay it right?|should i pay anyway?|esk je doi payer
"""
ADMIT = """
Dois-je vous adresser un courrier, ou reconnaître quoi que ce soit ?|do i have to admit anything?
should I sign something?|faut-il signer quelque chose ?|je dois reconnaître la dette ?|must i write to you?
do i need to acknowledge the debt|est-ce qu'il faut que je signe une reconnaissance de dette
"""
RESTART = """
Cela ne risque-t-il pas de faire repartir un délai ?|ça fait repartir le délai ?|does that restart the clock?
will paying reset the limitation period?|est-ce que ça relance la prescription|ca remet le compteur à zéro ?
would the six years start again if i pay|ca interrompt la prescription ?
"""
TOO_OLD = """
Il me semble que cette somme est fort ancienne et qu'elle n'est plus exigible. Qu'en pensez-vous ?|isnt it too old?
c'est pas trop vieux ?|c'est prescrit non ?|is it statute barred?|c'est pas prescrit ça|has it expired?
la dette est pas trop ancienne ?
"""


def those(text: str) -> list[str]:
    return [one for line in text.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize(
    ("topic", "text"),
    [(topic, text) for topic, told in
     (("must_pay", MUST_PAY), ("admit", ADMIT), ("restart", RESTART), ("too_old", TOO_OLD)) for text in those(told)],
)
def test_what_is_asked_is_known_in_its_many_forms(topic: str, text: str) -> None:
    assert reading.asks_limit(text) == topic


@pytest.mark.parametrize("text", those("""
je paie pas|i dont pay|combien je dois payer ?|how much do i have to pay?|et si je paye pas ?|what if i don't pay?
when do i have to pay?|comment je dois payer ?|je dois payer 50 par mois ?|so i pay 50 a month?|do i have to pay fees?
why must i pay his part?|which one do i pay first|c'est prescrit, je ne paierai pas|this debt is statute barred
the debt is too old and i dispute it|c'est trop tard|c'est trop tard ?|je dois reconnaître que c'est dur
so i can't pay this month|donc je peux pas payer ce mois-ci|alors je paye 20 par mois|i have to pay my rent
je dois payer mon loyer d'abord|i need to write to you|ok so i pay it tomorrow|should i start again?
je recommence à zéro ma vie|can we start again|do i have to wait?|i'm too old for this|my card expired?
suis-je trop vieux pour un crédit ?|is the link expired?|ma carte est périmée, c'est grave ?|is it too late?
"""))
def test_another_question_or_a_statement_is_none_of_them(text: str) -> None:
    assert reading.asks_limit(text) is None
