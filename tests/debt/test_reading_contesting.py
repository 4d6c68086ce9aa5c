"""Contesting, said outright beside something else."""

import pytest

from bot.debt import reading
from bot.debt.reading import contests


@pytest.mark.parametrize("text", [
    "Je conteste formellement cette dette.", "nous contestons la somme et", "je ne reconnais pas cette dette",
    "je ne dois rien", "I dispute this debt", "I formally dispute the account", "I don't owe this",
    "je ne reconnais aucune dette", "on conteste",
])
def test_who_contests_is_heard(text: str) -> None:
    assert contests(text)


@pytest.mark.parametrize("text", [
    "laissez-moi tranquille", "je ne conteste pas, je ne peux pas", "stop writing to me", "je dois 300 euros", "",
])
def test_who_does_not_is_not(text: str) -> None:
    assert not contests(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("already_paid", "j'ai déjà payé le 3"), ("already_paid", "c'est payé"), ("already_paid", "I've paid it"),
        ("already_paid", "je ne vous dois plus rien"), ("dispute_debt", "je conteste cette dette"),
        ("dispute_debt", "je ne dois rien"), ("dispute_debt", "c'est pas à moi"),
        ("dispute_debt", "le montant est faux"),
        ("request_proof", "envoyez-moi le contrat"), ("identity_theft", "on a usurpé mon identité"),
        ("coerced_debt", "il m'a dit signe"), ("already_paid", "ce n'est pas à moi"),
    ],
)
def test_words_that_say_it_are_no_guess(kind: str, text: str) -> None:
    assert reading.says_so(kind, text)


@pytest.mark.parametrize(
    "text",
    ["en février", "receipt please", "quand j'aurai payé mon loyer", "fin du mois quand je suis payé",
     "when I get paid",     "après la paie", "j'ai pas encore payé", "until I'm paid", "pourquoi ce montant",
     "why so little", "volontiers"],
)
def test_an_answer_that_holds_no_word_of_it_is_a_guess(text: str) -> None:
    assert not reading.says_so("already_paid", text) and not reading.says_so("dispute_debt", text)
