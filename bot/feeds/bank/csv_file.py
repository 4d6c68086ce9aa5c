"""A bank's CSV: read by a mapping as data (bot/feeds/bank/mappings/<creditor>.yml), strictly. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.debt.bank import compact
from bot.feeds.mapping import Amounts, read_mapping, same_word
from bot.feeds.read import Row, read
from bot.feeds.values import BadCell, amount, day, plain
from bot.service.bank.records import Entry, Kind, Statement
from bot.service.feeds.records import FeedUnusable

_FOLDER = Path(__file__).with_name("mappings")
_NEEDED = frozenset({"account", "booked_on", "amount", "text"})
_KNOWN = _NEEDED | {"currency", "bank_ref", "end_to_end", "reference", "what"}
_LONGEST_TEXT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMapping:
    """How one creditor's bank writes its CSV."""

    creditor: str
    encoding: str
    separator: str
    columns: Map[str, str]  # ours: theirs
    ignored: tuple[str, ...]
    dates: re.Pattern[str]
    amounts: Amounts
    currency: str  # where there is no column of its own
    return_words: frozenset[str]  # words of the column `what` that say: a credit went back


@cache
def load(creditor: str, folder: Path = _FOLDER) -> BankMapping:
    """The creditor's mapping, read once. Raises as `read_mapping`."""
    return read_mapping(creditor, folder, _checked, "CSV statements")


def _checked(raw: Map[str, Any]) -> BankMapping:
    columns = dict(raw["columns"])
    if _NEEDED - set(columns) or set(columns) - _KNOWN:
        raise ValueError(f"columns are {sorted(_NEEDED)}, and perhaps {sorted(_KNOWN - _NEEDED)}")
    return BankMapping(
        creditor=raw["creditor"], encoding=raw["encoding"], separator=raw["separator"], columns=columns,
        ignored=tuple(raw["ignored"]), dates=re.compile(raw["dates"]), amounts=Amounts(**raw["amounts"]),
        currency=raw["currency"], return_words=frozenset(map(same_word, raw.get("return_words", ()))),
    )


def read_csv(name: str, data: bytes, mapping: BankMapping) -> Statement:
    """Read a file. Raises FeedUnusable: cut off, another header or encoding, no line, a line without its account."""
    sheet = read(data, mapping)
    if sheet.cut:
        raise FeedUnusable("the file ends in the middle of a line: part of it is missing")
    if not sheet.rows:
        raise FeedUnusable("the file has a header and not one line")
    entries, rejected, ibans = [], [], set()
    for row in sheet.rows:
        if row.cells is None:
            rejected.append((row.line, row.reason or "unreadable_line"))
            continue
        ibans.add(compact(row.cells["account"]))
        try:
            entries.append(_entry(row, row.cells, mapping))
        except BadCell as fault:
            rejected.append((row.line, str(fault)))
    return Statement(
        creditor=mapping.creditor, name=name, sha256=sheet.sha256, form="csv", ibans=frozenset(ibans),
        entries=tuple(entries), rejected=tuple(rejected),
    )


def _entry(row: Row, cells: Map[str, str], mapping: BankMapping) -> Entry:
    booked = day(cells["booked_on"], mapping.dates)
    minor = amount(cells["amount"], mapping.amounts)
    if booked is None:
        raise BadCell("bad_date")
    if not minor:
        raise BadCell("bad_amount")
    back = same_word(cells.get("what", "")) in mapping.return_words
    kind: Kind = "credit" if minor > 0 else "return" if back else "out"
    return Entry(
        line=row.line, kind=kind, minor=abs(minor), currency=cells.get("currency") or mapping.currency,
        booked_on=booked, bank_ref=plain(cells.get("bank_ref", "")), end_to_end=plain(cells.get("end_to_end", "")),
        structured=plain(cells.get("reference", "")), text=plain(cells["text"], _LONGEST_TEXT),
        doubt="payment_out_came_back" if back and minor > 0 else "",
    )
