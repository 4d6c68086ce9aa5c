"""A smaller first step: a plan whose first payments are less than the others ("20 first, then 40")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.debt.money import Money
from bot.debt.outcomes import Debt, Offer
from bot.debt.plan import Every
from bot.debt.shares import Split, lightest, make_offer, monthly_to, payments_allowed, total_of


@dataclass(frozen=True, slots=True)
class Stepped:
    """An offer with its first steps; `exact`: just as they were wished, with the same instalments afterwards."""

    offer: Offer
    exact: bool


def with_steps(
    offer: Offer, debts: Sequence[Debt], steps: Sequence[Money], *, most: Money | None
) -> Stepped | None:
    """The offer (of these debts, in their order) begun with the smaller `steps`, each over all cases.

    No step is smaller than the policies take (a token where they allow one), and what clears a debt still clears it
    within its policy's longest time: where the steps leave too much for that, the instalments grow, never above
    `most` on one due day (None: not at all). None: it can't be done, and the offer stands as it is."""
    every = offer.shares[0].every
    least = tuple(_least(debt, every) for debt in debts)
    split = tuple(share.instalment for share in offer.shares)
    parts = _splits(split, least, steps)
    if not parts:
        return None
    clears = offer.clears
    payments = None if clears else offer.count
    regular = _in_time(debts, split, parts, every) if clears else split
    if regular is None or (regular != split and (most is None or total_of(regular) > most)):
        return None
    made = make_offer(debts, regular, offer.first_due, every, payments, steps=parts)
    if clears and any(
        share.count > payments_allowed(debt.policy.longest_plan_months, every)
        for share, debt in zip(made.shares, debts, strict=True)
    ):
        return None
    return Stepped(made, exact=regular == split and [total_of(part) for part in parts] == list(steps))


def _least(debt: Debt, every: Every) -> Money:
    policy = debt.policy
    smallest = policy.token_minimum if policy.token_allowed else policy.smallest_instalment
    return min(debt.overdue, max(monthly_to(smallest, every), policy.minimum_charge))


def _splits(split: Split, least: Split, steps: Sequence[Money]) -> tuple[Split, ...]:
    """Each step over the cases; one that is too small grows to the least, and one that is no longer smaller ends
    them."""
    floor = tuple(min(low, part) for low, part in zip(least, split, strict=True))
    found: list[Split] = []
    for step in steps:
        wanted = max(step, total_of(floor))
        if wanted >= total_of(split):
            break
        found.append(_share_out(split, floor, wanted))
    return tuple(found)


def _share_out(split: Split, floor: Split, step: Money) -> Split:
    """In proportion to the room that each instalment leaves above the least, to the cent."""
    rest = step - total_of(floor)
    room = [part - low for part, low in zip(split, floor, strict=True)]
    whole = total_of(room).minor
    parts = [low.minor + rest.minor * free.minor // whole for low, free in zip(floor, room, strict=True)]
    left = step.minor - sum(parts)
    for n, part in enumerate(split):
        more = min(left, part.minor - parts[n])
        parts[n] += more
        left -= more
    return tuple(Money(part, step.currency) for part in parts)


def _in_time(debts: Sequence[Debt], split: Split, steps: Sequence[Split], every: Every) -> Split | None:
    """Instalments that clear each debt in its longest time after the steps: those of the offer, or what it takes."""
    needed = lightest(debts, every)
    found = []
    for n, debt in enumerate(debts):
        allowed = payments_allowed(debt.policy.longest_plan_months, every) - len(steps)
        rest = debt.overdue - total_of([step[n] for step in steps])
        if rest.minor <= 0:
            found.append(split[n])
        elif allowed < 1:
            return None
        else:
            each = Money(-(-rest.minor // allowed), rest.currency)
            found.append(min(debt.overdue, max(split[n], needed[n], each)))
    return tuple(found)
