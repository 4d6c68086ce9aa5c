"""What passes from the reading of a bank statement to its being applied: plain values, no I/O."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
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
    value_on: date | None = None
    marks: str = ""  # what else tells it from others (payer, numbers of other banks): hashed, never kept
    balance: int | None = None  # of the account after it, where the statement tells
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
            self.kind == "credit", self.minor, self.currency, self.booked_on.isoformat(),
            self.value_on.isoformat() if self.value_on else "", self.told_bank_ref, self.told_end_to_end,
            *(" ".join(words.split()) for words in (self.structured, self.text, self.marks)),
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
    vouched: bool = False  # its balances say that every movement in it is one

    @property
    def since(self) -> date | None:
        """The first day of a movement in it."""
        return min((entry.booked_on for entry in self.entries), default=None)

    @property
    def until(self) -> date | None:
        """The last."""
        return max((entry.booked_on for entry in self.entries), default=None)

    def keyed(self) -> list[tuple[str, Entry]]:
        """Each entry with what names it: the fingerprint of all that it says, and how many like it came before.

        Two entries of one file are two movements, whatever number the bank gives them. Only where nothing but the
        number's being told again makes two of one, and no balance vouches for them, a person says.
        """
        seen: Counter[str] = Counter()
        found = []
        for entry in self.entries:
            digest = entry.digest()
            seen[digest] += 1
            twice = seen[digest] > 1 and entry.told_bank_ref and not self.vouched
            told = replace(entry, doubt=entry.doubt or "told_twice") if twice else entry
            found.append((f"of:{digest}:{seen[digest]}", told))
        return found


@dataclass(slots=True, kw_only=True)
class LineReport:
    """What became of one line."""

    line: int
    result: Result
    why: str = ""
    reference: str = ""  # of the case
    minor: int = 0
    waits: int = 0  # what of `minor` is in suspense; the rest was credited
    currency: str = ""
    like: str = ""  # the line that it is, or may be: file, number, day
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
        """Minor units by currency of the lines of that result; of those in suspense, what of them waits."""
        return self._added((line.currency, line.waits if result == "suspense" else line.minor)
                           for line in self.lines if line.result == result)

    def credited_beside(self) -> dict[str, int]:
        """Minor units by currency of what was credited of lines of which a part waits in suspense."""
        return self._added((line.currency, line.minor - line.waits) for line in self.lines if line.result == "suspense")

    @staticmethod
    def _added(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for currency, minor in parts:
            found[currency] += minor
        return {currency: minor for currency, minor in found.items() if minor}
