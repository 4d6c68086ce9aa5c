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
        Index("ix_bank_line_bank_ref", "creditor_id", "bank_ref", postgresql_where=text("bank_ref <> ''")),
        Index("ix_bank_line_open", "creditor_id", postgresql_where=text("state = 'open'")),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    line: Mapped[int | None]  # its number in the file of that run, the first that told of it
    form: Mapped[str] = mapped_column(default="")  # of that file: camt, csv
    """A fingerprint of all that the bank says of the movement, and how many like it stood before it in its file."""
    key: Mapped[str]
    kind: Mapped[str]  # credit (money in), return (money in that went back)
    minor: Mapped[int]
    currency: Mapped[str]
    booked_on: Mapped[date]
    value_on: Mapped[date | None]
    balance: Mapped[int | None]  # of the account after it, in minor units
    bank_ref: Mapped[str] = mapped_column(default="")
    end_to_end: Mapped[str] = mapped_column(default="")
    """What was written on it: a debtor's words, personal data."""
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str]  # open (a person looks), matched (a case has it), closed (needs nothing more)
    why: Mapped[str] = mapped_column(default="")  # open: why nobody could tell; closed: what became of it
    matched_by: Mapped[str | None]  # reference, end_to_end, person
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    like_id: Mapped[int | None] = mapped_column(ForeignKey("bank_line.id"), index=True)  # which one it may be again
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
