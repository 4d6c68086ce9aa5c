"""Small looks into the store, for the tests of feeds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.tables import Base, Case, ExportEvent, Hold, LedgerEntry, Obligation, Party, Person

AURALIS = "auralis_2026-11-20_full.csv"
DELTA = "auralis_2026-11-21_delta.csv"
CUT = "auralis_2026-11-22_full_truncated.csv"
VOLTA = "volta_energie_20261120.csv"
BRIGHT = "brightloan_uk_20261120.psv"


async def case_of(store: Database, reference: str) -> Case:
    async with store.begin() as uow:
        found = await uow.session.scalar(select(Case).where(Case.reference == reference))
    assert found is not None, reference
    return found


async def sums(store: Database, reference: str) -> tuple[int, int]:
    """Due and future of the ledger."""
    async with store.begin() as uow:
        rows = await uow.session.execute(
            select(LedgerEntry.account, func.sum(LedgerEntry.minor))
            .join(Case, Case.id == LedgerEntry.case_id)
            .where(Case.reference == reference)
            .group_by(LedgerEntry.account)
        )
        found = {account: int(total) for account, total in rows.all()}
    return found.get("due", 0), found.get("future", 0)


async def holds_of(store: Database, reference: str) -> list[Hold]:
    async with store.begin() as uow:
        rows = await uow.session.scalars(
            select(Hold).join(Case, Case.id == Hold.case_id).where(Case.reference == reference).order_by(Hold.id)
        )
        return list(rows)


async def person_of(store: Database, reference: str) -> Person:
    async with store.begin() as uow:
        found = await uow.session.scalar(
            select(Person)
            .join(Party, Party.person_id == Person.id)
            .join(Case, Case.id == Party.case_id)
            .where(Case.reference == reference)
        )
    assert found is not None
    return found


async def count(store: Database, table: type[Base], creditor: str) -> int:
    async with store.begin() as uow:
        found = await uow.session.scalar(
            select(func.count()).select_from(table).where(table.creditor_id == creditor)  # type: ignore[attr-defined]
        )
    return int(found or 0)


async def everything(store: Database, creditor: str) -> dict[str, int]:
    """How many rows of each kind: what a repeat must not change."""
    tables = (Case, Person, LedgerEntry, Hold, Obligation, ExportEvent)
    return {table.__tablename__: await count(store, table, creditor) for table in tables}


async def pay(store: Database, reference: str, minor: int, on: date, key: str) -> None:
    """A payment of our own on the ledger."""
    async with store.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        assert case is not None
        uow.session.add(
            LedgerEntry(
                creditor_id=case.creditor_id, case_id=case.id, account="due", kind="payment", minor=-minor,
                at=uow.now, value_on=on, reason="", source_kind="attempt", source_key=key,
            )
        )
        await uow.commit()
