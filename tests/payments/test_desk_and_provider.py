"""What a person does with money that waits, and what its provider says of it afterwards: never two effects."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.service.desk import suspense
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal
from bot.service.tasks.handlers.attempts import ask_again
from bot.store.tables import (
    Attempt,
    Brand,
    Case,
    ExportEvent,
    Handover,
    Hold,
    LedgerEntry,
    Party,
    Receipt,
    Suspense,
)
from tests.payments.payment_world import knock, paid_attempt, partly_disputed

AGENT = AgentAt(id=1, name="Camille", role="agent", creditors=frozenset({"demo"}), csrf="", token_hash="")


async def work_off(world, how, **more) -> None:
    """Both steps of the desk's."""
    confirm = ""
    for _ in range(2):
        async with world.database.begin() as uow:
            try:
                await how(uow, AGENT, 1, confirm=confirm, **more)
                await uow.commit()
            except DeskRefusal as asked:
                confirm = asked.values["token"]


async def other_case(world) -> int:
    async with world.database.begin() as uow:
        brand = await uow.session.scalar(select(Brand))
        case = Case(creditor_id="demo", brand_id=brand.id, reference="DEMO-1001-B", jurisdiction="FR",
                    nature="consumer_credit", collector_role="own_account", state="late", currency="EUR",
                    oldest_unpaid_on=date(2026, 8, 5), flags=[])
        uow.session.add(case)
        await uow.flush()
        uow.session.add_all([
            Party(creditor_id="demo", case_id=case.id, person_id=world.person_id, role="borrower"),
            LedgerEntry(creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=30000, at=uow.now,
                        value_on=date(2026, 11, 1), reason="", source_kind="feed", source_key="opening:2"),
        ])
        await uow.commit()
    return case.id


async def due(world, case_id: int, account: str = "due") -> int:
    async with world.database.begin() as uow:
        total = select(func.sum(LedgerEntry.minor))
        return int(await uow.session.scalar(
            total.where(LedgerEntry.case_id == case_id, LedgerEntry.account == account)) or 0)


@pytest.fixture
async def waiting(world, provider):
    await partly_disputed(world, provider)


async def a_day_later(world, provider) -> None:
    world.database.clock.advance(timedelta(days=1))
    assert await ask_again(world.database, provider) == 1


async def kinds(world) -> list[str]:
    return [event.kind for event in await world.all(ExportEvent)]


async def test_what_was_given_back_at_the_desk_does_not_come_again_with_the_next_look(world, provider, waiting):
    await work_off(world, suspense.give_back)
    await a_day_later(world, provider)
    assert await world.sums() == {"due": 10000, "suspense": 0}
    assert (await kinds(world)).count("payment") == 1


async def test_the_refund_that_the_desk_announced_takes_nothing_from_what_was_credited(world, provider, waiting):
    await work_off(world, suspense.give_back)
    called = [(h.reason, h.brief.get("also")) for h in await world.all(Handover)]
    provider.says("at_1", "partly_refunded", returned=10000)
    await a_day_later(world, provider)
    assert await world.sums() == {"due": 10000, "suspense": 0}
    assert "payment_reversed" not in await kinds(world)
    assert [(h.reason, h.brief.get("also")) for h in await world.all(Handover)] == called
    provider.says("at_1", "refunded")
    await a_day_later(world, provider)
    assert await world.sums() == {"due": 48000, "suspense": 0}
    (told,) = [e.payload for e in await world.all(ExportEvent) if e.kind == "payment_reversed"]
    assert (told["minor"], told["credited_minor"]) == (38000, 38000)


async def test_what_was_moved_to_another_case_does_not_come_again_with_the_next_look(world, provider, waiting):
    other = await other_case(world)
    await work_off(world, suspense.move, case_id=other)
    await a_day_later(world, provider)
    assert (await due(world, world.case_id), await due(world, other)) == (10000, 20000)
    assert await due(world, world.case_id, "suspense") == 0


async def test_when_money_goes_back_that_was_moved_a_person_is_told_how_much_of_it_once(world, provider, waiting):
    other = await other_case(world)
    await work_off(world, suspense.move, case_id=other)
    provider.says("at_1", "refunded")
    await a_day_later(world, provider)
    await a_day_later(world, provider)
    assert (await due(world, world.case_id), await due(world, other)) == (48000, 20000)
    (told,) = [e.payload for e in await world.all(ExportEvent) if e.kind == "payment_reversed"]
    assert (told["minor"], told["credited_minor"], told["moved_minor"]) == (48000, 38000, 10000)


async def test_what_was_credited_at_the_desk_goes_back_with_the_rest(world, provider, waiting):
    async with world.database.begin() as uow:
        hold = await uow.session.scalar(select(Hold))
        hold.lifted_at = uow.now
        await uow.commit()
    world.database.clock.advance(timedelta(hours=20))
    await work_off(world, suspense.credit)
    assert await world.sums() == {"due": 0, "suspense": 0}
    assert (await world.all(Case))[0].last_payment_on == date(2026, 11, 21)
    provider.says("at_1", "disputed")
    await knock(world, provider, "e2")
    assert await world.sums() == {"due": 48000, "suspense": 0}
    assert (await world.all(Case))[0].last_payment_on is None
    provider.says("at_1", "paid")
    await knock(world, provider, "e3")
    assert await world.sums() == {"due": 0, "suspense": 0}
    assert len(await world.all(Receipt)) == 1 and all(row.resolved_at for row in await world.all(Suspense))


async def test_money_of_the_bank_and_of_the_desk_is_never_asked_about_at_a_provider(world, provider):
    await paid_attempt(world, provider)
    for name in ("transfer", "desk"):
        async with world.database.begin() as uow:
            (await uow.session.get_one(Attempt, 1)).provider = name
            await uow.commit()
        world.database.clock.advance(timedelta(days=1))
        assert await ask_again(world.database, provider) == 0
        assert await knock(world, provider, f"about {name}") == "foreign"


async def test_the_desk_and_the_provider_at_once_leave_books_that_add_up(world, provider, waiting):
    other = await other_case(world)
    provider.says("at_1", "partly_refunded", returned=4000)
    results = await asyncio.gather(
        work_off(world, suspense.move, case_id=other), knock(world, provider, "refund"),
        return_exceptions=True,
    )
    assert results[1] == "partly_refunded" and not isinstance(results[0], Exception)
    moved = 30000 - await due(world, other)
    assert moved in (0, 6000, 10000)
