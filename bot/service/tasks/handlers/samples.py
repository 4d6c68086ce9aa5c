"""Each Monday: conversations of the week before, drawn to be read for missed distress. Nobody chooses which."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.service.care.oncall import OnCall
from bot.service.desk import samples
from bot.service.tasks.handlers.outcome import Done
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Task

DRAWN_AT = time(6, 0)
"""Local time of the Monday after: before anybody reads, after the night's work."""


async def plan_sample(database: Database) -> bool:
    """Have the week before drawn on this Monday, or now if that is over: once, by whichever process sees it first.

    Returns whether it was new. One task a week, so that a week that could not be drawn does not stop the next.
    """
    week = samples.last_week(database.clock)
    key = f"weekly_sample:{week.isoformat()}"
    async with database.begin() as uow:
        if await uow.session.scalar(select(Task.id).where(Task.key == key)) is not None:
            return False
        due = datetime.combine(week + timedelta(days=7), DRAWN_AT, samples.ZONE)
        uow.schedule("weekly_sample", key, due, week=week.isoformat())
        await uow.commit()
    return True


async def weekly_sample(uow: UnitOfWork, task: Task, _: OnCall) -> Done:
    """Task `weekly_sample` {week: its Monday}: draw it for every creditor. Once more changes nothing."""
    drawn = await samples.draw_all(uow, date.fromisoformat(task.data["week"]))
    return Done(f"drawn:{drawn}")
