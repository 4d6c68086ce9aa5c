"""By which way a message of the outbox goes at this moment: account, sender and number; or why it may not go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from bot.debt import gsm
from bot.service.identity.lookup import personal_link
from bot.service.outside import numbers, private
from bot.service.outside.accounts import accounts_of
from bot.service.outside.texting import BARRED, DISCREET, OUTSIDE, REMINDER, URGENT, WHERE_CLOSED
from bot.service.ports import Via
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Creditor, OutboxMessage, Person, PhoneLine
from bot.words.book import book

WINDOW = timedelta(hours=24)
"""WhatsApp: so long after their last message we may answer freely; afterwards approved templates only."""
ELSEWHERE = "notice_reply_waiting"
"""What is said where the words themselves may not go: an answer waits, and where."""
INSTEAD = frozenset({ELSEWHERE, "utter_phone_shared"})
"""What a row of the outbox is when its own words may not go."""
IN_FLIGHT = 2
"""An earlier message of the same conversation that has failed as often no longer holds up those after it."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where it goes, and how."""

    to: str
    via: Via


def in_its_turn(now: datetime) -> ColumnElement[bool]:
    """Nothing of the same conversation that was said before is still on its way; urgent words wait for nothing."""
    earlier = aliased(OutboxMessage)
    before = (
        select(earlier.id)
        .where(
            earlier.conversation_id == OutboxMessage.conversation_id, earlier.in_thread, earlier.state == "queued",
            earlier.id < OutboxMessage.id, earlier.attempts < IN_FLIGHT, earlier.due_at < now + WINDOW,
            or_(earlier.attempts > 0, earlier.due_at <= now),  # what waits for its hour holds nothing up
        )
        .correlate(OutboxMessage)
        .exists()
    )
    return or_(~OutboxMessage.in_thread, OutboxMessage.text_id.in_(URGENT), ~before)


async def way_of(uow: UnitOfWork, message: OutboxMessage) -> Way | str:
    """The way, or why there is none: stale (somebody else has taken over), opted_out, off, no_line, window."""
    if not message.in_thread:
        return await _first_written(uow, message)
    line = await uow.session.get(PhoneLine, message.conversation_id, populate_existing=True)
    thread = await uow.session.get(Conversation, message.conversation_id, populate_existing=True)
    if line is None or thread is None:
        return "no_line"
    barred = line.barred_at is not None or await _carrier_bars(uow, line)
    if barred and message.text_id != BARRED:
        return "opted_out"
    if message.fence is not None and (thread.owner == "agent" or thread.fence != message.fence):
        return "stale"
    return await _in_thread(uow, message, thread, line)


async def _in_thread(uow: UnitOfWork, message: OutboxMessage, thread: Conversation, line: PhoneLine) -> Way | str:
    accounts = await accounts_of(uow, line.creditor_id)
    over = uow.now - line.last_in_at >= WINDOW
    answers = message.text_id in WHERE_CLOSED and not over
    if message.channel == "whatsapp" and not answers and not await _whatsapp_is_on(uow, line):
        return await _by_sms(uow, message, thread, line, accounts)
    if message.channel == "whatsapp" and over:
        return await _after_the_window(uow, message, thread, line, accounts)
    if await _read_by_others_since(uow, message, thread, line):
        _say_instead(message, thread, "utter_phone_shared", await _link(uow, thread))
    if message.channel == line.channel:
        return Way(to=line.number, via=_via(message, accounts, sender=line.ours, line=line))
    sender = str(accounts.get(f"{message.channel}_from") or "")  # it has gone another way since its first try
    if await numbers.stopped_by(uow, message.channel, sender, line.number) == "carrier":
        return "window"
    return Way(to=line.number, via=_via(message, accounts, sender=sender))


async def account_of(uow: UnitOfWork, message: OutboxMessage) -> str:
    """Name of the provider's account that a message goes by; empty: the default one."""
    line = await uow.session.get(PhoneLine, message.conversation_id) if message.in_thread else None
    if line is not None and line.channel == message.channel:
        return line.account
    accounts = await accounts_of(uow, line.creditor_id if line is not None else message.creditor_id)
    return str(accounts.get("account") or "")


def _via(
    message: OutboxMessage, accounts: Mapping[str, Any], *, sender: str, line: PhoneLine | None = None,
    template: str = "", values: Mapping[str, str] | None = None,
) -> Via:
    return Via(
        message_id=message.id, account=line.account if line else str(accounts.get("account") or ""),
        account_sid=str(accounts.get("account_sid") or ""), sender=sender, template=template, values=values or {},
        lang=message.lang, first=not message.in_thread, words=str(message.taps.get("words", "")),
        taps=tuple(message.taps.get("choices", ())),
        tap_templates=dict(accounts.get("tap_templates") or {}),
        tried_at=message.tried_at,
    )


async def _carrier_bars(uow: UnitOfWork, line: PhoneLine) -> bool:
    return await numbers.stopped_by(uow, line.channel, line.ours, line.number) == "carrier"


async def _first_written(uow: UnitOfWork, message: OutboxMessage) -> Way | str:
    """By the creditor's own sender; never to a number that has asked it to stop, on whoever's file it stands."""
    accounts = await accounts_of(uow, message.creditor_id)
    sender = str(accounts.get(f"{message.channel}_from") or "")
    kept_at = await _reminder_kept_at(uow, message)
    if await numbers.stopped_by(uow, message.channel, sender, message.to, kept_at=kept_at) is not None:
        await _not_on_file(uow, message, by="debtor")
        return "opted_out"
    return Way(to=message.to, via=_via(message, accounts, sender=sender))


async def _reminder_kept_at(uow: UnitOfWork, message: OutboxMessage) -> datetime | None:
    """Of a reminder of an instalment: when they said, after a stop, that these may come all the same."""
    if message.contact_point_id is None or not message.key.startswith(REMINDER):
        return None
    return (await uow.session.get_one(ContactPoint, message.contact_point_id)).reminders_kept_at


async def _after_the_window(
    uow: UnitOfWork, message: OutboxMessage, thread: Conversation, line: PhoneLine, accounts: Mapping[str, Any]
) -> Way | str:
    """An approved template if there is one, else an SMS to the same number; both say only that an answer waits.

    Lines of help fit no template.
    """
    template = ((accounts.get("templates") or {}).get(ELSEWHERE) or {}).get(thread.language, "")
    if template and message.text_id not in URGENT:
        message.text_id, values = ELSEWHERE, {"1": await _link(uow, thread)}
        via = _via(message, accounts, sender=line.ours, line=line, template=template, values=values)
        return Way(to=line.number, via=via)
    return await _by_sms(uow, message, thread, line, accounts)


async def _whatsapp_is_on(uow: UnitOfWork, line: PhoneLine) -> bool:
    """Whether the creditor of a thread allows it now; of a shared sender's thread that is nobody's yet, any of them."""
    on = select(Creditor.id).where(Creditor.settings["whatsapp"].as_boolean())
    if line.creditor_id is not None:
        on = on.where(Creditor.id == line.creditor_id)
    return await uow.session.scalar(on.limit(1)) is not None


async def _by_sms(
    uow: UnitOfWork, message: OutboxMessage, thread: Conversation, line: PhoneLine, accounts: Mapping[str, Any]
) -> Way | str:
    """To the same number by SMS: lines of help as they are, of anything else that an answer waits, and where."""
    sender, urgent = str(accounts.get("sms_from") or ""), message.text_id in URGENT
    stopped = await numbers.stopped_by(uow, "sms", sender, line.number)
    wished = stopped or any(contact.opted_out_at is not None for contact in await numbers.on_file(uow, line))
    if stopped == "carrier" or (wished and not urgent):
        return "window"
    message.channel, message.taps = "sms", {}
    if urgent:
        message.body = gsm.plain(message.body)
    else:
        _say_instead(message, thread, ELSEWHERE, await _link(uow, thread))
    return Way(to=line.number, via=_via(message, accounts, sender=sender))


async def _read_by_others_since(
    uow: UnitOfWork, message: OutboxMessage, thread: Conversation, line: PhoneLine
) -> bool:
    """Whether somebody else reads there, and these words were put here before that was known."""
    if thread.memory.get("phone_shared") or message.text_id in DISCREET or message.text_id in URGENT:
        return False
    return line.shared or await private.read_by_others(uow, thread, line)


def _say_instead(message: OutboxMessage, thread: Conversation, text_id: str, link: str) -> None:
    sentence = book().find(text_id, thread.language, message.channel)
    message.taps, message.text_id, message.text_version = {}, sentence.id, sentence.version
    message.body = book().text(sentence.id, thread.language, {"link": link}, message.channel)


async def _link(uow: UnitOfWork, thread: Conversation) -> str:
    person = await uow.session.get(Person, thread.person_id) if thread.person_id else None
    return await personal_link(uow, person) if person is not None else uow.base_url


async def close_window(uow: UnitOfWork, message: OutboxMessage) -> None:
    """The provider says that WhatsApp's day is over: so it is, whatever we had counted."""
    line = await uow.session.get(PhoneLine, message.conversation_id)
    if line is not None:
        line.last_in_at = min(line.last_in_at, uow.now - WINDOW)


async def opted_out(uow: UnitOfWork, message: OutboxMessage) -> None:
    """The provider says that the number has opted out (21610): mirrored here, so that nothing more is tried."""
    line = await uow.session.get(PhoneLine, message.conversation_id) if message.in_thread else None
    if line is not None and line.channel == message.channel:
        thread = await uow.session.get_one(Conversation, line.conversation_id, with_for_update=True)
        await numbers.bar(uow, thread, line, by="provider")
        return
    accounts = await accounts_of(uow, line.creditor_id if line is not None else message.creditor_id)
    sender, number = str(accounts.get(f"{message.channel}_from") or ""), line.number if line else message.to
    await numbers.carrier_bars(uow, message.channel, sender, number)
    await _not_on_file(uow, message, by="provider")


async def _not_on_file(uow: UnitOfWork, message: OutboxMessage, *, by: str) -> None:
    """The contact that a message was for says so as well, where whoever looks at the person sees it."""
    contact = await uow.session.get(ContactPoint, message.contact_point_id) if message.contact_point_id else None
    if contact is None or message.channel not in OUTSIDE:
        return
    contact.reminders_kept_at = None
    if contact.opted_out_at is None:
        contact.opted_out_at = uow.now
        uow.audit(
            "contact.opted_out", "contact_point", contact.id, actor=by, creditor_id=contact.creditor_id,
            channel=message.channel,
        )
