"""A statement applied: one transaction a movement, safe to repeat, to break off and to run twice at once.

Whoever credits movements of one account takes turns; then rows of bank lines are locked before anything else (then
conversation, case, demand, attempt, creditor).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from bot.debt.bank import read_iban
from bot.debt.money import CURRENCIES
from bot.service.bank.back import returned
from bot.service.bank.known import Reading, kept_as, rival, said, seen, take_turn
from bot.service.bank.match import Match, bears_a_reference, match
from bot.service.bank.money import receive
from bot.service.bank.records import BankReport, Entry, LineReport, Statement
from bot.service.feeds.records import FeedRefused, FeedUnusable
from bot.store.database import Database, UnitOfWork
from bot.store.tables import BankLine, Case, Creditor, ImportRun, Suspense


async def apply_statement(database: Database, statement: Statement, *, check: bool = False) -> BankReport:
    """Apply a statement that has been read; with `check` every movement is tried and rolled back.

    Each movement is looked up in the transaction of its effect, so the same file again (or at the same moment, or one
    that overlaps) has no second one, and a run that was broken off is simply run again. The report has every line.
    Raises FeedUnusable: no such creditor, one without an account. FeedRefused: a statement of another account.
    """
    report = BankReport(file=statement.name, form=statement.form, pending=statement.pending)
    async with database.begin() as uow:
        await _its_account(uow, statement)
        run = await _run(uow, statement)
        if not check:
            report.run_id = run
            await uow.commit()
    file = Reading.of(statement)
    for key, entry in statement.keyed():
        async with database.begin() as uow:
            await take_turn(uow, statement.creditor)
            run_id = report.run_id or await _run(uow, statement)
            report.lines.append(await _take(uow, file, run_id, key, entry))
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
        since=statement.since, as_of=statement.until, at=uow.now, result="begun", counts={},
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


async def _take(uow: UnitOfWork, file: Reading, run_id: int, key: str, entry: Entry) -> LineReport:
    """One movement: its row, and what follows from it, in the caller's transaction."""
    report = LineReport(line=entry.line, result="not_ours", minor=entry.minor, currency=entry.currency)
    creditor_id = file.statement.creditor
    if entry.kind == "out" and not await bears_a_reference(uow, creditor_id, entry):
        return report
    known = await seen(uow, file, key, entry)
    if known.like is not None:
        report.like = await said(uow, known.like)
    if known.is_ == "known":
        report.result = "duplicate"
        return report
    if known.is_ == "doubtful":
        entry = replace(entry, doubt=known.why)
    found: Match | str = "unknown_currency"
    if entry.currency in CURRENCIES:
        found = await match(uow, creditor_id, entry)
    like = known.like
    if like is None and not entry.doubt and entry.currency in CURRENCIES:
        like = await _other(uow, file, entry, found)
        if like is not None:
            found, report.like = "maybe_known", await said(uow, like)
    line = await _new_line(uow, file, run_id, known.key, entry, like)
    if entry.kind != "credit" and like is None:
        return await returned(uow, line, entry, found, report)
    if isinstance(found, str):
        line.state, line.why = "open", found
        report.result, report.why = "open", found
        return report
    return await credit_line(uow, line, found, report, actor=f"bank:{run_id}")


async def _other(uow: UnitOfWork, file: Reading, entry: Entry, found: Match | str) -> BankLine | None:
    """The row under another name that this new movement may be: of its case; of money that went back without one, by
    the payer's reference.
    """
    if isinstance(found, Match):
        return await rival(uow, file, entry, case_id=found.case_id)
    return await rival(uow, file, entry, case_id=None) if entry.kind != "credit" else None


async def _new_line(
    uow: UnitOfWork, file: Reading, run_id: int, key: str, entry: Entry, like: BankLine | None
) -> BankLine:
    """The row of a movement. Whoever else reads this account waits: nobody can have made it meanwhile."""
    line = BankLine(
        creditor_id=file.statement.creditor, run_id=run_id, line=entry.line, form=file.statement.form, key=key,
        kind=kept_as(entry), minor=entry.minor, currency=entry.currency, booked_on=entry.booked_on,
        value_on=entry.value_on, balance=entry.balance, bank_ref=entry.told_bank_ref,
        end_to_end=entry.told_end_to_end, text=" ".join(filter(None, (entry.structured, entry.text))), state="open",
        like_id=like.id if like is not None else None, at=uow.now,
    )
    uow.session.add(line)
    await uow.flush()
    return line


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
    report.waits = held.minor if held is not None else 0
    if held is not None and held.minor < line.minor:
        report.notes += ("partly",)
    if case.as_of is not None and line.booked_on <= case.as_of:
        report.notes += ("maybe_in_file",)
    return report
