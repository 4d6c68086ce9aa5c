"""The four outcomes of a request, and the debtor's own amount: what a service asks this package for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt.budget import Budget
from bot.debt.capacity import Capacity
from bot.debt.holding import blocked, holding, sorted_out
from bot.debt.outcomes import (
    Agreed,
    Ask,
    Debt,
    Handover,
    Nearest,
    NothingExpected,
    Offer,
    Outcome,
    PauseAndPartner,
    PlanOffers,
    Share,
    TokenPlan,
    Weighed,
)
from bot.debt.own_amount import weigh_own_amount
from bot.debt.plan import first_due_day

__all__ = [
    "Agreed",
    "Ask",
    "Debt",
    "Handover",
    "Nearest",
    "NothingExpected",
    "Offer",
    "Outcome",
    "PauseAndPartner",
    "PlanOffers",
    "Share",
    "TokenPlan",
    "Weighed",
    "outcome",
    "weigh_own_amount",
]


def outcome(
    debts: Sequence[Debt], budget: Budget, capacity: Capacity, *, day: date, pay_day: int | None = None
) -> Outcome:
    """What we propose, on that local day, to somebody who gave this budget; first payment on the next pay
    day (1..31).

    A second, quicker offer stands beside the lightest only if it spares at least two months. Debts that
    may not be
    offered (hold, limitation) are in `excluded`, for a person."""
    open_debts, excluded = sorted_out(debts)
    stop = blocked(open_debts, excluded, budget, capacity)
    if stop is not None:
        return stop
    if capacity.unknown:
        return Handover(reason="not_told", capacity=capacity, fields=capacity.unknown, excluded=excluded)
    first = first_due_day(day, pay_day)
    return holding(open_debts, excluded, capacity, day=day, first=first, every="month", reach_most=False)
