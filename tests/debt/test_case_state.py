"""Overdue, outstanding and next due are three figures; flags have consequences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.case_state import (
    Figures,
    Obligation,
    consequences,
    figures,
    figures_of,
    oldest_unpaid,
    state,
)
from bot.debt.hold import rule_of
from bot.debt.money import CurrencyMismatch, Money

DAY = date(2026, 11, 20)
SOON = date(2026, 12, 7)


def line(principal: str, interest: str, other: str, outstanding: str, **more: bool) -> Figures:
    return figures(
        principal=Money.of(principal),
        interest=Money.of(interest),
        other=Money.of(other),
        outstanding=Money.of(outstanding),
        next_due_on=SOON,
        next_due=Money.of("118.79"),
        **more,
    )


def test_costs_that_stay_with_the_creditor_are_left_out() -> None:
    assert line("526.25", "26.91", "45.00", "7207.80").overdue == Money.of("553.16")  # AUR-70029
    assert line("526.25", "26.91", "45.00", "7207.80", other_claimable=True).overdue == Money.of("598.16")


def test_a_credit_is_not_a_debt_below_zero() -> None:
    found = line("-23.50", "0", "0", "2508.72")  # AUR-70005
    assert (found.overdue, found.credit) == (Money.zero(), Money.of("23.50"))
    assert state(found) == "current"


def test_a_settled_case_has_nothing_due_though_the_file_names_a_date() -> None:
    found = line("0", "0", "0", "0")  # AUR-70006
    assert (found.next_due_on, found.next_due) == (None, None)
    assert state(found) == "settled"


def test_outstanding_is_never_below_overdue() -> None:
    assert line("100", "10", "0", "0").outstanding == Money.of(110)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatch):
        figures(
            principal=Money.of(1),
            interest=Money.of(1, "GBP"),
            other=Money.zero(),
            outstanding=Money.of(2),
            next_due_on=None,
            next_due=None,
        )


def owed(day: date, amount: str, paid: str = "0", claimable: bool = True) -> Obligation:
    return Obligation(due_on=day, amount=Money.of(amount), paid=Money.of(paid), claimable=claimable)


def test_figures_from_obligations_count_today_as_not_yet_overdue() -> None:
    rows = [
        owed(date(2026, 8, 26), "174.95"),
        owed(date(2026, 10, 27), "150.16", "75.08"),
        owed(DAY, "20"),
        owed(DAY, "5"),
        owed(SOON, "30"),
        owed(date(2026, 9, 1), "45", claimable=False),
    ]
    found = figures_of(rows, DAY)
    assert found.overdue == Money.of("250.03")
    assert found.outstanding == Money.of("305.03")
    assert (found.next_due_on, found.next_due) == (DAY, Money.of(25))
    assert oldest_unpaid(rows, DAY) == date(2026, 8, 26)


def test_nothing_overdue_has_no_oldest_unpaid_date() -> None:
    assert oldest_unpaid([owed(DAY, "10"), owed(date(2026, 1, 1), "10", "10")], DAY) is None
    assert state(figures_of([owed(DAY, "10")], DAY)) == "current"


def test_the_gravest_state_is_told() -> None:
    late = line("100", "0", "0", "900")
    assert state(late) == "late"
    assert state(late, accelerated=True) == "accelerated"
    assert state(late, accelerated=True, judgment=True) == "judgment"
    assert state(late, judgment=True, erased=True) == "erased"


@pytest.mark.parametrize(
    "flag",
    [
        "minor", "deceased", "shared_phone", "over_indebtedness_admissible", "breathing_space", "insolvency",
        "disputed", "limitation_barred", "limitation_doubtful", "no_letter_date",
    ],
)  # fmt: skip
def test_a_flag_that_holds_names_a_hold_of_the_matrix(flag: str) -> None:
    (reason,) = consequences([flag]).holds
    assert rule_of(reason)


def test_the_other_flags_have_their_own_consequences() -> None:
    found = consequences(["no_birth_date", "fees_not_claimable", "bad_phone", "bad_email", "jurisdiction_FR-976"])
    assert not found.identifiable
    assert found.fee_left_out
    assert found.unusable_contacts == {"phone", "email"}
    assert found.jurisdiction == "FR-976"
    assert found.holds == ()
    assert consequences(["current", "in_credit", "settled"]).identifiable


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown flag"):
        consequences(["dead"])


@given(
    st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.integers(0, 10**6), st.integers(0, 10**6)),
        max_size=8,
    )
)
def test_figures_are_never_negative_and_hang_together(rows: list[tuple[date, int, int]]) -> None:
    found = figures_of(
        [Obligation(due_on=day, amount=Money(max(a, b)), paid=Money(min(a, b))) for day, a, b in rows], DAY
    )
    assert Money.zero() <= found.overdue <= found.outstanding
    assert (found.next_due is None) == (found.next_due_on is None)
    assert found.next_due is None or found.overdue + found.next_due <= found.outstanding
