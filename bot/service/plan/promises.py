"""Promises: a single sum on a day, as a debtor has told it; looked at when that day and its bank days are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from sqlalchemy import and_, func, or_, select

from bot.debt import promise as rules
from bot.debt.contact import day_off
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.plan.instalments import at
from bot.store.database import UnitOfWork
from bot.store.tables import LedgerEntry, Promise

LOOKED_AT = time(6, 0)
"""Local time: before anybody is at work, after the night's files."""
_NEWEST = 10


async def open_promise(uow: UnitOfWork, case_id: int) -> Promise | None:
    """The one that stands on the (locked) case; there is never a second beside it."""
    found: Promise | None = await uow.session.scalar(
        select(Promise)
        .where(Promise.case_id == case_id, Promise.state == "open")
        .order_by(Promise.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found


async def promises_of(uow: UnitOfWork, case_id: int) -> Sequence[Promise]:
    """Those of the case, the newest first."""
    rows = await uow.session.scalars(
        select(Promise).where(Promise.case_id == case_id).order_by(Promise.id.desc()).limit(_NEWEST)
    )
    return rows.all()


async def make(
    uow: UnitOfWork, view: CaseView, *, person_id: int, amount: Money, due_on: date, way: str, actor: str
) -> Promise:
    """Put it on record: watched, and told to the creditor, who chases nobody for it before its day is over."""
    row = Promise(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=person_id, minor=amount.minor,
        due_on=due_on, way=way, state="open", made_at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    looked_at = rules.looked_at_on(due_on, bank_holidays(due_on, view.case.jurisdiction))
    uow.schedule(
        "promise_due", task_key(row), at(looked_at, view.creditor.time_zone, LOOKED_AT),
        creditor_id=row.creditor_id, promise=row.id,
    )
    uow.audit(
        "promise.made", "promise", row.id, actor=actor, creditor_id=row.creditor_id, case=row.case_id,
        minor=row.minor, due_on=due_on.isoformat(), way=way,
    )
    await uow.tell_creditor(
        view.case, "promise_made", promise=row.id, minor=row.minor, currency=amount.currency,
        due_on=due_on.isoformat(), way=way,
    )
    return row


async def end(uow: UnitOfWork, view: CaseView, row: Promise, state: str, *, actor: str) -> None:
    """Kept, missed, withdrawn, or ended with what it stood on; the creditor is told."""
    row.state, row.ended_at = state, uow.now
    uow.audit(f"promise.{state}", "promise", row.id, actor=actor, creditor_id=row.creditor_id, case=row.case_id)
    await uow.tell_creditor(view.case, f"promise_{state}", promise=row.id, due_on=row.due_on.isoformat())


def task_key(row: Promise) -> str:
    """The task that looks at it."""
    return f"promise_due:{row.id}"


async def paid_since(uow: UnitOfWork, row: Promise, currency: str) -> Money:
    """What has come for the case since it was made: our payments less what went back, and what the creditor's files
    say is owed less.
    """
    ours = LedgerEntry.kind.in_(("payment", "reversal"))
    theirs = and_(LedgerEntry.source_kind == "feed", LedgerEntry.minor < 0)
    total = await uow.session.scalar(
        select(func.coalesce(func.sum(-LedgerEntry.minor), 0)).where(
            LedgerEntry.case_id == row.case_id, LedgerEntry.account == "due", LedgerEntry.at > row.made_at,
            or_(ours, theirs),
        )
    )
    return Money(int(total or 0), currency)


def bank_holidays(begins: date, jurisdiction: str) -> frozenset[date]:
    """Days on which no bank works in the three weeks from that day; of a country without a calendar: none known."""
    days = (begins + timedelta(days=n) for n in range(21))
    try:
        return frozenset(day for day in days if day_off(day, jurisdiction))
    except KeyError:
        return frozenset()
