"""`ledger check` on the real store: sound after everything that moves money; a broken row is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import delete, func, insert, select, update
from timed_world import Timed, make_world

from bot.feeds.bank.cli import statement_of
from bot.feeds.cli import import_feed
from bot.feeds.gather import gather
from bot.feeds.mapping import load
from bot.runner.ledger import RULES, told
from bot.service.bank import apply_statement
from bot.service.demo import load_demo
from bot.service.pay.ledger import check
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    BankLine,
    Brand,
    Case,
    Creditor,
    Instalment,
    LedgerEntry,
    Obligation,
    Plan,
    Receipt,
    Suspense,
    TransferReference,
)
from tests.bank_files import IBAN, Move, camt

FEEDS = Path(__file__).resolve().parent.parent / "data" / "feeds"


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    """A plan of six instalments; two were paid by transfer, then 500.00 more, of which 180.00 wait."""
    made = await make_world(database, clock)
    await made.set(Creditor, "demo", settings={"transfer_iban": IBAN})
    await made.plan(channel="none")
    rf = (await made.all(TransferReference))[0].reference
    moves = [Move(ref=f"B{n}", rf=rf, amount=amount) for n, amount in enumerate(("80.00", "80.00", "500.00"))]
    await apply_statement(database, statement_of("demo", "a.xml", camt(*moves)))
    return made


async def test_a_case_is_sound_after_payments_suspense_and_a_return(world):
    assert await check(world.database) == (1, {})
    rf = (await world.all(TransferReference))[0].reference
    for n, amount in enumerate(("500.00", "80.00")):
        move = Move(ref=f"R{n}", rf=rf, amount=amount, sign="DBIT", reversal=True)
        await apply_statement(world.database, statement_of("demo", "b.xml", camt(move)))
        assert await check(world.database) == (1, {})


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (update(LedgerEntry).where(LedgerEntry.kind == "payment").values(minor=LedgerEntry.minor - 1),
         "ledger_and_receipt"),
        (delete(Receipt), "paid_without_receipt"),
        (update(Receipt).values(minor=Receipt.minor + 1), "receipt_and_its_parts"),
        (update(Suspense).values(minor=1), "suspense_that_waits"),
        (update(Instalment).where(Instalment.n == 1).values(paid_minor=0), "instalment_and_receipts"),
        (update(Instalment).where(Instalment.n == 1).values(state="late"), "instalment_and_its_state"),
        (delete(LedgerEntry).where(LedgerEntry.kind == "payment"), "ledger_and_receipt"),
        (delete(LedgerEntry).where(LedgerEntry.kind == "payment"), "movement_and_ledger"),
        (delete(LedgerEntry).where(LedgerEntry.kind == "suspense"), "movement_and_ledger"),
        (update(BankLine).where(BankLine.bank_ref == "B2").values(minor=49000), "movement_and_ledger"),
        (update(BankLine).where(BankLine.bank_ref == "B2").values(currency="GBP"), "movement_and_ledger"),
        (update(BankLine).where(BankLine.bank_ref == "B1").values(state="open"), "movement_and_ledger"),
        (update(BankLine).where(BankLine.bank_ref == "B1").values(attempt_id=None), "movement_without_payment"),
        (update(BankLine).where(BankLine.bank_ref == "B1").values(attempt_id=None), "transfer_without_movement"),
        (delete(BankLine).where(BankLine.bank_ref == "B0"), "transfer_without_movement"),
    ],
)
async def test_a_broken_row_is_named_with_its_rule(world, broken, rule):
    async with world.database.begin() as uow:
        await uow.session.execute(broken)
        await uow.commit()
    number, found = await check(world.database, "demo")
    assert number == 1
    assert rule in {fault.rule for fault in found["demo/DEMO-1001"]}
    assert any("demo/DEMO-1001" in line for line in told(number, found))


async def test_a_movement_that_is_called_credited_and_has_no_case_is_named(world):
    async with world.database.begin() as uow:
        line = update(BankLine).where(BankLine.bank_ref == "B1")
        await uow.session.execute(line.values(attempt_id=None, case_id=None))
        await uow.commit()
    number, found = await check(world.database, "demo")
    assert {fault.rule for fault in found["demo/movement"]} == {"movement_without_payment"}
    assert any("demo/movement" in line and "made no payment" in line for line in told(number, found))


async def test_every_rule_has_its_words(world):
    source = (Path(__file__).resolve().parents[2] / "bot" / "debt" / "ledger.py").read_text(encoding="utf-8")
    named = {line.split('Fault("')[1].split('"')[0] for line in source.splitlines() if 'Fault("' in line}
    assert named == set(RULES)


async def test_the_demo_and_every_creditors_file_add_up(database):
    async with database.begin() as uow:
        await load_demo(uow, uow.today())
        await uow.commit()
    names = [
        ("auralis", "auralis_2026-11-20_full.csv"), ("auralis", "auralis_2026-11-21_delta.csv"),
        ("volta", "volta_energie_20261120.csv"), ("brightloan", "brightloan_uk_20261120.psv"),
    ]
    for creditor, name in names:
        await import_feed(database, gather(name, (FEEDS / name).read_bytes(), load(creditor)), check=False)
        number, found = await check(database)
        assert not found, (name, told(number, found))
    assert number > 100


async def test_ten_thousand_cases_are_checked_in_seconds(database):
    async with database.begin() as uow:
        uow.session.add(Creditor(id="demo", name="D", country="FR", settings={}))
        await uow.flush()
        brand = Brand(creditor_id="demo", key="b", name="B", policy="demo_maison")
        uow.session.add(brand)
        await uow.flush()
        plain = {"creditor_id": "demo"}
        of_case = {
            **plain, "brand_id": brand.id, "jurisdiction": "FR", "nature": "other", "collector_role": "own_account",
            "state": "late", "currency": "EUR", "flags": [],
        }
        await uow.session.execute(insert(Case), [{**of_case, "reference": f"C-{n}"} for n in range(10_000)])
        keys = (await uow.session.scalars(select(Case.id))).all()
        entry = {
            **plain, "account": "due", "kind": "opening", "minor": 100, "at": uow.now, "value_on": date(2026, 1, 1),
            "reason": "", "source_kind": "feed",
        }
        await uow.session.execute(
            insert(LedgerEntry),
            [{**entry, "case_id": key, "source_key": f"{key}:{n}", "kind": "opening" if n < 1 else "adjustment"}
             for key in keys for n in range(5)],
        )
        owed = {**plain, "external_key": "", "component": "principal", "claimable": True, "disputed": False}
        await uow.session.execute(insert(Obligation), [{**owed, "case_id": key, "minor": 500} for key in keys])
        assert await uow.session.scalar(select(func.count()).select_from(Plan)) == 0
        await uow.commit()
    begun = perf_counter()
    assert await check(database) == (10_000, {})
    took = perf_counter() - begun
    print(f"10,000 cases, 50,000 entries: {took:.1f} s")
    assert took < 15
