"""What passes from the reading of a creditor's file to its being applied: plain values, no I/O."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal

Judged = Literal["accepted", "duplicate", "rejected"]
Result = Literal["imported", "changed", "unchanged", "duplicate", "rejected"]
Kind = Literal["full", "delta"]


class FeedRefused(Exception):
    """The file is refused whole and nothing has changed; the message says why, for a collections manager."""


class FeedUnusable(FeedRefused):
    """The file can't be read at all, or nobody knows how: wrong name, encoding, header, no such creditor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One component of what is owed, in minor units; a fee that may not be claimed is never asked for."""

    key: str
    component: str  # principal, interest, other, fee
    minor: int
    due_on: date | None = None
    future: bool = False  # not due yet on the day of the file
    claimable: bool = True
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowValues:
    """What one line says, typed; amounts in minor units of the creditor's currency."""

    reference: str
    key: str  # of the obligation, "" where a line is a whole case
    brand: str
    last_name: str
    first_name: str
    birth_date: date | None
    postcode: str
    phone: str | None  # E.164
    email: str | None
    jurisdiction: str
    state: str
    owed: tuple[Owed, ...]
    oldest_unpaid: date | None
    last_payment: date | None
    letter_date: date | None
    mandate_until: date | None
    next_due_on: date | None
    next_due_minor: int | None
    as_of: date
    segment: str = ""  # the creditor's own group, as its policy names it

    @property
    def due(self) -> int:
        """What may be claimed and is overdue."""
        return sum(part.minor for part in self.owed if part.claimable and not part.future)

    @property
    def who(self) -> tuple[str, str, date | None]:
        """Whom the line is about, as far as it tells."""
        return self.last_name.casefold(), self.first_name.casefold(), self.birth_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """What became of one line of the file."""

    line: int
    result: Judged
    reason: str | None = None
    flags: tuple[str, ...] = ()
    reference: str = ""
    key: str = ""
    values: RowValues | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """All accepted lines of one case. `values` holds what they share; `owed` is the sum of their parts."""

    values: RowValues
    owed: tuple[Owed, ...]
    flags: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]  # number of the line, key of its obligation
    unread_keys: tuple[str, ...] = ()  # obligations named by lines that were rejected

    def digest(self) -> str:
        """A fingerprint of what the file says, its day apart: the same tomorrow means nothing is new."""
        left_out = {"as_of"} if self.values.segment else {"as_of", "segment"}  # as before there were segments
        shared = [(f.name, getattr(self.values, f.name)) for f in fields(self.values) if f.name not in left_out]
        told = repr((shared, sorted(map(repr, self.owed)), sorted(self.unread_keys)))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every case of the creditor's file."""

    currency: str
    country: str
    language: str
    nature: str
    collector_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A file that has been read and judged, ready to be applied."""

    creditor: str
    name: str
    sha256: str
    kind: Kind
    as_of: date
    terms: Terms
    verdicts: tuple[RowVerdict, ...]
    cases: tuple[CaseRow, ...]
    seen: frozenset[str]  # every reference that the file names, rejected lines too
    cut: bool  # ends in the middle of a line


@dataclass(slots=True, kw_only=True)
class LineReport:
    """One line of the report."""

    line: int
    reference: str
    result: Result
    reason: str | None = None
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do."""

    file: str
    kind: str
    as_of: date
    run_id: int | None = None
    lines: list[LineReport] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)  # cases that the full file no longer names
    warnings: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many lines of each result, and cases settled because the file no longer names them."""
        found = dict.fromkeys(("imported", "changed", "unchanged", "duplicate", "rejected"), 0)
        for line in self.lines:
            found[line.result] += 1
        return {**found, "settled_absent": len(self.settled)}
