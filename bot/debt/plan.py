"""Schedules of instalments: exact sums, legal dates, no payment that a provider would refuse as too small."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.debt.money import Money

Every = Literal["month", "fortnight", "week"]
PER_YEAR: dict[Every, int] = {"month": 12, "fortnight": 26, "week": 52}
# how many can fall into one calendar month at worst: what a month's budget must carry
WORST_MONTH: dict[Every, int] = {"month": 1, "fortnight": 3, "week": 5}
_ALWAYS = 28  # every month has such a day
_DAYS: dict[Every, int] = {"fortnight": 14, "week": 7}


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan: number from 1, the local day it is due, how much."""

    n: int
    due_on: date
    amount: Money


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day (31 January, 28
    February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, number = day.year + years, day.day
    return date(year, month + 1, number if number <= _ALWAYS else min(number, monthrange(year, month + 1)[1]))


def due_day(first_due: date, every: Every, index: int) -> date:
    """Day of the instalment with that index (0 is the first); months are counted from the first day,
    without drift."""
    return add_months(first_due, index) if every == "month" else first_due + timedelta(days=_DAYS[every] * index)


def first_due_day(day: date, pay_day: int | None = None) -> date:
    """First due day of a plan made on `day`: the next pay day (1..31) at least a week away, else a month
    on."""
    if pay_day is None:
        return add_months(day, 1)
    if not 1 <= pay_day <= 31:
        raise ValueError("a pay day is between 1 and 31")
    return on_pay_day(day + timedelta(days=7), pay_day)


def on_pay_day(soonest: date, pay_day: int) -> date:
    """The first pay day (1..31; the last of a month that has no such day) on or after that day."""
    month = soonest.replace(day=1)
    due = month.replace(day=min(pay_day, monthrange(month.year, month.month)[1]))
    if due >= soonest:
        return due
    month = add_months(month, 1)
    return month.replace(day=min(pay_day, monthrange(month.year, month.month)[1]))


def instalments_needed(total: Money, instalment: Money) -> int:
    """How many instalments clear the total, the last one perhaps smaller. Raises ValueError unless both
    are positive."""
    if total.minor <= 0 or instalment.minor <= 0:
        raise ValueError("total and instalment are above zero")
    if total.currency != instalment.currency:
        raise ValueError("total and instalment are of one currency")
    return -(-total.minor // instalment.minor)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A schedule before it has days: smaller first payments, so many regular ones, and how it ends."""

    steps: tuple[Money, ...]
    regular: int
    end: tuple[Money, ...]


_TINY = 10
"""A last payment under a tenth of the others is none that anybody should be sent a link for."""


def _shape(
    total: Money, instalment: Money, minimum_charge: Money, most: Money | None, steps: Sequence[Money]
) -> _Shape:
    instalments_needed(total, instalment)
    if any(not minimum_charge <= step <= instalment for step in steps):
        raise ValueError("a first step is at least the minimum charge and at most the instalment")
    taken, rest = [], total
    for step in steps:
        if rest - step < _least_end(instalment, minimum_charge):
            break
        taken.append(step)
        rest -= step
    first, count = tuple(taken), instalments_needed(rest, instalment)
    if count == 1:
        return _Shape(first, 0, (rest,))
    if instalment < minimum_charge * 2:
        raise ValueError("an instalment is at least twice the minimum charge")
    last = rest - instalment * (count - 1)
    if last >= _least_end(instalment, minimum_charge):
        return _Shape(first, count - 1, (last,))
    room = most.minor - instalment.minor if most is not None else 0
    grown = -(-last.minor // room) if room > 0 else count
    if grown < count:
        return _Shape(first, count - 1 - grown, _parts(instalment * grown + last, grown))
    return _Shape(first, count - 2, _parts(instalment + last, 2))


def _least_end(instalment: Money, minimum_charge: Money) -> Money:
    return max(minimum_charge, Money(instalment.minor // _TINY, instalment.currency))


def _parts(total: Money, count: int) -> tuple[Money, ...]:
    """So many parts, alike to the cent, the larger ones first."""
    each, more = divmod(total.minor, count)
    return tuple(Money(each + (n < more), total.currency) for n in range(count))


def amounts(
    total: Money,
    instalment: Money,
    minimum_charge: Money,
    *,
    most: Money | None = None,
    steps: Sequence[Money] = (),
) -> tuple[Money, ...]:
    """Payments in order: their sum is the total, none above the instalment (or `most`), none under the minimum charge.

    `steps` are smaller first payments; those that the total does not need are left out. No last payment is tiny
    (under a tenth of the instalment, or under the minimum charge): such a rest goes into the last regular payments, as
    few of them as can take it without one growing above `most`; where there is no such room, the last two share what
    is left, and neither grows. A total under the minimum is one payment (nothing smaller exists). Raises ValueError
    for an instalment under twice the minimum, unless it pays all at once, and for a step above the instalment or
    under the minimum."""
    shape = _shape(total, instalment, minimum_charge, most, steps)
    return (*shape.steps, *(instalment,) * shape.regular, *shape.end)


def payments_needed(
    total: Money,
    instalment: Money,
    minimum_charge: Money,
    *,
    most: Money | None = None,
    steps: Sequence[Money] = (),
) -> tuple[int, Money]:
    """How many payments `amounts` gives, and the largest of them. Raises ValueError likewise."""
    shape = _shape(total, instalment, minimum_charge, most, steps)
    largest = max((*shape.steps, *((instalment,) if shape.regular else ()), *shape.end))
    return len(shape.steps) + shape.regular + len(shape.end), largest


def schedule(
    total: Money,
    instalment: Money,
    first_due: date,
    every: Every = "month",
    minimum_charge: Money | None = None,
    *,
    most: Money | None = None,
    steps: Sequence[Money] = (),
) -> tuple[Instalment, ...]:
    """The instalments of `amounts` with their days; minimum charge 0.50 unless given. Raises ValueError
    likewise."""
    least = minimum_charge if minimum_charge is not None else Money(50, total.currency)
    return tuple(
        Instalment(index + 1, due_day(first_due, every, index), amount)
        for index, amount in enumerate(amounts(total, instalment, least, most=most, steps=steps))
    )
