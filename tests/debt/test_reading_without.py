"""What there is none of, and a home that costs nothing: read where it is plain, left where it is not."""

from __future__ import annotations

import pytest

from bot.debt.reading import read_lodging, read_none_of

BOTH = {"other_debts", "benefits"}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("pas de crédits, pas d'aides", BOTH), ("ni crédit, ni aides", BOTH), ("no loans, no benefits", BOTH),
        ("je touche 900, sans crédit", {"other_debts"}), ("j'ai pas d'autres dettes", {"other_debts"}),
        ("je ne touche aucune aide", {"benefits"}), ("I don't get any benefits", {"benefits"}),
        ("pas de crédit conso", set()), ("pas de crédits sauf la voiture", set()), ("pas de dettes de loyer", set()),
        ("pas assez d'aides", set()), ("plus d'aides", set()), ("sans aides je coule", set()),
        ("j'ai un crédit et des aides", set()),
    ],
)
def test_none_is_read_only_where_it_is_said_of_the_whole(text, fields):
    assert read_none_of(text)[0] == fields


def test_what_there_is_none_of_is_left_out_of_the_words_that_are_read_on():
    assert read_none_of("900 et pas d'aides")[1].split() == ["900", "et"]


@pytest.mark.parametrize(
    ("text", "lodging"),
    [
        ("rien je suis hébergé", "free"), ("hébergée gratuitement", "free"), ("je ne paye pas de loyer", "free"),
        ("nothing, I live with my parents", "free"), ("je suis hébergé chez mes parents", "hosted"),
        ("I'm staying with a friend", "hosted"), ("chez moi", None), ("500", None), ("rien", None),
    ],
)
def test_a_home_of_somebody_elses_is_free_only_where_that_is_said(text, lodging):
    assert read_lodging(text, "fr") == lodging
