"""Schedules: sums exact, dates legal, no payment too small or larger than agreed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.money import Money
from bot.debt.plan import (
    WORST_MONTH,
    Every,
    add_months,
    amounts,
    due_day,
    first_due_day,
    instalments_needed,
    payments_needed,
    schedule,
)

MIN = Money(50)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))
rhythms: st.SearchStrategy[Every] = st.sampled_from(("month", "fortnight", "week"))


@given(st.integers(1, 2_000_000), st.integers(100, 50_000), days, rhythms)
def test_sums_are_exact_and_each_payment_stands(total: int, each: int, first: date, every: Every) -> None:
    if total // each > 400:
        each = total // 400 + 100
    plan = schedule(Money(total), Money(each), first, every, MIN)
    assert sum(item.amount.minor for item in plan) == total
    assert all(item.amount.minor <= each for item in plan)
    assert all(item.amount >= MIN for item in plan) or total < MIN.minor
    assert [item.n for item in plan] == list(range(1, len(plan) + 1))
    assert len(plan) == instalments_needed(Money(total), Money(each))


@given(days, st.integers(0, 120))
def test_months_are_counted_from_the_first_day_without_drift(first: date, index: int) -> None:
    day = due_day(first, "month", index)
    assert (day.year * 12 + day.month) - (first.year * 12 + first.month) == index
    assert day.day == min(first.day, monthrange(day.year, day.month)[1])


def test_the_31st_falls_on_the_last_day_of_shorter_months_and_comes_back() -> None:
    plan = schedule(Money(400), Money(100), date(2027, 1, 31))
    assert [item.due_on for item in plan] == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]


@given(days, rhythms)
def test_no_month_holds_more_payments_than_the_worst_month(first: date, every: Every) -> None:
    by_month: dict[tuple[int, int], int] = {}
    for index in range(60):
        day = due_day(first, every, index)
        by_month[day.year, day.month] = by_month.get((day.year, day.month), 0) + 1
    assert max(by_month.values()) <= WORST_MONTH[every]


def test_a_last_payment_under_the_minimum_is_merged_without_growing_any() -> None:
    assert [part.minor for part in amounts(Money(10_020), Money(5_000), MIN)] == [5000, 2510, 2510]
    assert [part.minor for part in amounts(Money(10_000), Money(5_000), MIN)] == [5000, 5000]


def paid(total: int, each: int, most: int | None = None, steps: tuple[int, ...] = ()) -> list[int]:
    top = None if most is None else Money(most)
    parts = amounts(Money(total), Money(each), MIN, most=top, steps=[Money(step) for step in steps])
    assert payments_needed(Money(total), Money(each), MIN, most=top, steps=[Money(step) for step in steps]) == (
        len(parts), max(parts)
    )
    return [part.minor for part in parts]


def test_a_tiny_last_payment_goes_into_the_last_regular_ones() -> None:
    assert paid(48_093, 8000, most=9000) == [8000] * 5 + [8093]
    assert paid(48_093, 8000, most=8040) == [8000] * 3 + [8031] * 3, "three can take it where one may grow by 0.40"
    assert paid(48_093, 8000, most=8001) == [8000] * 5 + [4047, 4046], "no room: the last two share, none grows"
    assert paid(48_093, 8000) == [8000] * 5 + [4047, 4046]
    assert paid(48_800, 8000, most=9000) == [8000] * 6 + [800], "a tenth is a payment of its own"


def test_smaller_first_steps_come_first_and_only_as_far_as_they_are_needed() -> None:
    assert paid(20_000, 4000, steps=(2000,)) == [2000, 4000, 4000, 4000, 4000, 2000]
    assert paid(20_093, 4000, most=4100, steps=(2000, 2000)) == [2000, 2000, 4000, 4000, 4000, 4093]
    assert paid(3000, 4000, steps=(2000, 2000)) == [2000, 1000]
    assert paid(2050, 4000, steps=(2000, 2000)) == [2050], "a step is no reason for a tiny last payment"
    assert paid(1500, 4000, steps=(2000,)) == [1500]


@pytest.mark.parametrize("step", [4001, 49, 0])
def test_a_step_above_the_instalment_or_under_the_minimum_is_refused(step: int) -> None:
    with pytest.raises(ValueError, match="first step"):
        amounts(Money(20_000), Money(4000), MIN, steps=[Money(step)])


@given(st.integers(100, 500_000), st.integers(1000, 30_000), st.integers(0, 3000), st.lists(st.integers(50, 1000)))
def test_no_last_payment_is_tiny_none_grows_above_the_most_and_sums_are_exact(
    total: int, each: int, room: int, steps: list[int]
) -> None:
    parts = paid(total, each, each + room, tuple(steps[:5]))
    assert sum(parts) == total and max(parts) <= each + room
    assert len(parts) == 1 or min(parts) >= 50
    assert len(parts) == 1 or parts[-1] >= max(50, each // 10)
    assert len(parts) <= len(steps[:5]) + instalments_needed(Money(total), Money(each))


def test_a_total_within_one_instalment_is_paid_at_once() -> None:
    assert amounts(Money(30), Money(5000), MIN) == (Money(30),)


@pytest.mark.parametrize(("total", "each"), [(0, 100), (-1, 100), (100, 0), (100, -5), (1000, 99)])
def test_what_cannot_be_scheduled_is_refused(total: int, each: int) -> None:
    with pytest.raises(ValueError, match=r"zero|twice"):
        amounts(Money(total), Money(each), MIN)


def test_one_currency_only() -> None:
    with pytest.raises(ValueError, match="currency"):
        instalments_needed(Money(100), Money(10, "GBP"))


@given(days, st.integers(1, 31))
def test_the_first_payment_is_on_the_pay_day_at_least_a_week_away(day: date, pay_day: int) -> None:
    first = first_due_day(day, pay_day)
    assert first.day == min(pay_day, monthrange(first.year, first.month)[1])
    assert timedelta(days=7) <= first - day <= timedelta(days=40)


def test_without_a_pay_day_the_first_payment_is_a_month_on() -> None:
    assert first_due_day(date(2027, 1, 31)) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 20), 2) == date(2027, 1, 20)
    with pytest.raises(ValueError, match="pay day"):
        first_due_day(date(2027, 1, 31), 32)
