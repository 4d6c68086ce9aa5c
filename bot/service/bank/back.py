"""Money that went back: which movement it takes back, and what that had done undone."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.money import CURRENCIES
from bot.service.bank.match import Match
from bot.service.bank.money import take_back
from bot.service.bank.records import Entry, LineReport
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, BankLine, Case


async def returned(
    uow: UnitOfWork, line: BankLine, entry: Entry, found: Match | str, report: LineReport
) -> LineReport:
    """Money that went back: the movement that brought it is undone; where nobody can tell which, a person looks.

    `found` is whose it is, by what is written on it, or why nobody can tell.
    """
    origin = await _origin(uow, line, entry, found)
    if isinstance(origin, str):
        line.state, line.why = "open", origin
        report.result, report.why = "open", origin
        return report
    report.result = "returned"
    if origin.case_id is not None:
        report.reference = (await uow.session.get_one(Case, origin.case_id)).reference
    if not await undo_origin(uow, line, origin):
        line.state, line.why = "open", "return_not_possible"
        report.result, report.why = "open", "return_not_possible"
    return report


async def undo_origin(uow: UnitOfWork, line: BankLine, origin: BankLine) -> bool:
    """`line` took the (locked) movement `origin` back: what that did is undone, and both need nothing more. False: it
    can't be undone.
    """
    if origin.attempt_id is None:  # nobody had credited it yet
        origin.resolved_at = uow.now
    else:
        attempt = await uow.session.get_one(Attempt, origin.attempt_id)
        if await take_back(uow, attempt, value_on=line.booked_on) != "refunded":
            return False
    origin.state, origin.why = "closed", "returned"
    line.state, line.why, line.case_id = "closed", "returned", origin.case_id
    return True


async def _origin(uow: UnitOfWork, line: BankLine, entry: Entry, found: Match | str) -> BankLine | str:
    """The credit of the same sum that it takes back, locked; or why a person must look.

    By our reference: of that case, with the payer's end-to-end reference if one bears it, the newest; where the bank
    does not say that it is a return, only if one alone stands. By the end-to-end reference: only if one alone bears it.
    """
    if entry.currency not in CURRENCIES:
        return "unknown_currency"
    if entry.doubt:
        return entry.doubt
    same = (
        select(BankLine)
        .where(
            BankLine.creditor_id == line.creditor_id, BankLine.kind == "credit", BankLine.minor == line.minor,
            BankLine.currency == line.currency, BankLine.state.in_(("matched", "open")),
            BankLine.booked_on <= line.booked_on,
        )
        .order_by(BankLine.booked_on.desc(), BankLine.id.desc())
        .limit(2)
        .with_for_update()
    )
    if found == "several_references":
        return found
    named = same.where(BankLine.end_to_end == entry.told_end_to_end)
    if not isinstance(found, Match):
        fitting = (await uow.session.scalars(named)).all() if entry.told_end_to_end else []
        return fitting[0] if len(fitting) == 1 else "return_of_unknown"
    of_case = BankLine.case_id == found.case_id
    fitting = (await uow.session.scalars(named.where(of_case))).all() if entry.told_end_to_end else []
    fitting = fitting or (await uow.session.scalars(same.where(of_case))).all()
    if not fitting or (len(fitting) > 1 and entry.kind != "return"):
        return "return_of_unknown"
    return fitting[0]
