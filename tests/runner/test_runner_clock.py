"""The demo's clock walks through what falls due; it never jumps over it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.tasks import clock as demo_clock
from bot.service.tasks.handlers.retention import plan_retention
from bot.service.tasks.tasks import run_due
from bot.store.clock import FixedClock, OffsetClock, read_offset
from bot.store.database import Database
from bot.store.tables import Task


async def put(database: Database, key: str, due_at: datetime) -> None:
    async with database.begin() as uow:
        uow.schedule("test", key, due_at)
        await uow.commit()


class Worker:
    """Does what is due by the database's clock; a task may put another one in, or fail."""

    def __init__(self, after: dict[str, timedelta] | None = None, broken: str = "") -> None:
        self.done: list[tuple[str, datetime]] = []
        self.after, self.broken = after or {}, broken

    async def __call__(self, database: Database) -> None:
        async with database.begin() as uow:
            due = select(Task).where(Task.done_at.is_(None), Task.due_at <= uow.now).order_by(Task.due_at)
            for task in await uow.session.scalars(due):
                if task.key == self.broken:
                    continue
                task.done_at = uow.now
                self.done.append((task.key, uow.now))
                if task.key in self.after:
                    uow.schedule("test", f"{task.key}-next", task.due_at + self.after[task.key])
            await uow.commit()


async def test_each_task_is_done_at_its_own_time_in_order(database: Database, clock: FixedClock) -> None:
    start = clock.now()
    await put(database, "second", start + timedelta(days=20))
    await put(database, "first", start + timedelta(days=3))
    await put(database, "beyond", start + timedelta(days=41))
    worker = Worker(after={"first": timedelta(days=5)})
    walk = await demo_clock.advance(database, start + timedelta(days=40), worker)
    assert worker.done == [
        ("first", start + timedelta(days=3)), ("first-next", start + timedelta(days=8)),
        ("second", start + timedelta(days=20)),
    ]
    assert walk == demo_clock.Walk(steps=3, left=())
    assert clock.now() == start + timedelta(days=40)


async def test_what_was_overdue_already_is_done_without_turning_the_clock_back(
    database: Database, clock: FixedClock
) -> None:
    start = clock.now()
    await put(database, "late", start - timedelta(days=1))
    worker = Worker()
    await demo_clock.advance(database, start + timedelta(hours=1), worker)
    assert worker.done == [("late", start)]


async def test_a_task_that_cannot_be_done_does_not_stop_the_clock(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_clock, "OTHERS_SECONDS", 0.0)
    start = clock.now()
    await put(database, "broken", start + timedelta(days=1))
    await put(database, "good", start + timedelta(days=2))
    worker = Worker(broken="broken")
    walk = await demo_clock.advance(database, start + timedelta(days=3), worker)
    assert walk.left == ("broken",)
    assert [key for key, _ in worker.done] == ["good"]
    assert clock.now() == start + timedelta(days=3)


async def test_the_offset_is_kept_for_the_other_processes_and_taken_back(database: Database) -> None:
    database.clock = OffsetClock()
    target = database.clock.now() + timedelta(days=2)
    await demo_clock.move(database, target)
    assert timedelta() <= database.clock.now() - target < timedelta(seconds=2)
    async with database.begin() as uow:
        assert await read_offset(uow.session) == database.clock.offset
    await demo_clock.reset(database)
    async with database.begin() as uow:
        assert await read_offset(uow.session) == timedelta()
    assert database.clock.offset == timedelta()


async def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="zone"):
        await demo_clock.move(database, datetime(2026, 12, 1))  # noqa: DTZ001


async def test_the_nights_on_which_things_are_let_go_are_no_stops(database: Database, clock: FixedClock) -> None:
    start = clock.now()
    await plan_retention(database)
    walk = await demo_clock.advance(database, start + timedelta(days=40), Worker())
    assert walk == demo_clock.Walk(steps=0, left=())
    assert await run_due(database) == 1, "where the clock arrives it is done"
