"""One instalment of a plan on another day than its own, or at the plan's end: where it holds, and where nearest.

No month may ask for more than the heaviest one that was agreed to, over all plans of the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.debt.instalments import Progress
from bot.debt.money import Money
from bot.debt.plan import Every, Instalment, due_day

_SOONEST = timedelta(days=7)
_MOST = 600
"""Turns of a plan's rhythm that are looked through for a month with room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An instalment (its number in the plan) and the local day on which it would rather be paid."""

    n: int
    day: date


class Months:
    """What each calendar month asks for without that instalment, and the most that has been agreed to."""

    def __init__(self, plan: Sequence[Progress], n: int, beside: Sequence[tuple[date, Money]]) -> None:
        """`beside`: day and amount of what the person's other plans ask for."""
        agreed, self._asked = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for day, amount in beside:
            agreed[day.year, day.month] += amount.minor
            self._asked[day.year, day.month] += amount.minor
        for item in plan:
            due = item.instalment
            agreed[due.due_on.year, due.due_on.month] += due.amount.minor
            if due.n != n:
                self._asked[due.due_on.year, due.due_on.month] += item.unpaid.minor
        self._most = max(agreed.values(), default=0)

    def room(self, day: date, part: Money) -> bool:
        """Whether that month can ask for so much more."""
        return self._asked[day.year, day.month] + part.minor <= self._most


def open_of(plan: Sequence[Progress], n: int) -> Progress | None:
    """The instalment of that number, where something of it is unpaid."""
    return next((item for item in plan if item.instalment.n == n and item.unpaid), None)


def on_day(
    plan: Sequence[Progress], wish: Wish, *, today: date, beside: Sequence[tuple[date, Money]] = ()
) -> tuple[Instalment, ...] | None:
    """What is unpaid, with that instalment on the day that is wished for; None where the day is over, or its month has
    no room for it.
    """
    item = open_of(plan, wish.n)
    if item is None or wish.day < today or not Months(plan, wish.n, beside).room(wish.day, item.unpaid):
        return None
    return _with(plan, wish.n, wish.day)


def nearest(
    plan: Sequence[Progress], wish: Wish, *, today: date, beside: Sequence[tuple[date, Money]] = ()
) -> date | None:
    """The last day before the one wished for that its month has room for, later than the instalment's own; None: there
    is none.
    """
    item = open_of(plan, wish.n)
    if item is None:
        return None
    months, after = Months(plan, wish.n, beside), max(item.instalment.due_on, today)
    day = wish.day
    while day > after:
        if months.room(day, item.unpaid):
            return day
        day = day.replace(day=1) - timedelta(days=1)
    return None


def to_end(
    plan: Sequence[Progress], n: int, *, today: date, every: Every, anchor: date,
    beside: Sequence[tuple[date, Money]] = (),
) -> tuple[Instalment, ...] | None:
    """What is unpaid, with that instalment behind all others, in the plan's own rhythm; None where nothing of it is
    unpaid, or no month has room.
    """
    item = open_of(plan, n)
    if item is None:
        return None
    day = end_for(plan, n, item.unpaid, today=today, every=every, anchor=anchor, beside=beside)
    return _with(plan, n, day) if day is not None else None


def end_for(
    plan: Sequence[Progress], n: int, part: Money, *, today: date, every: Every, anchor: date,
    beside: Sequence[tuple[date, Money]] = (),
) -> date | None:
    """The day behind all others on which such a part of that instalment has room, in the plan's own rhythm; None: none.
    """
    item = open_of(plan, n)
    if item is None:
        return None
    months = Months(plan, n, beside)
    last = max((one.instalment.due_on for one in plan if one.instalment.n != n), default=date.min)
    soonest = max(last + timedelta(days=1), item.instalment.due_on + timedelta(days=1), today + _SOONEST)
    days = (due_day(anchor, every, index) for index in range(_MOST))
    return next((day for day in days if day >= soonest and months.room(day, part)), None)


def _with(plan: Sequence[Progress], n: int, day: date) -> tuple[Instalment, ...]:
    rows = [
        Instalment(one.instalment.n, day if one.instalment.n == n else one.instalment.due_on, one.unpaid)
        for one in plan if one.unpaid
    ]
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.n)))
