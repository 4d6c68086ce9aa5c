"""What is said around a dispute."""

from __future__ import annotations

import pytest

from bot.debt import reading


@pytest.mark.parametrize(
    "text",
    ["by card i think", "par carte je crois", "en espèces", "cash", "c'était par virement", "par virement en août",
     "no i mean by card", "I paid it by bank transfer last month", "j'ai payé par chèque", "non c'est par carte bleue",
     "en liquide au guichet", "avec ma cb le 3 aout", "par mandat cash", "over the phone"],
)
def test_how_something_was_paid_is_told(text: str) -> None:
    assert reading.says_how_paid(text)


@pytest.mark.parametrize(
    "text",
    ["can i pay by card", "je veux payer par carte", "I want to pay by card", "i don't have a card",
     "j'ai pas de carte",
     "pay by card", "payer par virement", "50 by card", "je peux payer par carte ?", "another way", "card declined",
     "ma carte marche pas", "le 3 août", "par mois", "by card or cash?", "you took my card", "on m'a volé ma carte"],
)
def test_a_wish_or_a_trouble_is_not_that(text: str) -> None:
    assert not reading.says_how_paid(text)


@pytest.mark.parametrize(
    "text",
    ["no i mean thats how i paid it. anyway yes sort the rest, i get paid every fortnight", "oui pour le reste",
     "ok for the rest", "bon voyons le reste alors", "le reste oui", "please help with the rest",
     "lets sort out the rest", "regler le reste", "aye the rest is fine", "oui on peut voir le reste"],
)
def test_a_yes_to_the_rest(text: str) -> None:
    assert reading.goes_on_with_rest(text)


@pytest.mark.parametrize(
    "text",
    ["i cant pay the rest", "le reste je peux pas le payer", "je conteste le reste aussi", "not the rest",
     "what about the rest?", "no the rest is wrong too", "oui mais pas le reste", "i need a rest", "et le reste ?",
     "yes i dispute the rest too", "oui", "j'ai payé le reste aussi"],
)
def test_no_yes_to_the_rest(text: str) -> None:
    assert not reading.goes_on_with_rest(text)


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("its not right, i never got the sofa cushions so that 80 isnt mine", "en", 8000),
        ("i never got the cushions, £80", "en", 8000), ("j'ai jamais reçu les coussins, les 80 euros", "fr", 8000),
        ("sur les 890 il y a 120 que je conteste", "fr", 12000), ("i paid 50 in august", "en", 5000),
        ("je conteste, je touche 300 de RSA", "fr", None), ("c'est faux je dois 300", "fr", None),
        ("i dispute 50 and 30", "en", None), ("je conteste cette dette", "fr", None),
        ("c'est 250 et pas 340", "fr", None), ("it should be 225", "en", None), ("c'est plutôt 300", "fr", None),
        ("et j'ai payé 50 hier au tabac", "fr", 5000), ("je conteste, j'ai 500 de loyer", "fr", None),
        ("i thought it was 200", "en", None), ("je ne dois que 120", "fr", None),
        ("j'ai pas commandé les coussins à 80 euros", "fr", 8000),
    ],
)
def test_the_one_sum_that_a_dispute_names(text: str, language: str, minor: int | None) -> None:
    assert reading.read_disputed(text, language=language, currency="EUR") == minor


def test_a_name_is_known_in_plain_words_and_not_within_another() -> None:
    assert reading.mentions("et chez MAISON  Claire aussi", "Maison Claire")
    assert not reading.mentions("immobilia", "Mobilia")
