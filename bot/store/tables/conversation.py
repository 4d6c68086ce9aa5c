"""Conversations, their messages, and the work of taking turns in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class Conversation(Base):
    """One thread with one debtor. `owner` and `fence` alone decide who may speak."""

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("owner in ('bot', 'waiting', 'agent')", name="owner"),
        Index("ix_conversation_sender", "channel", "sender"),
    )
    id: Mapped[Key]
    """Random; the base of Rasa's sender ids. Says nothing about anybody."""
    public_id: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(default="web")  # web, sms, whatsapp, email
    """Keyed hash of who is at the other end (session cookie or number): never the number itself."""
    sender: Mapped[str]
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(default="fr")
    language_fixed: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str | None]
    owner: Mapped[str] = mapped_column(default="bot")
    fence: Mapped[int] = mapped_column(default=0)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    owner_since: Mapped[datetime]
    """Count of Rasa's sessions, whose sender id is `<public_id>.<errand_no>`: one an errand, one after trouble."""
    errand_no: Mapped[int] = mapped_column(default=1)
    """What the debtor came for and what is being asked: the small memory that must outlive Rasa's session."""
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    last_seq: Mapped[int] = mapped_column(default=0)
    """Messages before this number are not shown again until identity is proven anew."""
    blank_before_seq: Mapped[int] = mapped_column(default=0)
    last_debtor_at: Mapped[datetime | None]
    turn_token: Mapped[str | None]
    turn_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PhoneLine(Base):
    """The number or e-mail address behind a conversation outside the web: kept here alone, erasable, never in a log."""

    __tablename__ = "phone_line"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    channel: Mapped[str]  # sms, whatsapp, email
    account: Mapped[str]  # name of the provider account; empty: the default one
    ours: Mapped[str]  # the number that was written to, and that answers; empty for e-mail
    number: Mapped[str] = mapped_column(index=True)  # E.164, or an address in lower case
    last_in_at: Mapped[datetime]
    """The last message from them: WhatsApp lets us answer freely for a day after it."""
    barred_at: Mapped[datetime | None]
    """They have sent a carrier's word (STOP): nothing whatever is sent until START."""
    stopped_at: Mapped[datetime | None]
    """They have asked us to stop: confirmed once, we write no more first."""
    shared: Mapped[bool | None]
    """Whether somebody else reads this phone; null: not asked yet."""


class LineStop(Base):
    """One of our senders and one number (or address) that has asked it to stop: whoever's thread or file it stands in.

    Kept by hash alone, and when START has undone it: a stop that comes late is known by that to be an older one.
    """

    __tablename__ = "line_stop"
    __table_args__ = (CheckConstraint("kind in ('carrier', 'ours')", name="kind"),)
    """Keyed hash of channel, sender and number: the same as `conversation.sender` of their thread by telephone."""
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None]  # carrier: nothing whatever goes there; ours: nothing first; null: nothing stops it now
    since: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]  # the last START


class MailFile(Base):
    """A file that came with an e-mail, or the words of one as they came: opened at the desk alone, erasable."""

    __tablename__ = "mail_file"
    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    name: Mapped[str]
    type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Message(Base):
    """One message, in or out, numbered within its conversation. Personal values are masked before Rasa."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "cid"),
        Index("ix_message_kept", "created_at", postgresql_where=text("removed_at is null")),
        Index("ix_message_unhandled", "conversation_id", postgresql_where=text("handled_at is null")),
    )
    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    cid: Mapped[str | None]  # the sender's own id of it: a repeat has no second effect
    author: Mapped[str]  # you, bot, agent, system
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    lang: Mapped[str]
    text: Mapped[str]
    """Id and version of the sentence of the book, or null for people's own words."""
    text_id: Mapped[str | None]
    text_version: Mapped[str | None]
    choices: Mapped[list[Any]] = mapped_column(default=list)
    card: Mapped[dict[str, Any] | None]
    payload: Mapped[str | None]  # of a choice: what Rasa is told, made by us
    fence: Mapped[int]
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    """Its time was over (bot/debt/retention.yml): `text` says so, and holds no word of it."""
    removed_at: Mapped[datetime | None]


class Handover(Base):
    """A conversation that needs, or has, a person."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_open", "queue", postgresql_where=text("closed_at is null")),)
    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    queue: Mapped[str]  # distress, hardship, dispute, complaint, payment, legal, over_indebtedness, general
    reason: Mapped[str]
    priority: Mapped[int]
    """Ids and figures, no free words: what happened, what was told, what not to say."""
    brief: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reach: Mapped[str | None]  # how the debtor wants to be reached
    opened_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class Callback(Base):
    """A call that the debtor has asked for, at a time of their own choice."""

    __tablename__ = "callback"
    __table_args__ = (
        Index("ix_callback_booked", "creditor_id", "starts_at", postgresql_where=text("state = 'booked'")),
    )
    id: Mapped[Key]
    creditor_id: Mapped[str] = mapped_column(ForeignKey("creditor.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    """The contact on file that is called; null: the number beside it."""
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    number: Mapped[str | None]  # E.164, named for the call or written from; personal data
    starts_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="booked")  # booked, done, no_answer, missed, moved, withdrawn
    booked_by: Mapped[str]  # "debtor", "agent:12"
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Alert(Base):
    """An on-call alert, repeated until somebody acknowledges it."""

    __tablename__ = "alert"
    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    handover_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"))
    kind: Mapped[str]
    raised_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))


class Note(Base):
    """An agent's note: never shown to the debtor."""

    __tablename__ = "note"
    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class Outcome(Base):
    """What became of an errand: pseudonymous, no free text, for measuring."""

    __tablename__ = "outcome"
    id: Mapped[Key]
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"))
    errand: Mapped[str]
    result: Mapped[str]
    exchanges: Mapped[int]
    language: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]
