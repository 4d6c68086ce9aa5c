"""The desk says that too little of a budget is known only while the debtor is told nothing of it either."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.debt.budget import Budget
from bot.debt.capacity import capacity
from bot.debt.money import Money
from bot.debt.scales import load_scales
from bot.service.desk.weighing import still_untold

KNOWN = Budget(income=Money.of("1450"), adults=1, children=0)


def _untold(budget: Budget) -> tuple[str, ...]:
    return still_untold(capacity(budget, jurisdiction="FR", day=date(2026, 11, 23), scales=load_scales()))


def test_what_is_missing_is_named_while_it_may_decide() -> None:
    assert _untold(KNOWN) == ("housing", "essentials", "other_debts")


def test_where_nothing_can_be_carried_already_the_rest_could_only_lower_it() -> None:
    assert _untold(replace(KNOWN, income=Money(0))) == ()
    assert _untold(replace(KNOWN, housing=Money.of("900"), essentials=Money.of("600"))) == ()


def test_without_income_nothing_is_decided() -> None:
    assert "income" in _untold(Budget(adults=1, children=0))
