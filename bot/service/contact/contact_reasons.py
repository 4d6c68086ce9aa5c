""""Why do you write to me?": the last times that we wrote first, each with its day, its way and its reason.

Told to whoever has proven who they are, by the bot or by an agent. Anybody else hears who we are, in the same words.
"""

from __future__ import annotations

from sqlalchemy import select

from bot.debt import reading
from bot.service.handover.waiting import hours_of
from bot.service.identity import identify
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactAttempt, Conversation

MOST = 3
"""So many of the times that we wrote first are told in one go."""
WAYS = {"sms": "SMS", "whatsapp": "WhatsApp", "email": "e-mail"}
REASONS = ("reminder", "instalment_late", "promise_missed", "pause_ends", "plan_review", "plan_resumed")
SAID = frozenset({"notice_why_own", *(f"notice_why_{reason}" for reason in REASONS)})


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to whoever asks it; None: they ask something else, are not known, or we never wrote first."""
    if not await identify.is_identified(uow, conversation) or not reading.asks_why_written(text):
        return None
    answer = await told(uow, conversation, actor="debtor")
    return answer if answer.says else None


async def told(uow: UnitOfWork, conversation: Conversation, *, actor: str) -> Answer:
    """The last times, the oldest first; nothing where we never did. Whoever it is told to must be identified."""
    rows = await uow.session.scalars(
        select(ContactAttempt)
        .where(ContactAttempt.person_id == conversation.person_id, ContactAttempt.allowed)
        .order_by(ContactAttempt.id.desc())
        .limit(MOST)
    )
    answer = Answer()
    _, zone = await hours_of(uow, conversation)
    for row in reversed(rows.all()):
        day = spoken.day(row.at.astimezone(zone).date(), conversation.language)
        text_id = f"notice_why_{row.reason}" if row.reason in REASONS else "notice_why_own"
        answer = answer.then(say(text_id, day=day, channel=WAYS.get(row.channel, row.channel)))
    uow.audit(
        "contact.explained", "conversation", conversation.id, actor=actor, creditor_id=conversation.creditor_id,
        told=len(answer.says),
    )
    return answer
