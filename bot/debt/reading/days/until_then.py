"""Until when a smaller sum is offered: "20 jusqu'à Pâques", "25 until Easter then 50"."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.days.spans import read_span
from bot.debt.reading.money.known_sums import cant_clauses
from bot.debt.reading.text.plain import fold

_UNTIL = re.compile(
    r"(?<![a-z0-9'])(?:jusqu'? ?(?:a|en|au|aux)?|jusque|until|untill|till?|up (?:to|until))"
    r"(?= (?!about |environ )[a-z0-9'])"
)
_THEN = re.compile(r"(?<![a-z0-9'])(?:puis|ensuite|apres|then|after|afterwards|and from then)(?![a-z0-9'])")


def read_until(text: str, *, today: date, language: str) -> date | None:
    """The last day that is told with "jusqu'à" or "until", a month or a feast by its last; None: none, or it is told of
    what can't be paid.
    """
    plain = fold(text).text
    found = _UNTIL.search(plain)
    if found is None or cant_clauses(text):
        return None
    told = _THEN.split(plain[found.start() :])[0]
    days = [when.day for when in read_dates(told, today=today, language=language) if when.day and when.day > today]
    if days:
        return days[0]
    span = read_span(told, today=today, alone=False)
    return span.last if span is not None and span.last > today else None


def goes_on_after(text: str) -> bool:
    """Whether something is told for afterwards ("puis 50", "then 50")."""
    return _THEN.search(fold(text).text) is not None
