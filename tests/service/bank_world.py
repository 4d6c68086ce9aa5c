"""A debtor with a plan, whose creditor has an account; statements of it, and what they leave in the books."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from timed_world import Timed, make_world

from bot.feeds.bank.cli import statement_of
from bot.service.bank import BankReport, apply_statement
from bot.service.pay.transfer import reference_for
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Brand, Case, Creditor, LedgerEntry, Party, Person, TransferReference
from tests.bank_files import IBAN, Move, camt


async def make_bank_world(database: Database, clock: FixedClock) -> Timed:
    """480.00 EUR, six instalments of 80.00; the creditor has an account."""
    made = await make_world(database, clock)
    async with database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"transfer_iban": IBAN}
        await uow.commit()
    await made.plan(channel="none")
    return made


async def rf(world: Timed) -> str:
    """What the debtor writes on a transfer."""
    return (await world.all(TransferReference, TransferReference.plan_id == world.plan_id))[0].reference


async def take(world: Timed, *moves: Move, check: bool = False, name: str = "a.xml", **of_file) -> BankReport:
    """A statement of these movements is applied."""
    statement = statement_of("demo", name, camt(*moves, **of_file))
    return await apply_statement(world.database, statement, check=check)


async def due(world: Timed, account: str = "due", case_id: int | None = None) -> int:
    """What stands in an account of the ledger, of one case or of all."""
    async with world.database.begin() as uow:
        total = select(func.coalesce(func.sum(LedgerEntry.minor), 0)).where(LedgerEntry.account == account)
        if case_id is not None:
            total = total.where(LedgerEntry.case_id == case_id)
        return int(await uow.session.scalar(total) or 0)


async def another_debtor(world: Timed) -> tuple[int, str]:
    """Somebody else who owes 480.00: the case, and what they write on a transfer."""
    async with world.database.begin() as uow:
        person = Person(creditor_id="demo", external_key="p2", last_name="Durand", first_name="Zoé",
                        birth_date=date(1980, 1, 1), postcode="67000", language="fr", country="FR")
        case = Case(creditor_id="demo", brand_id=await uow.session.scalar(select(Brand.id)), reference="DEMO-9",
                    jurisdiction="FR", nature="consumer_credit", collector_role="own_account", state="late",
                    currency="EUR", oldest_unpaid_on=date(2026, 8, 5), flags=[])
        uow.session.add_all([person, case])
        await uow.flush()
        uow.session.add_all([
            Party(creditor_id="demo", case_id=case.id, person_id=person.id, role="borrower"),
            LedgerEntry(creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=48000, at=uow.now,
                        value_on=date(2026, 11, 1), reason="", source_kind="feed", source_key="opening:2"),
        ])
        told = await reference_for(uow, creditor_id="demo", case_id=case.id, person_id=person.id, plan_id=None)
        await uow.commit()
        return case.id, told
