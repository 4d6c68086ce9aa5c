"""Times of day that somebody names."""

from __future__ import annotations

from datetime import time

import pytest

from bot.debt.reading import read_hour


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("demain à 10h", time(10)), ("vers 14 h 30", time(14, 30)), ("12:15 svp", time(12, 15)),
        ("à dix heures", time(10)),
        ("at 3pm tomorrow", time(15)), ("12 am", time(0)), ("noon", time(12)), ("midi", time(12)),
        ("le matin", time(9)),
        ("dans l'après-midi", time(14)), ("l'apres midi vers 16h", time(16)), ("in the evening", time(18)),
    ],
)
def test_the_hour_that_is_told(text: str, told: time) -> None:
    assert read_hour(text, language="en" if text.isascii() and "pm" in text else "fr") == told


@pytest.mark.parametrize(
    "text", ["entre 9h et 11h", "06 12 34 56 78", "10 euros", "quand vous voulez", "25h", "je touche 1200", ""]
)
def test_no_hour_is_read_where_none_or_two_are_told(text: str) -> None:
    assert read_hour(text, language="fr") is None
