"""The debtor's own amount: weighed by the same rules, never refused, six months at most without a budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.debt.budget import Budget
from bot.debt.capacity import capacity
from bot.debt.money import Money
from bot.debt.offers import Agreed, Ask, Debt, Handover, Nearest, NothingExpected, Weighed, weigh_own_amount
from bot.debt.plan import WORST_MONTH, Every
from bot.debt.policy import load_policies, policy_on
from bot.debt.scales import load_scales

DAY = date(2026, 11, 20)
SCALES = load_scales()
POLICIES = load_policies(Path(__file__).parents[2] / "bot" / "policies")


def debt(key: str, overdue: str, brand: str = "demo_maison") -> Debt:
    rules = policy_on(POLICIES, brand, DAY)
    assert rules is not None
    return Debt(case_key=key, overdue=Money.of(overdue, rules.currency), policy=rules, offerable=True)


DEBTS = [debt("DEMO-1001", "480")]
KNOWN = Budget(income=Money.of("1450"), adults=1, children=0)
WHOLE = replace(
    KNOWN, benefits=Money(0), housing=Money.of("480"), essentials=Money.of("350"), other_debts=Money.of("60")
)
ON_BENEFITS = replace(WHOLE, income=Money(0), benefits=Money.of("1150"), children=2)


def weigh(
    amount: str,
    told: Budget | None,
    enough_left: bool | None = None,
    every: Every = "month",
    debts: list[Debt] = DEBTS,
    **more: Any,
) -> Weighed:
    place = more.pop("place", "FR")
    money = Money.of(amount, debts[0].overdue.currency)
    return weigh_own_amount(money, every, debts, told, enough_left, jurisdiction=place, day=DAY, scales=SCALES, **more)


def test_income_and_household_and_enough_left_are_asked_first() -> None:
    assert weigh("40", None) == Ask(("income", "household", "enough_left"))
    assert weigh("40", Budget(income=Money(1))) == Ask(("household", "enough_left"))
    assert weigh("40", KNOWN) == Ask(("enough_left",))
    assert weigh("0", KNOWN) == Ask(("amount",))


def test_without_a_budget_it_runs_six_months_at_most_and_is_reviewed() -> None:
    result = weigh("40", KNOWN, True)
    assert isinstance(result, Agreed)
    assert result.offer.count == 6
    assert result.offer.total == Money.of("240")
    assert result.review_on == date(2027, 5, 20)
    assert result.offer.last_due <= result.review_on


def test_with_a_budget_it_clears_the_debt() -> None:
    result = weigh("40", WHOLE)
    assert isinstance(result, Agreed)
    assert (result.offer.count, result.offer.clears, result.review_on) == (12, True, None)


def test_more_than_can_be_carried_names_what_holds_lightest_first() -> None:
    result = weigh("400", WHOLE)
    assert isinstance(result, Nearest)
    assert result.reason == "above_capacity"
    assert [offer.instalment.minor for offer in result.offers] == [2000, 17400]


def test_more_than_is_known_to_be_carried_asks_for_the_rest_and_never_agrees() -> None:
    assert weigh("400", KNOWN, True) == Ask(("housing", "essentials", "other_debts"))
    closed = replace(KNOWN, skipped=frozenset({"housing", "essentials", "other_debts"}))
    result = weigh("400", closed, True)
    assert isinstance(result, Handover)
    assert result.reason == "not_told"


def test_not_enough_left_is_never_agreed() -> None:
    assert weigh("40", KNOWN, False) == Ask(("housing", "essentials", "other_debts"))
    closed = replace(KNOWN, skipped=frozenset({"housing", "essentials", "other_debts"}))
    result = weigh("40", closed, False)
    assert isinstance(result, Handover)
    assert result.reason == "not_enough_left"
    lighter = weigh("40", WHOLE, False)
    assert isinstance(lighter, Nearest)
    assert all(offer.instalment < Money.of("40") for offer in lighter.offers)


def test_who_lives_on_benefits_is_told_that_nothing_is_expected() -> None:
    for told in (ON_BENEFITS, replace(KNOWN, income=Money(0), benefits=Money.of("1150"))):
        result = weigh("20", told, True)
        assert isinstance(result, NothingExpected)
        assert result.pause_until == date(2027, 2, 18)


def test_skipped_income_is_for_a_person() -> None:
    result = weigh("40", Budget(adults=1, children=0, skipped=frozenset({"income"})), True)
    assert isinstance(result, Handover)
    assert (result.reason, result.fields) == ("not_told", ("income",))


def test_less_than_the_smallest_instalment_is_taken_as_a_token() -> None:
    result = weigh("12", WHOLE)
    assert isinstance(result, Agreed)
    assert result.offer.instalment == Money.of("12")
    assert result.review_on == date(2027, 5, 20)


def test_less_than_a_token_names_the_token() -> None:
    result = weigh("2", WHOLE)
    assert isinstance(result, Nearest)
    assert (result.reason, result.offers[0].instalment) == ("policy", Money.of("5"))


def test_no_token_in_the_policy_names_the_lightest_plan_only() -> None:
    strict = [replace(DEBTS[0], policy=replace(DEBTS[0].policy, token_allowed=False))]
    result = weigh("12", WHOLE, debts=strict)
    assert isinstance(result, Nearest)
    assert [offer.instalment for offer in result.offers] == [Money.of("20")]


def test_longer_than_the_bot_may_agree_is_passed_on_with_the_proposal() -> None:
    result = weigh("65", WHOLE, debts=[debt("A", "3000", "auralis")])
    assert isinstance(result, Handover)
    assert result.reason == "longer_than_bot_may_agree"
    assert result.proposal is not None
    assert result.proposal.instalment == Money.of("65")


def test_a_start_that_holds_is_kept_and_a_far_one_is_brought_nearer() -> None:
    near = weigh("40", WHOLE, start=date(2027, 1, 10))
    assert isinstance(near, Agreed)
    assert near.offer.first_due == date(2027, 1, 10)
    far = weigh("40", WHOLE, start=date(2027, 9, 1))
    assert isinstance(far, Nearest)
    assert (far.reason, far.offers[0].first_due) == ("start", date(2027, 2, 18))


def test_weekly_amounts_count_five_to_a_month() -> None:
    assert isinstance(weigh("34", WHOLE, every="week"), Agreed)
    result = weigh("35", WHOLE, every="week")  # five times 35 is more than 174.48
    assert isinstance(result, Nearest)
    assert [offer.instalment.minor for offer in result.offers] == [500, 3400]


def test_the_united_kingdom_without_a_guideline_names_a_token() -> None:
    pounds = {k: Money.of(v, "GBP") for k, v in (("income", "1300"), ("housing", "520"), ("essentials", "300"))}
    told = Budget(currency="GBP", adults=1, children=0, other_debts=Money.zero("GBP"), **pounds)  # type: ignore[arg-type]
    debts = [debt("G", "350", "demo_gb")]
    result = weigh("40", told, True, debts=debts, place="GB-EAW")
    assert isinstance(result, Nearest)
    assert (result.reason, result.offers[0].instalment) == ("no_guideline", Money.of("5", "GBP"))
    assert isinstance(weigh("5", told, True, debts=debts, place="GB-EAW"), Agreed)


def test_what_may_not_be_offered_is_for_a_person() -> None:
    held = [replace(DEBTS[0], offerable=False, why_not="hold")]
    assert isinstance(weigh("40", WHOLE, True, debts=held), Handover)
    assert isinstance(weigh("40", replace(WHOLE, skipped=frozenset()), True, place="ZA"), Handover)


cents = st.integers(0, 300_000).map(Money)
budgets = st.builds(
    Budget,
    income=st.none() | cents,
    adults=st.none() | st.integers(1, 2),
    children=st.none() | st.integers(0, 3),
    housing=st.none() | st.integers(0, 80_000).map(Money),
    essentials=st.none() | st.integers(0, 60_000).map(Money),
    other_debts=st.none() | st.integers(0, 20_000).map(Money),
    skipped=st.sets(st.sampled_from(["housing", "essentials", "other_debts", "income"])).map(frozenset),
)
complete = st.builds(
    Budget,
    income=st.integers(70_000, 300_000).map(Money),
    benefits=st.integers(0, 60_000).map(Money),
    adults=st.integers(1, 2),
    children=st.integers(0, 2),
    housing=st.integers(0, 60_000).map(Money),
    essentials=st.integers(0, 60_000).map(Money),
    other_debts=st.integers(0, 10_000).map(Money),
)
cases = st.lists(
    st.tuples(st.sampled_from(["demo_maison", "volta", "auralis"]), st.integers(1, 700_000)),
    min_size=1,
    max_size=3,
)


@given(
    st.integers(1, 60_000),
    st.sampled_from(("month", "fortnight", "week")),
    cases,
    budgets | complete,
    st.sampled_from([None, True, False]),
)
@settings(max_examples=600, deadline=None)
def test_whatever_is_agreed_or_named_can_be_carried(
    amount: int, every: Every, rows: list[tuple[str, int]], told: Budget, enough_left: bool | None
) -> None:
    debts = [debt(f"C{n}", str(minor / 100), brand) for n, (brand, minor) in enumerate(rows)]
    result = weigh_own_amount(Money(amount), every, debts, told, enough_left, jurisdiction="FR", day=DAY, scales=SCALES)
    found = capacity(told, jurisdiction="FR", day=DAY, scales=SCALES)
    offers = result.offers if isinstance(result, Nearest) else (result.offer,) if isinstance(result, Agreed) else ()
    if isinstance(result, Nearest):
        assert not found.unknown, "no offer of ours without the whole budget"
        assert 1 <= len(offers) <= 2
    for offer in offers:
        assert found.at_most is not None
        assert offer.heaviest_month <= found.at_most
        assert offer.heaviest_month <= offer.instalment * WORST_MONTH[every]
        for share in offer.shares:
            assert sum(item.amount.minor for item in share.schedule()) == share.total.minor
    if isinstance(result, Agreed):
        assert result.offer.instalment <= Money(amount)
        assert enough_left is not False
        assert result.offer.bot_may_agree
        if found.unknown:
            assert enough_left is True
            assert result.review_on is not None
            assert result.offer.last_due <= date(2027, 5, 20)


@pytest.mark.parametrize("every", ["month", "week"])
def test_an_amount_above_the_whole_debt_pays_it_at_once(every: Every) -> None:
    result = weigh("30", WHOLE, every=every, debts=[debt("A", "25.50")])
    assert isinstance(result, Agreed)
    assert (result.offer.count, result.offer.total) == (1, Money.of("25.50"))
