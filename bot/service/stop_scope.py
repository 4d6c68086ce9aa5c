"""What a stop is meant for, and what a later one ends: the reminders that were kept, on both rows of a human."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select

from bot.service import same
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Hold, Party, Person

EVERYTHING, BUT_REMINDERS = "everything", "all_but_plan_reminders"
"""As the hold, the creditor's file and the desk name it."""


async def end_kept(uow: UnitOfWork, points: Collection[ContactPoint], people: Collection[int]) -> None:
    """These contacts, of these people, are stopped: reminders that were kept there after an earlier stop come no
    longer, nor anywhere to whoever is the same human. Where none are left, holds say so, and the creditor is told.
    """
    others = await uow.session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.person_id.in_(same.others_of(select(Person.id).where(Person.id.in_(people)))),
            ContactPoint.reminders_kept_at.is_not(None),
        )
        .order_by(ContactPoint.id)
    )
    stopped = [*points, *others.all()]
    ended = {point.person_id for point in stopped if point.reminders_kept_at is not None}
    for point in stopped:
        point.reminders_kept_at = None
    if not ended:
        return
    await uow.flush()
    left = exists().where(ContactPoint.person_id == Party.person_id, ContactPoint.reminders_kept_at.is_not(None))
    rows = await uow.session.execute(
        select(Hold, Case)
        .join(Case, Case.id == Hold.case_id)
        .join(Party, Party.case_id == Case.id)
        .where(
            Party.person_id.in_(ended), ~left, Hold.reason == "stop_contact", Hold.lifted_at.is_(None),
            Hold.detail["scope"].as_string() == BUT_REMINDERS,
        )
        .order_by(Hold.id)
    )
    for hold, case in {hold.id: (hold, case) for hold, case in rows.all()}.values():
        hold.detail = {**hold.detail, "scope": EVERYTHING}
        await uow.tell_creditor(case, "stop", scope=EVERYTHING)
