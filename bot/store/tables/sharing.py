"""What the debtor lets others see: a partner by a link of its own, a helper by a code, and every look at it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class ReferralEvent(Base):
    """What happened to a referral, append-only: ids and keys, no free words."""

    __tablename__ = "referral_event"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    what: Mapped[str]  # sent, opened, acknowledged, withdrawn, unanswered, or an outcome
    day: Mapped[date | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class PartnerLink(Base):
    """A partner's link to one referral: the token is kept hashed, and opens nothing without a code sent by e-mail."""

    __tablename__ = "partner_link"
    __table_args__ = (UniqueConstraint("referral_id"),)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    code_hash: Mapped[str | None]
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    codes_sent: Mapped[int] = mapped_column(default=0)
    code_sent_at: Mapped[datetime | None]
    opened_for: Mapped[str | None]  # keyed hash of the browser that gave the code
    opened_until: Mapped[datetime | None]


class HelperAccess(Base):
    """Somebody whom the debtor lets see chosen sections for some days, by a code of which only a keyed hash is kept."""

    __tablename__ = "helper_access"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    sections: Mapped[list[Any]]  # owe, budget, plan
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("budget.id"))  # the version that could be shown
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class HelperLook(Base):
    """A helper has looked, from which browser (a keyed hash), and until when that browser may fetch papers."""

    __tablename__ = "helper_look"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    access_id: Mapped[int] = mapped_column(ForeignKey("helper_access.id"), index=True)
    browser: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime]
