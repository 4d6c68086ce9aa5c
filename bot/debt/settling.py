"""What the provider of a payment says of it, and what must move here: the ledger follows what was kept, exactly.

Nothing is added up from events. Each look compares what the provider keeps for us with what we have entered, and
moves the difference: any order, any repetition and any gap end at the same sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

State = Literal[
    "new", "open", "pending", "paid", "partly_refunded", "failed", "expired", "refunded", "disputed", "lost"
]

LIVE = ("new", "open", "pending")
"""It may still be paid."""
UNPAID = (*LIVE, "failed", "expired")
BACK = ("refunded", "disputed", "lost")
"""Money came and went back: given back, withdrawn while a dispute lasts, or for good."""
RECEIVED = ("paid", "partly_refunded", *BACK)

_MOST_SEPA = 1_000_000
"""Minor units of EUR: one SEPA debit takes 10,000 EUR at most (stripe.com/docs/payments/sepa-debit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a provider says of one payment: its state, and in minor units what came in and what of it went back."""

    state: str
    received: int
    returned: int = 0

    @property
    def kept(self) -> int:
        """What of it is still with us; nothing in a state in which nothing has come."""
        return max(self.received - self.returned, 0) if self.state in RECEIVED else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The state that follows, what is credited and then what is given back (minor units, never negative)."""

    state: str
    credit: int = 0
    give_back: int = 0


def state_of(*, received: int, refunded: int = 0, disputed: int = 0, lost: int = 0) -> State:
    """The state of a payment that came in: an open dispute goes before a lost one, both before refunds."""
    if disputed:
        return "disputed"
    if lost:
        return "lost"
    if refunded >= received:
        return "refunded"
    return "partly_refunded" if refunded else "paid"


def move(before: str, booked: int | None, seen: Seen) -> Move | None:
    """From our state and sum to theirs; None where what was seen changes nothing.

    `booked` is what of this payment stands in our ledger (minor units), None when it has never been credited.
    What came and went back before we looked is not credited for a moment; what went back in part is credited whole
    and given back in part, so that the receipt bears the sum that the debtor has paid.
    """
    if seen.state in RECEIVED:
        found = _money(booked, seen)
    elif seen.state == "failed" and (before in LIVE or booked):
        found = Move(state="failed", give_back=booked or 0)
    elif (seen.state == "expired" and before in LIVE) or (seen.state == "pending" and before in UNPAID):
        found = Move(state=seen.state)
    else:
        return None
    return None if found == Move(state=before) else found


def _money(booked: int | None, seen: Seen) -> Move:
    if booked is None:
        whole = seen.received if seen.kept else 0
        return Move(state=seen.state, credit=whole, give_back=max(whole - seen.kept, 0))
    rest = seen.kept - booked
    return Move(state=seen.state, credit=max(rest, 0), give_back=max(-rest, 0))


def methods(allowed: tuple[str, ...], *, minor: int, currency: str) -> tuple[str, ...]:
    """Ways to pay that sum among those that a brand allows: a SEPA debit is in EUR, and of 10,000 EUR at most."""
    sepa = currency == "EUR" and minor <= _MOST_SEPA
    return tuple(one for one in allowed if one == "card" or (one == "sepa" and sepa)) or ("card",)


FINAL_AFTER = timedelta(days=70)
"""A SEPA debit may be asked back for eight weeks without a reason (facts of the scheme), and two more for its news."""
_LOOKS = {
    "new": timedelta(hours=1), "open": timedelta(minutes=10), "pending": timedelta(hours=6),
    "paid": timedelta(days=1), "partly_refunded": timedelta(days=1), "refunded": timedelta(days=1),
    "disputed": timedelta(days=1),
}
_UNTIL_FINAL = ("paid", "partly_refunded", "refunded")
"""A refund may come back from the debtor's bank."""


def look_again(state: str, age: timedelta) -> timedelta | None:
    """After how long without news the provider is asked by ourselves, None: no more. `age`: since the attempt.

    A dispute is asked about until it is closed; money that has come, until it is final.
    """
    gap = _LOOKS.get(state)
    if state in _UNTIL_FINAL and age > FINAL_AFTER:
        return None
    return gap
