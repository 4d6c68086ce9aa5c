"""An alarm that was none: whoever has said no themselves is not asked before every later payment.

Only where nobody at the desk is still with it, and nothing was said in any of their threads since. The hold stays: an
agent lifts it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import String, cast, select

from bot.service.case.cases import CaseView
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, AuditLine, Conversation, Handover

_NO = ("safety.said_no", "safety.denied")


async def by_themselves(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> bool:
    """Whether they have answered no after the last hold for distress was set, in this thread or another of theirs, and
    no thread of theirs is open about it: none with such words unanswered, none that waits for a person or is with one.
    """
    since = [hold.set_at for view in views for hold in view.holds if hold.reason == "distress"]
    if not since or conversation.person_id is None:
        return False
    rows = await uow.session.scalars(select(Conversation).where(Conversation.person_id == conversation.person_id))
    threads = [conversation, *(one for one in rows if one.id != conversation.id)]
    if any(_is_open(one) for one in threads):
        return False
    keys = [one.id for one in threads]
    waits = select(Handover.id).where(
        Handover.conversation_id.in_(keys), Handover.closed_at.is_(None), Handover.queue == "distress"
    )
    sounds = select(Alert.id).where(Alert.conversation_id.in_(keys), Alert.acknowledged_at.is_(None))
    for with_somebody in (waits, sounds):
        if await uow.session.scalar(with_somebody.limit(1)) is not None:
            return False
    said = await uow.session.scalar(
        select(AuditLine.id)
        .where(
            AuditLine.object_kind == "conversation", AuditLine.verb.in_(_NO), AuditLine.at >= max(since),
            AuditLine.object_id.in_(select(cast(Conversation.id, String)).where(Conversation.id.in_(keys))),
        )
        .limit(1)
    )
    return said is not None


def _is_open(conversation: Conversation) -> bool:
    """Whether words of distress stand there that they have not taken back."""
    told = conversation.memory.get("distress")
    return told == "possible" or (told == "explicit" and not conversation.memory.get("crisis_denied"))
