"""How one amount is split over a creditor's cases: never above what is overdue, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt.money import Money
from bot.debt.outcomes import Debt, Offer, Share
from bot.debt.plan import PER_YEAR, Every

Split = tuple[Money, ...]  # one instalment a debt, in the order of the debts


def total_of(split: Sequence[Money]) -> Money:
    """Their sum; the split is not empty."""
    return sum(split[1:], split[0])


def payments_allowed(months: int, every: Every) -> int:
    """How many payments of that rhythm a time of so many months holds."""
    return months * PER_YEAR[every] // 12


def lightest(debts: Sequence[Debt], every: Every = "month") -> Split:
    """Least instalments with which each debt is cleared as its policy asks: in time, and not under the
    smallest."""
    return tuple(_least(debt, every) for debt in debts)


def _least(debt: Debt, every: Every) -> Money:
    policy = debt.policy
    in_time = -(-debt.overdue.minor // payments_allowed(policy.longest_plan_months, every))
    smallest = monthly_to(policy.smallest_instalment, every)
    least = max(in_time, smallest.minor, policy.minimum_charge.minor * 2)
    return Money(min(debt.overdue.minor, least), debt.overdue.currency)


def least_tokens(debts: Sequence[Debt], every: Every = "month") -> Split:
    """Least token of each policy in that rhythm, or the debt itself if it is smaller."""
    found = []
    for debt in debts:
        token = max(monthly_to(debt.policy.token_minimum, every), debt.policy.minimum_charge * 2)
        found.append(min(token, debt.overdue))
    return tuple(found)


def monthly_to(amount: Money, every: Every) -> Money:
    """A month's amount in another rhythm, rounded down (a limit of the creditor's: down is in the debtor's
    favour)."""
    return Money(amount.minor * 12 // PER_YEAR[every], amount.currency)


def spread(debts: Sequence[Debt], least: Split, most: Money) -> Split:
    """From `least` up to `most` in all, the rest in proportion to what stays overdue; never above a debt's
    overdue.

    `least` is expected to fit into `most`. Rounded down: the sum never exceeds `most`."""
    rest = most - total_of(least)
    room = [debt.overdue - part for debt, part in zip(debts, least, strict=True)]
    all_room = total_of(room).minor
    if rest.minor >= all_room:
        return tuple(debt.overdue for debt in debts)
    parts = [part.minor + rest.minor * r.minor // all_room for part, r in zip(least, room, strict=True)]
    left = most.minor - sum(parts)
    for index, debt in enumerate(debts):  # the cents lost in rounding down go where there is room
        step = min(left, debt.overdue.minor - parts[index])
        parts[index] += step
        left -= step
    return tuple(Money(part, most.currency) for part in parts)


def whole_units(debts: Sequence[Debt], split: Split, most: Money) -> Split:
    """Rounded up to whole euros or pounds (easier to remember) where that stays within `most` and each
    debt."""
    rounded = tuple(
        min(debt.overdue, Money(-(-part.minor // 100) * 100, part.currency))
        for debt, part in zip(debts, split, strict=True)
    )
    return rounded if total_of(rounded) <= most else split


def whole_units_down(debts: Sequence[Debt], split: Split, least: Split) -> Split:
    """Rounded down to whole units, never under `least`; what clears a debt at once stays as it is."""
    return tuple(
        part if part == debt.overdue else max(low, Money(part.minor // 100 * 100, part.currency))
        for debt, part, low in zip(debts, split, least, strict=True)
    )


def make_offer(
    debts: Sequence[Debt],
    split: Split,
    first_due: date,
    every: Every = "month",
    payments: int | None = None,
    *,
    most: Money | None = None,
    steps: Sequence[Split] = (),
) -> Offer:
    """An offer with these instalments; `payments` limits how many (a token plan, or until a review).

    `most`: up to which one due day may grow in all, so that no last payment is tiny; None: not at all. `steps`:
    smaller first payments, a split each."""
    shares, room = [], Money.zero(split[0].currency) if most is None else most - total_of(split)
    for n, (debt, part) in enumerate(zip(debts, split, strict=True)):
        grow = part + room if room.minor > 0 else None
        share = _share(debt, part, first_due, every, payments, grow, tuple(step[n] for step in steps))
        room -= max(share.largest - part, Money.zero(part.currency))
        shares.append(share)
    by_hand = any(
        share.count > payments_allowed(debt.policy.bot_may_agree_up_to_months, every)
        for share, debt in zip(shares, debts, strict=True)
    )
    return Offer(shares=tuple(shares), bot_may_agree=not by_hand)


def _share(
    debt: Debt,
    instalment: Money,
    first_due: date,
    every: Every,
    payments: int | None,
    most: Money | None,
    steps: Split,
) -> Share:
    total = debt.overdue
    if payments is not None:
        paid = [*steps[:payments], *[instalment] * (payments - len(steps))]
        total = min(total, total_of(paid))
    return Share(
        case_key=debt.case_key,
        overdue=debt.overdue,
        total=total,
        instalment=instalment,
        every=every,
        first_due=first_due,
        minimum_charge=debt.policy.minimum_charge,
        policy_id=debt.policy.id,
        most=most,
        steps=steps,
    )
