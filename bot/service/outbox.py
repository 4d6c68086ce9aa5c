"""The outbox: messages on channels other than the web chat, kept until the provider has them.

A message is leased before the provider is called and marked afterwards. A crash between the provider's acceptance
and our mark has it sent once more with the same key, by which the provider knows the repeat.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.service.ports import Sender, SendRefused, Sent
from bot.service.task_handlers.hours import may_go_now
from bot.service.task_handlers.threads import desk_thread, thread_of
from bot.service.handover import open_handover
from bot.store.database import Database, UnitOfWork
from bot.store.tables import ContactPoint, OutboxMessage
from bot.words.book import book

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
PATIENCE = 30.0
"""Seconds that a provider may take: well within the lease, so that nobody else sends it meanwhile."""
TRIES = 6
BACK_OFF = (
    timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2),
)


class NoSender(Exception):
    """Nothing sends on this channel."""


async def enqueue(
    uow: UnitOfWork,
    *,
    key: str,
    contact: ContactPoint,
    channel: str,
    lang: str,
    text_id: str,
    values: Mapping[str, str],
    conversation_id: int | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Have a sentence of the book sent to a contact, once per `key`. False: that key is there already."""
    sentence = book().find(text_id, lang, channel)
    made = await uow.session.scalar(
        insert(OutboxMessage)
        .values(
            key=key, creditor_id=contact.creditor_id, conversation_id=conversation_id, contact_point_id=contact.id,
            channel=channel, to=contact.value, lang=lang, text_id=text_id, text_version=sentence.version,
            body=book().text(text_id, lang, values, channel), state="queued", due_at=due_at or uow.now, attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutboxMessage.id)
    )
    if made is not None:
        await uow.notify("outbox", message=made)
    return made is not None


async def deliver_due(database: Database, senders: Mapping[str, Sender], *, limit: int = 50) -> int:
    """Send what is due, the oldest first; several processes may do so at once. Returns how many were tried."""
    tried = 0
    while tried < limit:
        message = await _claim(database)
        if message is None:
            break
        tried += 1
        if message.state == "queued":
            await _deliver(database, senders, message)
    return tried


async def _claim(database: Database) -> OutboxMessage | None:
    """Lease the oldest message that is due. What may not go any more is refused, or put off to its hours."""
    async with database.begin() as uow:
        message = await uow.session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.state == "queued", OutboxMessage.due_at <= uow.now)
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return None
        later = await may_go_now(uow, message)
        if later == "refused":
            message.state = "refused"
            _line(uow, message, "message.refused", why="opted_out")
        elif isinstance(later, datetime):
            message.due_at = later
        else:
            message.attempts += 1
            message.due_at = uow.now + LEASE
        await uow.commit()
        return message
