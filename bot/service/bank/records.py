"""What passes from the reading of a bank statement to its being applied: plain values, no I/O."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["credit", "return", "out"]
"""Money in; money in that went back; money out, which is none of a debtor's."""
Result = Literal[
    "credited", "suspense", "open", "returned", "duplicate", "rejected", "not_ours"
]
_NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF"})
"""What banks write where there is no reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement as the statement tells it; `minor` is above zero, the direction is `kind`."""

    line: int  # its number in the file, from 1
    kind: Kind
    minor: int
    currency: str
    booked_on: date
    bank_ref: str = ""  # the bank's own number (AcctSvcrRef)
    end_to_end: str = ""
    structured: str = ""  # a creditor reference in its own field
    text: str = ""
    doubt: str = ""  # why nobody but a person may say what it is

    @property
    def told_end_to_end(self) -> str:
        """The payer's end-to-end reference, empty where a bank only says that there is none."""
        told = self.end_to_end.strip()
        return "" if told.upper() in _NO_REFERENCE else told

    @property
    def told_bank_ref(self) -> str:
        """The bank's own number, likewise."""
        told = self.bank_ref.strip()
        return "" if told.upper() in _NO_REFERENCE else told

    def digest(self) -> str:
        """A fingerprint of all that it says, its place in the file apart."""
        told = (
            self.kind, self.minor, self.currency, self.booked_on.isoformat(), self.told_bank_ref,
            self.told_end_to_end, self.structured, self.text,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A file that has been read whole: one or more statements of one account."""

    creditor: str
    name: str
    sha256: str
    form: Literal["camt", "csv"]
    ibans: frozenset[str]  # compact; of every account that the file names
    entries: tuple[Entry, ...]
    rejected: tuple[tuple[int, str], ...] = ()  # number of the line, why it can't be read
    pending: int = 0  # movements that the bank has announced and not booked

    def keyed(self) -> list[tuple[str, Entry]]:
        """Each entry with what makes it the same movement in another file.

        The bank's own number where there is one. Else its fingerprint and how many like it came before on the same
        day: two equal transfers are two, the same two in an overlapping file are no more.
        """
        seen: Counter[str] = Counter()
        found = []
        for entry in self.entries:
            if entry.told_bank_ref:
                key = f"ref:{entry.kind}:{entry.told_bank_ref}"
            else:
                digest = entry.digest()
                seen[digest] += 1
                key = f"sum:{digest}:{seen[digest]}"
            found.append((key, entry))
        return found


@dataclass(slots=True, kw_only=True)
class LineReport:
    """What became of one line."""

    line: int
    result: Result
    why: str = ""
    reference: str = ""  # of the case
    minor: int = 0
    currency: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class BankReport:
    """What a statement did, or would do."""

    file: str
    form: str
    run_id: int | None = None
    pending: int = 0
    lines: list[LineReport] = field(default_factory=list)

    def counts(self) -> dict[Result, int]:
        """How many lines of each result, in a fixed order."""
        order: Sequence[Result] = (
            "credited", "suspense", "open", "returned", "duplicate", "rejected", "not_ours"
        )
        found = Counter(line.result for line in self.lines)
        return {result: found[result] for result in order}

    def sums(self, result: Result) -> dict[str, int]:
        """Minor units by currency of the lines of that result."""
        found: Counter[str] = Counter()
        for line in self.lines:
            if line.result == result and line.minor:
                found[line.currency] += line.minor
        return dict(found)
