"""Who collects without a written mandate may ask for and receive nothing (CPCE R124-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.case.cases import view_of
from bot.service.tasks.tasks import run_due
from bot.store.tables import Case, Hold

AFTER = datetime.fromisoformat("2026-12-21T00:01+01:00")
FULL = "auralis_2026-11-20_full.csv"


async def case_of(uow, reference):
    return (await uow.session.scalars(select(Case).where(Case.reference == reference))).one()


async def holds_of(store, reference):
    async with store.begin() as uow:
        case = await case_of(uow, reference)
        rows = await uow.session.scalars(
            select(Hold).where(Hold.case_id == case.id, Hold.reason == "mandate_ended", Hold.lifted_at.is_(None))
        )
        return list(rows)


async def all_due(store):
    while await run_due(store):
        pass


@pytest.fixture
async def imported(importing, feed_bytes):
    await importing("auralis", FULL)
    return feed_bytes(FULL)


async def test_until_the_last_day_nothing_is_held(store, imported):
    store.clock.at = AFTER - timedelta(minutes=3)
    await all_due(store)
    assert await holds_of(store, "AUR-70001") == []


async def test_from_the_day_after_nothing_may_be_asked_or_paid(store, imported):
    store.clock.at = AFTER
    await all_due(store)
    [hold] = await holds_of(store, "AUR-70001")
    async with store.begin() as uow:
        view = await view_of(uow, hold.case_id)
    assert not (view.may.offers or view.may.debtor_may_pay or view.may.debtor_may_plan or view.may.we_write_first)
    assert view.payable.minor == 0


async def test_a_file_with_a_new_mandate_lifts_it(store, imported, importing):
    store.clock.at = AFTER
    await all_due(store)
    later = imported.replace(b"20/12/2026;20/11/2026", b"20/03/2027;21/12/2026")
    await importing("auralis", "auralis_2026-12-21_full.csv", data=later)
    assert await holds_of(store, "AUR-70001") == []
    store.clock.at = AFTER + timedelta(days=100)
    await all_due(store)
    assert len(await holds_of(store, "AUR-70001")) == 1


async def test_a_file_whose_mandate_is_over_is_held_at_once(store, importing, feed_bytes):
    data = feed_bytes(FULL).replace(b"20/12/2026;20/11/2026", b"19/11/2026;20/11/2026")
    await importing("auralis", FULL, data=data)
    assert len(await holds_of(store, "AUR-70001")) == 1
