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

from bot.service.conversation import lock
from bot.service.handover import open_handover
from bot.service.ports import Sender, SendRefused, Sent
from bot.service.task_handlers.hours import may_go_now
from bot.service.task_handlers.threads import desk_thread, thread_of
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
        uow.notify("outbox", message=made)
    return made is not None


async def deliver_due(database: Database, senders: Mapping[str, Sender], *, limit: int = 50) -> int:
    """Send what is due, the oldest first; several processes may do so at once. Returns how many were tried."""
    for tried in range(limit):
        claimed = await _claim(database)
        if claimed is None:
            return tried
        message, may_go = claimed
        if may_go:
            await _deliver(database, senders, message)
    return limit


async def _claim(database: Database) -> tuple[OutboxMessage, bool] | None:
    """Lease the oldest message that is due; False: it may not go (any more), or not at this hour."""
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
        when = await may_go_now(uow, message)
        if isinstance(when, datetime):
            message.due_at = when
        elif when == "refused":
            message.state = "refused"
            _line(uow, message, "message.refused", why="opted_out")
        else:
            message.attempts += 1
            message.due_at = uow.now + LEASE
        await uow.commit()
        return message, when == "go"


async def _deliver(database: Database, senders: Mapping[str, Sender], message: OutboxMessage) -> None:
    try:
        sender = senders.get(message.channel)
        if sender is None:
            raise NoSender(message.channel)
        async with asyncio.timeout(PATIENCE):
            sent = await sender.send(to=message.to, body=message.body, key=message.key)
    except SendRefused:
        await _ended(database, message, "refused")
    except Exception as error:  # whatever a provider's library raises: tried again
        log.warning("outbox.not_sent", message=message.id, attempts=message.attempts, error=type(error).__name__)
        if message.attempts >= TRIES:
            await _ended(database, message, "failed")
        else:
            await _put_off(database, message)
    else:
        await _mark_sent(database, message, sent)


async def _locked(uow: UnitOfWork, message: OutboxMessage) -> OutboxMessage | None:
    """The row while it is still ours: nobody has leased it anew."""
    found: OutboxMessage | None = await uow.session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.id == message.id, OutboxMessage.state == "queued",
            OutboxMessage.attempts == message.attempts,
        )
        .with_for_update()
    )
    return found


async def _mark_sent(database: Database, message: OutboxMessage, sent: Sent) -> None:
    async with database.begin() as uow:
        row = await uow.session.get_one(OutboxMessage, message.id, with_for_update=True)
        if row.state == "queued":  # sent is sent, whoever holds the lease by now
            row.state, row.sent_at, row.provider_ref = "sent", uow.now, sent.provider_ref
            _line(uow, row, "message.sent")
            uow.notify("outbox", message=row.id)
            await uow.commit()


async def _put_off(database: Database, message: OutboxMessage) -> None:
    async with database.begin() as uow:
        row = await _locked(uow, message)
        if row is not None:
            row.due_at = uow.now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
            await uow.commit()


async def _ended(database: Database, message: OutboxMessage, state: str) -> None:
    """It will not arrive: a person is told, so that nobody waits for what never comes."""
    async with database.begin() as uow:
        row = await _locked(uow, message)
        if row is None:
            return
        row.state = state
        _line(uow, row, f"message.{state}", attempts=row.attempts)
        uow.notify("outbox", message=row.id)
        await uow.commit()
    try:
        async with database.begin() as uow:
            await _call_somebody(uow, message, state)
            await uow.commit()
    except Exception:
        log.exception("outbox.nobody_called", message=message.id)


async def _call_somebody(uow: UnitOfWork, message: OutboxMessage, state: str) -> None:
    if message.conversation_id is not None:
        thread = await lock(uow, message.conversation_id)
    else:
        contact = await uow.session.get(ContactPoint, message.contact_point_id)
        if contact is None:
            return
        thread = await thread_of(uow, contact.person_id) or await desk_thread(uow, contact.person_id)
    await open_handover(
        uow, thread, queue="general", reason=f"message_{state}", actor="system", outbox=message.id,
        channel=message.channel,
    )


def _line(uow: UnitOfWork, message: OutboxMessage, verb: str, **data: object) -> None:
    uow.audit(
        verb, "outbox", message.id, actor="system", creditor_id=message.creditor_id, channel=message.channel,
        text_id=message.text_id, **data,
    )


class DemoSender:
    """The embedded default: nothing leaves this machine, the message stays to be seen in the outbox. Simulated."""

    async def send(self, *, to: str, body: str, key: str) -> Sent:  # noqa: ARG002  (the port's signature)
        """Accept it. The same key has the same reference."""
        return Sent(provider_ref="demo-" + hashlib.sha256(key.encode()).hexdigest()[:16])
