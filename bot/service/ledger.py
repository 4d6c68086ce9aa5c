"""`ledger check`: every case's book, read from one moment of the store, held against the rules of bot.debt.ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import String, cast, func, select

from bot.debt.ledger import Book, Entry, Fault, Mark, Paid, faults
from bot.service.instalments import PAID_TO_CREDITOR
from bot.store.database import Database, UnitOfWork
from bot.store.tables import (
    Attempt,
    AuditLine,
    Case,
    Demand,
    Instalment,
    LedgerEntry,
    Obligation,
    Plan,
    Receipt,
    Suspense,
)

_BATCH = 2_000


async def check(database: Database, creditor_id: str | None = None) -> tuple[int, dict[str, list[Fault]]]:
    """How many cases there are (of that creditor, else of all), and what does not add up, by case.

    Cases are named "creditor/reference". All of it is seen as at one moment: the server may work meanwhile.
    """
    found: dict[str, list[Fault]] = {}
    async with database.begin() as uow:
        await uow.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        ids = select(Case.id).order_by(Case.id)
        if creditor_id is not None:
            ids = ids.where(Case.creditor_id == creditor_id)
        keys = (await uow.session.scalars(ids)).all()
        for at in range(0, len(keys), _BATCH):
            for name, book in await _books(uow, keys[at : at + _BATCH]):
                wrong = faults(book)
                if wrong:
                    found[name] = wrong
    return len(keys), found


async def _books(uow: UnitOfWork, keys: Sequence[int]) -> Iterator[tuple[str, Book]]:
    rows = await uow.session.execute(
        select(Case.id, Case.creditor_id, Case.reference, Case.currency, Case.state).where(Case.id.in_(keys))
    )
    names: dict[int, str] = {}
    books: dict[int, Book] = {}
    for key, creditor, reference, currency, state in rows:
        names[key] = f"{creditor}/{reference}"
        books[key] = Book(reference=reference, currency=currency, state=state)
    await _entries(uow, books)
    await _payments(uow, books)
    await _instalments(uow, books)
    await _owed(uow, books)
    return ((names[key], book) for key, book in books.items())


async def _entries(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(
            LedgerEntry.case_id, LedgerEntry.account, LedgerEntry.kind, LedgerEntry.minor, LedgerEntry.value_on,
            LedgerEntry.source_kind, LedgerEntry.source_key,
        ).where(LedgerEntry.case_id.in_(books))
    )
    for key, account, kind, minor, value_on, source, name in rows:
        books[key].entries.append(Entry(account, kind, minor, value_on, source, name))


async def _payments(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(
            Demand.case_id, Attempt.public_id, Attempt.state, Attempt.currency, Receipt.minor, Receipt.currency,
            Receipt.allotment, Suspense.minor,
        )
        .join(Demand, Demand.id == Attempt.demand_id)
        .outerjoin(Receipt, Receipt.attempt_id == Attempt.id)
        .outerjoin(Suspense, (Suspense.attempt_id == Attempt.id) & Suspense.resolved_at.is_(None))
        .where(Demand.case_id.in_(books))
    )
    for key, public_id, state, asked_in, receipt, came_in, allotment, waiting in rows:
        told: dict[str, Any] = allotment or {}
        books[key].payments.append(
            Paid(
                public_id=public_id, state=state, currency=came_in or asked_in, receipt=receipt,
                due=int(told.get("due", 0)), suspense=int(told.get("suspense", 0)),
                left_us=int(told.get("given_back", 0)) + int(told.get("moved", 0)), waiting=int(waiting or 0),
                instalments=_by_instalment(told.get("instalments", [])),
            )
        )


def _by_instalment(parts: Sequence[dict[str, int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for part in parts:
        sums[part["id"]] = sums.get(part["id"], 0) + part["minor"]
    return sums


async def _instalments(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(Plan.case_id, Instalment.id, Instalment.minor, Instalment.paid_minor, Instalment.state)
        .join(Plan, Plan.id == Instalment.plan_id)
        .where(Plan.case_id.in_(books))
    )
    direct = await _paid_to_creditor(uow, books)
    for key, n, minor, paid, state in rows:
        books[key].instalments.append(Mark(n, minor, paid, state, direct[n]))


async def _paid_to_creditor(uow: UnitOfWork, books: dict[int, Book]) -> Counter[int]:
    """Minor units by instalment."""
    rows = await uow.session.execute(
        select(Instalment.id, AuditLine.data["minor"].as_integer())
        .join(Plan, Plan.id == Instalment.plan_id)
        .join(
            AuditLine,
            (AuditLine.object_kind == "instalment") & (AuditLine.object_id == cast(Instalment.id, String))
            & (AuditLine.verb == PAID_TO_CREDITOR),
        )
        .where(Plan.case_id.in_(books))
    )
    sums: Counter[int] = Counter()
    for n, minor in rows:
        sums[n] += minor or 0
    return sums


async def _owed(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(Obligation.case_id, func.sum(Obligation.minor).filter(Obligation.claimable))
        .where(Obligation.case_id.in_(books))
        .group_by(Obligation.case_id)
    )
    for key, owed in rows:
        books[key].owed = int(owed or 0)
