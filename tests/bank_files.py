"""Bank statements made for tests: CAMT.053 of every version that is read, movement by movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

IBAN = "FR7699999000010000000000309"
VERSIONS = ("02", "04", "06", "08", "13")
OLDER = VERSIONS[:2]
"""Their status is no choice of codes, and a party no choice of kinds."""
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


@dataclass(frozen=True, kw_only=True)
class Move:
    """One entry of a statement; `parts` makes a batch of it."""

    amount: str = "80.00"
    sign: str = "CRDT"
    day: str = "2026-11-19"
    ref: str = ""
    own_ref: str = ""
    e2e: str = "NOTPROVIDED"
    rf: str = ""
    text: tuple[str, ...] = ()
    payer: str = "Martin Léa"
    reversal: bool = False
    returned: bool = False
    status: str = "BOOK"
    currency: str = "EUR"
    parts: tuple[Move, ...] = ()
    detailed: str = ""  # the sum that its one detail tells of itself
    number: str = ""  # how many payments the bank counts in it
    code: str = ""  # of the bank transaction: domain, family and sub-family ("PMNT RCDT RRTN")


def camt(
    *moves: Move, iban: str = IBAN, version: str = "08", opening: str | None = "1000.00", closing: str | None = None,
    number: int | None = None, head: str = "", day: date = date(2026, 11, 19),
) -> bytes:
    """A file with one statement whose balances fit, unless told otherwise."""
    moved = sum(
        (1 if m.sign == "CRDT" else -1) * round(float(m.amount) * 100) for m in moves if m.status == "BOOK"
    )
    balances = ""
    if opening is not None:
        end = closing if closing is not None else f"{(round(float(opening) * 100) + moved) / 100:.2f}"
        balances = _balance("OPBD", opening, day) + _balance("CLBD", end, day)
    summary = f"<TxsSummry><TtlNtries><NbOfNtries>{number}</NbOfNtries></TtlNtries></TxsSummry>" if number else ""
    entries = "".join(_entry(move, version) for move in moves)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<Document xmlns="{SPACE}{version}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>M1</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{summary}{entries}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _balance(code: str, amount: str, day: date) -> str:
    sign = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount.removeprefix('-')}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(move: Move, version: str) -> str:
    status = f"<Sts>{move.status}</Sts>" if version in OLDER else f"<Sts><Cd>{move.status}</Cd></Sts>"
    reversal = "<RvslInd>true</RvslInd>" if move.reversal else ""
    ref = f"<AcctSvcrRef>{move.ref}</AcctSvcrRef>" if move.ref else ""
    details = "".join(_detail(part, version, part.amount) for part in move.parts)
    details = details or _detail(move, version, move.detailed)
    batch = f"<Btch><NbOfTxs>{move.number}</NbOfTxs></Btch>" if move.number else ""
    code = "<Domn><Cd>{}</Cd><Fmly><Cd>{}</Cd><SubFmlyCd>{}</SubFmlyCd></Fmly></Domn>" if move.code else ""
    return (
        f'<Ntry><Amt Ccy="{move.currency}">{move.amount}</Amt><CdtDbtInd>{move.sign}</CdtDbtInd>{reversal}{status}'
        f"<BookgDt><Dt>{move.day}</Dt></BookgDt><ValDt><Dt>{move.day}</Dt></ValDt>{ref}"
        f"<BkTxCd>{code.format(*move.code.split())}</BkTxCd><NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _detail(move: Move, version: str, amount: str) -> str:
    own = f"<AcctSvcrRef>{move.own_ref}</AcctSvcrRef>" if move.own_ref else ""
    sum_ = f'<Amt Ccy="{move.currency}">{amount}</Amt>'
    part = "" if not amount else f"<AmtDtls><TxAmt>{sum_}</TxAmt></AmtDtls>" if version == "02" else sum_
    words = "".join(f"<Ustrd>{escape(one)}</Ustrd>" for one in move.text)
    coded = f"<Strd><CdtrRefInf><Ref>{move.rf}</Ref></CdtrRefInf></Strd>" if move.rf else ""
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if move.returned else ""
    payer = f"<Nm>{escape(move.payer)}</Nm>" if version in OLDER else f"<Pty><Nm>{escape(move.payer)}</Nm></Pty>"
    return (
        f"<TxDtls><Refs>{own}<EndToEndId>{escape(move.e2e)}</EndToEndId></Refs>{part}"
        f"<RltdPties><Dbtr>{payer}</Dbtr></RltdPties><RmtInf>{words}{coded}</RmtInf>{back}</TxDtls>"
    )
