"""What became of instalments, and how unpaid ones move: to the end, none larger, sums exact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.instalments import Progress, late_from, often_late, rearrange, state
from bot.debt.money import Money
from bot.debt.plan import Every, Instalment, schedule

MIN = Money(50)
FRIDAY = date(2026, 12, 4)


def one(paid: int = 0, due_on: date = FRIDAY) -> Progress:
    return Progress(Instalment(1, due_on, Money(4000)), Money(paid))


def test_late_only_after_the_due_day_and_the_grace_in_bank_days() -> None:
    # Friday, then Monday and Tuesday of grace
    assert late_from(FRIDAY, 2) == date(2026, 12, 9)
    assert state(one(), today=date(2026, 12, 8), grace_bank_days=2) == "open"
    assert state(one(), today=date(2026, 12, 9), grace_bank_days=2) == "late"


def test_a_weekend_or_a_bank_holiday_is_no_day_of_grace() -> None:
    assert late_from(date(2026, 12, 5), 0) == date(2026, 12, 8)  # Saturday is paid on Monday
    christmas = {date(2026, 12, 25)}
    assert late_from(date(2026, 12, 24), 1, christmas) == date(2026, 12, 29)
    with pytest.raises(ValueError, match="grace"):
        late_from(FRIDAY, -1)


def test_kept_whenever_it_was_paid_and_missed_when_the_next_is_due() -> None:
    assert state(one(4000), today=date(2027, 6, 1), grace_bank_days=2) == "kept"
    assert state(one(3999), today=date(2026, 12, 20), grace_bank_days=2) == "late"
    due = {"grace_bank_days": 2, "next_due": date(2027, 1, 4)}
    assert state(one(), today=date(2027, 1, 3), **due) == "late"  # type: ignore[arg-type]
    assert state(one(), today=date(2027, 1, 4), **due) == "missed"  # type: ignore[arg-type]
    assert state(one(), today=FRIDAY + timedelta(days=30), grace_bank_days=2) == "missed"


def plan_of(total: int, each: int, paid: dict[int, int], every: Every = "month") -> list[Progress]:
    items = schedule(Money(total), Money(each), FRIDAY, every, MIN)
    return [Progress(item, Money(paid.get(item.n, 0))) for item in items]


def test_the_missed_one_goes_to_the_end_and_the_others_stay() -> None:
    plan = plan_of(20_000, 4_000, {1: 4000, 2: 4000})
    moved = rearrange(plan, today=date(2027, 2, 10), every="month", minimum_charge=MIN)
    assert [(i.n, i.due_on, i.amount.minor) for i in moved] == [
        (4, date(2027, 3, 4), 4000),
        (5, date(2027, 4, 4), 4000),
        (6, date(2027, 5, 4), 4000),
    ]


def test_nothing_is_due_before_the_day_of_resuming() -> None:
    plan = plan_of(20_000, 4_000, {1: 4000})
    moved = rearrange(plan, today=date(2027, 1, 6), every="month", minimum_charge=MIN, resume_on=date(2027, 4, 1))
    assert [i.due_on for i in moved] == [date(2027, 4, n) if n == 4 else date(2027, n + 4, 4) for n in (4, 1, 2, 3)]


def test_a_rest_too_small_to_charge_joins_another_payment() -> None:
    moved = rearrange(plan_of(12_000, 4_000, {1: 3990}), today=date(2026, 12, 20), every="month", minimum_charge=MIN)
    assert [i.amount.minor for i in moved] == [4000, 2005, 2005]


def test_a_plan_kept_needs_nothing_and_an_empty_one_is_refused() -> None:
    assert rearrange(plan_of(4000, 4000, {1: 4000}), today=FRIDAY, every="month", minimum_charge=MIN) == ()
    with pytest.raises(ValueError, match="instalments"):
        rearrange([], today=FRIDAY, every="month", minimum_charge=MIN)


@given(
    st.integers(50, 400_000),
    st.integers(100, 40_000),
    st.sampled_from(("month", "fortnight", "week")),
    st.lists(st.integers(0, 100), max_size=40),
    st.integers(-10, 900),
    st.none() | st.integers(0, 200),
)
def test_moved_sums_are_exact_and_no_instalment_is_larger(
    total: int, each: int, every: Every, percents: list[int], after: int, resume: int | None
) -> None:
    each = max(each, total // 60)
    items = schedule(Money(total), Money(each), FRIDAY, every, MIN)
    shares = percents + [0] * len(items)
    plan = [Progress(i, i.amount.share(share)) for i, share in zip(items, shares, strict=False)]
    today = FRIDAY + timedelta(days=after)
    resume_on = None if resume is None else today + timedelta(days=resume)
    moved = rearrange(plan, today=today, every=every, minimum_charge=MIN, resume_on=resume_on)
    unpaid = sum(p.unpaid.minor for p in plan)
    assert sum(i.amount.minor for i in moved) == unpaid
    assert all(i.amount <= max(MIN * 2, *(p.instalment.amount for p in plan)) for i in moved)
    assert all(i.amount >= MIN for i in moved) or unpaid < MIN.minor
    days = [i.due_on for i in moved]
    assert days == sorted(set(days))
    assert all(day >= (resume_on or today) for day in days)
    assert len({i.n for i in moved}) == len(moved)


@pytest.mark.parametrize(("were_late", "often"), [
    ([], False), ([True], False), ([True, True], True), ([True, False, True], True),
    ([True, True, False, False], False), ([True, True, False, True], True), ([False, False, True], False),
])
def test_two_of_the_last_three_are_often(were_late: list[bool], often: bool) -> None:
    assert often_late(were_late) is often


def test_days_are_counted_from_the_first_day_as_it_was_agreed() -> None:
    first = date(2026, 12, 31)
    left = [Progress(Instalment(n, day, Money(4000)), Money(0)) for n, day in enumerate(
        (date(2027, 2, 28), date(2027, 3, 31)), 3
    )]
    moved = rearrange(left, today=date(2027, 3, 2), every="month", minimum_charge=MIN, anchor=first)
    assert [i.due_on for i in moved] == [date(2027, 3, 31), date(2027, 4, 30)]
    later = rearrange(
        left, today=date(2027, 3, 2), every="month", minimum_charge=MIN, anchor=first, resume_on=date(2027, 4, 1)
    )
    assert [i.due_on for i in later] == [date(2027, 4, 30), date(2027, 5, 31)]


def test_what_moves_goes_where_all_plans_together_ask_no_more_than_they_ever_did() -> None:
    plan = plan_of(8_000, 4_000, {})  # December and January
    beside = [(date(2027, month, 10), Money(5000)) for month in (2, 3, 4)]  # another plan follows it
    moved = rearrange(
        plan, today=date(2026, 12, 1), every="month", minimum_charge=MIN, resume_on=date(2026, 12, 5), beside=beside
    )
    assert [i.due_on for i in moved] == [date(2027, 1, 4), date(2027, 5, 4)]
    together = [(date(2026, 12, 10), Money(5000)), *beside]  # 90 were carried in December: 90 are again
    moved = rearrange(
        plan, today=date(2026, 12, 1), every="month", minimum_charge=MIN, resume_on=date(2026, 12, 5), beside=together
    )
    assert [i.due_on for i in moved] == [date(2027, 1, 4), date(2027, 2, 4)]


@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(100, 9000)), max_size=20), st.integers(2, 12),
    st.integers(0, 200), st.sampled_from(["month", "fortnight", "week"]),
)
def test_no_month_over_several_plans_is_heavier_than_the_heaviest_agreed(
    others: list[tuple[int, int]], count: int, gone: int, every: Every
) -> None:
    plan = plan_of(4_000 * count, 4_000, {}, every)
    beside = [(date(2026 + (11 + n) // 12, (11 + n) % 12 + 1, 10), Money(minor)) for n, minor in others]
    moved = rearrange(
        plan, today=FRIDAY + timedelta(days=gone), every=every, minimum_charge=MIN, beside=beside
    )

    def months(dues: list[tuple[date, int]]) -> dict[tuple[int, int], int]:
        found: dict[tuple[int, int], int] = {}
        for day, minor in [*dues, *((day, amount.minor) for day, amount in beside)]:
            found[day.year, day.month] = found.get((day.year, day.month), 0) + minor
        return found

    before = months([(one.instalment.due_on, one.instalment.amount.minor) for one in plan])
    after = months([(one.due_on, one.amount.minor) for one in moved])
    shared = {(day.year, day.month) for day, _ in beside}
    assert all(after[month] <= max(before.values()) for month in after if month in shared)
    assert sum(one.amount.minor for one in moved) == 4_000 * count
