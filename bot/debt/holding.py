"""What a budget holds over all of a creditor's cases: plans, else a token, else a pause, else a person.

One capacity is shared by all offerable cases: what falls due in any month, over all of them, never exceeds
what the
budget lets us offer. A policy may make an offer smaller or longer, never larger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.debt.budget import Budget
from bot.debt.capacity import OFFERED_PERCENT, Capacity
from bot.debt.money import Money
from bot.debt.outcomes import Debt, Handover, Offer, Outcome, PauseAndPartner, PlanOffers, TokenPlan, WhyToPerson
from bot.debt.plan import WORST_MONTH, Every, add_months, due_day
from bot.debt.shares import (
    Split,
    least_tokens,
    lightest,
    make_offer,
    payments_allowed,
    spread,
    total_of,
    whole_units,
    whole_units_down,
)


def sorted_out(debts: Sequence[Debt]) -> tuple[tuple[Debt, ...], tuple[Debt, ...]]:
    """Debts that a plan may cover, and those that a person must see; what is not overdue is in neither."""
    open_debts, excluded = [], []
    for debt in debts:
        if debt.overdue.minor <= 0:
            continue
        if not debt.offerable:
            excluded.append(debt)
        elif debt.overdue < debt.policy.minimum_charge:
            excluded.append(replace(debt, offerable=False, why_not="under_minimum_charge"))
        else:
            open_debts.append(debt)
    return tuple(open_debts), tuple(excluded)


def blocked(
    debts: Sequence[Debt], excluded: tuple[Debt, ...], budget: Budget, capacity: Capacity | None
) -> Handover | None:
    """Why nothing can be computed here at all, if so."""
    reason: WhyToPerson | None = None
    if not debts:
        reason = "none_offerable" if excluded else "nothing_overdue"
    elif any({debt.overdue.currency, debt.policy.currency} != {budget.currency} for debt in debts):
        reason = "currencies"
    elif capacity is not None and capacity.binding == "no_scale":
        reason = "no_scale"
    return Handover(reason=reason, capacity=capacity, excluded=excluded) if reason else None


def holding(
    debts: Sequence[Debt],
    excluded: tuple[Debt, ...],
    capacity: Capacity,
    *,
    day: date,
    first: date,
    every: Every,
    reach_most: bool,
) -> Outcome:
    """What holds in this rhythm: plans, else a token, else a pause, else a person.

    `reach_most`: the second offer is the most that can be carried (the debtor wanted more), not twice the
    lightest."""
    most = Money(capacity.offerable.minor // WORST_MONTH[every], capacity.offerable.currency)
    least = lightest(debts, every)
    if not capacity.token_only and most.minor > 0 and total_of(least) <= most:
        light = whole_units(debts, least, most)
        quick = spread(debts, light, most) if reach_most else _quicker(debts, light, most)
        quick = whole_units_down(debts, quick, light)
        grow = None if reach_most else most  # nobody is asked for more than the amount that they know of
        one, two = (make_offer(debts, split, first, every, most=grow) for split in (light, quick))
        spares = two.last_due < one.last_due if reach_most else add_months(two.last_due, 2) <= one.last_due
        return PlanOffers(offers=(one, two) if spares else (one,), excluded=excluded)
    tokens = least_tokens(debts, every)
    if most < min(tokens):
        return nothing(debts, excluded, capacity, day)
    if not all(debt.policy.token_allowed for debt in debts):
        return Handover(reason="token_not_allowed", capacity=capacity, excluded=excluded)
    if most < total_of(tokens):
        return Handover(reason="under_token", capacity=capacity, excluded=excluded)
    offer, review_on = token_offer(debts, most, day=day, first=first, every=every, capped=capacity.token_only)
    return TokenPlan(offer=offer, review_on=review_on, excluded=excluded)


def _quicker(debts: Sequence[Debt], light: Split, most: Money) -> Split:
    """Twice the lightest where it can be carried (CONC 7.3.10R: nobody is pressed into few, large
    payments)."""
    twice = tuple(min(debt.overdue, part * 2) for debt, part in zip(debts, light, strict=True))
    return twice if total_of(twice) <= most else spread(debts, light, most)


def token_offer(
    debts: Sequence[Debt], most: Money, *, day: date, first: date, every: Every, capped: bool
) -> tuple[Offer, date]:
    """What can be carried, in whole units where possible, until a review; and the day of the review.

    `capped`: no table checks the budget, so no case gets more than its policy's token amount."""
    tokens = least_tokens(debts, every)
    asked = debts
    if capped:
        asked = [
            replace(debt, overdue=max(least, min(debt.overdue, Money(_cap(debt, every), most.currency))))
            for debt, least in zip(debts, tokens, strict=True)
        ]
    split = whole_units_down(debts, spread(asked, tokens, most), tokens)
    months = min(debt.policy.token_review_months for debt in debts)
    review_on = add_months(day, months)
    return make_offer(debts, split, first, every, payments_until(first, every, review_on, months)), review_on


def _cap(debt: Debt, every: Every) -> int:
    return debt.policy.token_amount.minor // WORST_MONTH[every]


def payments_until(first: date, every: Every, review_on: date, months: int) -> int:
    """How many payments fall due before the review: at least one, no more than that many months hold."""
    count = 1
    while count < payments_allowed(months, every) and due_day(first, every, count) <= review_on:
        count += 1
    return count


def nothing(
    debts: Sequence[Debt], excluded: tuple[Debt, ...], capacity: Capacity, day: date
) -> PauseAndPartner | Handover:
    """Nothing can be carried: a pause and a partner; a person first where the debtor's own figures may
    leave something."""
    days = min(debt.policy.longest_pause_days for debt in debts)
    until = day + timedelta(days=days) if days else None
    if capacity.person_may_find.share(OFFERED_PERCENT) >= min(least_tokens(debts)):
        return Handover(reason="person_may_find_more", capacity=capacity, pause_until=until, excluded=excluded)
    if until is None:
        return Handover(reason="no_pause", capacity=capacity, excluded=excluded)
    return PauseAndPartner(pause_until=until, excluded=excluded)
