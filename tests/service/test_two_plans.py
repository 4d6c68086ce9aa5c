"""Two plans of one person: what is skipped, moved or rested in one never makes a month too heavy beside the other."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest
from timed_world import Timed, make_world

from bot.debt.plan import add_months
from bot.service.case.cases import cases_of
from bot.service.pause.pause import set_pause
from bot.service.plan import skips
from bot.service.thread.conversation import lock, remember
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Brand, Case, Handover, Instalment, LedgerEntry, Party, Plan


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    """Two of 240.00 from 7 December."""
    made = await make_world(database, clock)
    await made.plan(instalment=24000)
    return made


async def beside(world: Timed, first: date, count: int) -> None:
    """Another case of the same person, with a plan of so many times 200.00."""
    async with world.database.begin() as uow:
        (brand,) = await world.all(Brand)
        case = Case(
            creditor_id="demo", brand_id=brand.id, reference="DEMO-1002", jurisdiction="FR", nature="consumer_credit",
            collector_role="own_account", state="late", currency="EUR", oldest_unpaid_on=date(2026, 8, 5), flags=[],
        )
        uow.session.add(case)
        await uow.flush()
        plan = Plan(
            creditor_id="demo", case_id=case.id, person_id=world.person_id, group="g2", kind="plan", state="agreed",
            currency="EUR", agreed_at=uow.now, undo_until=uow.now,
        )
        uow.session.add_all([
            plan, Party(creditor_id="demo", case_id=case.id, person_id=world.person_id, role="borrower"),
            LedgerEntry(
                creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=20000 * count, at=uow.now,
                value_on=date(2026, 11, 1), reason="", source_kind="feed", source_key="opening:2",
            ),
        ])
        await uow.flush()
        uow.session.add_all([
            Instalment(creditor_id="demo", plan_id=plan.id, n=n + 1, due_on=add_months(first, n), minor=20000)
            for n in range(count)
        ])
        await uow.commit()


async def months(world: Timed) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in await world.all(Instalment):
        if row.state != "moved":
            found[f"{row.due_on:%Y-%m}"] += row.minor
    return dict(found)


async def skip(world: Timed) -> list[str]:
    async with world.database.begin() as uow:
        conversation = await lock(uow, world.conversation_id)
        remember(conversation, choice={"do": "skip", "case": world.case_id, "due_on": "2026-12-07"})
        answer = await skips.skip(uow, conversation)
        await uow.commit()
    return [one.text_id for one in answer.says]


async def test_a_skip_goes_into_the_first_month_that_holds_beside_the_other_plan(world: Timed) -> None:
    await beside(world, date(2027, 2, 10), 3)
    assert "utter_skip_set" in await skip(world)
    assert await months(world) == {
        "2027-01": 24000, "2027-02": 20000, "2027-03": 20000, "2027-04": 20000, "2027-05": 24000,
    }


async def test_a_skip_that_would_only_fit_far_away_is_a_persons_and_changes_nothing(world: Timed) -> None:
    await beside(world, date(2027, 2, 10), 18)
    before = await months(world)
    assert "utter_no_month_free" in await skip(world)
    assert await months(world) == before
    assert [one.reason for one in await world.all(Handover)] == ["no_month_free"]


async def test_what_fell_into_a_pause_is_never_beside_the_other_plan_either(world: Timed) -> None:
    await beside(world, date(2027, 2, 10), 18)
    async with world.database.begin() as uow:
        views = [view for view in await cases_of(uow, world.person_id) if view.case.id == world.case_id]
        await set_pause(uow, views[0], await lock(uow, world.conversation_id), date(2027, 1, 15), None)
        await uow.commit()
    world.clock.at = datetime.fromisoformat("2027-01-15T12:00+01:00")
    await world.run()
    assert max((await months(world)).values()) == 24000
    (handover,) = await world.all(Handover)
    assert "no_month_free" in (handover.reason, *handover.brief["also"])  # moved, and a person looks
