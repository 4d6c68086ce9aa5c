"""Until when, by a month, a feast or a season, as seen from a day."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.reading import read_span
from bot.debt.reading.days.spans import easter

TODAY = date(2026, 11, 22)


def span(text: str, today: date = TODAY, *, alone: bool = True) -> tuple[str, str] | None:
    found = read_span(text, today=today, alone=alone)
    return None if found is None else (found.first.isoformat(), found.last.isoformat())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("en février", "2027-02-01", "2027-02-28"), ("jusqu'en février", "2027-02-01", "2027-02-28"),
        ("février", "2027-02-01", "2027-02-28"), ("Février svp", "2027-02-01", "2027-02-28"),
        ("au mois de mars", "2027-03-01", "2027-03-31"), ("pour janvier je pense", "2027-01-01", "2027-01-31"),
        ("début mars", "2027-03-01", "2027-03-10"), ("mi-mars", "2027-03-15", "2027-03-15"),
        ("fin mars", "2027-03-25", "2027-03-31"), ("courant avril", "2027-04-01", "2027-04-30"),
        ("après janvier", "2027-02-01", "2027-02-07"), ("avant mars", "2027-02-28", "2027-02-28"),
        ("jusqu'en mars 2028", "2028-03-01", "2028-03-31"), ("en novembre", "2026-11-01", "2026-11-30"),
        ("until February", "2027-02-01", "2027-02-28"), ("in March", "2027-03-01", "2027-03-31"),
        ("end of March", "2027-03-25", "2027-03-31"), ("the beginning of May", "2027-05-01", "2027-05-10"),
        ("jusqu'à Noël", "2026-12-25", "2026-12-25"), ("après Noël", "2026-12-26", "2027-01-01"),
        ("avant Noël", "2026-12-24", "2026-12-24"), ("après les fêtes", "2027-01-02", "2027-01-08"),
        ("Pâques", "2027-03-28", "2027-03-29"), ("until Easter", "2027-03-28", "2027-03-29"),
        ("after Christmas", "2026-12-26", "2027-01-01"), ("the new year", "2027-01-01", "2027-01-01"),
        ("until the new year", "2027-01-01", "2027-01-01"), ("la rentrée", "2027-09-01", "2027-09-07"),
        ("jusqu'à l'été", "2027-06-21", "2027-06-21"), ("cet été", "2027-06-21", "2027-08-31"),
        ("après l'été", "2027-09-01", "2027-09-07"), ("au printemps", "2027-03-20", "2027-06-20"),
        ("fin de l'année", "2026-12-25", "2026-12-31"), ("le mois prochain", "2026-12-01", "2026-12-31"),
        ("la semaine prochaine", "2026-11-23", "2026-11-29"),
    ],
)  # fmt: skip
def test_a_month_or_a_feast_is_the_days_that_it_may_mean(text: str, first: str, last: str) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["j'ai perdu mon travail en septembre", "depuis début mars", "I may need time", "depuis Noël", "bonjour"]
)
def test_outside_of_that_question_a_month_alone_is_no_end(text: str) -> None:
    assert span(text, alone=False) is None


@pytest.mark.parametrize("text", ["I may need a while", "je marsouine", "depuis février", "maybe"])
def test_words_that_only_look_like_a_month_are_none(text: str) -> None:
    assert span(text) is None


def test_with_until_a_month_is_an_end_anywhere() -> None:
    assert span("une pause jusqu'à la naissance de mon bébé, début mars", alone=False) == ("2027-03-01", "2027-03-10")


def test_an_event_is_in_the_month_that_is_told_of_it() -> None:
    for text in ("une pause jusqu'à la naissance en avril", "a break until the baby comes, in April"):
        assert span(text, alone=False) == ("2027-04-01", "2027-04-30")


def test_what_is_over_is_that_of_next_year() -> None:
    assert span("jusqu'à Noël", date(2026, 12, 26)) == ("2027-12-25", "2027-12-25")
    assert span("en janvier", date(2027, 2, 1)) == ("2028-01-01", "2028-01-31")
    assert span("début novembre", date(2026, 11, 22)) == ("2027-11-01", "2027-11-10")


@pytest.mark.parametrize("told", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"])
def test_easter_is_on_the_day_of_the_calendar(told: str) -> None:
    assert easter(int(told[:4])).isoformat() == told
