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


def part_of(key: str, debt: str, day: date | None, minor: int, component: str = "principal", burden: int = 0) -> Due:
    return Due(key=key, due_on=day, left=Money(minor), component=component, debt=debt, burden=burden)  # type: ignore[arg-type]


def keys(minor: int, dues: list[Due], **how: object) -> list[str]:
    return [key for key, _ in allocate(Money(minor), dues, **how).parts]  # type: ignore[arg-type]


def test_interest_of_a_debt_goes_before_its_principal_though_it_fell_due_later() -> None:
    dues = [part_of("p", "A", JAN, 100), part_of("i", "A", MAR, 10, "interest"), part_of("q", "B", FEB, 100)]
    assert keys(300, dues) == ["i", "p", "q"]
    assert keys(300, dues, interest_first=False) == ["p", "i", "q"]


def test_two_debts_of_one_day_are_paid_one_after_the_other_each_with_its_interest_first() -> None:
    dues = [
        part_of("p", "A", JAN, 100), part_of("q", "B", JAN, 100), part_of("i", "A", JAN, 10, "interest"),
        part_of("j", "B", JAN, 10, "interest"),
    ]
    assert keys(300, dues) == ["i", "p", "j", "q"]


def test_the_debtor_may_name_a_whole_debt() -> None:
    dues = [part_of("p", "A", JAN, 100), part_of("q", "B", FEB, 100), part_of("j", "B", FEB, 10, "interest")]
    assert keys(150, dues, named="B") == ["j", "q", "p"]


def test_what_is_due_goes_before_what_is_to_come_and_then_what_weighs_most() -> None:
    dues = [part_of("old", "A", JAN, 100), part_of("light", "B", FEB, 100, burden=5),
            part_of("to_come", "C", MAR, 100, burden=9)]
    assert keys(250, dues, today=FEB) == ["light", "old", "to_come"]
    assert keys(250, dues, today=FEB, named="C") == ["to_come", "light", "old"]


def test_debts_that_are_alike_in_all_share_in_proportion_to_the_cent() -> None:
    dues = [part_of("a", "A", JAN, 100), part_of("b", "B", JAN, 200), part_of("c", "C", FEB, 100)]
    assert allocate(Money(100), dues, evenly=True).parts == (("a", Money(33)), ("b", Money(67)))
    assert allocate(Money(100), dues).parts == (("a", Money(100)),)
    with_interest = [*dues, part_of("i", "A", FEB, 50, "interest")]
    assert allocate(Money(100), with_interest, evenly=True).parts == (("i", Money(43)), ("b", Money(57)))
    assert allocate(Money(301), dues, evenly=True).parts == (("a", Money(100)), ("b", Money(200)), ("c", Money(1)))


DEBTS = st.lists(
    st.tuples(
        st.integers(0, 3), SUMS, st.sampled_from(["interest", "principal", "other"]), st.sampled_from(["", "A", "B"]),
        st.integers(0, 1),
    ),
    max_size=10,
)


@given(amount=SUMS, rows=DEBTS, named=st.sampled_from([None, "A", "B", "0", "5"]), interest_first=st.booleans(),
       today=st.sampled_from([None, 0, 2]), evenly=st.booleans())
def test_whatever_the_debts_sums_are_exact_nothing_is_negative_and_the_order_is_kept(
    amount: int, rows: list[tuple[int, int, str, str, int]], named: str | None, interest_first: bool,
    today: int | None, evenly: bool,
) -> None:
    dues = [
        part_of(str(n), debt, JAN + timedelta(days=days), minor, kind, burden)
        for n, (days, minor, kind, debt, burden) in enumerate(rows)
    ]
    day = None if today is None else JAN + timedelta(days=today)
    shared = allocate(Money(amount), dues, named=named, interest_first=interest_first, today=day, evenly=evenly)
    paid = {key: part.minor for key, part in shared.parts}
    left = {one.key: one.left.minor for one in dues}
    assert len(paid) == len(shared.parts)
    assert sum(paid.values()) + shared.surplus.minor == amount
    assert all(0 < part <= left[key] for key, part in paid.items())
    assert shared.surplus.minor == max(amount - sum(left.values()), 0)
    first = "interest" if interest_first else "principal"
    for one in dues:
        for other in dues:
            if one.debt and one.debt == other.debt:
                before = one.component == first and other.component != first
                # Of one debt nothing goes to principal while interest is open (or the other way round, as agreed).
                assert not (before and paid.get(other.key) and paid.get(one.key, 0) < one.left.minor)
            if named is not None and named in (one.key, one.debt) and (not one.debt or one.debt != other.debt):
                assert one is other or not (paid.get(other.key) and paid.get(one.key, 0) < one.left.minor)
