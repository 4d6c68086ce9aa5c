"""Schedules of instalments: exact sums, legal dates, no payment that a provider would refuse as too small."""

from __future__ import annotations

from calendar import monthrange
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


def amounts(total: Money, instalment: Money, minimum_charge: Money) -> tuple[Money, ...]:
    """Payments in order: their sum is the total, none above the instalment, none under the minimum charge.

    A last payment under the minimum is merged with the one before and the two are halved, because neither
    may grow
    above what was agreed. A total under the minimum is one payment (nothing smaller exists). Raises
    ValueError for an
    instalment under twice the minimum, unless it pays all at once."""
    count = instalments_needed(total, instalment)
    if count == 1:
        return (total,)
    if instalment < minimum_charge * 2:
        raise ValueError("an instalment is at least twice the minimum charge")
    last = total - instalment * (count - 1)
    if last >= minimum_charge:
        return (instalment,) * (count - 1) + (last,)
    both = (instalment + last).minor
    halves = (Money(both - both // 2, total.currency), Money(both // 2, total.currency))
    return (instalment,) * (count - 2) + halves


def schedule(
    total: Money,
    instalment: Money,
    first_due: date,
    every: Every = "month",
    minimum_charge: Money | None = None,
) -> tuple[Instalment, ...]:
    """The instalments of `amounts` with their days; minimum charge 0.50 unless given. Raises ValueError
    likewise."""
    least = minimum_charge if minimum_charge is not None else Money(50, total.currency)
    return tuple(
        Instalment(index + 1, due_day(first_due, every, index), amount)
        for index, amount in enumerate(amounts(total, instalment, least))
    )
