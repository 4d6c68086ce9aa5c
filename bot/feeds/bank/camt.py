"""CAMT.053 (ISO 20022, versions 02, 04, 06, 08 and 13): from bytes to the movements of one account. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.debt.bank import compact
from bot.feeds.bank.safe_xml import Node, parse
from bot.service.bank.records import Entry, Kind, Statement
from bot.service.feeds.records import FeedUnusable

NAMESPACES = frozenset(
    f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}" for version in ("02", "04", "06", "08", "13")
)
"""What is read of them bears the same names in all of these; where they differ (status), either is looked for."""
_AMOUNT = re.compile(r"\+?([0-9]{1,13})(?:\.([0-9]{0,5}))?")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_LONGEST_TEXT = 1_000


def read_camt(creditor: str, name: str, data: bytes) -> Statement:
    """Read a file. Raises FeedUnusable for one that is not whole, does not add up, or is no CAMT.053."""
    root = parse(data, NAMESPACES)
    statements = root.all("BkToCstmrStmt/Stmt")
    if not statements:
        raise FeedUnusable("the file holds no statement")
    entries: list[Entry] = []
    pending = 0
    for statement in statements:
        booked = [node for node in statement.all("Ntry") if _status(node) == "BOOK"]
        pending += len(statement.all("Ntry")) - len(booked)
        _adds_up(root, statement, booked)
        for node in booked:
            entries += _entries(node, len(entries) + 1)
    return Statement(
        creditor=creditor, name=name, sha256=hashlib.sha256(data).hexdigest(), form="camt", pending=pending,
        ibans=frozenset(compact(node.told("Acct/Id/IBAN")) for node in statements), entries=tuple(entries),
    )


def _status(entry: Node) -> str:
    return entry.told("Sts/Cd", "Sts")  # later versions have a code within, 02 and 04 have not


def _adds_up(root: Node, statement: Node, booked: Sequence[Node]) -> None:
    """Numbers and sums that the bank gives must be those of what the file holds: else part of it is missing."""
    told = statement.told("TxsSummry/TtlNtries/NbOfNtries")
    held = len(statement.all("Ntry"))
    if told and (not told.isdigit() or int(told) != held):
        raise FeedUnusable(f"the file says that it has {told} movements, and has {held}: part of it is missing")
    if root.told("BkToCstmrStmt/GrpHdr/MsgPgntn/LastPgInd", "BkToCstmrStmt/Stmt/StmtPgntn/LastPgInd") == "false":
        return  # one page of several: its balances are not those of the page
    balances = {code: _balances(statement, code) for code in ("opening", "closing")}
    if not all(len(found) == 1 for found in balances.values()):
        return
    moved = sum(_sign(node) * _minor(node.first("Amt")) for node in booked)
    if balances["opening"][0] + moved != balances["closing"][0]:
        raise FeedUnusable("opening balance and movements do not make the closing balance: part of the file is missing")


def _balances(statement: Node, which: str) -> list[int]:
    for code in _OPENING if which == "opening" else _CLOSING:
        found = [bal for bal in statement.all("Bal") if bal.told("Tp/CdOrPrtry/Cd") == code]
        if found:
            return [_sign(bal) * _minor(bal.first("Amt")) for bal in found]
    return []


def _sign(node: Node) -> int:
    told = node.told("CdtDbtInd")
    if told not in ("CRDT", "DBIT"):
        raise FeedUnusable(f"a movement or balance is neither credit nor debit ({told[:20]!r})")
    return 1 if told == "CRDT" else -1


def _minor(amount: Node | None) -> int:
    found = _AMOUNT.fullmatch(amount.text) if amount is not None else None
    if found is None or (found[2] or "").rstrip("0")[2:]:
        raise FeedUnusable("an amount is missing or can't be read")
    return int(found[1]) * 100 + int((found[2] or "").rstrip("0").ljust(2, "0")[:2])


def _currency(amount: Node | None) -> str:
    told = amount.attributes.get("Ccy", "") if amount is not None else ""
    if not re.fullmatch(r"[A-Z]{3}", told):
        raise FeedUnusable("an amount is without its currency")
    return told


def _day(entry: Node) -> date:
    told = entry.told("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        return datetime.fromisoformat(told).date() if "T" in told else date.fromisoformat(told[:10])
    except ValueError:
        raise FeedUnusable("a movement is without the day on which it was booked") from None


def _entries(node: Node, first: int) -> list[Entry]:
    """The payments of one entry: itself, or those of a batch where they make up its sum and their number is told right.

    What is told apart in part only is one entry that a person looks at, with all that was written on its parts.
    """
    details = node.all("NtryDtls/TxDtls")
    amount = node.first("Amt")
    minor, currency = _minor(amount), _currency(amount)
    parts = [one.first("Amt") or one.first("AmtDtls/TxAmt/Amt") for one in details]
    if not _told_apart(node, minor, currency, parts):
        return [_entry(node, details, first, minor, currency, "batch_without_parts")]
    if len(details) < 2:
        return [_entry(node, details, first, minor, currency, "")]
    return [
        _entry(node, [one], first + n, _minor(part), _currency(part), "", f"/{n + 1}")
        for n, (one, part) in enumerate(zip(details, parts, strict=True))
    ]


def _told_apart(node: Node, minor: int, currency: str, parts: Sequence[Node | None]) -> bool:
    """Whether the details (their sums: `parts`) are all of the entry: in number, direction, currency and sum.

    A single one need not repeat the sum. None at all says nothing against it, unless the bank counts several.
    """
    for group in node.all("NtryDtls"):
        told = group.told("Btch/NbOfTxs")
        if told and (not told.isdigit() or int(told) != (len(group.all("TxDtls")) or 1)):
            return False
    if any(one.told("CdtDbtInd") not in ("", node.told("CdtDbtInd")) for one in node.all("NtryDtls/TxDtls")):
        return False
    if len(parts) < 2 and not any(parts):
        return True
    if not all(parts) or {_currency(part) for part in parts} != {currency}:
        return False
    return sum(_minor(part) for part in parts) == minor


def _entry(
    node: Node, details: Sequence[Node], line: int, minor: int, currency: str, doubt: str, suffix: str = ""
) -> Entry:
    one = details[0] if len(details) == 1 else None
    own = one.told("Refs/AcctSvcrRef") if one is not None and doubt != "batch_without_parts" else ""
    of_entry = node.told("AcctSvcrRef")
    # Parts of a batch may all bear the number of the batch: their place tells them apart.
    bank_ref = own if own and (own != of_entry or not suffix) else of_entry + suffix if of_entry else ""
    kind, odd = _kind(node, details)
    return Entry(
        line=line, kind=kind, minor=minor, currency=currency, booked_on=_day(node), bank_ref=bank_ref,
        end_to_end=one.told("Refs/EndToEndId") if one is not None else "",
        structured=one.told("RmtInf/Strd/CdtrRefInf/Ref") if one is not None else "",
        text=" ".join(_words(details))[:_LONGEST_TEXT], doubt=doubt or odd or ("no_amount" if not minor else ""),
    )


def _kind(node: Node, details: Sequence[Node]) -> tuple[Kind, str]:
    """Money in, money in that went back (reversal indicator, or return information), or money out."""
    reversal = node.told("RvslInd") in ("true", "1")
    back = reversal or any(one.first("RtrInf") is not None for one in details)
    if _sign(node) > 0:
        return "credit", "payment_out_came_back" if back else ""
    return ("return", "") if back else ("out", "")


def _words(details: Sequence[Node]) -> Iterator[str]:
    """What the payers wrote: lines of 140 signs are one text."""
    for one in details:
        yield "".join(node.text if len(node.text) >= 140 else f"{node.text} " for node in one.all("RmtInf/Ustrd"))
        yield from (node.text for node in one.all("RmtInf/Strd/AddtlRmtInf"))
        if len(details) > 1:
            yield from (node.text for node in one.all("RmtInf/Strd/CdtrRefInf/Ref"))
