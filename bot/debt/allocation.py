"""Which sums a payment covers, and in what order: pure and exact, nothing is lost or made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Allocation:
    """What goes where, in order; `surplus` is what no due sum could take."""

    parts: tuple[tuple[str, Money], ...]
    surplus: Money


def _rank(due: Due, named: str | None, interest_first: bool) -> tuple[bool, date, bool]:
    first = "interest" if interest_first else "principal"
    return due.key != named, due.due_on or date.min, due.component != first


def allocate(
    amount: Money, dues: Sequence[Due], *, named: str | None = None, interest_first: bool = True
) -> Allocation:
    """Share `amount` (minor units, not negative) among what is due: the parts and the surplus make it up exactly.

    First what the debtor named (C. civ. 1342-10), then the oldest day; within a day interest before principal
    (C. civ. 1343-1), unless the creditor has agreed otherwise (`interest_first` False). Dues of one rank keep the
    order that they were given in. Raises ValueError for a negative amount or due, CurrencyMismatch for two
    currencies.
    """
    if amount.minor < 0 or any(due.left.minor < 0 for due in dues):
        raise ValueError("a payment and what is left to pay are not negative")
    rest, parts = amount, []
    for due in sorted(dues, key=lambda one: _rank(one, named, interest_first)):
        part = min(rest, due.left)
        if part:
            parts.append((due.key, part))
            rest -= part
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
