"""What a stop is meant for, and what a later one ends: the reminders that were kept, on both rows of a human."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select

from bot.service.case.cases import cases_of
from bot.service.identity import same
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, Hold, Party, Person

EVERYTHING, BUT_REMINDERS, CALLS = "everything", "all_but_plan_reminders", "calls"
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


async def meant(uow: UnitOfWork, conversation: Conversation, scope: str) -> None:
    """Have the holds of a stop, on both rows of a human, say what it is for; the creditor is told where that is new."""
    person = conversation.person_id or 0
    for key in (person, *await same.others(uow, person)):
        for view in await cases_of(uow, key):
            for hold in view.holds:
                if hold.reason == "stop_contact" and hold.detail.get("scope") not in (None, scope):
                    hold.detail = {**hold.detail, "scope": scope}
                    await uow.tell_creditor(view.case, "stop", scope=scope)
    uow.audit(
        "conversation.stop_scope", "conversation", conversation.id, actor="debtor",
        creditor_id=conversation.creditor_id, scope=scope,
    )


def keep(uow: UnitOfWork, contact: ContactPoint) -> None:
    """Reminders of plans may come there all the same, by the debtor's own wish after a stop."""
    contact.reminders_kept_at = uow.now
    uow.audit(
        "contact.reminders_kept", "contact_point", contact.id, actor="debtor", creditor_id=contact.creditor_id,
    )
