"""A statement applied: one transaction a movement, safe to repeat, to break off and to run twice at once.

Rows of bank lines are locked before anything else (then conversation, case, demand, attempt, creditor).
"""

from __future__ import annotations

from dataclasses import replace

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.debt.bank import read_iban
from bot.debt.money import CURRENCIES
from bot.service.bank.match import Match, match
from bot.service.bank.money import receive, take_back
from bot.service.bank.records import BankReport, Entry, LineReport, Statement
from bot.service.feeds.records import FeedRefused, FeedUnusable
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Attempt, BankLine, Case, Creditor, ImportRun, Suspense

log = structlog.get_logger()


async def apply_statement(database: Database, statement: Statement, *, check: bool = False) -> BankReport:
    """Apply a statement that has been read; with `check` every movement is tried and rolled back.

    Each movement is looked up by its key in the transaction of its effect, so the same file again (or at the same
    moment, or one that overlaps) has no second one, and a run that was broken off is simply run again.
    Raises FeedUnusable: no such creditor, one without an account. FeedRefused: a statement of another account.
    """
    report = BankReport(file=statement.name, form=statement.form, pending=statement.pending)
    async with database.begin() as uow:
        await _its_account(uow, statement)
        run = await _run(uow, statement)
        if not check:
            report.run_id = run
            await uow.commit()
    for key, entry in statement.keyed():
        async with database.begin() as uow:
            run_id = report.run_id or await _run(uow, statement)
            report.lines.append(await _take(uow, statement.creditor, run_id, key, entry))
            if not check:
                await uow.commit()
    report.lines += [LineReport(line=line, result="rejected", why=why) for line, why in statement.rejected]
    report.lines.sort(key=lambda line: line.line)
    if not check:
        await _end(database, statement, report)
    return report


async def _its_account(uow: UnitOfWork, statement: Statement) -> None:
    creditor = await uow.session.get(Creditor, statement.creditor)
    if creditor is None:
        raise FeedUnusable(f"there is no creditor {statement.creditor!r} in the store")
    iban = read_iban(str(creditor.settings.get("transfer_iban") or ""))
    if iban is None:
        raise FeedUnusable(f"{creditor.id} has no account for transfers (or one whose check digits do not fit)")
    if statement.ibans != {iban}:
        others = sorted(f"…{one[-4:]}" for one in statement.ibans - {iban}) or ["none"]
        raise FeedRefused(f"it is not of {creditor.id}'s account …{iban[-4:]}: it names {', '.join(others)}")


async def _run(uow: UnitOfWork, statement: Statement) -> int:
    run = ImportRun(
        creditor_id=statement.creditor, file_name=statement.name, sha256=statement.sha256, kind="bank",
        as_of=max((entry.booked_on for entry in statement.entries), default=None), at=uow.now, result="begun",
        counts={},
    )
    uow.session.add(run)
    await uow.flush()
    return run.id


async def _end(database: Database, statement: Statement, report: BankReport) -> None:
    async with database.begin() as uow:
        run = await uow.session.get_one(ImportRun, report.run_id)
        run.result, run.counts = "imported", {str(result): number for result, number in report.counts().items()}
        uow.audit(
            "bank.imported", "import_run", run.id, actor=f"bank:{run.id}", creditor_id=statement.creditor,
            **run.counts,
        )
        uow.notify("bank", creditor=statement.creditor, run=run.id)
        await uow.commit()


async def _take(uow: UnitOfWork, creditor_id: str, run_id: int, key: str, entry: Entry) -> LineReport:
    """One movement: its row, and what follows from it, in the caller's transaction."""
    report = LineReport(line=entry.line, result="not_ours", minor=entry.minor, currency=entry.currency)
    if entry.kind == "out":
        return report
    line = await _new_line(uow, creditor_id, run_id, key, entry)
    if line is None:
        known = await uow.session.scalar(
            select(BankLine).where(BankLine.creditor_id == creditor_id, BankLine.key == key)
        )
        if known is not None and _same(known, entry):
            report.result = "duplicate"
            return report
        # A number that the bank has used for something else must not make money vanish.
        entry = replace(entry, doubt="bank_number_used_twice")
        line = await _new_line(uow, creditor_id, run_id, f"{key}:{entry.digest()}", entry)
        if line is None:
            report.result = "duplicate"
            return report
    found: Match | str = "unknown_currency"
    if entry.kind == "return":
        return await _returned(uow, line, entry, report)
    if entry.currency in CURRENCIES:
        found = await match(uow, creditor_id, entry)
    if isinstance(found, str):
        line.state, line.why = "open", found
        report.result, report.why = "open", found
        return report
    return await credit_line(uow, line, found, report, actor=f"bank:{run_id}")


async def _new_line(uow: UnitOfWork, creditor_id: str, run_id: int, key: str, entry: Entry) -> BankLine | None:
    """The row of a movement, or None where its key is known; another run with the same key is waited for."""
    new = insert(BankLine).values(
        creditor_id=creditor_id, run_id=run_id, key=key, kind=entry.kind, minor=entry.minor,
        currency=entry.currency, booked_on=entry.booked_on, bank_ref=entry.told_bank_ref,
        end_to_end=entry.told_end_to_end, text=" ".join(filter(None, (entry.structured, entry.text))),
        state="open", why="", at=uow.now,
    )
    made = await uow.session.scalar(
        new.on_conflict_do_nothing(index_elements=["creditor_id", "key"]).returning(BankLine.id)
    )
    return await uow.session.get_one(BankLine, made) if made is not None else None


def _same(known: BankLine, entry: Entry) -> bool:
    told = (known.kind, known.minor, known.currency, known.booked_on)
    return told == (entry.kind, entry.minor, entry.currency, entry.booked_on)


async def credit_line(
    uow: UnitOfWork, line: BankLine, found: Match, report: LineReport, *, actor: str
) -> LineReport:
    """The movement is this case's: on the path of every payment."""
    attempt = await receive(
        uow, creditor_id=line.creditor_id, case_id=found.case_id, person_id=found.person_id, provider="transfer",
        key=line.key, method="transfer", minor=line.minor, currency=line.currency, value_on=line.booked_on,
        actor=actor,
    )
    line.state, line.why, line.matched_by = "matched", "", found.by
    line.case_id, line.attempt_id = found.case_id, attempt.id
    await uow.flush()
    case = await uow.session.get_one(Case, found.case_id)
    report.reference = case.reference
    held = await uow.session.scalar(select(Suspense).where(Suspense.attempt_id == attempt.id))
    report.result = "suspense" if held is not None else "credited"
    report.why = held.reason if held is not None else ""
    if held is not None and held.minor < line.minor:
        report.notes += ("partly",)
    if case.as_of is not None and line.booked_on <= case.as_of:
        report.notes += ("maybe_in_file",)
    return report


async def _returned(uow: UnitOfWork, line: BankLine, entry: Entry, report: LineReport) -> LineReport:
    """Money that went back: the movement that brought it is undone; where nobody can tell which, a person looks."""
    origin = await _origin(uow, line, entry)
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


async def _origin(uow: UnitOfWork, line: BankLine, entry: Entry) -> BankLine | str:
    """The credit of the same sum that it takes back, locked; or why a person must look.

    By our reference: the newest of that case. By the payer's end-to-end reference: only if one credit alone bears it.
    """
    if entry.currency not in CURRENCIES:
        return "unknown_currency"
    found = await match(uow, line.creditor_id, entry)
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
    if isinstance(found, Match):
        fitting = (await uow.session.scalars(same.where(BankLine.case_id == found.case_id))).all()
        return fitting[0] if fitting else "return_of_unknown"
    if not entry.told_end_to_end:
        return "return_of_unknown"
    fitting = (await uow.session.scalars(same.where(BankLine.end_to_end == entry.told_end_to_end))).all()
    return fitting[0] if len(fitting) == 1 else "return_of_unknown"
