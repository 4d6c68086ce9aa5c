"""Budgets, offers, plans, pauses, promises, referrals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class BudgetVersion(Base):
    """What the debtor told of their month, as versions; amounts in minor units a month."""

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("person_id", "version"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    currency: Mapped[str]
    """Keys of bot.debt.budget.Budget: minor units, counts, and the list `skipped`."""
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Offer(Base):
    """What was offered, from which inputs, by which policy, scale and word versions. Good for 14 days."""

    __tablename__ = "offer"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("budget.id"))
    group: Mapped[str]  # offers made in one breath
    rank: Mapped[int]  # 0 = the lightest
    kind: Mapped[str]  # plan, token_plan, own_amount
    """Schedules by case, capacity trace, versions."""
    data: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answer: Mapped[str | None]  # chosen, other_amount, not_now, stale


class Plan(Base):
    """An agreed schedule for one case; plans agreed together share `group`."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "ix_plan_one_alive",
            "case_id",
            unique=True,
            postgresql_where=text("state in ('agreed', 'rearranged')"),
        ),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    group: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]  # plan, token_plan, own_amount
    state: Mapped[str]  # agreed, rearranged, completed, undone, broken, ended
    currency: Mapped[str]
    agreed_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    review_on: Mapped[date | None]
    reminder_channel: Mapped[str] = mapped_column(default="none")  # none, sms, email
    reminder_days_before: Mapped[int] = mapped_column(default=3)
    reminder_to: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    ended_at: Mapped[datetime | None]


class Instalment(Base):
    """One due day of a plan."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("plan_id", "n"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    n: Mapped[int]
    due_on: Mapped[date]
    minor: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(default=0)
    """What of `paid_minor` the creditor's files have told, and no payment of ours: there is no receipt for it."""
    covered_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[str] = mapped_column(default="due")  # due, kept, late, missed, moved
    moved_from: Mapped[date | None]


class Pause(Base):
    """No demand until a date, or an event that the debtor names."""

    __tablename__ = "pause"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"))
    until: Mapped[date]
    event: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="running")  # running, asked (how things are, at its end), ended
    set_at: Mapped[datetime]


class Promise(Base):
    """A single sum that the debtor said they would pay on a day."""

    __tablename__ = "promise"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    """Who said so; null: nobody knows any more (before it was kept)."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    minor: Mapped[int]
    due_on: Mapped[date]
    way: Mapped[str] = mapped_column(default="other", server_default="other")  # link, transfer, cheque, cash, other
    state: Mapped[str] = mapped_column(default="open")  # open, kept, missed, withdrawn, ended
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Referral(Base):
    """The debtor was told of a budget adviser, or sent to one: what was shown before their yes, and what came of it."""

    __tablename__ = "referral"
    __table_args__ = (
        Index(
            "ix_referral_one_alive", "person_id", unique=True,
            postgresql_where=text("state in ('sent', 'acknowledged')"),
        ),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    partner: Mapped[str]
    """named, asked (shown what would be sent), refused, sent, acknowledged, ended, withdrawn"""
    state: Mapped[str] = mapped_column(default="named")
    at: Mapped[datetime]
    partner_id: Mapped[str | None]
    email: Mapped[str | None]  # the partner's own, as it was checked when the debtor was asked
    number: Mapped[str | None] = mapped_column(unique=True)
    """What is sent, exactly as it was shown: personal values, erasable here."""
    sheet: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    text_id: Mapped[str | None]
    text_version: Mapped[str | None]
    lang: Mapped[str | None]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    asked_by: Mapped[str | None]  # debtor, agent:<id>
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"))
    sent_at: Mapped[datetime | None]
    contact_before: Mapped[date | None]  # by when the partner says they will be in touch
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None]
