"""Agents, how they log in, what they may see, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class Agent(Base):
    """Somebody who works at the desk. What each role may do: bot/debt/role.py."""

    __tablename__ = "agent"
    id: Mapped[Key]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    """The password is somebody else's choice: one of their own is asked for at the next log-in."""
    password_given: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    role: Mapped[str] = mapped_column(default="agent")  # agent, supervisor, compliance, administrator
    disabled_at: Mapped[datetime | None]


class AgentScope(Base):
    """A creditor whose conversations and cases the agent may see."""

    __tablename__ = "agent_scope"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    creditor_id: Mapped[str] = mapped_column(ForeignKey("creditor.id"), primary_key=True)


class AgentBrand(Base):
    """A brand that an agent is limited to; without one of a creditor of theirs, they see all its brands."""

    __tablename__ = "agent_brand"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), primary_key=True)


class AgentSession(Base):
    """A log-in; the cookie's token is kept hashed."""

    __tablename__ = "agent_session"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    csrf: Mapped[str]
    """What is still to do before the desk opens: code, enrol, password; open: nothing."""
    step: Mapped[str] = mapped_column(default="open", server_default="open")
    """What it began with: password, openid."""
    way: Mapped[str] = mapped_column(default="password", server_default="password")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """The last sign of an open page; null: it never had one."""
    page_at: Mapped[datetime | None]
    """They take a breath: not counted as being there until then."""
    resting_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AgentBrowser(Base):
    """A browser in which an agent has logged in well: strangers' failures do not count there."""

    __tablename__ = "agent_browser"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    used_at: Mapped[datetime]


class AgentFactor(Base):
    """An agent's authenticator (TOTP, RFC 6238); its secret is kept sealed."""

    __tablename__ = "agent_factor"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    sealed: Mapped[str | None]
    pending: Mapped[str | None]  # shown, not confirmed by a code yet
    enrolled_at: Mapped[datetime | None]
    """The time step of the last code that was taken: it and older ones are refused."""
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code for who has lost the authenticator: good once, kept as a keyed hash."""

    __tablename__ = "recovery_code"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class AgentIdentity(Base):
    """Whom a log-in provider (OpenID Connect) names when an agent has logged in there; never their address or name."""

    __tablename__ = "agent_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    linked_at: Mapped[datetime | None]
    link_hash: Mapped[str | None] = mapped_column(unique=True)  # of the link by which they say who they are, once
    link_until: Mapped[datetime | None]


class SpentAnswer(Base):
    """An answer of the log-in provider that was used: it is good once. Kept for a day, by a hash of its `state`."""

    __tablename__ = "spent_answer"
    state_hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class LoginThrottle(Base):
    """Failures in a row of one login from one address or browser, by a hash of these: nobody else waits for them."""

    __tablename__ = "login_throttle"
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    closed_until: Mapped[datetime | None]


class SampleWeek(Base):
    """A week of which conversations without a word of distress found were drawn, by creditor; empty: nobody's."""

    __tablename__ = "sample_week"
    __table_args__ = (UniqueConstraint("week", "creditor_id", postgresql_nulls_not_distinct=True),)
    id: Mapped[Key]
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    week: Mapped[date]  # its Monday
    out_of: Mapped[int]  # conversations that could have been drawn
    drawn_at: Mapped[datetime]


class Sample(Base):
    """One conversation drawn, up to the message that was the last of the week, and what somebody found in it."""

    __tablename__ = "sample"
    __table_args__ = (UniqueConstraint("week_id", "conversation_id"),)
    id: Mapped[Key]
    week_id: Mapped[int] = mapped_column(ForeignKey("sample_week.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    to_seq: Mapped[int]
    found: Mapped[str | None]  # missed: a word of distress that nobody noticed; clear
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    judged_at: Mapped[datetime | None]


class AuditLine(Base):
    """Who did what to what: ids, dotted verbs, versions; never a personal value."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_object", "object_kind", "object_id"),)
    id: Mapped[Key]
    creditor_id: Mapped[str | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # "bot", "debtor", "system", "agent:12", "feed:34"
    verb: Mapped[str]  # "plan.agreed"
    object_kind: Mapped[str]
    object_id: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
