"""Reminders are wanted, chasing is not: a stop of all the rest, or one that was too much made narrower."""

from __future__ import annotations

from sqlalchemy import select

from bot.service.contact import contact, stop_scope
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation


async def heard(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """The wish is kept until the rest is stopped; None while it is not: that comes first."""
    remember(conversation, keep_reminders=True)
    if not conversation.memory.get("stopped") or not await identify.is_identified(uow, conversation):
        return None
    return await narrow(uow, conversation)


async def narrow(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """What was just stopped stays so but for the reminders; said once. Nothing where that was not wished."""
    if not conversation.memory.get("keep_reminders"):
        return Answer()
    remember(conversation, keep_reminders=None)
    done = (conversation.memory.get("stopped") or {}).get("points") or []
    points = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.id.in_(done), ContactPoint.whose == "own")
    )
    for point in points.all():
        stop_scope.keep(uow, point)
    await stop_scope.meant(uow, conversation, stop_scope.BUT_REMINDERS)
    return say("utter_only_reminders").asking(None)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: contact.Views) -> Answer:
    """The stop itself, once it is known whose cases; made narrower at once where that was wished."""
    told = await contact.go_on(uow, conversation, views)
    kept = await narrow(uow, conversation)
    return kept if kept.says else told
