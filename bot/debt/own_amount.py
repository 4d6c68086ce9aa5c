"""The amount a debtor names, weighed by the same rules as our own offers. Never refused: agreed, asked or
passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.debt.budget import Budget, missing
from bot.debt.capacity import OFFERED_PERCENT, Capacity, capacity
from bot.debt.holding import blocked, holding, nothing, payments_until, sorted_out, token_offer
from bot.debt.money import Money
from bot.debt.outcomes import (
    Agreed,
    Ask,
    Debt,
    Handover,
    Nearest,
    NothingExpected,
    Offer,
    PlanOffers,
    TokenPlan,
    Weighed,
    WhyNearest,
    WhyToPerson,
)
from bot.debt.plan import WORST_MONTH, Every, add_months, first_due_day
from bot.debt.scales import Scales
from bot.debt.shares import least_tokens, lightest, make_offer, spread, total_of

_FIRST = ("income", "household")  # without these nothing is weighed at all
_START_DAYS = 62  # a first payment may always wait so long; longer where the policy's pause is longer


@dataclass(frozen=True, slots=True)
class _Case:
    amount: Money
    every: Every
    debts: tuple[Debt, ...]
    excluded: tuple[Debt, ...]
    budget: Budget
    found: Capacity
    day: date
    first: date
    late: bool  # a start that a person has to confirm is kept as it was wished

    @property
    def complete(self) -> bool:
        return not self.found.unknown

    def to_ask(self) -> tuple[str, ...]:
        asked = missing(self.budget)
        return tuple(name for name in self.found.unknown if name in asked)


def weigh_own_amount(
    amount: Money,
    every: Every,
    debts: Sequence[Debt],
    budget: Budget | None,
    enough_left: bool | None,
    *,
    jurisdiction: str,
    day: date,
    scales: Scales,
    pay_day: int | None = None,
    start: date | None = None,
    late: bool = False,
    percent: int = OFFERED_PERCENT,
) -> Weighed:
    """What becomes of `amount` each month, fortnight or week over all of a creditor's cases.

    Income and household come first. With the whole budget the amount must fit into what may be offered.
    Without it,
    the debtor must say that enough is left to eat, live and heat (`enough_left`), the amount must fit into
    what is
    known, and it is agreed for six months at most, then reviewed. `start` is the day the debtor wishes to
    begin; one after `latest_start` is brought nearer, or with `late` kept: a person confirms that offer."""
    if amount.minor <= 0:
        return Ask(("amount",))
    open_debts, excluded = sorted_out(debts)
    stop = blocked(open_debts, excluded, budget or Budget(currency=amount.currency), None)
    if stop is not None:
        return stop
    if budget is None:
        return Ask((*_FIRST, "enough_left") if enough_left is None else _FIRST)
    if amount.currency != budget.currency:
        return Handover(reason="currencies", excluded=excluded)
    found = capacity(budget, jurisdiction=jurisdiction, day=day, scales=scales, percent=percent)
    stop = blocked(open_debts, excluded, budget, found)
    if stop is not None:
        return stop
    first = start if start is not None and start >= day else first_due_day(day, pay_day)
    case = _Case(amount, every, open_debts, excluded, budget, found, day, first, late)
    return _ask_first(case, enough_left) or _too_much(case, enough_left) or _agree(case)


def _ask_first(case: _Case, enough_left: bool | None) -> Weighed | None:
    """Questions and answers that come before any figure is compared."""
    found, to_ask = case.found, case.to_ask()
    early = tuple(name for name in _FIRST if name in found.unknown)
    if early:
        ask = tuple(name for name in early if name in to_ask)
        if ask:
            return Ask((*ask, "enough_left") if enough_left is None else ask)
        return Handover(reason="not_told", capacity=found, fields=early, excluded=case.excluded)
    if found.at_most is None or not found.at_most:  # what is still unknown could only lower it
        return _nothing_expected(case)
    if enough_left is None and not case.complete:
        return Ask(("enough_left",))
    return None


def _nothing_expected(case: _Case) -> Weighed:
    result = nothing(case.debts, case.excluded, case.found, case.day)
    if isinstance(result, Handover):
        return result
    return NothingExpected(pause_until=result.pause_until, excluded=case.excluded)


def _too_much(case: _Case, enough_left: bool | None) -> Weighed | None:
    """The amount does not fit: ask what is missing, or name what fits."""
    burden = _burden(case)
    limit = case.found.at_most or Money.zero(burden.currency)
    above = burden > limit
    unchecked = case.found.token_only and burden > _token_amounts(case)
    if not above and not unchecked and enough_left is not False:
        return None
    if not case.complete:
        ask = case.to_ask()
        if ask:
            return Ask(ask)
        reason: WhyToPerson = "not_enough_left" if enough_left is False else "not_told"
        return Handover(reason=reason, capacity=case.found, fields=case.found.unknown, excluded=case.excluded)
    if enough_left is False:
        return _lighter_only(case)
    return _nearest(case, "above_capacity" if above else "no_guideline")


def _burden(case: _Case) -> Money:
    """The most that would fall due in one month: no more than everything that is overdue."""
    overdue = total_of([debt.overdue for debt in case.debts])
    return min(overdue, case.amount * WORST_MONTH[case.every])


def _token_amounts(case: _Case) -> Money:
    return total_of([debt.policy.token_amount for debt in case.debts])


def _holding(case: _Case, most: Money | None = None) -> tuple[tuple[Offer, ...], date | None] | Weighed:
    """Offers that hold (and when they are reviewed), or what else comes of it."""
    first = _begin(case)
    result = holding(
        case.debts, case.excluded, case.found, day=case.day, first=first, every=case.every, reach_most=True
    )
    if isinstance(result, PlanOffers):
        return tuple(o for o in result.offers if most is None or o.instalment < most), None
    if isinstance(result, TokenPlan):
        keep = most is None or result.offer.instalment < most
        return (result.offer,) * keep, result.review_on
    return result if isinstance(result, Handover) else _nothing_expected(case)


def _nearest(case: _Case, reason: WhyNearest) -> Weighed:
    found = _holding(case)
    if not isinstance(found, tuple):
        return found
    offers, review_on = found
    if reason == "policy":  # less was named than a policy takes: only the lightest is near
        offers = offers[:1]
    return Nearest(offers=offers, reason=reason, review_on=review_on, excluded=case.excluded)


def _lighter_only(case: _Case) -> Weighed:
    """The debtor says that too little would be left: only what is lighter than the own amount may be
    named."""
    found = _holding(case, most=case.amount)
    if isinstance(found, tuple) and found[0]:
        return Nearest(offers=found[0], reason="above_capacity", review_on=found[1], excluded=case.excluded)
    if not isinstance(found, tuple):
        return found
    return Handover(reason="not_enough_left", capacity=case.found, excluded=case.excluded)


def _begin(case: _Case) -> date:
    return case.first if case.late else min(case.first, _latest_start(case))


def _latest_start(case: _Case) -> date:
    return latest_start(case.debts, case.day)


def latest_start(debts: Sequence[Debt], day: date) -> date:
    """Until when the bot may let a first payment wait: 62 days, or the shortest of the policies' longest pauses where
    that is longer. A later start is a person's to confirm. `debts` is not empty."""
    return day + timedelta(days=max(_START_DAYS, min(debt.policy.longest_pause_days for debt in debts)))


def _agree(case: _Case) -> Weighed:
    """The budget carries it; now the policies: time, smallest instalment, token, who may agree, start."""
    made = _whole(case) if case.complete else _until_review(case)
    if not isinstance(made, tuple):
        return made
    offer, review_on = made
    if case.first > _latest_start(case):
        if case.late:
            return Agreed(offer=replace(offer, bot_may_agree=False), review_on=review_on, excluded=case.excluded)
        return Nearest(offers=(offer,), reason="start", review_on=review_on, excluded=case.excluded)
    if not offer.bot_may_agree:
        return Handover(
            reason="longer_than_bot_may_agree", capacity=case.found, proposal=offer, excluded=case.excluded
        )
    return Agreed(offer=offer, review_on=review_on, excluded=case.excluded)


def _whole(case: _Case) -> tuple[Offer, date | None] | Weighed:
    """With the whole budget: the plan that clears the debts, else a token, else the nearest the policies
    allow."""
    first = _begin(case)
    least = lightest(case.debts, case.every)
    if total_of(least) <= case.amount:
        return make_offer(case.debts, spread(case.debts, least, case.amount), first, case.every), None
    if not all(debt.policy.token_allowed for debt in case.debts):
        return _nearest(case, "policy")
    tokens = total_of(least_tokens(case.debts, case.every))
    most = max(case.amount, tokens)
    if most * WORST_MONTH[case.every] > case.found.offerable:
        return Handover(reason="under_token", capacity=case.found, excluded=case.excluded)
    offer, review_on = token_offer(
        case.debts, most, day=case.day, first=first, every=case.every, capped=case.found.token_only
    )
    if case.amount < tokens:
        return Nearest(offers=(offer,), reason="policy", review_on=review_on, excluded=case.excluded)
    return offer, review_on


def _until_review(case: _Case) -> tuple[Offer, date | None] | Weighed:
    """Without the whole budget: as named, for so many months as every policy lets it run unreviewed."""
    first = _begin(case)
    least = tuple(
        token if debt.policy.token_allowed else whole
        for debt, token, whole in zip(
            case.debts, least_tokens(case.debts, case.every), lightest(case.debts, case.every), strict=True
        )
    )
    if total_of(least) > case.amount:
        return Handover(reason="no_plan_in_policy", capacity=case.found, excluded=case.excluded)
    months = min(debt.policy.own_amount_without_budget_months for debt in case.debts)
    review_on = add_months(case.day, months)
    payments = payments_until(first, case.every, review_on, months)
    split = spread(case.debts, least, case.amount)
    return make_offer(case.debts, split, first, case.every, payments), review_on
