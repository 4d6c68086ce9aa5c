"""One instalment on another day: within the heaviest month agreed to, else the nearest, else the end."""

from __future__ import annotations

from datetime import date

from bot.debt import other_day
from bot.debt.instalments import Progress
from bot.debt.money import Money
from bot.debt.other_day import Wish
from bot.debt.plan import Instalment, add_months

TODAY = date(2026, 11, 20)


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def plan(first: date = date(2026, 12, 3), count: int = 6, each: int = 50, paid: int = 0) -> list[Progress]:
    return [
        Progress(
            instalment=Instalment(n, add_months(first, n - 1), euros(each)), paid=euros(each if n <= paid else 0)
        )
        for n in range(1, count + 1)
    ]


def days(rows: tuple[Instalment, ...] | None) -> list[tuple[date, int]]:
    return [(row.due_on, row.amount.minor) for row in rows or ()]


def test_a_day_of_its_own_month_holds_and_nothing_else_moves() -> None:
    rows = other_day.on_day(plan(), Wish(n=1, day=date(2026, 12, 12)), today=TODAY)
    assert days(rows)[0] == (date(2026, 12, 12), 50_00)
    assert days(rows)[1:] == [(add_months(date(2026, 12, 3), n), 50_00) for n in range(1, 6)]


def test_a_month_that_asks_already_has_no_room_and_the_nearest_is_the_last_day_before_it() -> None:
    wish = Wish(n=1, day=date(2027, 1, 10))
    assert other_day.on_day(plan(), wish, today=TODAY) is None
    assert other_day.nearest(plan(), wish, today=TODAY) == date(2026, 12, 31)


def test_there_may_be_no_nearest() -> None:
    late_in_the_month = plan(first=date(2026, 11, 30))
    wish = Wish(n=1, day=date(2026, 12, 10))
    assert other_day.on_day(late_in_the_month, wish, today=TODAY) is None
    assert other_day.nearest(late_in_the_month, wish, today=TODAY) is None


def test_a_day_behind_the_plan_holds_and_one_that_is_over_does_not() -> None:
    assert days(other_day.on_day(plan(), Wish(n=1, day=date(2027, 6, 20)), today=TODAY))[-1][0] == date(2027, 6, 20)
    assert other_day.on_day(plan(), Wish(n=1, day=date(2026, 11, 19)), today=TODAY) is None


def test_the_other_plans_count() -> None:
    beside = [(date(2026, 12, 20), euros(30)), (date(2027, 1, 20), euros(30))]
    wish = Wish(n=2, day=date(2026, 12, 28))
    assert other_day.on_day(plan(), wish, today=TODAY, beside=beside) is None
    assert other_day.on_day(plan(), Wish(n=2, day=date(2027, 1, 28)), today=TODAY, beside=beside) is not None


def test_what_is_paid_of_it_is_not_asked_again() -> None:
    partly = [Progress(instalment=plan()[0].instalment, paid=euros(20)), *plan()[1:]]
    assert days(other_day.on_day(partly, Wish(n=1, day=date(2026, 12, 12)), today=TODAY))[0][1] == 30_00
    assert other_day.on_day(plan(paid=1), Wish(n=1, day=date(2026, 12, 12)), today=TODAY) is None


def test_one_in_the_middle_goes_to_the_end_and_the_sum_stays() -> None:
    rows = other_day.to_end(plan(), 2, today=TODAY, every="month", anchor=date(2026, 12, 3))
    assert [day for day, _ in days(rows)] == [
        date(2026, 12, 3), date(2027, 2, 3), date(2027, 3, 3), date(2027, 4, 3), date(2027, 5, 3), date(2027, 6, 3)
    ]
    assert sum(minor for _, minor in days(rows)) == 300_00


def test_the_only_one_goes_a_turn_later() -> None:
    rows = other_day.to_end(plan(count=1), 1, today=TODAY, every="month", anchor=date(2026, 12, 3))
    assert days(rows) == [(date(2027, 1, 3), 50_00)]
