"""`ledger check`: every case's book, read from one moment of the store, held against the rules of bot.debt.ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from bot.debt.ledger import Book, Entry, Fault, Mark, Movement, Paid, faults
from bot.store.database import Database, UnitOfWork
from bot.store.tables import (
    Attempt,
    BankLine,
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

    Cases are named "creditor/reference"; bank movements that are credited to none, "creditor/movement". All of it is
    seen as at one moment: the server may work meanwhile.
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
        found |= await _of_no_case(uow, creditor_id)
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
    await _movements(uow, books)
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
            Demand.case_id, Attempt.public_id, Attempt.state, Attempt.currency, Attempt.provider, Receipt.minor,
            Receipt.currency, Receipt.allotment, Suspense.minor,
        )
        .join(Demand, Demand.id == Attempt.demand_id)
        .outerjoin(Receipt, Receipt.attempt_id == Attempt.id)
        .outerjoin(Suspense, (Suspense.attempt_id == Attempt.id) & Suspense.resolved_at.is_(None))
        .where(Demand.case_id.in_(books))
    )
    for key, public_id, state, asked_in, provider, receipt, came_in, allotment, waiting in rows:
        told: dict[str, Any] = allotment or {}
        books[key].payments.append(
            Paid(
                public_id=public_id, state=state, currency=came_in or asked_in, provider=provider, receipt=receipt,
                due=int(told.get("due", 0)), suspense=int(told.get("suspense", 0)),
                left_us=int(told.get("given_back", 0)) + int(told.get("moved", 0)), waiting=int(waiting or 0),
                instalments=_by_instalment(told.get("instalments", [])),
            )
        )


async def _movements(uow: UnitOfWork, books: dict[int, Book]) -> None:
    """Money in that a case has or had: by its payment's case, else by its own."""
    of_case = func.coalesce(Demand.case_id, BankLine.case_id)
    rows = await uow.session.execute(
        select(of_case, BankLine.id, BankLine.minor, BankLine.currency, BankLine.state, Attempt.public_id)
        .outerjoin(Attempt, Attempt.id == BankLine.attempt_id)
        .outerjoin(Demand, Demand.id == Attempt.demand_id)
        .where(BankLine.kind == "credit", of_case.in_(books))
    )
    for key, n, minor, currency, state, public_id in rows:
        books[key].movements.append(Movement(n, minor, currency, state == "matched", public_id))


async def _of_no_case(uow: UnitOfWork, creditor_id: str | None) -> dict[str, list[Fault]]:
    rows = select(BankLine).where(
        BankLine.kind == "credit", BankLine.state == "matched", BankLine.case_id.is_(None),
        BankLine.attempt_id.is_(None),
    )
    if creditor_id is not None:
        rows = rows.where(BankLine.creditor_id == creditor_id)
    found: dict[str, list[Fault]] = {}
    for line in await uow.session.scalars(rows.order_by(BankLine.id)):
        fault = Fault("movement_without_payment", str(line.id), line.minor, 0)
        found.setdefault(f"{line.creditor_id}/movement", []).append(fault)
    return found


def _by_instalment(parts: Sequence[dict[str, int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for part in parts:
        sums[part["id"]] = sums.get(part["id"], 0) + part["minor"]
    return sums


async def _instalments(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(
            Plan.case_id, Instalment.id, Instalment.minor, Instalment.paid_minor, Instalment.state,
            Instalment.covered_minor,
        )
        .join(Plan, Plan.id == Instalment.plan_id)
        .where(Plan.case_id.in_(books))
    )
    for key, n, minor, paid, state, covered in rows:
        books[key].instalments.append(Mark(n, minor, paid, state, covered))


async def _owed(uow: UnitOfWork, books: dict[int, Book]) -> None:
    rows = await uow.session.execute(
        select(Obligation.case_id, func.sum(Obligation.minor).filter(Obligation.claimable))
        .where(Obligation.case_id.in_(books))
        .group_by(Obligation.case_id)
    )
    for key, owed in rows:
        books[key].owed = int(owed or 0)
