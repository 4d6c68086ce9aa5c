"""The limitation rule: the flags that the sample files expect, and what is never read in the creditor's favour."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.limitation import Limitation, limitation, rules

DAY = date(2026, 11, 20)


def fr(oldest: date | None, last: date | None, nature: str = "consumer_credit", **more: object) -> Limitation:
    return limitation(
        jurisdiction="FR",
        nature=nature,
        oldest_unpaid=oldest,
        last_payment=last,
        day=DAY,
        **more,  # type: ignore[arg-type]
    )


def gb(oldest: date | None, last: date | None, jurisdiction: str = "GB-EAW") -> Limitation:
    return limitation(
        jurisdiction=jurisdiction, nature="consumer_credit", oldest_unpaid=oldest, last_payment=last, day=DAY
    )


def test_consumer_credit_unpaid_for_more_than_two_years_is_barred() -> None:
    found = fr(date(2023, 5, 5), date(2023, 4, 5))  # AUR-70007
    assert (found.state, found.until, found.rule) == ("barred", date(2025, 5, 5), "fr_consumer_credit_r312_35")


def test_a_bar_eight_days_ahead_without_a_last_payment_is_doubtful() -> None:
    found = fr(date(2024, 11, 28), None)  # AUR-70008
    assert (found.state, found.until) == ("doubtful", date(2026, 11, 28))


def test_six_years_after_the_last_payment_an_english_debt_is_barred() -> None:
    found = gb(None, date(2018, 1, 12))  # BL/4408
    assert (found.state, found.until) == ("barred", date(2024, 1, 12))


def test_recent_energy_invoices_without_any_last_payment_are_running() -> None:
    assert fr(date(2026, 5, 26), None, "energy").running


def test_what_runs_out_after_a_year_and_more_is_running() -> None:
    assert fr(date(2025, 10, 16), date(2025, 9, 3)).running  # AUR-70036
    assert fr(None, date(2026, 10, 31)).running  # AUR-70004: nothing overdue


@pytest.mark.parametrize(("days", "state"), [(-1, "barred"), (0, "doubtful"), (60, "doubtful"), (62, "running")])
def test_doubtful_begins_less_than_two_months_before_the_bar(days: int, state: str) -> None:
    oldest = DAY + relativedelta(days=days) - relativedelta(years=2)
    assert fr(oldest, oldest - relativedelta(months=1)).state == state


def test_exactly_two_months_before_the_bar_is_still_running() -> None:
    assert fr(date(2025, 1, 20), date(2024, 12, 1)).running


def test_a_period_that_is_over_is_only_doubtful_when_the_last_payment_is_missing_or_later() -> None:
    assert fr(date(2023, 5, 5), None).state == "doubtful"
    assert fr(date(2023, 5, 5), date(2026, 9, 1)).state == "doubtful"


def test_a_payment_starts_the_period_again_in_the_united_kingdom_but_not_after_the_bar() -> None:
    assert gb(date(2019, 1, 1), date(2024, 6, 1)).running
    assert gb(date(2010, 1, 1), date(2024, 6, 1)).state == "doubtful"


def test_scotland_has_five_years_and_england_six() -> None:
    last = date(2021, 3, 1)
    assert gb(None, last, "GB-SCT").state == "barred"
    assert gb(None, last, "GB-EAW").running
    assert gb(None, last, "GB-NIR").running


@pytest.mark.parametrize(("nature", "years"), [("telecom", 1), ("energy", 2), ("rent", 3), ("general", 5)])
def test_each_french_nature_has_its_own_period(nature: str, years: int) -> None:
    assert fr(date(2026, 10, 1), None, nature).until == date(2026 + years, 10, 1)


def test_mayotte_follows_the_french_rows() -> None:
    found = limitation(
        jurisdiction="FR-976",
        nature="consumer_credit",
        oldest_unpaid=date(2026, 5, 4),
        last_payment=date(2026, 3, 10),
        day=DAY,
    )
    assert found.running


def test_nothing_overdue_is_running_whatever_the_dates() -> None:
    assert fr(None, None, overdue=False).running


def test_what_cannot_be_known_is_unknown_and_never_running() -> None:
    assert fr(date(2026, 10, 1), None, "no such nature").state == "unknown"
    assert fr(date(2026, 10, 1), None, judgment=True).state == "unknown"
    assert fr(date(2026, 12, 30), date(2026, 8, 28)).state == "unknown"  # a date in the future
    assert fr(None, None).state == "unknown"
    assert fr(None, date(2026, 10, 1), overdue=True).state == "unknown"
    assert gb(date(2026, 1, 1), None, "XX").state == "unknown"


def test_every_row_names_its_source_and_the_day_it_was_read() -> None:
    assert all(rule.source and rule.read_on for rule in rules())
    assert [rule.id for rule in rules() if rule.demo_only] == ["za_three_years"]


@given(
    oldest=st.dates(date(2010, 1, 1), DAY),
    last=st.none() | st.dates(date(2010, 1, 1), DAY),
    nature=st.sampled_from(["consumer_credit", "energy", "telecom", "rent", "general"]),
)
def test_french_debts_run_only_within_the_period_from_the_oldest_unpaid(
    oldest: date, last: date | None, nature: str
) -> None:
    years = {"consumer_credit": 2, "energy": 2, "telecom": 1, "rent": 3, "general": 5}[nature]
    in_time = oldest + relativedelta(years=years) - relativedelta(months=2) >= DAY
    assert fr(oldest, last, nature).running == in_time
