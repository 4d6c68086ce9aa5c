"""The demo's clock, moved through everything that falls due on the way. Never in production.

To jump forty days in one step would send a reminder, its lateness and the next reminder in one moment. So the clock
stops at each task's time, as the days would have passed.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module

from sqlalchemy import select

from bot.store.clock import FixedClock, OffsetClock, write_offset
from bot.store.database import Database
from bot.store.tables import Task

OTHERS_SECONDS = 5.0  # a worker of another process may have claimed the task: so long it has to finish
NO_STOPS = ("on_call_alert", "retention", "export_files")
"""Done where the clock arrives. An alert that nobody acknowledges repeats every five minutes: 16,000 stops in two
months that nobody needs; what is let go each night is the same if the last of them alone is gone through.
"""
_Seen = tuple[int, datetime, int]
Runner = Callable[[Database], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Walk:
    """How an advance went: at how many moments something fell due, and the keys of tasks that stayed undone."""

    steps: int
    left: tuple[str, ...]


async def move(database: Database, at: datetime) -> None:
    """Set the clock to an aware moment (rounded up to a second of offset) and wake the other processes.

    Raises ValueError for a naive moment.
    """
    if at.tzinfo is None:
        raise ValueError("the clock is set to a moment with its zone")
    offset = timedelta(seconds=math.ceil((at - datetime.now(UTC)).total_seconds()))
    if isinstance(database.clock, FixedClock):
        database.clock.at = at
    elif isinstance(database.clock, OffsetClock):
        database.clock.offset = offset
    await _store(database, offset)


async def reset(database: Database) -> None:
    """Back to the time of day."""
    if isinstance(database.clock, OffsetClock):
        database.clock.offset = timedelta()
    await _store(database, timedelta())


async def advance(database: Database, target: datetime, run: Runner | None = None) -> Walk:
    """Move the clock to `target` (aware), stopping at each task that falls due before it to have it done.

    `run` does what is due (tasks.run_due unless a test gives its own). A task that is still undone and
    unchanged afterwards is passed over, so that one broken task never stops the clock; its key is in the answer.
    """
    run = run or _runner()
    passed_over: dict[int, str] = {}
    steps = 0
    while True:
        task = await _next(database, target, passed_over)
        if task is None:
            break
        if task.due_at > database.clock.now():
            await move(database, task.due_at)
        await run(database)
        steps += 1
        if not await _changes(database, (task.id, task.due_at, task.attempts)):
            passed_over[task.id] = task.key
    if target > database.clock.now():
        await move(database, target)
    return Walk(steps=steps, left=tuple(passed_over.values()))


def _runner() -> Runner:
    run: Runner = import_module("bot.service.tasks.tasks").run_due  # not at the top: only an advance needs the worker
    return run


async def _store(database: Database, offset: timedelta) -> None:
    async with database.begin() as uow:
        await write_offset(uow.session, offset)
        uow.notify("clock", offset_seconds=round(offset.total_seconds()))
        await uow.commit()


async def _next(database: Database, target: datetime, passed_over: dict[int, str]) -> Task | None:
    due = select(Task).where(
        Task.done_at.is_(None), Task.due_at <= target, Task.kind.not_in(NO_STOPS),
        Task.id.not_in(list(passed_over)),
    )
    async with database.begin() as uow:
        return (await uow.session.scalars(due.order_by(Task.due_at, Task.id).limit(1))).first()


async def _changes(database: Database, seen: _Seen) -> bool:
    """Whether the task is done, put off or tried again, now or within the time that another worker has for it."""
    until = asyncio.get_running_loop().time() + OTHERS_SECONDS
    while True:
        async with database.begin() as uow:
            task = await uow.session.get(Task, seen[0])
        if task is None or task.done_at is not None or (task.id, task.due_at, task.attempts) != seen:
            return True
        if asyncio.get_running_loop().time() > until:
            return False
        await asyncio.sleep(0.05)
