"""A case's three figures, its state, and what the flags of a creditor's line mean for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.debt.money import Money

State = Literal["current", "late", "accelerated", "judgment", "settled", "erased"]

# The flags of an import (what a line says, or lacks) and the hold that each one places.
_HOLD_OF = {
    "minor": "minor",
    "deceased": "deceased",
    "shared_phone": "shared_phone",
    "over_indebtedness_admissible": "over_indebtedness_admissible",
    "breathing_space": "breathing_space",
    "insolvency": "insolvency",
    "disputed": "dispute",
    "limitation_barred": "limitation_barred",
    "limitation_doubtful": "limitation_doubtful",
    "limitation_unknown": "limitation_unknown",
    "no_letter_date": "no_letter_date",
    "mandate_ended": "mandate_ended",
}
_CONTACT_OF = {"bad_phone": "phone", "bad_email": "email"}
_OTHER_FLAGS = frozenset(("no_birth_date", "fees_not_claimable", "current", "in_credit", "settled"))
_JURISDICTION = "jurisdiction_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be said of a case; the three are different things, and no sentence says "balance" for any of them."""

    overdue: Money  # due and unpaid, without what may not be claimed; never below zero
    outstanding: Money  # all that is left, due or not; never below what is overdue
    next_due_on: date | None
    next_due: Money | None
    credit: Money  # paid too much


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One sum that falls due: an instalment, an invoice, interest, another cost."""

    due_on: date
    amount: Money
    paid: Money
    claimable: bool = True  # False: costs that stay with the creditor (CPCE L111-8)

    @property
    def left(self) -> Money:
        """What is left to pay of it; nothing of a sum that may not be claimed."""
        return self.amount - self.paid if self.claimable else Money.zero(self.amount.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What the flags of a line mean: can the bot identify the debtor, which holds, which contacts are unusable …"""

    identifiable: bool
    holds: tuple[str, ...]
    unusable_contacts: frozenset[str]
    fee_left_out: bool
    jurisdiction: str | None


def _figures(owed: Money, outstanding: Money, next_due_on: date | None, next_due: Money | None) -> Figures:
    zero = Money.zero(owed.currency)
    overdue = owed if owed > zero else zero
    left = max(outstanding.minor, overdue.minor, 0)
    if not left or not next_due or next_due_on is None:
        # A settled case may still bear a next date in the creditor's file: nothing falls due any more.
        next_due_on, next_due = None, None
    return Figures(
        overdue=overdue,
        outstanding=Money(left, owed.currency),
        next_due_on=next_due_on,
        next_due=next_due,
        credit=-owed if owed < zero else zero,
    )


def figures(
    *,
    principal: Money,
    interest: Money,
    other: Money,
    outstanding: Money,
    next_due_on: date | None,
    next_due: Money | None,
    other_claimable: bool = False,
) -> Figures:
    """The three figures from a creditor's line (overdue principal, interest and other costs, all in one currency).

    Other costs count only when they may be claimed: without an enforceable title the costs of collection stay with
    the creditor (CPCE L111-8). A sum below zero is a credit. Raises CurrencyMismatch.
    """
    owed = principal + interest + other if other_claimable else principal + interest
    return _figures(owed, outstanding, next_due_on, next_due)


def figures_of(obligations: Iterable[Obligation], day: date, currency: str = "EUR") -> Figures:
    """The three figures from a case's obligations: overdue is what was due *before* `day`, not on it.

    The next due date is the earliest from `day` on with something left; its sum is all that falls due on it.
    """
    rows = [row for row in obligations if row.claimable]
    zero = Money.zero(currency)
    owed = sum((row.left for row in rows if row.due_on < day), zero)
    ahead = [row for row in rows if row.due_on >= day and row.left > zero]
    next_on = min((row.due_on for row in ahead), default=None)
    falls_due = sum((row.left for row in ahead if row.due_on == next_on), zero)
    return _figures(owed, sum((row.left for row in rows), zero), next_on, falls_due)


def oldest_unpaid(obligations: Iterable[Obligation], day: date) -> date | None:
    """The oldest date before `day` on which something was due and is not paid; None when nothing is overdue."""
    late = (row.due_on for row in obligations if row.due_on < day and row.left > Money.zero(row.left.currency))
    return min(late, default=None)


def state(known: Figures, *, accelerated: bool = False, judgment: bool = False, erased: bool = False) -> State:
    """The state of a case: erased and settled first, then judgment, accelerated, late, current."""
    if erased:
        return "erased"
    if not known.outstanding:
        return "settled"
    if judgment or accelerated:
        return "judgment" if judgment else "accelerated"
    return "late" if known.overdue else "current"


def consequences(flags: Iterable[str]) -> Consequences:
    """What the flags of a line mean. Raises ValueError for a flag that is not known: it might forbid something."""
    given = tuple(dict.fromkeys(flags))
    for flag in given:
        if not (flag in _HOLD_OF or flag in _CONTACT_OF or flag in _OTHER_FLAGS or flag.startswith(_JURISDICTION)):
            raise ValueError(f"unknown flag {flag!r}")
    places = [flag.removeprefix(_JURISDICTION) for flag in given if flag.startswith(_JURISDICTION)]
    return Consequences(
        identifiable="no_birth_date" not in given,
        holds=tuple(_HOLD_OF[flag] for flag in given if flag in _HOLD_OF),
        unusable_contacts=frozenset(_CONTACT_OF[flag] for flag in given if flag in _CONTACT_OF),
        fee_left_out="fees_not_claimable" in given,
        jurisdiction=places[0] if places else None,
    )
