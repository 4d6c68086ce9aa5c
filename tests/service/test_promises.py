"""What becomes of a promise with time: kept or missed, told kindly, told to the creditor, nobody chased before."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from timed_world import Timed, make_world

from bot.debt.money import Money
from bot.service.case.cases import set_hold, view_of
from bot.service.feeds.export import do_not_contact
from bot.service.plan import promises
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    ContactAttempt,
    Demand,
    ExportEvent,
    LedgerEntry,
    Message,
    OutboxMessage,
    Promise,
)

DUE = date(2026, 12, 4)  # a Friday: looked at on Thursday the 10th, 6:00


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    clock.at = datetime.fromisoformat("2026-12-01T10:00:00+01:00")
    return await make_world(database, clock)


async def promised(world: Timed, minor: int = 10_000) -> int:
    async with world.database.begin() as uow:
        row = await promises.make(
            uow, await view_of(uow, world.case_id), person_id=world.person_id, amount=Money(minor, "EUR"), due_on=DUE,
            way="transfer", actor="agent:1",
        )
        await uow.commit()
        return row.id


async def state(world: Timed) -> str:
    (row,) = await world.all(Promise)
    return str(row.state)


async def told(world: Timed) -> list[str]:
    return [one.kind for one in await world.all(ExportEvent)]


async def said(world: Timed) -> list[str | None]:
    return [one.text_id for one in await world.all(Message)]


async def test_what_has_come_is_thanked_for_and_the_creditor_hears_it(world: Timed) -> None:
    await promised(world)
    await world.at("2026-12-02T10:00:00+01:00")
    await world.pay(6_000)
    await world.at("2026-12-04T10:00:00+01:00")
    await world.pay(4_000)
    await world.identify()
    await world.at("2026-12-10T05:00:00+01:00")
    assert await state(world) == "open"
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "kept" and "notice_promise_kept" in await said(world)
    assert await told(world) == ["promise_made", "promise_kept"]
    assert not await world.all(OutboxMessage), "the payment itself was confirmed before"


async def test_what_has_not_come_is_missed_without_reproach_and_a_neutral_message_goes(world: Timed) -> None:
    await promised(world)
    await world.pay(9_999)
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "missed"
    await world.at("2026-12-10T11:00:00+01:00")
    (message,) = await world.all(OutboxMessage)
    assert (message.text_id, message.channel) == ("notice_promise_missed", "sms")
    assert "pai" not in message.body.lower() and "€" not in message.body
    assert [one.reason for one in await world.all(ContactAttempt)] == ["promise_missed"]
    assert await told(world) == ["promise_made", "promise_missed"]
    assert (await said(world))[-1] == "notice_message_waiting", "nobody identified is told of a payment"


async def test_money_that_went_back_was_not_paid(world: Timed) -> None:
    await promised(world)
    await world.at("2026-12-02T10:00:00+01:00")
    await world.pay(10_000)
    async with world.database.begin() as uow:
        uow.session.add(
            LedgerEntry(
                creditor_id="demo", case_id=world.case_id, account="due", kind="reversal", minor=10_000, at=uow.now,
                value_on=uow.today(), reason="", source_kind="test", source_key="back",
            )
        )
        await uow.commit()
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "missed"


async def test_what_the_creditors_file_says_is_owed_less_counts(world: Timed) -> None:
    await promised(world)
    await world.at("2026-12-02T10:00:00+01:00")
    async with world.database.begin() as uow:
        uow.session.add(
            LedgerEntry(
                creditor_id="demo", case_id=world.case_id, account="due", kind="adjustment", minor=-10_000, at=uow.now,
                value_on=uow.today(), reason="", source_kind="feed", source_key="lower",
            )
        )
        await uow.commit()
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "kept"


async def test_what_was_paid_before_it_was_made_does_not_count(world: Timed) -> None:
    await world.pay(10_000)
    world.clock.at = datetime.fromisoformat("2026-12-01T10:05:00+01:00")
    await promised(world)
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "missed"


async def test_money_on_its_way_is_waited_for(world: Timed) -> None:
    await promised(world)
    async with world.database.begin() as uow:
        demand = Demand(
            creditor_id="demo", case_id=world.case_id, person_id=world.person_id, kind="own_amount", minor=10_000,
            currency="EUR", state="open", created_at=uow.now,
        )
        uow.session.add(demand)
        await uow.flush()
        uow.session.add(
            Attempt(
                creditor_id="demo", demand_id=demand.id, public_id="a1", provider="sandbox", minor=10_000,
                currency="EUR", state="pending", created_at=uow.now,
            )
        )
        await uow.commit()
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "open"
    (attempt,) = await world.all(Attempt)
    await world.set(Attempt, attempt.id, state="failed")
    await world.at("2026-12-11T06:00:00+01:00")
    assert await state(world) == "missed"


async def test_what_may_not_be_paid_any_more_was_not_missed(world: Timed) -> None:
    await promised(world)
    async with world.database.begin() as uow:
        await set_hold(uow, await view_of(uow, world.case_id), "over_indebtedness_admissible", set_by="agent:1")
        await uow.commit()
    await world.at("2026-12-10T06:00:00+01:00")
    assert await state(world) == "ended" and not await world.all(OutboxMessage)


async def test_nobody_is_chased_before_the_day_and_the_banks_days_are_over(world: Timed) -> None:
    await promised(world)
    async with world.database.begin() as uow:
        lines = await do_not_contact(uow, "demo", uow.today())
    assert [(line.reason, line.until) for line in lines] == [("promise", date(2026, 12, 10))]
    await world.at("2026-12-10T06:00:00+01:00")
    async with world.database.begin() as uow:
        assert await do_not_contact(uow, "demo", uow.today()) == []


async def test_a_task_that_comes_twice_ends_it_once(world: Timed) -> None:
    await promised(world)
    await world.at("2026-12-10T06:00:00+01:00")
    await world.run()
    assert (await told(world)).count("promise_missed") == 1
