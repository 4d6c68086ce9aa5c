"""Another day of the month for all payments to come: one a month, no month heavier, none too soon."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.day_of_month import every_month_on, once_on
from bot.debt.instalments import Progress
from bot.debt.money import Money
from bot.debt.plan import Instalment

TODAY = date(2026, 11, 20)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def plan(*days: date, minor: int = 50_00, paid: int = 0) -> list[Progress]:
    return [
        Progress(instalment=Instalment(n, day, eur(minor)), paid=eur(paid if n == 1 else 0))
        for n, day in enumerate(days, 1)
    ]


def days_of(rows) -> list[date]:
    return [row.due_on for row in rows]


THREE = (date(2026, 12, 12), date(2027, 1, 12), date(2027, 2, 12))


def test_each_stays_in_its_month() -> None:
    rows = every_month_on(plan(*THREE), 15, today=TODAY)
    assert rows is not None and days_of(rows) == [date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 15)]
    assert sum(row.amount.minor for row in rows) == 150_00
    earlier = every_month_on(plan(*THREE), 5, today=TODAY)
    assert earlier is not None and days_of(earlier)[0] == date(2026, 12, 5)


def test_the_last_day_of_a_shorter_month_is_taken() -> None:
    rows = every_month_on(plan(*THREE), 31, today=TODAY)
    assert rows is not None and days_of(rows) == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


def test_where_the_first_would_come_too_soon_all_are_a_month_later() -> None:
    rows = every_month_on(plan(date(2026, 11, 30), date(2026, 12, 30)), 5, today=TODAY)
    assert rows is not None and days_of(rows) == [date(2026, 12, 5), date(2027, 1, 5)]
    near = every_month_on(plan(date(2026, 11, 30), date(2026, 12, 30)), 23, today=TODAY)
    assert near is not None and days_of(near) == [date(2026, 12, 23), date(2027, 1, 23)]


def test_a_later_day_of_this_very_month_is_no_sooner_and_is_taken() -> None:
    rows = every_month_on(plan(date(2026, 11, 22), date(2026, 12, 22)), 24, today=TODAY)
    assert rows is not None and days_of(rows) == [date(2026, 11, 24), date(2026, 12, 24)]


def test_what_has_gone_by_stays_and_what_was_paid_is_not_asked_again() -> None:
    rows = every_month_on(plan(date(2026, 11, 1), *THREE, paid=20_00), 15, today=TODAY)
    assert rows is not None and days_of(rows)[0] == date(2026, 11, 1) and rows[0].amount == eur(30_00)
    assert every_month_on(plan(date(2026, 11, 1)), 15, today=TODAY) is None


def test_no_month_becomes_heavier_than_any_was() -> None:
    beside = [(date(2027, 3, 1), eur(40_00)), (date(2027, 3, 20), eur(40_00))]
    full = plan(date(2026, 12, 30), date(2027, 1, 30), date(2027, 2, 25))
    assert every_month_on(full, 28, today=TODAY, beside=beside) is not None
    late = plan(date(2026, 11, 28), date(2026, 12, 28), date(2027, 1, 28), date(2027, 2, 28))
    assert every_month_on(late, 5, today=TODAY, beside=beside) is None  # the last would come into March


@pytest.mark.parametrize(
    ("due", "day", "meant"),
    [
        (date(2026, 12, 12), 15, date(2026, 12, 15)), (date(2026, 12, 12), 5, date(2026, 12, 5)),
        (date(2026, 12, 1), 28, date(2026, 12, 28)), (date(2026, 11, 30), 5, date(2026, 12, 5)),
        (date(2026, 11, 30), 22, date(2026, 12, 22)), (date(2026, 11, 21), 23, date(2026, 11, 23)),
    ],
)
def test_which_day_is_meant_for_one_payment(due, day, meant) -> None:
    assert once_on(due, day, today=TODAY) == meant
