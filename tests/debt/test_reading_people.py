"""Households and ages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.reading import Household, read_age, read_count, read_household

A = (1, 0, True, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seul", A), ("seule", A), ("SEULE", A), ("je vis seule", A), ("toute seule", A), ("célibataire", A),
        ("juste moi", A), ("moi", A),
        ("seul sans enfant", A), ("seule avec deux enfants", (1, 2, True, None)),
        ("seul avec un enfant", (1, 1, True, None)),
        ("moi et mes deux enfants", (1, 2, True, None)), ("moi et ma fille", (1, 1, True, None)),
        ("maman solo de 3", (1, 3, True, None)),
        ("mère célibataire 2 gosses", (1, 2, True, None)), ("en couple 3 gosses", (2, 3, False, None)),
        ("en couple", (2, 0, False, None)),
        ("marié deux enfants", (2, 2, False, None)), ("avec mon mari et nos trois enfants", (2, 3, False, None)),
        ("ma femme et moi", (2, 0, False, None)), ("moi ma copine et le bébé", (2, 1, False, None)),
        ("on est 4", (2, 2, False, "adults")),
        ("nous sommes cinq", (2, 3, False, "adults")), ("on est 4 dont 2 enfants", (2, 2, False, None)),
        ("on est 3, ma fille mon fils et moi", (1, 2, True, None)), ("deux adultes deux enfants", (2, 2, False, None)),
        ("en couple, on est 5", (2, 3, False, "children")), ("je vis chez mes parents", (1, 0, False, "shared")),
        ("en coloc", (1, 0, False, "shared")), ("hébergé chez un ami", (1, 0, False, "shared")),
        ("2 enfants", (1, 2, None, "adults")),
        ("jsuis au rsa avec 2 gamins, je fais comment", (1, 2, None, "adults")), ("divorcé", (1, 0, None, "adults")),
        ("un fils et une fille", (1, 2, None, "adults")),
        ("j'ai un enfant en garde alternée", (1, 1, None, "adults")),
        ("seule avec mes enfants", (1, 1, True, "children")),
        ("deux enfants, un fils et une fille, je vis seule", (1, 2, True, None)),
        ("I live alone", A), ("just me", A), ("on my own", A), ("me my wife and two kids", (2, 2, False, None)),
        ("single mum of 2", (1, 2, True, None)), ("just me and my 3 kids", (1, 3, True, None)),
        ("with my partner", (2, 0, False, None)),
        ("there are 4 of us", (2, 2, False, "adults")), ("me and my daughter", (1, 1, True, None)),
        ("i live with my mum", (1, 0, False, "shared")), ("ma femme les enfants et moi", (2, 1, False, "children")),
        ("me n my daughter", (1, 1, True, None)), ("me n my partner, no children", (2, 0, False, None)),
        ("seule avec trois enfnats", (1, 3, True, None)),
        ("seule avec dux enfants", (1, 1, True, "children")), ("one adult and 3 children", (1, 3, True, None)),
        ("deux adlutes et un enfant", (2, 1, False, None)), ("one adult and three chidlren", (1, 3, True, None)),
    ],
)  # fmt: skip
def test_households(text: str, expected: tuple[int, int, bool | None, str | None]) -> None:
    adults, children, alone, doubt = expected
    assert read_household(text, "en" if text.isascii() and " my " in text else "fr") == Household(
        adults=adults, children=children, alone=alone, doubt=doubt
    )


@pytest.mark.parametrize(
    "text",
    ["je touche 900", "mon seul revenu c'est le rsa", "le seul problème", "je me sens seul", "le gamin a été malade",
     "mon fils a 12 ans",
     "me and my prtnre, no children",
     "seule avec trois ennfasnt", "me and 3 chldrn",  # counted, and not known: nobody is left out in silence
     "ma femme me dit d'écrire", "mon mari me le reproche",
     "ma femme m'a quitté", "my wife left me", "leave me alone", "every single day", "a couple of calls to my job",
     "a fire which displaced 6 people", "I can't sleep and my son is asthmatic",
     "", "on est en 3 mois",
     "450 de loyer",
     "jai pas pu payer ce mois ci, le gamin a été malade"],
)  # fmt: skip
def test_what_tells_no_household(text: str) -> None:
    assert read_household(text, "fr") is None


def test_who_only_mentions_a_partner_has_not_said_whether_there_are_children() -> None:
    for text in ("ma femme et moi on a pris du retard", "en couple", "deux adultes"):
        told = read_household(text, "fr")
        assert told is not None and not told.children_told
    for text in ("en couple sans enfant", "ma femme et moi et deux enfants", "je vis seule"):
        told = read_household(text, "fr")
        assert told is not None and told.children_told


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("j'ai 12 ans", 12), ("cest ma mere qui a le telephone dhabitude, jai 12 ans", 12), ("j’ai douze ans", 12),
        ("g 14 ans", 14),
        ("15 ans", 15), ("im 15", 15), ("i'm 15 and this is mums phone", 15), ("i am 34 years old", 34),
        ("j'ai que 16 ans", 16),
        ("mon fils a 12 ans", None), ("j'ai un fils de 12 ans", None), ("j'ai 12 ans de maison", None),
        ("I'm 15 days late", None),
        ("i am 2 months behind", None), ("I'm 40 quid short", None), ("depuis que j'ai 18 ans", None), ("450", None),
        ("j'ai 900 ans", None),
        ("my son is 12", None), ("ma fille a 12 ans", None),
    ],
)  # fmt: skip
def test_only_the_writers_own_age_is_read(text: str, age: int | None) -> None:
    assert read_age(text, "en" if text.lower().startswith(("i", "my")) else "fr") == age


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_no_text_makes_reading_people_fail(text: str, language: str) -> None:
    household = read_household(text, language)
    assert household is None or household.adults >= 1
    age = read_age(text, language)
    assert age is None or 3 <= age <= 120


@given(st.integers(1, 9))
def test_the_number_of_children_is_read_as_told(number: int) -> None:
    household = read_household(f"seule avec {number} enfants", "fr")
    assert household == Household(adults=1, children=number, alone=True, doubt=None)


@pytest.mark.parametrize(
    ("told", "adults", "children"),
    [
        ("ma femme, moi et deux enfants", 2, 2),
        ("my partner, me and two children", 2, 2),
        ("mon mari moi et 3 gosses", 2, 3),
        ("nous deux et deux enfants", 2, 2),
    ],
)
def test_a_partner_is_never_dropped_from_the_household(told: str, adults: int, children: int) -> None:
    for language in ("fr", "en"):
        read = read_household(told, language)
        assert read is not None
        assert (read.adults, read.children) == (adults, children)


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("3", 3), ("trois", 3), ("trois enfants", 3), ("un", 1), ("une seule", 1), ("one", 1), ("a girl", 1),
        ("three", 3), ("aucun", 0), ("none", 0), ("j'en ai pas", 0), ("3 et 2", None), ("mes enfants", None),
        ("22", None), ("", None),
    ],
)
def test_a_number_alone_tells_how_many(told: str, count: int | None) -> None:
    assert {read_count(told, "fr"), read_count(told, "en")} == {count}
