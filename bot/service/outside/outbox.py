"""The outbox: messages on channels other than the web chat, kept until the provider has them.

A message is leased before the provider is called and marked afterwards. A crash between the provider's acceptance
and our mark has it tried once more with the same key and the moment of the first try, by which the repeat is known.
Words of one conversation by telephone go in their order; the bot's are never sent when somebody else has taken over.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from bot.service.handover.handover import open_handover
from bot.service.outside.texting import BARRED, URGENT
from bot.service.outside.ways import Way, close_window, in_its_turn, opted_out, way_of
from bot.service.ports import Sender, SendRefused, Sent, Via
from bot.service.tasks.handlers.hours import may_go_now
from bot.service.tasks.handlers.threads import desk_thread, thread_of
from bot.service.thread.conversation import lock
from bot.store.database import Database, UnitOfWork
from bot.store.tables import ContactPoint, OutboxMessage

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


async def anything_due(database: Database, *, urgent: bool = False) -> bool:
    """Whether there is something (`urgent`: such words) to send: one short look, for it is taken every second."""
    async with database.look() as uow:
        due = select(OutboxMessage.id).where(OutboxMessage.state == "queued", OutboxMessage.due_at <= uow.now)
        if urgent:
            due = due.where(OutboxMessage.text_id.in_(URGENT))
        return await uow.session.scalar(due.limit(1)) is not None


async def deliver_due(
    database: Database, senders: Mapping[str, Sender], *, limit: int = 50, urgent: bool = False
) -> int:
    """Send what is due, lines of help before all else, then the oldest; several processes may do so at once.

    `urgent`: those alone. Returns how many were tried.
    """
    for tried in range(limit):
        claimed = await _claim(database, urgent=urgent)
        if claimed is None:
            return tried
        message, way = claimed
        if way is not None:
            await _deliver(database, senders, message, way)
    return limit


async def _claim(database: Database, *, urgent: bool = False) -> tuple[OutboxMessage, Way | None] | None:
    """Lease the oldest message that is due; without a way it may not go (any more), or not at this hour."""
    of_help = OutboxMessage.text_id.in_(URGENT)
    async with database.begin() as uow:
        due = select(OutboxMessage).where(OutboxMessage.state == "queued", OutboxMessage.due_at <= uow.now)
        message = await uow.session.scalar(
            due.where(of_help if urgent else in_its_turn(uow.now))
            .order_by(of_help.desc(), OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            await uow.commit()
            return None
        when = await may_go_now(uow, message)
        way = await way_of(uow, message) if when == "go" else None
        if isinstance(way, str):
            when, way = way, None
        if isinstance(when, datetime):
            message.due_at = when
        elif way is None:
            message.state = "stale" if when == "stale" else "refused"
            _line(uow, message, f"message.{message.state}", why="opted_out" if when == "refused" else when)
            uow.notify("outbox", message=message.id)
        else:
            message.attempts += 1
            message.due_at = uow.now + LEASE
            message.tried_at = message.tried_at or uow.now
        await uow.commit()
    by_agent = message.in_thread and not message.text_id
    if when == "window" or (by_agent and way is None and when in ("opted_out", "stopped")):
        # Nobody knows of it yet: no way to them is left, and whoever wrote it waits for an answer.
        await _tell_somebody(database, message, "refused")
    return message, way


async def _deliver(database: Database, senders: Mapping[str, Sender], message: OutboxMessage, way: Way) -> None:
    try:
        sender = senders.get(message.channel)
        if sender is None:
            raise NoSender(message.channel)
        async with asyncio.timeout(PATIENCE):
            sent = await sender.send(to=way.to, body=message.body, key=message.key, via=way.via)
    except SendRefused as refusal:
        refused_help = refusal.why == "refused" and _help_by_whatsapp(message)
        if refused_help or (refusal.why == "window" and not way.via.template):
            await _other_way(database, message)
            return
        await _ended(database, message, "refused")
        if refusal.why == "opted_out":
            await _mirror_opt_out(database, message)
    except Exception as error:  # whatever a provider's library raises: tried again
        log.warning("outbox.not_sent", message=message.id, attempts=message.attempts, error=type(error).__name__)
        if _help_by_whatsapp(message):
            await _other_way(database, message)
        elif message.attempts >= TRIES:
            await _ended(database, message, "failed")
        else:
            await _put_off(database, message)
    else:
        await _mark_sent(database, message, sent)


def _help_by_whatsapp(message: OutboxMessage) -> bool:
    """Lines of help that WhatsApp does not carry wait for no second try there: they go by SMS."""
    return message.channel == "whatsapp" and message.in_thread and message.text_id in URGENT


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
            row.state, row.sent_at, row.provider_ref, row.status = "sent", uow.now, sent.provider_ref, None
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
    if message.text_id != BARRED:  # a confirmation that the carrier would not let through after all is nobody's work
        await _tell_somebody(database, message, state)


async def _other_way(database: Database, message: OutboxMessage) -> None:
    """WhatsApp's day is over, says the provider: the line remembers, and the next try goes another way."""
    async with database.begin() as uow:
        row = await _locked(uow, message)
        if row is not None:
            await close_window(uow, row)
            row.due_at, row.tried_at = uow.now, None
            uow.notify("outbox", message=row.id)
            await uow.commit()


async def _mirror_opt_out(database: Database, message: OutboxMessage) -> None:
    async with database.begin() as uow:
        await opted_out(uow, message)
        await uow.commit()


async def _tell_somebody(database: Database, message: OutboxMessage, state: str) -> None:
    try:
        async with database.begin() as uow:
            await call_somebody(uow, message, state)
            await uow.commit()
    except Exception:
        log.exception("outbox.nobody_called", message=message.id)


async def call_somebody(uow: UnitOfWork, message: OutboxMessage, state: str) -> None:
    """Queue a person to look at a message that will not arrive."""
    if message.conversation_id is not None:
        thread = await lock(uow, message.conversation_id)
    else:
        whom = message.contact_point_id
        contact = await uow.session.get(ContactPoint, whom) if whom is not None else None
        if contact is None:
            return  # to somebody on call: it sounds again in five minutes
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

    async def send(self, *, to: str, body: str, key: str, via: Via) -> Sent:  # noqa: ARG002  (the port's signature)
        """Accept it. The same key has the same reference."""
        return Sent(provider_ref="demo-" + hashlib.sha256(key.encode()).hexdigest()[:16])
