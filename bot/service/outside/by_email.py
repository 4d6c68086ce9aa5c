"""Papers by e-mail, for whoever chose e-mail: that one is ready, and a link; the paper itself never leaves the house.

The link stands for the reference, never for the birth date: whoever else reads the mailbox learns nothing.
"""

from __future__ import annotations

from sqlalchemy import select

from bot.service.case.cases import LIVING_PLAN
from bot.service.identity.lookup import personal_link
from bot.service.outside.queueing import enqueue
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Person, Plan


async def paper_waiting(uow: UnitOfWork, person_id: int, *, key: str) -> bool:
    """Tell somebody who chose e-mail for a plan of theirs that a paper is ready, once a `key`. False: they did not."""
    await uow.flush()
    contact: ContactPoint | None = await uow.session.scalar(
        select(ContactPoint)
        .join(Plan, Plan.reminder_to == ContactPoint.id)
        .where(
            Plan.person_id == person_id, Plan.reminder_channel == "email",
            Plan.state.in_((*LIVING_PLAN, "completed")), ContactPoint.kind == "email",
            ContactPoint.opted_out_at.is_(None), ContactPoint.whose == "own",
        )
        .order_by(Plan.id.desc())
        .limit(1)
    )
    if contact is None:
        return False
    person = await uow.session.get_one(Person, person_id)
    return await enqueue(
        uow, key=f"paper:{key}", to=contact, channel="email", lang=person.language,
        text_id="notice_paper_waiting", values={"link": await personal_link(uow, person)},
    )
