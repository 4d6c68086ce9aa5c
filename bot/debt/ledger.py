"""Whether one case adds up: ledger, payments, receipts, suspense, bank movements, instalments and what its file says.

Each rule compares two places that tell the same thing. Amounts are minor units of the case's currency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

FILE_SOURCES = frozenset({"feed", "demo"})
PAYMENT_SOURCES = frozenset({"attempt", "attempt_reversal", "suspense"})
"""Their keys begin with the payment's public id and a colon."""
BY_BANK = "transfer"
"""The provider of payments that a movement of the creditor's account has made."""
_STILL_OPEN = frozenset({"due", "late", "missed"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    account: str
    kind: str
    minor: int
    value_on: date
    source: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One payment: its state, its receipt's allotment as it stands now (None: no receipt), what waits in suspense."""

    public_id: str
    state: str
    currency: str
    provider: str = ""
    receipt: int | None = None
    due: int = 0
    suspense: int = 0
    left_us: int = 0  # given back, or moved to another case, by a person
    instalments: Mapping[int, int] = field(default_factory=dict)
    waiting: int = 0  # of the open row of suspense


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of the creditor's account that a payment of the case was made of (`stands`), or had been."""

    id: int
    minor: int
    currency: str
    stands: bool
    public_id: str | None  # of its payment


@dataclass(frozen=True, slots=True)
class Mark:
    """One instalment."""

    id: int
    minor: int
    paid: int
    state: str
    covered: int = 0  # of `paid`, what the creditor's files have told: no receipt of ours stands for it


@dataclass(slots=True, kw_only=True)
class Book:
    """All that is written of one case."""

    reference: str
    currency: str
    state: str
    entries: list[Entry] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    instalments: list[Mark] = field(default_factory=list)
    owed: int | None = None  # claimable obligations as the creditor's last file tells them; None: no file tells any


@dataclass(frozen=True, slots=True)
class Fault:
    """Two figures that should be one; `rule` says which, `of` what it is about (an id, never a name)."""

    rule: str
    of: str = ""
    should: int = 0
    stands: int = 0


def faults(book: Book) -> list[Fault]:
    """Everything that does not add up, in a fixed order; nothing for a sound case."""
    return [
        *_entries(book), *_payments(book), *_movements(book), *_instalments(book), *_obligations(book),
    ]


def _entries(book: Book) -> Iterator[Fault]:
    known = {paid.public_id for paid in book.payments}
    openings = Counter(entry.account for entry in book.entries if entry.kind == "opening")
    for account, number in openings.items():
        if number > 1:
            yield Fault("opened_twice", account, 1, number)
    for entry in book.entries:
        if entry.source in PAYMENT_SOURCES and entry.key.partition(":")[0] not in known:
            yield Fault("entry_of_no_payment", entry.key, 0, entry.minor)
    due = sum(entry.minor for entry in book.entries if entry.account == "due")
    if book.state == "settled" and due > 0:
        yield Fault("settled_and_due", "", 0, due)


def _payments(book: Book) -> Iterator[Fault]:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in book.entries:
        if entry.source in PAYMENT_SOURCES:
            sums[entry.key.partition(":")[0], entry.account] += entry.minor
    for paid in book.payments:
        name = paid.public_id
        if paid.state == "paid" and paid.receipt is None:
            yield Fault("paid_without_receipt", name)
        told = paid.due + paid.suspense + paid.left_us
        receipt = paid.receipt or 0
        if told > receipt or (paid.state == "paid" and paid.receipt is not None and told != receipt):
            yield Fault("receipt_and_its_parts", name, receipt, told)
        if sums[name, "due"] != -paid.due:
            yield Fault("ledger_and_receipt", name, -paid.due, sums[name, "due"])
        if paid.currency == book.currency and sums[name, "suspense"] != -paid.suspense:
            yield Fault("suspense_in_the_ledger", name, -paid.suspense, sums[name, "suspense"])
        if paid.waiting != paid.suspense:
            yield Fault("suspense_that_waits", name, paid.suspense, paid.waiting)
        if sum(paid.instalments.values()) > paid.due:
            yield Fault("instalments_of_a_payment", name, paid.due, sum(paid.instalments.values()))


def _movements(book: Book) -> Iterator[Fault]:
    """What the bank has brought is what the ledger has of it: credited, waiting, or passed on by a person."""
    sums: Counter[str] = Counter()
    for entry in book.entries:
        if entry.source in PAYMENT_SOURCES:
            sums[entry.key.partition(":")[0]] -= entry.minor
    payments = {paid.public_id: paid for paid in book.payments if paid.provider == BY_BANK}
    for one in book.movements:
        paid = payments.get(one.public_id or "")
        if paid is None:
            if one.stands:
                yield Fault("movement_without_payment", str(one.id), one.minor, 0)
            continue
        foreign = paid.suspense if paid.currency != book.currency else 0
        has = sums[paid.public_id] + paid.left_us + foreign
        should = one.minor if one.stands else 0
        if has != should or one.currency != paid.currency:
            yield Fault("movement_and_ledger", str(one.id), should, has)
    for key in payments.keys() - {one.public_id for one in book.movements}:
        yield Fault("transfer_without_movement", key, 0, sums[key])


def _instalments(book: Book) -> Iterator[Fault]:
    told: Counter[int] = Counter()
    for paid in book.payments:
        told.update(paid.instalments)
    for mark in book.instalments:
        if mark.paid - mark.covered != told[mark.id]:
            yield Fault("instalment_and_receipts", str(mark.id), told[mark.id] + mark.covered, mark.paid)
        whole = mark.paid == mark.minor
        open_though_whole = whole and mark.state in _STILL_OPEN
        kept_though_not = mark.state == "kept" and not whole
        if not 0 <= mark.paid <= mark.minor or open_though_whole or kept_though_not:
            yield Fault("instalment_and_its_state", f"{mark.id} {mark.state}", mark.minor, mark.paid)
    for key in told.keys() - {mark.id for mark in book.instalments}:
        yield Fault("instalment_of_another_case", str(key), 0, told[key])


def _obligations(book: Book) -> Iterator[Fault]:
    """What the files have entered is what the last one says is owed, but for payments that it has booked by now.

    A file that counts a payment of ours says so much less than was entered: all of ours up to some day, or none.
    """
    if book.owed is None:
        return
    entered = sum(entry.minor for entry in book.entries if entry.source in FILE_SOURCES)
    by_day: Counter[date] = Counter()
    for entry in book.entries:
        if entry.source not in FILE_SOURCES and entry.account != "suspense":
            by_day[entry.value_on] += entry.minor
    booked = [0, *accumulate(by_day[day] for day in sorted(by_day))]
    if all(entered + ours != book.owed for ours in booked):
        yield Fault("ledger_and_obligations", "", book.owed, entered)
