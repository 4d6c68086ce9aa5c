"""Call-backs as they are kept: which is booked, whether its time has come, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.store.database import UnitOfWork
from bot.store.tables import Callback, Conversation

LEAD = timedelta(minutes=5)
"""So long before its time a call-back stands in the queue."""


def task_key(row: Callback) -> str:
    """The task that brings it to the queue, and sees whether anybody has called."""
    return f"callback:{row.id}"


async def booked(uow: UnitOfWork, conversation: Conversation) -> Callback | None:
    """The conversation's call-back that is still to come, or due."""
    found: Callback | None = await uow.session.scalar(
        select(Callback)
        .where(Callback.conversation_id == conversation.id, Callback.state == "booked")
        .order_by(Callback.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found


async def end(uow: UnitOfWork, row: Callback, state: str, *, actor: str) -> None:
    """Done, nobody answered, missed by us, moved or withdrawn."""
    row.state, row.ended_at = state, uow.now
    await uow.cancel(task_key(row))
    uow.audit(f"callback.{state}", "callback", row.id, actor=actor, creditor_id=row.creditor_id)
    uow.notify("handover", handover=0, conversation=row.conversation_id)


async def of_conversations(uow: UnitOfWork, keys: Sequence[int]) -> dict[int, Callback]:
    """Those that are booked, by conversation."""
    rows = await uow.session.scalars(
        select(Callback).where(Callback.conversation_id.in_(keys), Callback.state == "booked").order_by(Callback.id)
    )
    return {row.conversation_id: row for row in rows.all()}


def is_due(row: Callback, now: datetime) -> bool:
    """Whether somebody should call at this moment."""
    return row.state == "booked" and row.starts_at - LEAD <= now
