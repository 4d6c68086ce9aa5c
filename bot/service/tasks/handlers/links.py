"""A personal link for somebody who has been looked up and found; the end of a code that nobody has given."""

from __future__ import annotations

from bot.service.care.oncall import OnCall
from bot.service.contact import contact_code
from bot.service.identity.lookup import send_link
from bot.service.tasks.handlers.outcome import Done
from bot.store.database import UnitOfWork
from bot.store.tables import ContactCode, Person, Task


async def personal_link(uow: UnitOfWork, task: Task, _: OnCall) -> Done:
    """Send it to those who were found; for nobody, there is nothing to do."""
    sent = 0
    for person_id in task.data["people"]:
        sent += await send_link(uow, await uow.session.get_one(Person, person_id))
    return Done(f"sent to {sent}" if sent else "nobody")


async def contact_code_end(uow: UnitOfWork, task: Task, _: OnCall) -> Done:
    """Its ten minutes are over: nothing that was stored of it gives it away any more."""
    row = await uow.session.get_one(ContactCode, task.data["code"], with_for_update=True)
    if row.ended_at is not None:
        return Done("ended before")
    await contact_code.end(uow, row, how="late")
    return Done("ended")
