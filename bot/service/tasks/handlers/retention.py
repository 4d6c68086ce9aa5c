"""Each night: what has been kept long enough goes (bot/debt/retention.yml), counted and never named."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.service.care.oncall import OnCall
from bot.service.retention.carry_out import BATCH, let_go, ruled
from bot.service.tasks.handlers.outcome import Again, Done
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Task

ZONE = ZoneInfo("Europe/Paris")
AT = time(3, 30)
"""Local time: the least is written then."""
NEXT_BATCH = timedelta(seconds=1)
MOST = 100_000
"""Rows of one night; the rest waits for the next."""


async def plan_retention(database: Database) -> bool:
    """Have the coming night's done: once, by whichever process sees it first. Returns whether it was new."""
    now = database.clock.now().astimezone(ZONE)
    day = now.date() if now.time() < AT else now.date() + timedelta(days=1)
    key = f"retention:{day.isoformat()}"
    async with database.begin() as uow:
        if await uow.session.scalar(select(Task.id).where(Task.key == key)) is not None:
            return False
        at = datetime.combine(day, AT, ZONE)
        uow.schedule("retention", key, at, day=day.isoformat())
        uow.schedule("export_files", f"export_files:{day.isoformat()}", at, day=day.isoformat())
        await uow.commit()
    return True


async def retention(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `retention` {day, counts, after}: a batch of one kind, and the task again until nothing more is over."""
    counts: dict[str, int] = dict(task.data.get("counts", {}))
    todo = [rule for rule in ruled(uow) if rule.kind not in task.data.get("finished", [])]
    finished = list(task.data.get("finished", []))
    for rule in todo:
        gone = await let_go(uow, rule)
        if gone:
            counts[rule.kind] = counts.get(rule.kind, 0) + gone
        if gone < BATCH:
            finished.append(rule.kind)
        if gone:
            break
    total = sum(counts.values())
    if len(finished) < len(ruled(uow)) and total < MOST:
        return Again(uow.now + NEXT_BATCH, "going_on", {"counts": counts, "finished": finished})
    if counts:
        uow.audit("retention.carried_out", "retention", task.data["day"], actor="system", rows=counts)
    return Done(f"gone:{total}")
