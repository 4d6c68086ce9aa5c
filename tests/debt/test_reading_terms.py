"""The terms of a proposal as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.reading import Terms, read_terms

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("je peux payer en 6 fois", "fr", Terms(count=6)),
        ("en six fois svp", "fr", Terms(count=6)),
        ("en 10 mensualités", "fr", Terms(count=10)),
        ("sur 12 mois", "fr", Terms(count=12)),
        ("in 6 instalments", "en", Terms(count=6)),
        ("over twelve months", "en", Terms(count=12)),
        ("en plusieurs fois", "fr", Terms()),
        ("en 900 fois", "fr", Terms()),
        ("50 euros à partir de juin", "fr", Terms(start=date(2027, 6, 1))),
        ("50 euros à partir du mois prochain", "fr", Terms(start=date(2026, 12, 1))),
        ("40 dès décembre", "fr", Terms(start=date(2026, 12, 1))),
        ("à partir du 15 janvier", "fr", Terms(start=date(2027, 1, 15))),
        ("30 a month starting in March", "en", Terms(start=date(2027, 3, 1))),
        ("30 a month from next month", "en", Terms(start=date(2026, 12, 1))),
        ("à partir de novembre", "fr", Terms(start=date(2027, 11, 1))),
        ("40 par mois le 10 de chaque mois", "fr", Terms(pay_day=10)),
        ("le 1er de chaque mois", "fr", Terms(pay_day=1)),
        ("tous les 5 du mois", "fr", Terms(pay_day=5)),
        ("on the 28th of each month", "en", Terms(pay_day=28)),
        ("100 maintenant et le reste plus tard", "fr", Terms(now_and_rest=True)),
        ("50 now and the rest later", "en", Terms(now_and_rest=True)),
        ("en 4 fois le 10 de chaque mois à partir de mars", "fr", Terms(count=4, pay_day=10, start=date(2027, 3, 1))),
        ("40 euros par mois", "fr", Terms()),
        ("je peux commencer par 20 puis 40", "fr", Terms(steps=(2000, 4000))),
        ("can I start with 20 and then 40", "en", Terms(steps=(2000, 4000))),
        ("je commence à 20 euros et ensuite je passe à 40", "fr", Terms(steps=(2000, 4000))),
        ("20€ par mois pendant 3 mois puis 45,50€", "fr", Terms(steps=(2000, 2000, 2000, 4550))),
        ("20 les deux premiers mois, puis 40 par mois", "fr", Terms(steps=(2000, 2000, 4000))),
        ("£20 for the first two months, then £40 a month", "en", Terms(steps=(2000, 2000, 4000))),
        ("20 the first month then 30 then 40", "en", Terms(steps=(2000, 3000, 4000))),
        ("vingt puis quarante", "fr", Terms(steps=(2000, 4000))),
        ("I could do 20 a month to start with and after that 40", "en", Terms(steps=(2000, 4000))),
        ("20 au début puis 40", "fr", Terms(steps=(2000, 4000))),
        ("100 le premier mois puis 40", "fr", Terms()),
        ("20 puis 20", "fr", Terms()),
        ("100 maintenant puis 120 par mois", "fr", Terms()),
        ("40 puis le reste", "fr", Terms()),
        ("20 pendant 99 mois puis 40", "fr", Terms()),
        ("je dois 300 euros depuis le 10 juin", "fr", Terms()),
        ("", "fr", Terms()),
    ],
)
def test_terms_are_read(text: str, language: str, expected: Terms) -> None:
    assert read_terms(text, today=DAY, language=language) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("je n'arrive pas à régler en 1 fois", None), ("jpeu pa tout payé en une fois", None),
        ("impossible de sortir ça en 3 fois", None), ("I can't pay it in 2 payments", None),
        ("we're not able to clear this in 6 months", None), ("plutôt qu'en 2 fois, en 8 fois", 8),
        ("pas en 3 fois mais en 10 fois", 10), ("je peux pas, alors en 5 fois", 5),
        ("en plus je pourrais en 4 fois", 4), ("pas plus de 50 en 6 fois", 6), ("I couldn't, but in 12 months yes", 12),
    ],
)
def test_so_many_payments_that_cannot_be_are_no_proposal(text: str, count: int | None) -> None:
    language = "en" if text.startswith(("I", "we")) else "fr"
    assert read_terms(text, today=date(2026, 11, 20), language=language).count == count
