"""The four outcomes: nothing above what the budget carries, lightest first, nobody stretched to a policy."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.debt.budget import Budget
from bot.debt.capacity import capacity
from bot.debt.money import Money
from bot.debt.offers import Debt, Handover, Offer, Outcome, PauseAndPartner, PlanOffers, TokenPlan, outcome
from bot.debt.policy import Policy, load_policies, parse_policy, policy_on
from bot.debt.scales import load_scales

DAY = date(2026, 11, 20)
SCALES = load_scales()
POLICIES = load_policies(Path(__file__).parents[2] / "bot" / "policies")


def policy(brand: str) -> Policy:
    found = policy_on(POLICIES, brand, DAY)
    assert found is not None
    return found


def debt(key: str, overdue: str, brand: str = "auralis", *, offerable: bool = True, why_not: str = "") -> Debt:
    rules = policy(brand)
    amount = Money.of(overdue, rules.currency)
    return Debt(case_key=key, overdue=amount, policy=rules, offerable=offerable, why_not=why_not)


def budget(currency: str = "EUR", **told: str | int) -> Budget:
    values: dict[str, str | int] = {"income": "0", "benefits": "0", "adults": 1, "children": 0}
    values |= {"other_debts": "0", **told}
    amounts = {k: Money.of(v, currency) if isinstance(v, str) else v for k, v in values.items()}
    return Budget(currency=currency, **amounts)  # type: ignore[arg-type]


def proposed(debts: list[Debt], told: Budget, place: str = "FR", pay_day: int | None = None) -> Outcome:
    found = capacity(told, jurisdiction=place, day=DAY, scales=SCALES)
    return outcome(debts, told, found, day=DAY, pay_day=pay_day)


def offers_of(result: Outcome) -> tuple[Offer, ...]:
    if isinstance(result, PlanOffers):
        return result.offers
    return (result.offer,) if isinstance(result, TokenPlan) else ()


ALONE = budget(income="1450", housing="480", essentials="350", other_debts="60")


def test_story_letter_then_plan() -> None:
    result = proposed([debt("AUR-70001", "579.27", "librairie_nova")], ALONE, pay_day=5)
    assert isinstance(result, PlanOffers)
    assert len(result.offers) == 2
    light, quick = result.offers
    assert light.instalment < quick.instalment <= Money.of("174.48")
    assert light.total == quick.total == Money.of("579.27")
    assert light.first_due == date(2026, 12, 5)
    assert light.bot_may_agree


def test_story_700_is_a_person_not_a_plan_because_the_table_says_nothing_is_left() -> None:
    told = budget(income="700", housing="350", essentials="280", other_debts="30")
    result = proposed([debt("A", "912")], told)
    assert isinstance(result, Handover)
    assert result.reason == "person_may_find_more"
    assert result.pause_until is not None
    assert result.capacity is not None


def test_story_mother_on_benefits_gets_a_pause_with_a_partner() -> None:
    told = budget(income="0", benefits="1150", children=2, housing="220", essentials="500")
    result = proposed([debt("A", "912")], told)
    assert result == PauseAndPartner(pause_until=date(2027, 2, 18))


def test_story_one_budget_two_brands_shares_one_capacity() -> None:
    told = budget(income="1300", housing="520", essentials="300")
    result = proposed([debt("T", "312.45", "demo_telecom"), debt("M", "1260", "demo_maison")], told)
    assert isinstance(result, PlanOffers)
    for offer in result.offers:
        assert {share.case_key for share in offer.shares} == {"T", "M"}
        assert offer.instalment <= Money.of("143.53")
        assert offer.total == Money.of("1572.45")


def test_a_debt_too_large_for_the_policy_becomes_a_token_with_a_review() -> None:
    result = proposed([debt("A", "20000")], ALONE)
    assert isinstance(result, TokenPlan)
    assert result.offer.instalment == Money.of("174.00")
    assert (result.offer.count, result.review_on) == (6, date(2027, 5, 20))
    assert result.offer.last_due <= result.review_on
    assert not result.offer.clears


def small_capacity(offerable: str) -> Budget:
    """A budget of which just that much may be offered (costs bind)."""
    left = Money.of(offerable).minor * 100 // 80
    return replace(budget(income="1450", essentials="573"), housing=Money(145_000 - 57_300 - left))


def test_nothing_is_stretched_up_to_the_policys_smallest_instalment() -> None:
    result = proposed([debt("A", "500")], small_capacity("12"))
    assert isinstance(result, TokenPlan)
    assert result.offer.instalment == Money.of("12.00")


def test_rounding_to_whole_euros_never_goes_above_what_may_be_offered() -> None:
    roomy, tight = (proposed([debt("A", "2000")], small_capacity(most)) for most in ("60", "41.80"))
    assert isinstance(roomy, PlanOffers)
    assert isinstance(tight, PlanOffers)
    assert roomy.offers[0].instalment == Money.of("42.00")
    assert tight.offers[0].instalment == Money.of("41.67")


def test_less_than_a_token_is_a_pause() -> None:
    assert isinstance(proposed([debt("A", "500")], small_capacity("4")), PauseAndPartner)


def test_two_tokens_that_do_not_both_fit_are_for_a_person() -> None:
    result = proposed([debt("A", "500"), debt("B", "500")], small_capacity("8"))
    assert isinstance(result, Handover)
    assert result.reason == "under_token"


def test_no_token_where_the_policy_has_none() -> None:
    strict = replace(debt("A", "500"), policy=replace(policy("auralis"), token_allowed=False))
    result = proposed([strict], small_capacity("12"))
    assert isinstance(result, Handover)
    assert result.reason == "token_not_allowed"


def test_no_pause_in_the_policy_is_a_person() -> None:
    strict = replace(debt("A", "500"), policy=replace(policy("auralis"), longest_pause_days=0))
    result = proposed([strict], small_capacity("0"))
    assert isinstance(result, Handover)
    assert result.reason == "no_pause"


def test_the_united_kingdom_gets_no_more_than_a_token() -> None:
    told = budget("GBP", income="1300", housing="520", essentials="300")
    result = proposed([debt("G", "350", "demo_gb")], told, "GB-EAW")
    assert isinstance(result, TokenPlan)
    assert result.offer.instalment == Money.of("5", "GBP")


def test_a_hold_or_limitation_takes_the_debt_out_and_to_a_person() -> None:
    held = debt("H", "300", offerable=False, why_not="limitation")
    result = proposed([debt("A", "500"), held], ALONE)
    assert isinstance(result, PlanOffers)
    assert result.excluded == (held,)
    assert all(share.case_key == "A" for offer in result.offers for share in offer.shares)
    alone = proposed([held], ALONE)
    assert isinstance(alone, Handover)
    assert (alone.reason, alone.excluded) == ("none_offerable", (held,))


@pytest.mark.parametrize("field", ["income", "housing", "essentials", "other_debts"])
def test_what_was_not_told_means_a_person_and_no_offer(field: str) -> None:
    blank = replace(ALONE, **{field: None})  # type: ignore[arg-type]
    result = proposed([debt("A", "500")], blank)
    assert isinstance(result, Handover)
    assert (result.reason, result.fields) == ("not_told", (field,))


def test_nothing_overdue_other_currency_and_no_scale_are_for_a_person() -> None:
    for debts, place, reason in (
        ([debt("A", "0")], "FR", "nothing_overdue"),
        ([debt("G", "100", "demo_gb")], "FR", "currencies"),
        ([debt("A", "100")], "ZA", "no_scale"),
    ):
        result = proposed(debts, ALONE, place)
        assert isinstance(result, Handover)
        assert result.reason == reason


def test_under_the_minimum_charge_nothing_is_planned() -> None:
    result = proposed([debt("A", "0.40")], ALONE)
    assert isinstance(result, Handover)
    assert [d.why_not for d in result.excluded] == ["under_minimum_charge"]


def test_longer_than_the_bot_may_agree_is_marked_for_a_person() -> None:
    result = proposed([debt("A", "3000")], ALONE)
    assert isinstance(result, PlanOffers)
    assert [offer.bot_may_agree for offer in result.offers] == [False, True]


policies = st.builds(
    lambda months, small, token, bot: parse_policy(
        {
            "brand": "x",
            "valid_from": date(2026, 1, 1),
            "currency": "EUR",
            "longest_plan_months": months,
            "smallest_instalment": str(max(small, token)),
            "token_allowed": True,
            "token_minimum": str(token),
            "token_amount": str(token + 5),
            "longest_pause_days": 60,
            "bot_may_agree_up_to_months": min(bot, months),
        },
        source="x",
    ),
    st.integers(1, 84),
    st.integers(1, 60),
    st.integers(1, 12),
    st.integers(0, 60),
)
some_debts = st.lists(st.tuples(st.integers(1, 900_000), policies, st.booleans()), min_size=1, max_size=4).map(
    lambda rows: [
        Debt(case_key=f"C{n}", overdue=Money(cents), policy=rules, offerable=ok or n == 0)
        for n, (cents, rules, ok) in enumerate(rows)
    ]
)
budgets = st.builds(
    Budget,
    income=st.integers(60_000, 400_000).map(Money),
    benefits=st.integers(0, 100_000).map(Money),
    adults=st.integers(1, 2),
    children=st.integers(0, 3),
    housing=st.integers(0, 80_000).map(Money),
    essentials=st.integers(0, 60_000).map(Money),
    other_debts=st.integers(0, 20_000).map(Money),
    running_instalments=st.integers(0, 8_000).map(Money),
)


@given(some_debts, budgets, st.none() | st.integers(1, 31))
@settings(max_examples=400, deadline=None)
def test_no_month_over_all_cases_exceeds_what_may_be_offered(
    debts: list[Debt], told: Budget, pay_day: int | None
) -> None:
    found = capacity(told, jurisdiction="FR", day=DAY, scales=SCALES)
    result = outcome(debts, told, found, day=DAY, pay_day=pay_day)
    for offer in offers_of(result):
        by_month: dict[tuple[int, int], int] = {}
        for share in offer.shares:
            plan = share.schedule()
            assert sum(item.amount.minor for item in plan) == share.total.minor
            assert all(item.due_on > DAY for item in plan)
            assert all(item.amount >= share.minimum_charge for item in plan)
            for item in plan:
                key = (item.due_on.year, item.due_on.month)
                by_month[key] = by_month.get(key, 0) + item.amount.minor
        assert max(by_month.values()) <= found.offerable.minor
        assert max(by_month.values()) * 100 <= found.amount.minor * 80


@given(some_debts, budgets)
@settings(max_examples=400, deadline=None)
def test_policies_are_kept_and_the_lightest_comes_first(debts: list[Debt], told: Budget) -> None:
    result = proposed(debts, told)
    rules = {d.case_key: d.policy for d in debts}
    offers = offers_of(result)
    assert len(offers) <= 2
    assert [o.instalment.minor for o in offers] == sorted({o.instalment.minor for o in offers})
    open_keys = {d.case_key for d in debts if d.offerable and d.overdue.minor >= 50}
    for offer in offers:
        assert {share.case_key for share in offer.shares} == open_keys
        for share in offer.shares:
            rule = rules[share.case_key]
            at_once = share.instalment >= share.overdue
            if isinstance(result, TokenPlan):
                assert share.instalment >= rule.token_minimum or at_once
                assert share.count <= rule.token_review_months
            else:
                assert share.clears
                assert share.count <= rule.longest_plan_months
                assert share.instalment >= rule.smallest_instalment or at_once
            assert not offer.bot_may_agree or share.count <= rule.bot_may_agree_up_to_months


def test_a_quote_takes_well_under_a_millisecond() -> None:
    debts = [debt("T", "312.45", "demo_telecom"), debt("M", "1260", "demo_maison")]
    best = 1.0
    for _ in range(50):
        begun = time.perf_counter()
        proposed(debts, ALONE)
        best = min(best, time.perf_counter() - begun)
    assert best < 0.001
