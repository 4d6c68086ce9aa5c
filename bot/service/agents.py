"""Agents: who logs in at the desk, for how long, and whose conversations they may see."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, func, or_, select

from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentScope, AgentSession, Conversation

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=30)
TRIES = 5
"""Wrong passwords in a row that close a login: for 15 minutes, then 30, 60 …"""
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(days=1)
SEEN_EVERY = timedelta(seconds=20)  # how exactly idle time is kept
LEADERS = frozenset({"supervisor", "administrator"})
_LONGEST_PASSWORD = 1024
_TOKEN_BYTES = 32
_hashing = PasswordHasher()


class LogInRefused(Exception):
    """Unknown login, wrong password, closed or disabled: always the same answer."""


@dataclass(frozen=True, kw_only=True)
class AgentAt:
    """An agent at the desk, in a session that holds."""

    id: int
    name: str
    role: str
    creditors: frozenset[str]
    csrf: str
    token_hash: str

    @property
    def actor(self) -> str:
        """How audit lines name them."""
        return f"agent:{self.id}"

    @property
    def leads(self) -> bool:
        """Whether they may take a conversation back from a colleague."""
        return self.role in LEADERS

    def csrf_holds(self, given: str) -> bool:
        """Whether a request came from a page of this session, in constant time."""
        return hmac.compare_digest(self.csrf.encode(), given.encode())

    def sees(self, creditor_id: str | None) -> bool:
        """Whether a conversation of that creditor (None: nobody is identified yet) is theirs to see."""
        return creditor_id is None or creditor_id in self.creditors

    def scope(self) -> ColumnElement[bool]:
        """The same as a condition on Conversation, for every query."""
        return or_(Conversation.creditor_id.is_(None), Conversation.creditor_id.in_(self.creditors))


@dataclass(frozen=True, kw_only=True)
class LoggedIn:
    """A new session; the token is shown once and kept only as a hash."""

    token: str
    agent_id: int


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobodys_hash() -> str:
    # Verified for unknown logins, so that they cost what known ones cost.
    return _hashing.hash(secrets.token_hex(16))


def _right(password_hash: str, password: str) -> bool:
    try:
        return _hashing.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def log_in(uow: UnitOfWork, *, login: str, password: str) -> LoggedIn:
    """Open a session. Raises LogInRefused, whatever the cause; commit in both cases: failures are counted.

    Tries on one login wait for one another, so that many at once are no way around the limit.
    """
    login, password = login.strip().lower()[:200], password[:_LONGEST_PASSWORD]
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"desk-login:{login}"))))
    agent = await uow.session.scalar(select(Agent).where(Agent.login == login).with_for_update())
    known_hash = agent.password_hash if agent is not None else await asyncio.to_thread(_nobodys_hash)
    right = await asyncio.to_thread(_right, known_hash, password)
    if agent is None:
        raise LogInRefused
    if agent.disabled_at is not None or (agent.locked_until is not None and uow.now < agent.locked_until):
        uow.audit("agent.refused", "agent", agent.id, actor=f"agent:{agent.id}")
        raise LogInRefused
    if not right:
        _failed(uow, agent)
        raise LogInRefused
    agent.failures, agent.locked_until = 0, None
    if _hashing.check_needs_rehash(agent.password_hash):
        agent.password_hash = await asyncio.to_thread(_hashing.hash, password)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    uow.session.add(
        AgentSession(
            token_hash=token_hash(token), agent_id=agent.id, csrf=secrets.token_urlsafe(_TOKEN_BYTES),
            created_at=uow.now, seen_at=uow.now,
        )
    )
    uow.audit("agent.logged_in", "agent", agent.id, actor=f"agent:{agent.id}")
    return LoggedIn(token=token, agent_id=agent.id)


def _failed(uow: UnitOfWork, agent: Agent) -> None:
    agent.failures += 1
    uow.audit("agent.failed", "agent", agent.id, actor=f"agent:{agent.id}", failures=agent.failures)
    if agent.failures % TRIES == 0:
        doublings = min(agent.failures // TRIES - 1, 10)
        agent.locked_until = uow.now + min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
        uow.audit("agent.locked", "agent", agent.id, actor="system", until=agent.locked_until.isoformat())


def _holds(session: AgentSession, now: datetime) -> bool:
    # A clock set back (demo) must not make a session last for ever.
    fresh = abs(now - session.seen_at) <= IDLE and abs(now - session.created_at) <= LONGEST
    return session.ended_at is None and fresh


async def agent_of(uow: UnitOfWork, token: str, *, active: bool = True) -> AgentAt | None:
    """The agent of a session that holds, with their scope as it is now; None otherwise.

    `active`: somebody is at work, so idle time starts anew (commit to keep that); pushes and pings are not work.
    """
    row = (
        await uow.session.execute(
            select(AgentSession, Agent)
            .join(Agent, Agent.id == AgentSession.agent_id)
            .where(AgentSession.token_hash == token_hash(token), Agent.disabled_at.is_(None))
        )
    ).one_or_none()
    if row is None or not _holds(row[0], uow.now):
        return None
    session, agent = row
    if active and abs(uow.now - session.seen_at) >= SEEN_EVERY:
        session.seen_at = uow.now
    scopes = await uow.session.scalars(select(AgentScope.creditor_id).where(AgentScope.agent_id == agent.id))
    return AgentAt(
        id=agent.id, name=agent.name, role=agent.role, creditors=frozenset(scopes.all()), csrf=session.csrf,
        token_hash=session.token_hash,
    )


async def log_out(uow: UnitOfWork, agent: AgentAt) -> None:
    """End the session; its sockets are told."""
    session = await uow.session.get(AgentSession, agent.token_hash)
    if session is not None and session.ended_at is None:
        session.ended_at = uow.now
        uow.audit("agent.logged_out", "agent", agent.id, actor=agent.actor)
        uow.notify("desk_session", agent=agent.id)


async def names_of(uow: UnitOfWork, keys: set[int]) -> dict[int, str]:
    """Names of agents by id."""
    if not keys:
        return {}
    rows = await uow.session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(keys)))
    return {row[0]: row[1] for row in rows.all()}
