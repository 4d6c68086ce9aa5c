"""Whether and when we may write first to a contact: its owner's clock, hours, holds, the week's count, their stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from bot.debt.contact import Kind, Verdict, may_write
from bot.debt.hold import Hold
from bot.service.care.care import own_not_before
from bot.service.identity import same
from bot.service.outside import numbers
from bot.service.outside.texting import CONFIRM_STOP, REMINDER, URGENT
from bot.store.database import UnitOfWork
from bot.store.tables import ContactAttempt, ContactPoint, Conversation, Creditor, OutboxMessage, Person, PhoneLine

ZONES = {
    "FR": "Europe/Paris", "FR-976": "Indian/Mayotte", "GB": "Europe/London", "UK": "Europe/London",
    "GB-EAW": "Europe/London", "GB-SCT": "Europe/London", "GB-NIR": "Europe/London", "ZA": "Africa/Johannesburg",
}
"""The debtor's own clock by country or jurisdiction; elsewhere the creditor's."""
JUST_WRITTEN, AN_AGENT_ANSWERS_WITHIN = timedelta(hours=1), timedelta(days=1)
"""So long after the debtor's words our notices, and what an agent says, are an answer to them."""
AT_ONCE = URGENT | CONFIRM_STOP | {"notice_restarted"}
FIRST = (REMINDER, "own:")
"""How keys of messages begin that we write first: they keep to the hours even when the provider was down."""


async def ask(
    uow: UnitOfWork,
    contact: ContactPoint,
    *,
    kind: Kind,
    holds: Iterable[Hold],
    country: str,
    time_zone: str,
    text_id: str = "",
) -> Verdict:
    """Whether a message to this contact may go at this moment, else when, and why not.

    `text_id`: of a message of our own idea, since fewer contacts never put off what protects.
    """
    zone = ZoneInfo(ZONES.get(country, time_zone))
    local = uow.now.astimezone(zone)
    return may_write(
        local, kind=kind, holds=holds,
        opted_out=contact.opted_out_at is not None or await same.stopped(uow, contact.person_id),
        safe_hours=safe_hours(contact), country=country, reminders_kept=contact.reminders_kept_at is not None,
        contacts_this_week=await _this_week(uow, contact.person_id, local) if kind == "own" else 0,
        own_not_before=await own_not_before(uow, contact.person_id, text_id, zone) if kind == "own" else None,
    )


def safe_hours(contact: ContactPoint) -> tuple[time, time] | None:
    """The hours that the debtor named: {"from": "18:00", "to": "20:00"}."""
    named = contact.safe_hours
    if not named or "from" not in named or "to" not in named:
        return None
    return time.fromisoformat(str(named["from"])), time.fromisoformat(str(named["to"]))


async def _this_week(uow: UnitOfWork, person_id: int, local: datetime) -> int:
    """Messages of our own since Monday; reminders that the debtor asked for are not among them."""
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    count = await uow.session.scalar(
        select(func.count())
        .select_from(ContactAttempt)
        .where(
            or_(ContactAttempt.person_id == person_id, ContactAttempt.person_id.in_(same.others_of(person_id))),
            ContactAttempt.allowed, ContactAttempt.reason != "reminder",
            ContactAttempt.at >= monday,
        )
    )
    return int(count or 0)


async def may_go_now(uow: UnitOfWork, message: OutboxMessage) -> datetime | str:
    """"go", "refused" (they have said stop since it was written), or the moment from which it may go.

    Words of a thread go at once where they answer; what answers nothing (a payment has come, an agent is gone) keeps
    to the hours, and to a wish for silence ("stopped").
    """
    if message.in_thread and message.conversation_id is not None:
        return await _words_of_a_thread(uow, message, message.conversation_id)
    if message.contact_point_id is None:
        return "go"
    contact = await uow.session.get_one(ContactPoint, message.contact_point_id)
    kept = contact.reminders_kept_at is not None and message.key.startswith(REMINDER)
    if contact.opted_out_at is not None and not kept and message.text_id != "notice_stopped":
        return "refused"
    if not message.key.startswith(FIRST):
        return "go"
    person = await uow.session.get_one(Person, contact.person_id)
    creditor = await uow.session.get_one(Creditor, contact.creditor_id)
    verdict = await ask(
        uow, contact, kind="reminder", holds=(), country=person.country, time_zone=creditor.time_zone
    )
    if verdict.allowed or verdict.next_allowed_at is None:
        return "go" if verdict.allowed else "refused"
    return verdict.next_allowed_at


async def _words_of_a_thread(uow: UnitOfWork, message: OutboxMessage, conversation_id: int) -> datetime | str:
    thread = await uow.session.get(Conversation, conversation_id, populate_existing=True)
    line = await uow.session.get(PhoneLine, conversation_id, populate_existing=True)
    if thread is None or line is None or _answers(uow, message, thread, line):
        return "go"
    if line.stopped_at is not None and (thread.last_debtor_at or line.stopped_at) <= line.stopped_at:
        return "stopped"
    person = await uow.session.get(Person, thread.person_id) if thread.person_id else None
    creditor = await uow.session.get(Creditor, thread.creditor_id) if thread.creditor_id else None
    country = person.country if person else thread.country or ""
    country = country if country in ZONES else {"fr": "FR", "en": "GB"}[thread.language]
    points = [one for one in await numbers.on_file(uow, line) if person and one.person_id == person.id]
    verdict = may_write(
        uow.now.astimezone(ZoneInfo(ZONES[country] if person or creditor is None else creditor.time_zone)),
        kind="reminder", holds=(), opted_out=False, safe_hours=safe_hours(points[0]) if points else None,
        contacts_this_week=0, country=country,
    )
    return "go" if verdict.allowed or verdict.next_allowed_at is None else verdict.next_allowed_at


def _answers(uow: UnitOfWork, message: OutboxMessage, thread: Conversation, line: PhoneLine) -> bool:
    """Whether it answers what the debtor has just written: the bot's own words always do, an agent's for a day.

    What was let go before and failed goes on: it was an answer then.
    """
    if message.fence is not None or message.attempts or message.text_id in AT_ONCE:
        return True
    since = thread.last_debtor_at
    if since is None or (line.stopped_at is not None and since <= line.stopped_at):
        return False
    by_agent = message.text_id == "" or thread.owner == "agent"
    return uow.now - since < (AN_AGENT_ANSWERS_WITHIN if by_agent else JUST_WRITTEN)
