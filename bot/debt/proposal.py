"""What a debtor proposes in their own terms: so much, or in so many payments, from a day on, on a day of the month.

Weighed by the rules of the own amount; where it does not hold now, the first day from which it does is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from bot.debt.budget import Budget
from bot.debt.capacity import OFFERED_PERCENT, Capacity, capacity
from bot.debt.first_step import with_steps
from bot.debt.holding import sorted_out
from bot.debt.money import Money
from bot.debt.outcomes import Agreed, Ask, Debt, Handover, Nearest, Weighed
from bot.debt.own_amount import latest_start, weigh_own_amount
from bot.debt.plan import WORST_MONTH, Every, add_months, due_day, first_due_day, on_pay_day
from bot.debt.scales import Scales
from bot.debt.shares import Split, lightest, make_offer, total_of

Fall = tuple[date, Money]  # from this day on, the same cases go on asking no more than this each month


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An amount or a number of payments (the amount wins where both are told), and perhaps when.

    Raises ValueError for a count below one, a day that no month has, and first steps that do not rise to the amount."""

    amount: Money | None = None
    count: int | None = None
    every: Every = "month"
    start: date | None = None  # not before this day
    pay_day: int | None = None  # 1 to 31
    steps: tuple[Money, ...] = ()  # smaller first payments, before the amount
    times: int | None = None  # the amount so many times and no more

    def __post_init__(self) -> None:
        if self.count is not None and self.count < 1:
            raise ValueError("at least one payment")
        if self.pay_day is not None and not 1 <= self.pay_day <= 31:
            raise ValueError("a pay day is between 1 and 31")
        if self.steps and (self.amount is None or not self._rising((*self.steps, self.amount))):
            raise ValueError("first steps are above zero, and rise to the amount")

    @staticmethod
    def _rising(parts: Sequence[Money]) -> bool:
        return parts[0].minor > 0 and parts[-2] < parts[-1] and all(one <= two for one, two in pairwise(parts))

    def first_due(self, day: date) -> date | None:
        """The day of the first payment, where the debtor named a start; None: as our own offers."""
        if self.start is None or self.start < day:
            return None
        return self.start if self.pay_day is None else on_pay_day(self.start, self.pay_day)


def amount_of(proposal: Proposal, debts: Sequence[Debt]) -> Money | None:
    """What is paid each time: as named, or what clears each debt that may be planned in so many payments."""
    open_debts, _ = sorted_out(debts)
    if proposal.amount is not None or proposal.count is None or not open_debts:
        return proposal.amount
    parts = _in_payments(open_debts, proposal.count)
    return total_of(parts) if len({part.currency for part in parts}) == 1 else None


def _in_payments(debts: Sequence[Debt], count: int) -> Split:
    return tuple(Money(-(-debt.overdue.minor // count), debt.overdue.currency) for debt in debts)


def _as_counted(result: Agreed, proposal: Proposal, debts: Sequence[Debt]) -> Agreed:
    """The same sum, each debt in the payments that were named, where every policy takes that split."""
    open_debts, _ = sorted_out(debts)
    if proposal.times is not None:
        return _so_often(result, proposal.times, open_debts)
    if proposal.amount is not None or proposal.count is None or result.review_on is not None:
        return result
    parts = _in_payments(open_debts, proposal.count)
    if any(part < least for part, least in zip(parts, lightest(open_debts, proposal.every), strict=True)):
        return result
    offer = make_offer(open_debts, parts, result.offer.first_due, proposal.every)
    return replace(result, offer=offer) if offer.bot_may_agree else result


def _so_often(result: Agreed, times: int, debts: Sequence[Debt]) -> Agreed:
    """No more payments than were named; what they leave is looked at again once the last is made."""
    if result.offer.count <= times:
        return result
    every = result.offer.shares[0].every
    split = tuple(share.instalment for share in result.offer.shares)
    offer = make_offer(debts, split, result.offer.first_due, every, times)
    after = add_months(offer.last_due, 1)
    review_on = after if result.review_on is None else min(after, result.review_on)
    return replace(result, offer=offer, review_on=review_on)


def weigh_proposal(
    proposal: Proposal,
    debts: Sequence[Debt],
    budget: Budget | None,
    enough_left: bool | None,
    *,
    jurisdiction: str,
    day: date,
    scales: Scales,
    falls: Sequence[Fall] = (),
    percent: int = OFFERED_PERCENT,
) -> Weighed:
    """Agreed, met by what holds nearest to it (`Nearest.later`: as wished, but from a later day), or passed on.

    `falls` are the days from which less is asked by what runs already (a plan ends), in order, never rising: a start
    after such a day is weighed with what runs then. What would begin after `latest_start` is weighed with what runs on
    that day; as wished it is `Nearest.later`, which a person confirms, if it still ends within the policies' time."""
    amount = amount_of(proposal, debts)
    if amount is None:
        return Ask(("amount",))

    def weighed(told: Budget | None, first: date | None, *, late: bool = False) -> Weighed:
        return weigh_own_amount(
            amount, proposal.every, debts, told, enough_left, jurisdiction=jurisdiction, day=day, scales=scales,
            pay_day=proposal.pay_day, start=first, late=late, percent=percent,
        )

    def stepped(result: Weighed, told: Budget | None) -> Weighed:
        if not proposal.steps or told is None or not isinstance(result, Agreed | Nearest):
            return result
        found = capacity(told, jurisdiction=jurisdiction, day=day, scales=scales, percent=percent)
        return _stepped(result, proposal, debts, found)

    open_debts, _ = sorted_out(debts)
    latest = latest_start(open_debts, day) if open_debts else day
    first = proposal.first_due(day)
    told = budget if budget is None or first is None else _running_at(budget, falls, min(first, latest))
    result = weighed(told, first)
    if isinstance(result, Agreed):
        return stepped(_as_counted(result, proposal, debts), told)
    if budget is None or told is None or not isinstance(result, Nearest):
        return stepped(result, told)
    if result.reason == "above_capacity" and proposal.steps:
        # The steps need only what holds now, the amount what runs on its own first day.
        begin = due_day(min(first or first_due_day(day, proposal.pay_day), latest), proposal.every, len(proposal.steps))
        then = _running_at(budget, falls, begin)
        found = capacity(told, jurisdiction=jurisdiction, day=day, scales=scales, percent=percent)
        if not found.unknown and proposal.steps[-1] * WORST_MONTH[proposal.every] <= found.offerable:
            risen = stepped(weighed(then, first), then)
            if isinstance(risen, Agreed):
                return risen
    for begin in _later_starts(proposal, result.reason, falls, first, day):
        later = weighed(_running_at(budget, falls, begin), begin, late=True)
        if isinstance(later, Agreed) and (begin <= latest or _in_time(later, open_debts, day)):
            return replace(result, later=later.offer)
    return stepped(result, told)


def _later_starts(
    proposal: Proposal, reason: str, falls: Sequence[Fall], first: date | None, day: date
) -> tuple[date, ...]:
    """Days from which what does not hold now may: as it was wished, and after whatever ends later than that."""
    if reason not in ("above_capacity", "start"):
        return ()
    soonest = max(first or day, day)
    ends = [when for when, _ in falls if when > soonest] if reason == "above_capacity" else []
    return (
        *((first,) if first is not None else ()),
        *(when if proposal.pay_day is None else on_pay_day(when, proposal.pay_day) for when in ends),
    )


def _in_time(result: Agreed, debts: Sequence[Debt], day: date) -> bool:
    """Whether a plan that waits long clears every debt within its policy's time, the waiting counted."""
    months = min(debt.policy.longest_plan_months for debt in debts)
    return result.review_on is None and result.offer.clears and result.offer.last_due <= add_months(day, months)


def _stepped(result: Agreed | Nearest, proposal: Proposal, debts: Sequence[Debt], found: Capacity) -> Weighed:
    """The same, begun with the smaller first steps; where these can't be quite as wished, by the nearest that can."""
    open_debts, excluded = sorted_out(debts)
    checked = not found.unknown and not found.token_only
    most = Money(found.offerable.minor // WORST_MONTH[proposal.every], found.offerable.currency) if checked else None
    if isinstance(result, Nearest):
        made = [with_steps(offer, open_debts, proposal.steps, most=most) for offer in result.offers]
        offers = tuple(one.offer if one else offer for one, offer in zip(made, result.offers, strict=True))
        return replace(result, offers=offers)
    made_one = with_steps(result.offer, open_debts, proposal.steps, most=most)
    if made_one is None or not made_one.exact:
        offer = result.offer if made_one is None else made_one.offer
        return Nearest(offers=(offer,), reason="policy", review_on=result.review_on, excluded=excluded)
    if not made_one.offer.bot_may_agree:
        return Handover(
            reason="longer_than_bot_may_agree", capacity=found, proposal=made_one.offer, excluded=excluded
        )
    return replace(result, offer=made_one.offer)


def _running_at(budget: Budget, falls: Sequence[Fall], first: date) -> Budget:
    """The budget with what runs on that day; never more than runs now."""
    running = [amount for when, amount in falls if when <= first]
    if not running or running[-1] >= budget.running_instalments:
        return budget
    return replace(budget, running_instalments=running[-1])


def falls_of(contracts: Money, plans: Sequence[Sequence[tuple[date, Money]]]) -> tuple[Fall, ...]:
    """From the instalments still open of each plan (day, amount): what runs from each month on, in order.

    From a month on, a plan counts with its heaviest month from then on, so that the sums never rise."""
    months = sorted({date(day.year, day.month, 1) for plan in plans for day, _ in plan})
    found: list[Fall] = []
    for after in (add_months(month, 1) for month in months):
        running = contracts
        for plan in plans:
            loads: dict[date, int] = {}
            for day, amount in plan:
                month = date(day.year, day.month, 1)
                if month >= after:
                    loads[month] = loads.get(month, 0) + amount.minor
            running += Money(max(loads.values(), default=0), contracts.currency)
        if not found or running < found[-1][1]:
            found.append((after, running))
    return tuple(found)
