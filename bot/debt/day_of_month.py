"""All payments of a plan that are to come, on another day of the month: one a month as before, and no month heavier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from bot.debt.instalments import Progress
from bot.debt.money import Money
from bot.debt.plan import Instalment, add_months

_SOONEST = timedelta(days=7)
"""Nobody is asked for money sooner than this because they wished for another day."""


def in_month(day: date, of_month: int, *, after: int = 0) -> date:
    """That day of the month in which `day` lies, or so many months later; the last one where the month is shorter."""
    first = add_months(day.replace(day=1), after)
    last = (add_months(first, 1) - timedelta(days=1)).day
    return first.replace(day=min(of_month, last))


def once_on(due_on: date, of_month: int, *, today: date) -> date:
    """The day that somebody means for one payment: in its own month where that is not too near, else in the next."""
    same = in_month(due_on, of_month)
    return same if same >= min(due_on, today + _SOONEST) else in_month(due_on, of_month, after=1)


def every_month_on(
    plan: Sequence[Progress], of_month: int, *, today: date, beside: Sequence[tuple[date, Money]] = ()
) -> tuple[Instalment, ...] | None:
    """What is unpaid, with every payment to come on that day: each in its own month, or each in the month behind it
    where the first would come too soon. None: nothing is to come, or a month would ask for more than was agreed to.

    `beside`: day and amount of what the person's other plans ask for.
    """
    left = [one for one in plan if one.unpaid]
    ahead = [one for one in left if one.instalment.due_on >= today]
    if not ahead:
        return None
    first = min(one.instalment.due_on for one in ahead)
    later = int(in_month(first, of_month) < min(first, today + _SOONEST))
    rows = [
        Instalment(
            one.instalment.n,
            in_month(one.instalment.due_on, of_month, after=later) if one in ahead else one.instalment.due_on,
            one.unpaid,
        )
        for one in left
    ]
    heaviest = max(_months([(p.instalment.due_on, p.instalment.amount) for p in plan], beside).values())
    asked = _months([(row.due_on, row.amount) for row in rows], beside)
    own = {(row.due_on.year, row.due_on.month) for row in rows if row.due_on >= today}
    if any(asked[month] > heaviest for month in own):
        return None
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.n)))


def _months(*dues: Sequence[tuple[date, Money]]) -> Counter[tuple[int, int]]:
    found = Counter[tuple[int, int]]()
    for part in dues:
        for day, amount in part:
            found[day.year, day.month] += amount.minor
    return found
