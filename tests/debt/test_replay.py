"""The same budget under two policies: who gains, who loses, who falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.debt.budget import Budget
from bot.debt.capacity import capacity
from bot.debt.money import Money
from bot.debt.outcomes import Debt
from bot.debt.policy import Policy, load_policies, policy_on
from bot.debt.replay import Replayed, Seen, changed_terms, replay, summary, verdict
from bot.debt.scales import load_scales

DAY = date(2026, 11, 20)
POLICIES = load_policies(Path(__file__).parents[2] / "bot" / "policies")


def auralis() -> Policy:
    found = policy_on(POLICIES, "auralis", DAY)
    assert found is not None
    return found


def tried(new: Policy, overdue: str = "600", income: str = "1450") -> Replayed:
    zero = Money.zero()
    told = Budget(income=Money.of(income), benefits=zero, adults=1, children=0, housing=Money.of("480"),
                  essentials=Money.of("350"), other_debts=Money.of("60"))
    found = capacity(told, jurisdiction="FR", day=DAY, scales=load_scales())
    before = [Debt(case_key="7", overdue=Money.of(overdue), policy=auralis(), offerable=True)]
    return replay("budget 1", before, [replace(before[0], policy=new)], told, found, day=DAY)


def row_policy(smallest: str) -> Policy:
    return replace(auralis(), smallest_instalment=Money.of(smallest))


def test_the_same_policy_changes_nothing() -> None:
    row = tried(auralis())
    assert (row.verdict, row.fell, row.cases, row.before) == ("same", False, ("7",), row.after)


def test_a_longer_plan_at_less_a_month_is_a_gain() -> None:
    row = tried(replace(auralis(), smallest_instalment=Money.of("10")))
    assert row.before.instalment is not None and row.after.instalment is not None
    assert row.after.instalment < row.before.instalment and row.after.payments > row.before.payments
    assert tried(replace(row_policy("10"), bot_may_agree_up_to_months=48)).verdict == "gains"


def test_lighter_but_no_longer_agreed_at_once_is_both() -> None:
    row = tried(replace(row_policy("10"), bot_may_agree_up_to_months=12, longest_plan_months=120))
    assert (row.after.kind, row.verdict, row.fell) == ("plan_by_person", "both", True)


def test_a_heavier_instalment_is_a_loss_and_a_plan_that_turns_into_a_token_a_fall() -> None:
    heavier = tried(replace(auralis(), smallest_instalment=Money.of("100")))
    assert (heavier.verdict, heavier.fell) == ("loses", False)
    short = tried(replace(auralis(), longest_plan_months=3, bot_may_agree_up_to_months=3))
    assert (short.before.kind, short.after.kind, short.verdict, short.fell) == ("plan", "token", "loses", True)


def test_without_tokens_whoever_had_one_waits_for_a_person() -> None:
    row = tried(replace(auralis(), token_allowed=False), overdue="20000")
    assert (row.before.kind, row.after.kind, row.after.reason) == ("token", "person", "token_not_allowed")


def test_a_shorter_pause_is_a_loss_and_a_longer_one_a_gain() -> None:
    def paused(days: int) -> Replayed:
        return tried(replace(auralis(), longest_pause_days=days), income="400")

    assert tried(auralis(), income="400").before.kind == "pause"
    assert (paused(30).verdict, paused(120).verdict) == ("loses", "gains")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Seen(kind="plan", instalment=Money(2000)), Seen(kind="pause", pause_until=DAY), "loses"),
        (Seen(kind="pause", pause_until=DAY), Seen(kind="plan", instalment=Money(2000)), "gains"),
        (Seen(kind="token", instalment=Money(500)), Seen(kind="token", instalment=Money(900)), "same"),
        (Seen(kind="person"), Seen(kind="person", reason="other"), "same"),
    ],
)
def test_verdicts_between_kinds(before: Seen, after: Seen, expected: str) -> None:
    assert verdict(before, after) == expected


def test_a_summary_counts_everybody_once() -> None:
    rows = [tried(auralis()), tried(replace(auralis(), longest_plan_months=3, bot_may_agree_up_to_months=3))]
    found = summary(rows)
    assert found.replayed == sum(found.verdicts.values()) == sum(found.moves.values()) == 2
    assert (found.verdicts["loses"], found.fell_to) == (1, {"token": 1})


def test_terms_that_differ_are_listed_as_written() -> None:
    assert changed_terms(auralis(), auralis()) == ()
    new = replace(auralis(), smallest_instalment=Money.of("10"), skips_a_year=0, valid_from=date(2027, 1, 1))
    assert changed_terms(auralis(), new) == (("smallest_instalment", "€20.00", "€10.00"), ("skips_a_year", "2", "0"))
    assert len(changed_terms(None, new)) > 10
