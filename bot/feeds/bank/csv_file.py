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
_NEEDED = frozenset({"account", "booked_on", "text"})
_SUMS = (frozenset({"amount"}), frozenset({"amount", "direction"}), frozenset({"debit", "credit"}))
"""How a bank tells a sum and its direction: by a sign, by a word of its own, or by the column."""
_PERHAPS = frozenset({"currency", "bank_ref", "end_to_end", "reference", "what", "value_on", "balance"})
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
    credit_words: frozenset[str]  # words of the column `direction` that say: money in
    debit_words: frozenset[str]  # and money out


@cache
def load(creditor: str, folder: Path = _FOLDER) -> BankMapping:
    """The creditor's mapping, read once. Raises as `read_mapping`."""
    return read_mapping(creditor, folder, _checked, "CSV statements")


def _checked(raw: Map[str, Any]) -> BankMapping:
    columns = dict(raw["columns"])
    if _NEEDED - set(columns) or set(columns) - _NEEDED - _PERHAPS not in _SUMS:
        sums = " or ".join(str(sorted(one)) for one in _SUMS)
        raise ValueError(f"columns are {sorted(_NEEDED)}, {sums}, and perhaps {sorted(_PERHAPS)}")
    words = {
        name: frozenset(map(same_word, raw.get(name, ()))) for name in ("return_words", "credit_words", "debit_words")
    }
    told = bool(words["credit_words"]), bool(words["debit_words"])
    if told != ("direction" in columns, "direction" in columns) or words["credit_words"] & words["debit_words"]:
        raise ValueError("credit_words and debit_words belong to a column `direction`, and share no word")
    return BankMapping(
        creditor=raw["creditor"], encoding=raw["encoding"], separator=raw["separator"], columns=columns,
        ignored=tuple(raw["ignored"]), dates=re.compile(raw["dates"]), amounts=Amounts(**raw["amounts"]),
        currency=raw["currency"], **words,
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
    minor = _minor(cells, mapping)
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
        value_on=day(cells.get("value_on", ""), mapping.dates), marks=plain(cells.get("what", "")),
        balance=_balance(cells.get("balance", ""), mapping),
        doubt="payment_out_came_back" if back and minor > 0 else "",
    )


def _balance(text: str, mapping: BankMapping) -> int | None:
    """It only helps to tell movements apart: one that can't be read costs no movement."""
    try:
        return amount(text, mapping.amounts)
    except BadCell:
        return None


def _minor(cells: Map[str, str], mapping: BankMapping) -> int:
    """The sum in minor units, above zero for money in. Raises BadCell where sign, word and column contradict."""
    if "amount" not in cells:
        sums = [amount(cells[name], mapping.amounts) if cells[name] else 0 for name in ("credit", "debit")]
        if sums[0] < 0 or (sums[0] and sums[1]):
            raise BadCell("amounts_contradict")
        return sums[0] - abs(sums[1])
    minor = amount(cells["amount"], mapping.amounts)
    if "direction" not in cells:
        return minor
    word = same_word(cells["direction"])
    if word not in mapping.credit_words | mapping.debit_words:
        raise BadCell("unknown_direction")
    if word in mapping.debit_words:
        return -abs(minor)
    if minor < 0:
        raise BadCell("amounts_contradict")
    return minor
