"""How and whether we write to somebody: stop at once, confirmed once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.service.cases import CaseView, set_hold
from bot.service.conversation import remember
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Nothing is sent any more that the debtor has not asked for; the creditor is told to do the same."""
    points = await uow.session.scalars(
        select(ContactPoint).where(
            ContactPoint.person_id == conversation.person_id, ContactPoint.opted_out_at.is_(None)
        )
    )
    for point in points.all():
        point.opted_out_at = uow.now
    for view in views:
        await set_hold(uow, view, "stop_contact", set_by="debtor")
        await uow.tell_creditor(view.case, "stop")
    remember(conversation, errand=None, errand_data=None, errand_over=True, stop_asked=None)
    return say("utter_stopped").asking(None)
