"""A request to be erased: carried to its end, whatever became of who began it, and again when the debt is over."""

from __future__ import annotations

from datetime import timedelta

from bot.service.care.oncall import OnCall
from bot.service.retention.erasure import AGAIN, step
from bot.service.tasks.handlers.outcome import Again, Done
from bot.store.database import UnitOfWork
from bot.store.tables import Task

NEXT_BATCH = timedelta(seconds=1)


async def erasure(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `erasure` {person}: a step, and again until nobody is known by it."""
    done = await step(uow, int(task.data["person"]), actor="system")
    if done.more:
        return Again(uow.now + NEXT_BATCH, "going_on")
    return Done("erased") if done.whole else Again(uow.now + AGAIN, "kept")
