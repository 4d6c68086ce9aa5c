"""A personal link for somebody who has been looked up and found."""

from __future__ import annotations

from bot.service.lookup import send_link
from bot.service.oncall import OnCall
from bot.service.task_handlers.outcome import Done
from bot.store.database import UnitOfWork
from bot.store.tables import Person, Task


async def personal_link(uow: UnitOfWork, task: Task, _: OnCall) -> Done:
    """Send it to those who were found; for nobody, there is nothing to do."""
    sent = 0
    for person_id in task.data["people"]:
        sent += await send_link(uow, await uow.session.get_one(Person, person_id))
    return Done(f"sent to {sent}" if sent else "nobody")
