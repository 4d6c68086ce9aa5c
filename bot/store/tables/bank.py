"""Transfers: the reference that a debtor writes on one, and what bank statements have told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class TransferReference(Base):
    """What a debtor writes on a transfer: random, with check digits, telling nothing of the case."""

    __tablename__ = "transfer_reference"
    __table_args__ = (
        Index(
            "ix_transfer_reference_without_plan",
            "case_id",
            "person_id",
            unique=True,
            postgresql_where=text("plan_id is null"),
        ),
    )
    reference: Mapped[str] = mapped_column(primary_key=True)
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), unique=True)
    made_at: Mapped[datetime]


class BankLine(Base):
    """One movement of a creditor's account that concerns a debtor, once: the pair of creditor and key is unique."""

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("creditor_id", "key"),
        CheckConstraint("minor > 0", name="positive"),
        CheckConstraint("kind in ('credit', 'return')", name="kind"),
        Index("ix_bank_line_open", "creditor_id", postgresql_where=text("state = 'open'")),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    """The bank's own number of the movement, else a fingerprint of all that it says."""
    key: Mapped[str]
    kind: Mapped[str]  # credit (money in), return (money in that went back)
    minor: Mapped[int]
    currency: Mapped[str]
    booked_on: Mapped[date]
    bank_ref: Mapped[str] = mapped_column(default="")
    end_to_end: Mapped[str] = mapped_column(default="")
    """What was written on it: a debtor's words, personal data."""
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str]  # open (a person looks), matched (a case has it), closed (needs nothing more)
    why: Mapped[str] = mapped_column(default="")  # open: why nobody could tell; closed: what became of it
    matched_by: Mapped[str | None]  # reference, end_to_end, person
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
