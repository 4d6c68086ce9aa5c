"""A promise: kept whenever the whole has come, open while a bank may still take its days, else missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.debt.money import Money
from bot.debt.promise import LONGEST, looked_at_on, may_be_due, state

FRIDAY = date(2026, 12, 4)
HUNDRED = Money(10_000, "EUR")


@pytest.mark.parametrize(("paid", "today", "found"), [
    (10_000, date(2026, 12, 1), "kept"),
    (10_001, date(2027, 3, 1), "kept"),
    (9_999, FRIDAY, "open"),
    (0, date(2026, 12, 9), "open"),
    (0, date(2026, 12, 10), "missed"),
    (9_999, date(2026, 12, 10), "missed"),
])
def test_what_has_come_by_when_decides(paid: int, today: date, found: str) -> None:
    assert state(HUNDRED, Money(paid, "EUR"), due_on=FRIDAY, today=today) == found


def test_days_on_which_no_bank_works_are_waited_for() -> None:
    assert looked_at_on(FRIDAY) == date(2026, 12, 10)
    assert looked_at_on(date(2026, 12, 23), {date(2026, 12, 25)}) == date(2026, 12, 30)


@pytest.mark.parametrize(("ahead", "may"), [(-1, False), (0, True), (LONGEST.days, True), (LONGEST.days + 1, False)])
def test_a_promise_names_a_day_from_today_to_two_months_on(ahead: int, may: bool) -> None:
    assert may_be_due(FRIDAY + timedelta(days=ahead), FRIDAY) is may
