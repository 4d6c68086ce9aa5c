"""Agents, what they may see, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class Agent(Base):
    """Somebody who answers at the desk."""

    __tablename__ = "agent"
    id: Mapped[Key]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(default="agent")  # agent, supervisor, compliance, administrator
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class AgentScope(Base):
    """A creditor whose conversations and cases the agent may see."""

    __tablename__ = "agent_scope"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    creditor_id: Mapped[str] = mapped_column(ForeignKey("creditor.id"), primary_key=True)


class AgentSession(Base):
    """A log-in; the cookie's token is kept hashed."""

    __tablename__ = "agent_session"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


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
