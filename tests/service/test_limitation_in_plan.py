"""The period of limitation ends while a plan runs: who keeps to it is credited, and nobody is late with what may not be
paid."""

from __future__ import annotations

from datetime import date

import pytest
from timed_world import Timed, make_world

from bot.feeds.bank.cli import statement_of
from bot.service.bank import apply_statement
from bot.service.case.cases import view_of
from bot.service.pay.demands import NotPayable, demand_for_sum
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Case,
    Creditor,
    Handover,
    Instalment,
    LedgerEntry,
    OutboxMessage,
    Plan,
    Suspense,
    TransferReference,
)
from tests.bank_files import IBAN, Move, camt

DAYS = ("2026-12-07", "2027-01-07", "2027-02-08", "2027-03-08", "2027-04-07", "2027-05-07")


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    """A telephone debt (one year, C. postes L34-2) unpaid since 5 May 2026: doubtful from March 2027, then barred."""
    made = await make_world(database, clock)
    async with database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"transfer_iban": IBAN}
        await uow.commit()
    await made.set(Case, made.case_id, nature="telecom", oldest_unpaid_on=date(2026, 5, 5))
    return made


async def transfer(world: Timed, day: str, amount: str = "80.00") -> None:
    (reference,) = await world.all(TransferReference)
    moved = camt(Move(amount=amount, ref=f"R{day}", rf=reference.reference, day=day), day=date.fromisoformat(day))
    await apply_statement(world.database, statement_of("demo", f"{day}.xml", moved))


async def test_who_pays_on_the_day_each_month_completes_the_plan(world: Timed) -> None:
    await world.plan()
    for day in DAYS:
        await world.at(f"{day}T08:00:00+01:00")
        await transfer(world, day)
    assert [(row.state, row.paid_minor) for row in await world.instalments()] == [("kept", 8000)] * 6
    assert [plan.state for plan in await world.all(Plan)] == ["completed"] and await world.all(Suspense) == []
    assert {m.text_id for m in await world.all(OutboxMessage)} == {"notice_reminder", "notice_plan_review"}


async def test_more_than_the_plan_asks_waits_for_a_person_once_the_period_may_be_over(world: Timed) -> None:
    await world.plan()
    async with world.database.begin() as uow:  # a part that the plan does not cover
        uow.session.add(
            LedgerEntry(
                creditor_id="demo", case_id=world.case_id, account="due", kind="adjustment", minor=10000, at=uow.now,
                value_on=uow.today(), reason="", source_kind="test", source_key="more",
            )
        )
        await uow.commit()
    await world.at("2027-06-01T12:00:00+02:00")
    await transfer(world, "2027-06-01", "500.00")
    (waits,) = await world.all(Suspense)
    assert (waits.minor, waits.reason) == (2000, "limitation")
    assert [plan.state for plan in await world.all(Plan)] == ["completed"]
    async with world.database.begin() as uow:
        with pytest.raises(NotPayable, match="checked"):
            await demand_for_sum(uow, await view_of(uow, world.case_id), 5000)


async def test_a_plan_agreed_too_late_is_a_persons_and_its_instalments_are_not_missed(world: Timed) -> None:
    await world.plan()
    await world.set(Case, world.case_id, oldest_unpaid_on=date(2026, 1, 5))  # as the creditor now says: doubtful before
    for day in ("2026-12-08", "2026-12-20", "2027-01-08", "2027-02-10"):
        await world.at(f"{day}T06:00:00+01:00")
    assert {row.state for row in await world.all(Instalment)} == {"due"}
    assert [(one.queue, one.reason) for one in await world.all(Handover)] == [("legal", "limitation")]
