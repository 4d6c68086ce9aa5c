"""Which sums a payment covers, and in what order: pure and exact, nothing is lost or made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from bot.debt.money import Money

Component = Literal["interest", "principal", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A sum that fell or falls due: its key, its day (None: not known, so it is the oldest) and what is left."""

    key: str
    due_on: date | None
    left: Money
    component: Component = "principal"
    debt: str = ""
    """The debt of which it is a part; empty: it stands for itself."""
    burden: int = 0
    """How much the debtor gains by being rid of its debt first (dearer, or what keeps the light on): more is first."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What goes where, in order; `surplus` is what no due sum could take."""

    parts: tuple[tuple[str, Money], ...]
    surplus: Money


Rank = tuple[bool, bool, int, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Debt:
    """One debt: its rank, what settles a tie, and its parts in the order in which they are paid."""

    rank: Rank
    tie: tuple[int, bool]
    parts: tuple[Due, ...]

    @property
    def left(self) -> Money:
        return sum((part.left for part in self.parts[1:]), self.parts[0].left)


def _debts(dues: Sequence[Due], named: str | None, interest_first: bool, today: date | None) -> list[_Debt]:
    """The debts in the order of the law; dues that stand for themselves first among those of one rank."""
    first = "interest" if interest_first else "principal"
    groups: dict[str, list[Due]] = {}
    for n, due in enumerate(dues):
        groups.setdefault(due.debt or f"\0{n}", []).append(due)
    found = []
    for n, (debt, parts) in enumerate(groups.items(), start=1):
        day = min(part.due_on or date.min for part in parts)
        chosen = named is not None and named in (debt, *(part.key for part in parts))
        rank = (not chosen, today is not None and day > today, -max(part.burden for part in parts), day)
        alone = not parts[0].debt
        in_order = sorted(parts, key=lambda part: (part.component != first, part.due_on or date.min))
        tie = (0, parts[0].component != first) if alone else (n, False)
        found.append(_Debt(rank=rank, tie=tie, parts=tuple(in_order)))
    return sorted(found, key=lambda debt: (debt.rank, debt.tie))


def allocate(
    amount: Money,
    dues: Sequence[Due],
    *,
    named: str | None = None,
    interest_first: bool = True,
    today: date | None = None,
    evenly: bool = False,
) -> Allocation:
    """Share `amount` (minor units, not negative) among what is due: the parts and the surplus make it up exactly.

    The order is that of the law (C. civ. 1342-10): the debt that the debtor named (its key, or that of any part of it);
    what is due before what is to come (with `today`); what weighs most on the debtor; the oldest. Of one debt
    interest goes before principal (C. civ. 1343-1), unless the creditor has agreed to the contrary
    (`interest_first` False).
    Dues of one rank keep the order that they were given in, as instalments of one plan do; with `evenly` they share
    in proportion (1342-10, end: debts that are alike in all), to the cent.
    Raises ValueError for a negative amount or due, CurrencyMismatch for two currencies.
    """
    if amount.minor < 0 or any(due.left.minor < 0 for due in dues):
        raise ValueError("a payment and what is left to pay are not negative")
    rest, parts = amount, []
    for _, alike in groupby(_debts(dues, named, interest_first, today), key=lambda debt: debt.rank):
        debts = list(alike)
        for debt, most in zip(debts, _shares(rest, debts) if evenly else [rest] * len(debts), strict=True):
            share = min(most, rest)
            for due in debt.parts:
                part = min(share, due.left)
                if part:
                    parts.append((due.key, part))
                    share, rest = share - part, rest - part
    return Allocation(tuple(parts), rest)


def undo(parts: Sequence[int], *, left: int) -> list[int]:
    """What stays of each part (minor units, in the order in which they were given) when only `left` stays in all.

    The last part goes first, and what was credited beyond the parts before any of them: `left` may be more than they
    make up. Raises ValueError for a negative sum.
    """
    if left < 0 or any(part < 0 for part in parts):
        raise ValueError("a payment and what is left of it are not negative")
    stay = []
    for part in parts:
        stay.append(min(part, left))
        left -= stay[-1]
    return stay


def _shares(amount: Money, debts: Sequence[_Debt]) -> list[Money]:
    """In proportion to what is left of each debt, cents to the largest remainders; never more than is left."""
    total = sum((debt.left for debt in debts), Money.zero(amount.currency))
    if amount >= total:
        return [debt.left for debt in debts]
    parts = [divmod(amount.minor * debt.left.minor, total.minor) for debt in debts]
    cents = amount.minor - sum(whole for whole, _ in parts)
    largest = sorted(range(len(parts)), key=lambda n: -parts[n][1])[:cents]
    return [Money(whole + (n in largest), amount.currency) for n, (whole, _) in enumerate(parts)]
