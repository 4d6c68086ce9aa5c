"""One payment on a later day: "40 maintenant et le reste le 5", "56 le 5 décembre une fois"."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.text.plain import fold

_LONGEST = 140
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_REST = re.compile(
    rf"{_B}(?:(?:le |the )?(?:reste|rest|remainder|solde|restant)|ce qui reste|what'?s left|l'autre (?:partie|moitie)"
    rf"|the other (?:part|half)){_E}"
)
_ONCE = re.compile(
    rf"{_B}(?:(?:en |just |juste )?(?:une|1|one) (?:seule )?(?:fois|time|go)|once|d'un coup|one[- ]off){_E}"
    rf"|{_REST.pattern}"
)
_MANY = re.compile(
    rf"{_B}(?:maintenant|tout de suite|de suite|aujourd'? ?hui|now|today|straight away|right away|par|per|each|every"
    r"|chaque|tous|toutes|mensuel\w*|monthly|weekly|touche\w*|gagne\w*|salaire|wages?|earn|get paid [0-9£€]"
    rf"|j'?ai (?:deja )?paye|i(?:'ve)? paid){_E}|{_B}(?:a|le) (?:month|week|mois){_E}"
)
"""A part of it is for now, it is a rhythm, or no payment to come."""


def read_rest_day(text: str, *, today: date, language: str) -> date | None:
    """The one day to come on which what is left would be paid; None where none is told, or several."""
    rest = _REST.search(fold(text).text)
    if rest is None:
        return None
    told = read_dates(text, today=today, language=language)
    days = {one.day for one in told if one.day is not None and one.day > today and one.start >= rest.start()}
    return days.pop() if len(days) == 1 else None


def read_once_later(text: str, *, today: date, language: str, currency: str) -> tuple[int, date] | None:
    """The one sum, in minor units, and the one day to come on which it would be paid, once; else None."""
    words = fold(text).text
    if len(words) > _LONGEST or _ONCE.search(words) is None or _MANY.search(words) is not None:
        return None
    days = {one.day for one in read_dates(text, today=today, language=language) if one.day is not None}
    sums = read_amounts(text, language=language, currency=currency)
    if len(days) != 1 or len(sums) != 1:
        return None
    (day,), (one,) = days, sums
    fits = one.role in (None, "offer") and one.period in ("once", "unsaid") and one.doubt in (None, "period")
    return (one.minor, day) if fits and day > today else None
