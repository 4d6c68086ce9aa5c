"""Payments of any provider: link, demand, attempt, event, receipt, suspense."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class PaymentLink(Base):
    """A durable link of the debtor's own: unguessable, kept hashed, revocable; opening it spends nothing."""

    __tablename__ = "payment_link"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="personal")  # personal, shared (amount only)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Demand(Base):
    """A sum that may be paid: one instalment, the overdue amount, a single sum the debtor named."""

    __tablename__ = "demand"
    __table_args__ = (CheckConstraint("minor > 0", name="positive"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    kind: Mapped[str]  # instalment, overdue, own_amount, transfer (money that came unasked)
    minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")  # open, paid, void
    created_at: Mapped[datetime]


class Attempt(Base):
    """One try to pay a demand at a provider; written before the provider is called."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("provider", "provider_ref"),
        Index(
            "ix_attempt_one_open",
            "demand_id",
            unique=True,
            postgresql_where=text("state in ('new', 'open', 'pending')"),
        ),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    """Random: our reference at the provider (client_reference_id)."""
    public_id: Mapped[str] = mapped_column(unique=True)
    provider: Mapped[str]  # sandbox, stripe, transfer, desk (cheque, cash)
    """Name of the creditor's account at the provider when it was made; empty: the default one."""
    account: Mapped[str] = mapped_column(default="", server_default="")
    provider_ref: Mapped[str | None]
    method: Mapped[str | None]
    minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]  # new, open, pending, paid, partly_refunded, failed, expired, refunded, disputed, lost
    """How often the provider's word was taken: what was fetched before does not count after it."""
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    url: Mapped[str | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When the provider was last asked, or somebody took it upon them to ask."""
    looked_at: Mapped[datetime | None]


class PaymentEvent(Base):
    """A provider's event, stored in the transaction of its effect: the pair is unique."""

    __tablename__ = "payment_event"
    provider: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    at: Mapped[datetime]
    result: Mapped[str]


class Receipt(Base):
    """The quittance owed for every payment (CPCE R124-6)."""

    __tablename__ = "receipt"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    minor: Mapped[int]
    currency: Mapped[str]
    at: Mapped[datetime]
    """How the sum was allotted: account, instalments."""
    allotment: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Suspense(Base):
    """Money that arrived where it may not be credited: kept, receipted, a person looks."""

    __tablename__ = "suspense"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    minor: Mapped[int]
    currency: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]


class SandboxSession(Base):
    """The sandbox provider's own memory of one attempt: what a real provider would keep on its side."""

    __tablename__ = "sandbox_session"
    __table_args__ = (Index("ix_sandbox_session_due", "deliver_at", postgresql_where=text("deliver_at is not null")),)
    ref: Mapped[str] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    minor: Mapped[int]
    currency: Mapped[str]
    return_url: Mapped[str]
    lang: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")  # as in ProviderState
    method: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Events in order: id, kind, tries, delivered."""
    events: Mapped[list[Any]] = mapped_column(default=list)
    deliver_at: Mapped[datetime | None]
