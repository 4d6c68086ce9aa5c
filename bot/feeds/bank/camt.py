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
_RETURN_CODES = frozenset({"RRTN", "RPCR"})
"""Bank transaction codes (ISO 20022, external code set): reversal due to a payment's return, to its cancellation."""
_LONGEST_TEXT = 1_000


def read_camt(creditor: str, name: str, data: bytes) -> Statement:
    """Read a file. Raises FeedUnusable for one that is not whole, does not add up, or is no CAMT.053."""
    root = parse(data, NAMESPACES)
    statements = root.all("BkToCstmrStmt/Stmt")
    if not statements:
        raise FeedUnusable("the file holds no statement")
    _told_once(statements)
    entries: list[Entry] = []
    pending, vouched = 0, True
    for statement in statements:
        booked = [node for node in statement.all("Ntry") if _status(node) == "BOOK"]
        pending += len(statement.all("Ntry")) - len(booked)
        opening = _adds_up(root, statement, booked)
        vouched = vouched and opening is not None
        for node in booked:
            entries += _entries(node, len(entries) + 1, opening)
            opening = opening + _sign(node) * _minor(node.first("Amt")) if opening is not None else None
    return Statement(
        creditor=creditor, name=name, sha256=hashlib.sha256(data).hexdigest(), form="camt", pending=pending,
        ibans=frozenset(compact(node.told("Acct/Id/IBAN")) for node in statements), entries=tuple(entries),
        vouched=vouched,
    )


def _told_once(statements: Sequence[Node]) -> None:
    """The same statement (by its own name, number and page) within one file again would count every movement twice."""
    names = [
        tuple(node.told(path) for path in ("Acct/Id/IBAN", "Id", "ElctrncSeqNb", "StmtPgntn/PgNb"))
        for node in statements
    ]
    if len(set(names)) < len(names):
        raise FeedUnusable("the file holds the same statement twice")


def _status(entry: Node) -> str:
    return entry.told("Sts/Cd", "Sts")  # later versions have a code within, 02 and 04 have not


def _adds_up(root: Node, statement: Node, booked: Sequence[Node]) -> int | None:
    """Numbers and sums that the bank gives must be those of what the file holds: else part of it is missing.

    The opening balance (minor units), where both balances are told and vouch for the movements between them.
    """
    told = statement.told("TxsSummry/TtlNtries/NbOfNtries")
    held = len(statement.all("Ntry"))
    if told and (not told.isdigit() or int(told) != held):
        raise FeedUnusable(f"the file says that it has {told} movements, and has {held}: part of it is missing")
    if root.told("BkToCstmrStmt/GrpHdr/MsgPgntn/LastPgInd", "BkToCstmrStmt/Stmt/StmtPgntn/LastPgInd") == "false":
        return None  # one page of several: its balances are not those of the page
    balances = {code: _balances(statement, code) for code in ("opening", "closing")}
    if not all(len(found) == 1 for found in balances.values()):
        return None
    moved = sum(_sign(node) * _minor(node.first("Amt")) for node in booked)
    if balances["opening"][0] + moved != balances["closing"][0]:
        raise FeedUnusable("opening balance and movements do not make the closing balance: part of the file is missing")
    return balances["opening"][0]


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


def _day(entry: Node, *names: str) -> date:
    told = entry.told(*(f"{name}/{form}" for name in names for form in ("Dt", "DtTm")))
    try:
        return datetime.fromisoformat(told).date() if "T" in told else date.fromisoformat(told[:10])
    except ValueError:
        raise FeedUnusable("a movement is without the day on which it was booked") from None


def _entries(node: Node, first: int, before: int | None) -> list[Entry]:
    """The payments of one entry: itself, or those of a batch where they make up its sum and their number is told right.

    What is told apart in part only is one entry that a person looks at, with all that was written on its parts.
    `before` is the account's balance before it, if known.
    """
    details = node.all("NtryDtls/TxDtls")
    amount = node.first("Amt")
    minor, currency = _minor(amount), _currency(amount)
    parts = [one.first("Amt") or one.first("AmtDtls/TxAmt/Amt") for one in details]
    balance = before + _sign(node) * minor if before is not None else None
    if not _told_apart(node, minor, currency, parts):
        return [_entry(node, details, first, minor, currency, balance, "batch_without_parts")]
    if len(details) < 2:
        return [_entry(node, details, first, minor, currency, balance)]
    return [
        _entry(node, [one], first + n, _minor(part), _currency(part), balance)
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
    node: Node, details: Sequence[Node], line: int, minor: int, currency: str, balance: int | None, doubt: str = ""
) -> Entry:
    one = details[0] if len(details) == 1 else None
    own = one.told("Refs/AcctSvcrRef") if one is not None and not doubt else ""
    kind, odd = _kind(node, details)
    return Entry(
        line=line, kind=kind, minor=minor, currency=currency, booked_on=_day(node, "BookgDt", "ValDt"),
        value_on=_day(node, "ValDt", "BookgDt"), bank_ref=own or node.told("AcctSvcrRef"), balance=balance,
        end_to_end=one.told("Refs/EndToEndId") if one is not None else "",
        structured=one.told("RmtInf/Strd/CdtrRefInf/Ref") if one is not None else "",
        text=" ".join(_words(details))[:_LONGEST_TEXT],
        marks=" ".join(mark for detail in details for mark in _marks(detail)),
        doubt=doubt or odd or ("no_amount" if not minor else ""),
    )


def _marks(detail: Node) -> Iterator[str]:
    """What else tells one payment from another: numbers of those who passed it on, and who paid."""
    for path in ("Refs/TxId", "Refs/InstrId", "Refs/ClrSysRef"):
        yield detail.told(path)
    yield detail.told("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm")
    yield detail.told("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id")


def _kind(node: Node, details: Sequence[Node]) -> tuple[Kind, str]:
    """Money in, money in that went back (reversal indicator, return information, or the code of a return), or out."""
    reversal = node.told("RvslInd") in ("true", "1")
    codes = {one.told("BkTxCd/Domn/Fmly/SubFmlyCd") for one in (node, *details)}
    back = reversal or bool(codes & _RETURN_CODES) or any(one.first("RtrInf") is not None for one in details)
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
