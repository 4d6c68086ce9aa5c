"""French or English asked for in words; nothing said beside it is lost, and no other word is taken for a wish."""

from __future__ import annotations

import pytest

from bot.debt.reading import LanguageWish, beside_language, language_wish


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [
        ("ok in english pls", "en", ""), ("english", "en", ""), ("eng pls", "en", ""),
        ("can we speak english", "en", ""),
        ("on peut continuer en anglais ?", "en", ""), ("jparl pa fr english svp", "en", ""), ("fr svp", "fr", ""),
        ("en français svp", "fr", ""), ("mettez en fr stp", "fr", ""), ("retour au français", "fr", ""),
        ("jcomprends pas langlais", "fr", ""), ("can you put it back to english please", "en", ""),
        ("let me try in english, can i pay 20 a month from feb", "en", "can i pay 20 a month from feb"),
        ("ok en francais ca ira, combien je dois, DEMO-1012", "fr", "combien je dois, DEMO-1012"),
        ("so is it still 5 dec? english", "en", "so is it still 5 dec?"),
        ("in english please how much do i owe", "en", "how much do i owe"),
        ("i dont speak french, how much is it", "en", "how much is it"),
        ("je parle pas anglais, je dois combien", "fr", "je dois combien"),
        ("repassez en français svp, je veux payer 20 par mois", "fr", "je veux payer 20 par mois"),
        ("please in english i want to die", "en", "i want to die"),
    ],
)
def test_a_wish_for_a_language(text: str, language: str, rest: str) -> None:
    assert language_wish(text) == LanguageWish(language, rest)


@pytest.mark.parametrize(
    "text",
    [
        "mon fils a un cours de français à 50 euros", "english school fees 200", "je suis en france depuis 2 ans", "en",
        "en 3 fois", "j'en ai marre", "sous un angle", "crédit en francs 200", "French bank account",
        "my english not good, you have arabic?", "why is it in french? I don't speak it", "20 en décembre", "merci",
        "I live in Scotland not english", "",
    ],
)
def test_no_wish_for_a_language(text: str) -> None:
    assert language_wish(text) is None


def test_what_stands_beside_a_language_that_is_only_named() -> None:
    said = "Hello, Polish, my english not good. I am afraid, a man call me and say he take my TV. is true?"
    assert beside_language(said) == "I am afraid, a man call me and say he take my TV. is true?"
    assert beside_language("my english not good, you have arabic?") == ""
    assert beside_language("combien je dois") == ""
