"""What a matter in hand still needs stays, however old it is: said as conditions on a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, literal, or_, select

from bot.debt.retention import HOLDS_WITHOUT_WORDS
from bot.store.tables import (
    Alert,
    Attempt,
    Callback,
    Conversation,
    Demand,
    Dispute,
    Handover,
    Hold,
    Message,
    OutboxMessage,
    Party,
    Pause,
    Plan,
    Promise,
    Referral,
    Suspense,
)


def said_since(day: datetime) -> ColumnElement[bool]:
    """Somebody has said something in the thread since then."""
    newer = select(Message.id).where(Message.conversation_id == Conversation.id, Message.created_at >= day)
    return newer.correlate(Conversation).exists()


def attended() -> ColumnElement[bool]:
    """Somebody looks after the conversation, or is to: an agent has it, it waits, a call is booked, an alert sounds."""
    of_it = Conversation.id
    return or_(
        Conversation.owner != "bot",
        *(
            select(table.id).where(table.conversation_id == of_it, open_).correlate(Conversation).exists()
            for table, open_ in (
                (Handover, Handover.closed_at.is_(None)), (Callback, Callback.state == "booked"),
                (Alert, Alert.acknowledged_at.is_(None)), (OutboxMessage, OutboxMessage.state == "queued"),
                (Message, Message.handled_at.is_(None) & (Message.author == "you")),
            )
        ),
    )


def in_distress() -> ColumnElement[bool]:
    """A hold for distress stands on the person or a case of theirs."""
    return _held(Hold.reason == "distress")


def in_hand() -> ColumnElement[bool]:
    """A matter of the person is under way: a plan, pause, promise, referral, payment, dispute, or hold."""
    of_thread = Dispute.conversation_id == Conversation.id
    return _in_hand(Conversation.person_id, disputed=or_(of_thread, Dispute.case_id.in_(_cases())))


def in_hand_of(person_id: int) -> ColumnElement[bool]:
    """The same of one person, whether or not they have a thread."""
    threads = select(Conversation.id).where(Conversation.person_id == person_id)
    cases = select(Party.case_id).where(Party.person_id == person_id)
    either = or_(Dispute.conversation_id.in_(threads), Dispute.case_id.in_(cases))
    return _in_hand(literal(person_id), disputed=either, cases=cases)


def _in_hand(
    person: SQLColumnExpression[Any], *, disputed: ColumnElement[bool], cases: Select[int] | None = None
) -> ColumnElement[bool]:
    cases = _cases() if cases is None else cases
    payment = select(Attempt.id).join(Demand, Demand.id == Attempt.demand_id)
    matters = (
        select(Plan.id).where(Plan.person_id == person, Plan.state.in_(("agreed", "rearranged"))),
        select(Pause.id).where(Pause.person_id == person, Pause.state != "ended"),
        select(Promise.id).where(Promise.person_id == person, Promise.state == "open"),
        select(Referral.id).where(Referral.person_id == person, Referral.state.in_(("asked", "sent", "acknowledged"))),
        payment.where(Demand.person_id == person, Attempt.state.in_(("new", "open", "pending", "disputed"))),
        select(Suspense.id).where(Suspense.case_id.in_(cases), Suspense.resolved_at.is_(None)),
        select(Dispute.id).where(disputed, Dispute.closed_at.is_(None)),
    )
    held = select(Hold.id).where(
        or_(Hold.person_id == person, Hold.case_id.in_(cases)), Hold.reason.not_in(HOLDS_WITHOUT_WORDS),
        Hold.lifted_at.is_(None),
    )
    return or_(
        held.correlate(Conversation).exists(), *(one.correlate(Conversation).exists() for one in matters)
    )


def _cases() -> Select[int]:
    return select(Party.case_id).where(Party.person_id == Conversation.person_id).correlate(Conversation)


def _held(reason: ColumnElement[bool]) -> ColumnElement[bool]:
    whose = or_(Hold.person_id == Conversation.person_id, Hold.case_id.in_(_cases()))
    return select(Hold.id).where(whose, reason, Hold.lifted_at.is_(None)).correlate(Conversation).exists()
