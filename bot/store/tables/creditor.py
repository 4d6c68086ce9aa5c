"""Creditors (controllers of the data), the brands that debtors know, and their portfolios."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class Creditor(Base):
    """The controller of the data. Nothing crosses creditors."""

    __tablename__ = "creditor"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str] = mapped_column(default="EUR")
    time_zone: Mapped[str] = mapped_column(default="Europe/Paris")
    collector_role: Mapped[str] = mapped_column(default="own_account")
    nature: Mapped[str] = mapped_column(default="consumer_credit")
    """Desk hours, whether WhatsApp is on, account names (secrets by name): data, never a secret itself. For papers:
    phone, address, and for a mandated collector `collector` with its name and address (CPCE R124-4)."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The last number given to an export event: the row's lock makes the sequence gap-free."""
    export_seq: Mapped[int] = mapped_column(default=0)


class Brand(Base):
    """The face that the debtor knows; its policy is a file of bot/policies."""

    __tablename__ = "brand"
    __table_args__ = (UniqueConstraint("creditor_id", "key"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    key: Mapped[str]
    name: Mapped[str]
    policy: Mapped[str]


class Portfolio(Base):
    """A set of cases of a brand handed over together, with its own time window."""

    __tablename__ = "portfolio"
    __table_args__ = (UniqueConstraint("brand_id", "key"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    key: Mapped[str]
    mandate_until: Mapped[date | None]


class ImportRun(Base):
    """One reading of a creditor's file: what it was and how it ended."""

    __tablename__ = "import_run"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    file_name: Mapped[str]
    sha256: Mapped[str]
    kind: Mapped[str]
    since: Mapped[date | None]  # of a bank statement: the first day of its movements; `as_of` is the last
    as_of: Mapped[date | None]
    at: Mapped[datetime]
    result: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ExportEvent(Base):
    """What a creditor must know, in a sequence without gaps; written in the transaction of its cause."""

    __tablename__ = "export_event"
    creditor_id: Mapped[str] = mapped_column(ForeignKey("creditor.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    reference: Mapped[str | None]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
