"""A proposal in the debtor's own terms: agreed, or met by what holds nearest, now or from a later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.debt.budget import Budget
from bot.debt.money import Money
from bot.debt.outcomes import Agreed, Ask, Debt, Handover, Nearest, Weighed
from bot.debt.plan import on_pay_day
from bot.debt.policy import load_policies, policy_on
from bot.debt.proposal import Fall, Proposal, amount_of, falls_of, weigh_proposal
from bot.debt.scales import load_scales

DAY = date(2026, 11, 20)
POLICIES = load_policies(Path(__file__).parents[2] / "bot" / "policies")


def euros(text: str) -> Money:
    return Money.of(text)


def debt(overdue: str = "600", brand: str = "electro_dore", key: str = "a") -> Debt:
    policy = policy_on(POLICIES, brand, DAY)
    assert policy is not None
    return Debt(case_key=key, overdue=euros(overdue), policy=policy, offerable=True)


def weighed(
    proposal: Proposal, *debts: Debt, running: str = "0", falls: tuple[Fall, ...] = (), enough: bool | None = True
) -> Weighed:
    told = Budget(
        income=euros("1450"), benefits=euros("0"), adults=1, children=0, housing=euros("480"), essentials=euros("350"),
        other_debts=euros("60"), running_instalments=euros(running),
    )  # carries 218.10 a month without what runs already: 174.48 may be offered
    return weigh_proposal(
        proposal, debts or (debt(),), told, enough, jurisdiction="FR", day=DAY, scales=load_scales(), falls=falls
    )


def test_in_so_many_payments_is_the_amount_that_clears_the_debt_in_them() -> None:
    result = weighed(Proposal(count=6), debt("600"))
    assert isinstance(result, Agreed)
    assert (result.offer.instalment, result.offer.count, result.offer.total) == (euros("100"), 6, euros("600"))
    assert amount_of(Proposal(count=7), [debt("600")]) == euros("85.72")


def test_a_count_is_shared_by_all_debts() -> None:
    result = weighed(Proposal(count=10), debt("600"), debt("300", key="b"))
    assert isinstance(result, Agreed)
    assert result.offer.instalment == euros("90") and result.offer.count == 10 and result.offer.clears


def test_fewer_payments_than_the_budget_carries_are_met_by_more_of_them() -> None:
    result = weighed(Proposal(count=2), debt("600"))
    assert isinstance(result, Nearest) and result.reason == "above_capacity"
    assert all(offer.heaviest_month <= euros("174.48") for offer in result.offers)


def test_a_start_and_a_day_of_the_month_are_kept() -> None:
    result = weighed(Proposal(amount=euros("100"), start=date(2027, 1, 1), pay_day=10))
    assert isinstance(result, Agreed)
    assert [row.due_on.day for row in result.offer.shares[0].schedule()] == [10] * 6
    assert result.offer.first_due == date(2027, 1, 10)
    soon = weighed(Proposal(amount=euros("100"), pay_day=10))
    assert isinstance(soon, Agreed) and soon.offer.first_due == date(2026, 12, 10)


def test_a_start_gone_by_is_none() -> None:
    assert Proposal(amount=euros("1"), start=date(2026, 1, 1)).first_due(DAY) is None


@pytest.mark.parametrize("every", ["week", "fortnight"])
def test_other_rhythms_fit_into_a_month(every: str) -> None:
    result = weighed(Proposal(amount=euros("30"), every=every))  # type: ignore[arg-type]
    assert isinstance(result, Agreed) and result.offer.heaviest_month <= euros("174.48")


def test_what_does_not_hold_now_is_named_from_the_day_on_which_it_does() -> None:
    # 60 a month run until December: 130 do not hold now, and hold from January
    falls = falls_of(euros("0"), [[(date(2026, 11, 25), euros("60")), (date(2026, 12, 25), euros("60"))]])
    assert falls == ((date(2026, 12, 1), euros("60")), (date(2027, 1, 1), euros("0")))
    result = weighed(Proposal(amount=euros("150"), pay_day=5), running="60", falls=falls)
    assert isinstance(result, Nearest) and result.later is not None
    assert result.offers[0].instalment <= euros("126.48")
    assert (result.later.instalment, result.later.first_due) == (euros("150"), date(2027, 1, 5))


def test_a_wish_that_begins_after_something_has_ended_is_weighed_with_what_runs_then() -> None:
    falls: tuple[Fall, ...] = ((date(2027, 1, 1), euros("0")),)
    assert isinstance(weighed(Proposal(amount=euros("150"), start=date(2027, 1, 5)), running="60", falls=falls), Agreed)
    early = weighed(Proposal(amount=euros("150"), start=date(2026, 12, 5)), running="60", falls=falls)
    assert isinstance(early, Nearest)


def test_a_start_too_far_for_the_bot_is_weighed_with_what_runs_on_the_day_that_it_may_agree_to() -> None:
    # 60 a month run until April; the bot may let a first payment wait until 18 February
    falls: tuple[Fall, ...] = ((date(2027, 5, 1), euros("0")),)
    result = weighed(Proposal(amount=euros("900"), start=date(2027, 6, 1)), debt("5000"), running="60", falls=falls)
    assert isinstance(result, Nearest) and result.reason == "above_capacity" and result.later is None
    for offer in result.offers:
        assert offer.first_due == date(2027, 2, 18) and offer.heaviest_month <= euros("126.48")


def test_a_start_after_something_has_ended_is_kept_as_it_was_wished_for_a_person_to_confirm() -> None:
    falls: tuple[Fall, ...] = ((date(2027, 5, 1), euros("0")),)
    result = weighed(Proposal(amount=euros("150"), start=date(2027, 6, 1)), running="60", falls=falls)
    assert isinstance(result, Nearest) and result.later is not None
    assert (result.later.instalment, result.later.first_due) == (euros("150"), date(2027, 6, 1))
    assert not result.later.bot_may_agree
    wished_now = weighed(Proposal(amount=euros("150")), running="60", falls=falls)
    assert isinstance(wished_now, Nearest) and wished_now.later is not None
    assert wished_now.later.first_due == date(2027, 5, 1) and not wished_now.later.bot_may_agree


def test_a_late_start_counts_in_the_time_that_the_policy_leaves() -> None:
    falls: tuple[Fall, ...] = ((date(2027, 5, 1), euros("0")),)
    longest = debt().policy.longest_plan_months
    long = weighed(Proposal(count=longest, start=date(2027, 6, 1)), debt("5000"), running="60", falls=falls)
    assert isinstance(long, Nearest) and long.later is None


def test_what_never_holds_has_no_later_day_and_a_rise_is_not_believed() -> None:
    falls: tuple[Fall, ...] = ((date(2027, 1, 1), euros("50")),)
    never = weighed(Proposal(amount=euros("900")), debt("9000"), running="60", falls=falls)
    assert isinstance(never, Nearest) and never.later is None
    risen: tuple[Fall, ...] = ((date(2026, 12, 1), euros("999")),)
    same = weighed(Proposal(amount=euros("100"), start=date(2026, 12, 5)), running="60", falls=risen)
    assert isinstance(same, Agreed)


def test_what_runs_never_rises_again_from_one_month_to_the_next() -> None:
    early, late = [(date(2026, 12, 5), euros("90"))], [(date(2027, 2, 5), euros("40")), (date(2027, 3, 5), euros("70"))]
    falls = falls_of(euros("10"), [early, late])
    assert falls == ((date(2027, 1, 1), euros("80")), (date(2027, 4, 1), euros("10")))
    assert falls_of(euros("10"), []) == ()


def test_neither_amount_nor_count_is_asked_for_and_nothing_offerable_is_a_persons() -> None:
    assert weighed(Proposal()) == Ask(("amount",))
    shut = Debt(case_key="x", overdue=euros("50"), policy=debt().policy, offerable=False, why_not="hold")
    assert isinstance(weighed(Proposal(amount=euros("10")), shut), Handover)


@pytest.mark.parametrize("wrong", [{"count": 0}, {"pay_day": 32}, {"pay_day": 0}])
def test_impossible_terms_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Proposal(**wrong)  # type: ignore[arg-type]


def test_a_pay_day_that_a_month_lacks_is_its_last() -> None:
    assert on_pay_day(date(2027, 2, 3), 31) == date(2027, 2, 28)
    assert on_pay_day(date(2026, 12, 6), 5) == date(2027, 1, 5)


def test_a_smaller_first_step_is_agreed_as_it_was_wished() -> None:
    result = weighed(Proposal(amount=euros("40"), steps=(euros("20"),)))
    assert isinstance(result, Agreed)
    rows = [row.amount for row in result.offer.shares[0].schedule()]
    assert rows == [euros("20")] + [euros("40")] * 14 + [euros("20")]
    assert result.offer.steps == (euros("20"),) and result.offer.clears and result.offer.total == euros("600")


def test_a_first_step_is_shared_by_all_debts_to_the_cent() -> None:
    wish = Proposal(amount=euros("90"), steps=(euros("45"), euros("60")))
    result = weighed(wish, debt("600"), debt("333.33", key="b"))
    assert isinstance(result, Agreed)
    days: dict[date, Money] = {}
    for share in result.offer.shares:
        rows = share.schedule()
        assert sum((row.amount for row in rows[1:]), rows[0].amount) == share.overdue
        for row in rows:
            days[row.due_on] = days.get(row.due_on, euros("0")) + row.amount
    first, second, *rest = (days[day] for day in sorted(days))
    assert (first, second) == (euros("45"), euros("60")) and max(rest) <= euros("174.48")


def test_a_step_less_than_a_policy_takes_is_met_by_the_least_that_it_does() -> None:
    result = weighed(Proposal(amount=euros("60"), steps=(euros("1"),)))
    assert isinstance(result, Nearest) and result.reason == "policy"
    policy = debt().policy
    assert result.offers[0].steps == (policy.token_minimum if policy.token_allowed else policy.smallest_instalment,)


def test_steps_that_leave_too_much_for_the_longest_time_are_met_by_more_afterwards() -> None:
    longest = debt().policy.longest_plan_months
    each = -(-60000 // longest)
    result = weighed(Proposal(amount=Money(each), steps=(Money(each // 2),) * 3))
    assert isinstance(result, Nearest) and result.reason == "policy"
    (offer,) = result.offers
    assert offer.count <= longest and offer.instalment > Money(each) and len(offer.steps) == 3
    assert offer.heaviest_month <= euros("174.48")


def test_steps_do_not_make_an_amount_hold_that_does_not_and_lead_to_the_one_that_does() -> None:
    result = weighed(Proposal(amount=euros("400"), steps=(euros("50"),)), debt("1200"))
    assert isinstance(result, Nearest) and result.reason == "above_capacity"
    assert all(offer.heaviest_month <= euros("174.48") for offer in result.offers)
    assert result.offers[-1].steps == (euros("50"),)


def test_steps_bridge_the_time_until_something_else_has_ended() -> None:
    # 60 a month run until December: 126.48 hold now, 174.48 from January on
    falls: tuple[Fall, ...] = ((date(2027, 1, 1), euros("0")),)
    wish = Proposal(amount=euros("150"), steps=(euros("100"),), pay_day=5)
    result = weighed(wish, running="60", falls=falls)
    assert isinstance(result, Agreed)
    assert [row.amount for row in result.offer.shares[0].schedule()][:2] == [euros("100"), euros("150")]
    too_soon = weighed(Proposal(amount=euros("150"), steps=(euros("130"),), pay_day=5), running="60", falls=falls)
    assert isinstance(too_soon, Nearest)
    too_few = weighed(replace(wish, pay_day=None, every="week"), debt("2000"), running="60", falls=falls)
    assert not isinstance(too_few, Agreed)


@pytest.mark.parametrize("steps", [("50",), ("40",), ("0",), ("20", "10")])
def test_steps_that_do_not_rise_to_the_amount_are_none(steps: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="steps"):
        Proposal(amount=euros("40"), steps=tuple(euros(step) for step in steps))
