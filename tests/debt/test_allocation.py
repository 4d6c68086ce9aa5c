from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.allocation import Due, allocate, undo
from bot.debt.money import CurrencyMismatch, Money

JAN, FEB, MAR = date(2027, 1, 5), date(2027, 2, 5), date(2027, 3, 5)


def due(key: str, day: date | None, minor: int, component: str = "principal") -> Due:
    return Due(key=key, due_on=day, left=Money(minor), component=component)  # type: ignore[arg-type]


def test_the_oldest_day_is_paid_first() -> None:
    shared = allocate(Money(150), [due("march", MAR, 100), due("january", JAN, 100), due("february", FEB, 100)])
    assert shared.parts == (("january", Money(100)), ("february", Money(50)))
    assert shared.surplus == Money(0)


def test_what_the_debtor_named_goes_before_the_oldest() -> None:
    shared = allocate(Money(150), [due("january", JAN, 100), due("march", MAR, 100)], named="march")
    assert shared.parts == (("march", Money(100)), ("january", Money(50)))


def test_interest_goes_before_principal_of_the_same_day_unless_agreed_otherwise() -> None:
    dues = [due("p", JAN, 100), due("i", JAN, 10, "interest"), due("later", FEB, 10, "interest")]
    assert [key for key, _ in allocate(Money(120), dues).parts] == ["i", "p", "later"]
    assert [key for key, _ in allocate(Money(120), dues, interest_first=False).parts] == ["p", "i", "later"]


def test_a_sum_without_a_day_counts_as_the_oldest() -> None:
    assert allocate(Money(5), [due("dated", JAN, 5), due("undated", None, 5)]).parts == (("undated", Money(5)),)


def test_more_than_is_due_is_a_surplus() -> None:
    assert allocate(Money(130), [due("a", JAN, 100)]).surplus == Money(30)


def test_a_negative_sum_or_another_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        allocate(Money(-1), [])
    with pytest.raises(ValueError, match="not negative"):
        allocate(Money(1), [due("a", JAN, -1)])
    with pytest.raises(CurrencyMismatch):
        allocate(Money(1, "GBP"), [due("a", JAN, 1)])


SUMS = st.integers(min_value=0, max_value=10_000_000)
DUES = st.lists(st.tuples(st.integers(0, 40), SUMS, st.sampled_from(["interest", "principal"])), max_size=12)


@given(amount=SUMS, rows=DUES, named=st.integers(-1, 11), interest_first=st.booleans())
def test_parts_and_surplus_make_up_the_amount_and_no_due_gets_more_than_its_own(
    amount: int, rows: list[tuple[int, int, str]], named: int, interest_first: bool
) -> None:
    dues = [due(str(n), JAN + timedelta(days=days), minor, kind) for n, (days, minor, kind) in enumerate(rows)]
    shared = allocate(Money(amount), dues, named=str(named), interest_first=interest_first)
    left = {one.key: one.left.minor for one in dues}
    assert sum(part.minor for _, part in shared.parts) + shared.surplus.minor == amount
    assert all(0 < part.minor <= left[key] for key, part in shared.parts)
    assert len({key for key, _ in shared.parts}) == len(shared.parts)
    assert shared.surplus.minor == max(amount - sum(left.values()), 0)
    # Nobody later in the order gets anything while somebody before is short.
    short = [key for key, part in shared.parts if part.minor < left[key]]
    assert short in ([], [shared.parts[-1][0]] if shared.parts else [])


def test_what_is_taken_back_goes_from_the_last_part_to_the_first() -> None:
    assert undo([300, 200, 100], left=600) == [300, 200, 100]
    assert undo([300, 200, 100], left=450) == [300, 150, 0]
    assert undo([300, 200, 100], left=0) == [0, 0, 0]


def test_what_was_credited_beyond_the_parts_is_taken_back_before_any_of_them() -> None:
    assert undo([300, 200], left=520) == [300, 200]


@pytest.mark.parametrize(("parts", "left"), [([1], -1), ([-1], 1)])
def test_negative_sums_are_not_taken_back(parts, left) -> None:
    with pytest.raises(ValueError, match="negative"):
        undo(parts, left=left)
