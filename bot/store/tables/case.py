"""Cases, what is owed on them and since when, the ledger, and the holds that stop things."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class Case(Base):
    """One contract at one brand. Overdue, outstanding and next due are three figures, never "the balance"."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("creditor_id", "reference"),
        Index("ix_case_reference", "reference"),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    portfolio_id: Mapped[int | None] = mapped_column(ForeignKey("portfolio.id"))
    reference: Mapped[str]
    jurisdiction: Mapped[str]  # FR, FR-976, GB-EAW, GB-SCT, GB-NIR, ZA
    nature: Mapped[str]  # consumer_credit, energy, telecom, rent, other
    collector_role: Mapped[str]  # own_account, mandated_collector, purchaser
    letter_reference: Mapped[str | None]
    letter_date: Mapped[date | None]
    mandate_until: Mapped[date | None]
    state: Mapped[str]  # current, late, accelerated, judgment, settled, erased, in_credit
    currency: Mapped[str]
    oldest_unpaid_on: Mapped[date | None]
    last_payment_on: Mapped[date | None]
    """Until when a person has found that it may be claimed; None: nobody has looked, the table of periods decides."""
    limitation_until: Mapped[date | None]
    next_due_on: Mapped[date | None]
    next_due_minor: Mapped[int | None]
    """What the creditor's file says and up to when its payments count."""
    as_of: Mapped[date | None]
    """Flags of the last file: current, shared_phone, bad_email, limitation_barred …"""
    flags: Mapped[list[str]] = mapped_column(default=list)
    feed_row_sha256: Mapped[str | None]
    """The group in which the creditor's file puts it; what that changes is told by the brand's policy."""
    segment: Mapped[str | None]


class Obligation(Base):
    """An amount that fell due on a day; fees that the law leaves with the creditor are not claimable."""

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("case_id", "external_key", "component"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    external_key: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    minor: Mapped[int]
    component: Mapped[str]  # principal, interest, other, fee
    claimable: Mapped[bool] = mapped_column(default=True)
    disputed: Mapped[bool] = mapped_column(default=False)


class LedgerEntry(Base):
    """Append-only. The sum of the account `due` is what is overdue; `future` is not due yet."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("source_kind", "source_key"),
        CheckConstraint("account in ('due', 'future', 'suspense')", name="account"),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    account: Mapped[str] = mapped_column(default="due")
    kind: Mapped[str]  # opening, payment, reversal, adjustment, write_off, suspense
    minor: Mapped[int]  # signed: a payment is negative
    at: Mapped[datetime]
    value_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    """What caused it, once: a payment attempt, a line of a file. The pair is unique, so nothing counts twice."""
    source_kind: Mapped[str]
    source_key: Mapped[str]


class Hold(Base):
    """A reason why something must not happen to a case (or a person); never for ever, never silently gone."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("ix_hold_open", "case_id", postgresql_where=text("lifted_at is null")),
        CheckConstraint("case_id is not null or person_id is not null", name="of_somebody"),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    part_minor: Mapped[int | None]  # a dispute about a part blocks that part only
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    review_on: Mapped[date]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lift_reason: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Dispute(Base):
    """What the debtor contests, with the number they were given for it."""

    __tablename__ = "dispute"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    receipt: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # dispute_debt, already_paid, wrong_person, identity_theft …
    part_minor: Mapped[int | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
