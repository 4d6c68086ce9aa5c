"""Timed tasks, the outbox, and the clock of the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class Task(Base):
    """Something to do at a time; written in the transaction of its cause, claimed with SKIP LOCKED."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_due", "due_at", postgresql_where=text("done_at is null")),)
    id: Mapped[Key]
    kind: Mapped[str]
    """Makes it unique where twice would be wrong (a reminder of one instalment)."""
    key: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime]
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    result: Mapped[str | None]


class OutboxMessage(Base):
    """A message to be sent on a channel other than the web chat, until the provider has it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", postgresql_where=text("state = 'queued'")),
        Index("ix_outbox_waiting", "conversation_id", postgresql_where=text("state = 'queued'")),
        Index("ix_outbox_provider_ref", "provider_ref"),
    )
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    """Words of a conversation by telephone: they go to its line, whose number stands only there (`to` is empty)."""
    in_thread: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Of the bot's own words: the conversation's fence they were thought under; null: they hold whoever owns it."""
    fence: Mapped[int | None]
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"), index=True)
    channel: Mapped[str]  # sms, whatsapp, email
    to: Mapped[str]
    lang: Mapped[str]
    text_id: Mapped[str]
    text_version: Mapped[str]
    body: Mapped[str]
    """Where the channel can show choices to tap: the words without their numbers, and {id, title} of each choice."""
    taps: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    state: Mapped[str] = mapped_column(default="queued")  # queued, sent, failed, refused, stale
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]  # the first try
    provider_ref: Mapped[str | None]
    """The provider's own word on it, which only moves forward: accepted … delivered, read, undelivered, failed."""
    status: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    """Its time was over: neither words nor address stand here any more."""
    removed_at: Mapped[datetime | None]


class ContactAttempt(Base):
    """Every time that we wrote first, with its reason: told to the debtor on request."""

    __tablename__ = "contact_attempt"
    id: Mapped[Key]
    creditor_id: Mapped[str] = mapped_column(ForeignKey("creditor.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    channel: Mapped[str]
    reason: Mapped[str]
    allowed: Mapped[bool]
    at: Mapped[datetime]


class DemoClock(Base):
    """How far the demo's clock has been moved. Production refuses to start on a moved clock."""

    __tablename__ = "demo_clock"
    id: Mapped[int] = mapped_column(primary_key=True)
    offset_seconds: Mapped[int] = mapped_column(default=0)
