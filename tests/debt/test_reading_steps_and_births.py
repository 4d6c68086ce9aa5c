"""The steps of an offer are no birth date, and a birth date is hidden in all its usual forms."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.reading import mask, read_birth_dates

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "i can pay 20 on the 1st jan, 30 on the 1st feb and 50 from march", "20 jan 30 feb then 50",
        "20 le 1er janvier, 30 le 1er fevrier puis 50", "10 le 5 janvier, 20 le 5 fevrier, 30 le 5 mars",
        "20 jan 30 fév 50 mars", "20 on 1 jan, 30 on 1 feb, 40 on 1 mar", "15 le 3 decembre 20 en janvier",
        "20 on the 1st jan, 30", "50 le 5 janvier 60 le 5 fevrier", "20 jan then 30 feb", "20 janvier 30 puis 50",
    ],
)
def test_the_steps_of_an_offer_are_not_hidden(text: str) -> None:
    assert mask(text, today=TODAY) == text and read_birth_dates(text, today=TODAY, language="fr") == ()


@pytest.mark.parametrize(
    "text",
    [
        "DEMO-1001 14 mars 85", "né le 14 mars 85", "14 mars 85", "DEMO-2001 23 june 79", "born 1st jan, 30",
        "1 jan 80",
        "1er janvier 30 a Paris", "my dob is 1st jan, 72 and ref DEMO-2001", "5 march '80 on the letter",
        "14 mars 85 le numero DEMO-1001", "ref DEMO-2001, 23 June 79 then i can pay 20", "2 may 1957", "71 9 14",
        "je suis né le 5 mai 60 en france", "DEMO-1018 le 14 sept 71", "14/03/85", "DEMO-1001 le 14/03/1985",
    ],
)
def test_a_birth_date_is_hidden(text: str) -> None:
    assert "DATE" in mask(text, today=TODAY)
