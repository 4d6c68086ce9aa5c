"""A figure that stands for an article, or counts things, is no sum; in a dispute nothing is guessed to be one."""

from __future__ import annotations

import pytest

from bot.debt.reading import read_amounts, read_disputed

COUNTED = [
    "c 1 faute de votre part jai renvoyé le canapé", "bjr g recu 1 letre de mezon clair", "g 1 question",
    "j'ai payé 1 fois", "ya 1 probleme avec 1 article", "les 3 coussins etaient cassés", "1 canapé cassé",
    "just them 3 i said", "only those 2", "the next 3", "2 erreurs de votre part", "1 of the chairs was broken",
    "i got 1 letter", "there is 1 mistake", "2 chairs never came", "c 1 erreur", "1 mois de trop", "les 4 prochaines",
    "tous les 3", "its 1 big mistake",
]
SUMS = [
    ("je paie 5 par mois", 500), ("1 par semaine", 100), ("je peux 8", 800), ("5 euros", 500), ("1€", 100),
    ("9 a week", 900), ("3 quid a week", 300), ("5 de moins", 500), ("je donne 5 c'est tout", 500),
    ("20 courses", 2000),    ("1 euro symbolique", 100), ("£2 a week", 200),
]
DISPUTED = [
    ("je conteste 80", 8000), ("so that 80 isn't mine", 8000), ("je conteste 80 de frais", 8000),
    ("je conteste 5 euros", 500), ("i dispute £3", 300), ("les 45,50 ne sont pas à moi", 4550),
    ("c 2 erreurs de votre part", None), ("12 chaises cassées", None), ("je conteste les 3", None),
    ("20 articles que j'ai renvoyés", None), ("j'ai payé 150 par chèque le 12", 15000),
]


@pytest.mark.parametrize("text", COUNTED)
def test_what_counts_things_or_is_an_article_is_no_sum(text):
    assert not read_amounts(text, language="fr") and read_disputed(text, language="fr", currency="EUR") is None


@pytest.mark.parametrize(("text", "minor"), SUMS)
def test_small_sums_are_still_read(text, minor):
    assert [one.minor for one in read_amounts(text, language="fr")] == [minor]


@pytest.mark.parametrize(("text", "minor"), DISPUTED)
def test_in_a_dispute_nothing_is_guessed_to_be_a_sum(text, minor):
    assert read_disputed(text, language="fr", currency="EUR") == minor
