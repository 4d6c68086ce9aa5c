"""What is over, kind by kind: of which table, by which condition, and what is left of a row that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Interval,
    SQLColumnExpression,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from bot.debt.retention import Rule
from bot.service.retention.needed import attended, in_distress, in_hand, said_since
from bot.store.tables import (
    AgentBrowser,
    AgentSession,
    Base,
    ContactCode,
    Conversation,
    FormerSession,
    Handover,
    HelperAccess,
    HelperLook,
    IdentityFailure,
    LoginThrottle,
    MailFile,
    Message,
    Note,
    OutboxMessage,
    PartnerLink,
    PersonalLink,
    Referral,
    SpentAnswer,
)
from bot.words.book import book

BEFORE = timedelta(days=1)
"""What was said so long before somebody was called for it belongs to it."""
ASKED = -1
"""Days of a rule that is carried out because the person has asked for it (bot.service.retention.erasure)."""
_PRIVATE = (
    "turn_text", "open_errands", "claimed_reference", "claimed_birth", "budget", "budget_asked", "meant", "done",
    "errand_data", "contact_change", "choice", "gentle", "after_crisis", "before_crisis",
)
"""Of a conversation's memory: words, figures and claims. What else stands there says how to speak to somebody."""


@dataclass(frozen=True, kw_only=True)
class Over:
    """Rows of a table that are over at a day, and what they become; without `becomes` they go."""

    table: type[Base]
    when: Callable[[datetime], ColumnElement[bool]]
    becomes: Callable[[Rule, datetime], Mapping[str, Any]] | None = None


def _of_a_thread(table: type[Message | Note | MailFile], done: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of a conversation that fulfils a condition."""
    return select(Conversation.id).where(Conversation.id == table.conversation_id, done).correlate(table).exists()


def _quiet(day: datetime) -> ColumnElement[bool]:
    return and_(not_(said_since(day)), not_(attended()), not_(in_hand()))


def _words(day: datetime) -> ColumnElement[bool]:
    return and_(Message.removed_at.is_(None), Message.created_at < day, _of_a_thread(Message, _quiet(day)))


def _distress_words(day: datetime) -> ColumnElement[bool]:
    """The debtor's own, from the day before a person was called for them until that person was done."""
    last = aliased(Handover)
    later = select(last.id).where(
        last.conversation_id == Message.conversation_id, last.queue == "distress",
        or_(last.closed_at.is_(None), last.closed_at >= day),
    )
    begun = Handover.opened_at - literal(BEFORE, Interval())
    then = select(Handover.id).where(
        Handover.conversation_id == Message.conversation_id, Handover.queue == "distress", Handover.closed_at < day,
        Message.created_at >= begun, Message.created_at <= Handover.closed_at,
    )
    return and_(
        Message.removed_at.is_(None), Message.author == "you", Message.created_at < day,
        then.correlate(Message).exists(), ~later.correlate(Message).exists(),
        _of_a_thread(Message, and_(not_(attended()), not_(in_distress()))),
    )


def _memory(day: datetime) -> ColumnElement[bool]:
    return and_(
        Conversation.memory.op("?|")(cast(list(_PRIVATE), ARRAY(Text))), Conversation.created_at < day,
        not_(said_since(day)), not_(attended()),
    )


def _said_instead(rule: Rule, lang: SQLColumnExpression[str]) -> ColumnElement[str]:
    told = {"days": str(rule.days)} if rule.days != ASKED else {}
    text_id = "notice_words_removed" if told else "notice_words_erased"
    french, english = (book().text(text_id, one, told) for one in ("fr", "en"))
    return case((lang == "en", english), else_=french)


def _message(rule: Rule, now: datetime) -> Mapping[str, Any]:
    said = _said_instead(rule, Message.lang)
    return {"text": said, "choices": [], "card": None, "payload": None, "removed_at": now}


def _sent(rule: Rule, now: datetime) -> Mapping[str, Any]:
    return {"body": _said_instead(rule, OutboxMessage.lang), "to": "", "taps": {}, "removed_at": now}


def _partner_links(day: datetime) -> ColumnElement[bool]:
    ended = select(Referral.id).where(Referral.id == PartnerLink.referral_id, Referral.ended_at < day)
    return or_(PartnerLink.revoked_at < day, ended.correlate(PartnerLink).exists())


def _helper_codes(day: datetime) -> ColumnElement[bool]:
    looks = select(HelperLook.id).where(HelperLook.access_id == HelperAccess.id).correlate(HelperAccess).exists()
    return and_(func.coalesce(HelperAccess.ended_at, HelperAccess.until) < day, ~looks)


def _sessions(day: datetime) -> ColumnElement[bool]:
    other = aliased(AgentSession)
    newer = select(other.agent_id).where(other.agent_id == AgentSession.agent_id, other.seen_at > AgentSession.seen_at)
    return and_(AgentSession.seen_at < day, newer.correlate(AgentSession).exists())


KINDS: Mapping[str, Over] = {
    # Sooner first: what somebody wrote in despair does not wait for the thread.
    "distress_words": Over(table=Message, when=_distress_words, becomes=_message),
    "words": Over(table=Message, when=_words, becomes=_message),
    "memory": Over(
        table=Conversation, when=_memory,
        becomes=lambda _, __: {"memory": Conversation.memory.op("-")(cast(list(_PRIVATE), ARRAY(Text)))},
    ),
    "reach": Over(
        table=Handover, becomes=lambda _, __: {"reach": None},
        when=lambda day: and_(Handover.closed_at < day, Handover.reach.is_not(None)),
    ),
    "notes": Over(table=Note, when=lambda day: and_(Note.at < day, _of_a_thread(Note, _quiet(day)))),
    "mail_files": Over(table=MailFile, when=lambda day: and_(MailFile.at < day, _of_a_thread(MailFile, _quiet(day)))),
    "sent_words": Over(
        table=OutboxMessage, becomes=_sent,
        when=lambda day: and_(
            OutboxMessage.removed_at.is_(None), OutboxMessage.state != "queued",
            func.coalesce(OutboxMessage.sent_at, OutboxMessage.due_at) < day,
        ),
    ),
    "referral_sheets": Over(
        table=Referral, becomes=lambda _, __: {"sheet": {}, "email": None},
        when=lambda day: and_(Referral.ended_at < day, or_(Referral.sheet != {}, Referral.email.is_not(None))),
    ),
    "partner_links": Over(table=PartnerLink, when=_partner_links),
    "helper_looks": Over(table=HelperLook, when=lambda day: HelperLook.until < day),
    "helper_codes": Over(table=HelperAccess, when=_helper_codes),
    "personal_links": Over(
        table=PersonalLink, when=lambda day: func.coalesce(PersonalLink.revoked_at, PersonalLink.expires_at) < day
    ),
    "contact_codes": Over(
        table=ContactCode, when=lambda day: func.coalesce(ContactCode.ended_at, ContactCode.until) < day
    ),
    "identity_failures": Over(table=IdentityFailure, when=lambda day: IdentityFailure.closed_until < day),
    "former_sessions": Over(table=FormerSession, when=lambda day: FormerSession.until < day),
    "desk_sessions": Over(table=AgentSession, when=_sessions),
    "desk_browsers": Over(table=AgentBrowser, when=lambda day: AgentBrowser.used_at < day),
    "log_in_failures": Over(table=LoginThrottle, when=lambda day: LoginThrottle.last_at < day),
    "log_in_answers": Over(table=SpentAnswer, when=lambda day: SpentAnswer.at < day),
}
"""In the order in which they are gone through."""
