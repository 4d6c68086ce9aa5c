"""A single sum that a debtor said they would pay on a day: kept, still open, or missed. Nobody is bound by it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from bot.debt.instalments import late_from
from bot.debt.money import Money

State = Literal["open", "kept", "missed"]
WAYS = ("link", "transfer", "cheque", "cash", "other")
LONGEST = timedelta(days=62)
"""A day further off than that is a plan's matter, weighed against a budget."""
GRACE_BANK_DAYS = 3
"""What a transfer may take."""


def may_be_due(due_on: date, today: date) -> bool:
    """Whether a promise made today (a local day) may name that day."""
    return today <= due_on <= today + LONGEST


def looked_at_on(due_on: date, bank_holidays: Collection[date] = ()) -> date:
    """The local day on which it is looked at: the bank days of a transfer are over."""
    return late_from(due_on, GRACE_BANK_DAYS, bank_holidays)


def state(
    promised: Money, paid: Money, *, due_on: date, today: date, bank_holidays: Collection[date] = ()
) -> State:
    """`paid`: all that has come for the case since it was made. Kept whenever the whole has come, late or early."""
    if paid >= promised:
        return "kept"
    return "open" if today < looked_at_on(due_on, bank_holidays) else "missed"
