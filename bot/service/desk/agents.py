"""Agents at the desk: their sessions, what they may do, and whose conversations they may see."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from bot.debt.role import Doing, may
from bot.store.database import UnitOfWork
from bot.store.scope import Scope
from bot.store.tables import Agent, AgentBrand, AgentScope, AgentSession, Brand, Conversation

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=30)
STEP_IDLE = timedelta(minutes=10)
"""So long a log-in may stand half done."""
REST = timedelta(minutes=10)
SEEN_EVERY = timedelta(seconds=20)  # how exactly idle time is kept
OPEN = "open"
BY_PASSWORD, BY_OPENID = "password", "openid"
"""What a log-in begins with: a password of ours, or a log-in provider (OpenID Connect)."""
_TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class AgentAt:
    """An agent at the desk, in a session that holds."""

    id: int
    name: str
    role: str
    creditors: frozenset[str]
    csrf: str
    token_hash: str
    brands: frozenset[int] = frozenset()  # all that they see of the creditors in `limited`
    limited: frozenset[str] = frozenset()
    step: str = OPEN  # what is still to do before the desk opens: code, enrol, password
    way: str = BY_PASSWORD  # what the log-in began with

    @property
    def actor(self) -> str:
        """How audit lines name them."""
        return f"agent:{self.id}"

    def may(self, doing: Doing) -> bool:
        """Whether their role may do it; nothing while the log-in is half done."""
        return self.step == OPEN and may(self.role, doing)

    @property
    def leads(self) -> bool:
        """Whether they may take a conversation back from a colleague."""
        return self.may("lead")

    def csrf_holds(self, given: str) -> bool:
        """Whether a request came from a page of this session, in constant time."""
        return hmac.compare_digest(self.csrf.encode(), given.encode())

    @property
    def limits(self) -> Scope:
        """What the database lets them see."""
        return Scope(creditors=self.creditors, whole=self.creditors - self.limited, brands=self.brands)

    def sees(self, creditor_id: str | None) -> bool:
        """Whether a conversation of that creditor (None: nobody is identified yet) is theirs to see."""
        return creditor_id is None or creditor_id in self.creditors

    def scope(self) -> ColumnElement[bool]:
        """The same as a condition on Conversation, for every query."""
        return or_(Conversation.creditor_id.is_(None), Conversation.creditor_id.in_(self.creditors))


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def open_session(uow: UnitOfWork, agent_id: int, step: str, way: str = BY_PASSWORD) -> str:
    """A session of its own, with its own cookie and form token; gives the cookie's token, which is kept nowhere."""
    token = new_token()
    uow.session.add(
        AgentSession(
            token_hash=token_hash(token), agent_id=agent_id, csrf=new_token(), step=step, way=way,
            created_at=uow.now, seen_at=uow.now,
        )
    )
    return token


def _stands(session: AgentSession, now: datetime) -> bool:
    # A clock set back (demo) must not make a session last for ever.
    idle = IDLE if session.step == OPEN else STEP_IDLE
    fresh = abs(now - session.seen_at) <= idle and abs(now - session.created_at) <= LONGEST
    return session.ended_at is None and fresh


async def agent_of(
    uow: UnitOfWork, token: str, *, active: bool = True, half_done: bool = False
) -> AgentAt | None:
    """The agent of a session that holds, with their scope as it is now; None otherwise.

    `active`: somebody is at work, so idle time starts anew (commit to keep that); pushes and pings are not work.
    `half_done`: also one whose log-in has a step left; it may do nothing but that.
    """
    row = (
        await uow.session.execute(
            select(AgentSession, Agent)
            .join(Agent, Agent.id == AgentSession.agent_id)
            .where(AgentSession.token_hash == token_hash(token), Agent.disabled_at.is_(None))
        )
    ).one_or_none()
    if row is None or not _stands(row[0], uow.now) or (row[0].step != OPEN and not half_done):
        return None
    session, agent = row
    if active and abs(uow.now - session.seen_at) >= SEEN_EVERY:
        session.seen_at = uow.now
    scopes = await uow.session.scalars(select(AgentScope.creditor_id).where(AgentScope.agent_id == agent.id))
    creditors = frozenset(scopes.all())
    limited = await uow.session.execute(
        select(Brand.id, Brand.creditor_id)
        .join(AgentBrand, AgentBrand.brand_id == Brand.id)
        .where(AgentBrand.agent_id == agent.id)
    )
    brands = {row[0]: row[1] for row in limited.all()}
    return AgentAt(
        id=agent.id, name=agent.name, role=agent.role, creditors=creditors, brands=frozenset(brands),
        limited=frozenset(brands.values()), csrf=session.csrf, token_hash=session.token_hash, step=session.step,
        way=session.way,
    )


async def page_is_open(uow: UnitOfWork, token: str) -> None:
    """A page of this session shows a sign of life: its agent is at the desk. Idle time goes on."""
    await uow.session.execute(
        update(AgentSession)
        .where(AgentSession.token_hash == token_hash(token), AgentSession.ended_at.is_(None))
        .values(page_at=uow.now)
    )


async def rest(uow: UnitOfWork, agent: AgentAt) -> None:
    """After something heavy: for ten minutes nobody is told that this agent is there. What they hold stays theirs."""
    sessions = update(AgentSession).where(AgentSession.agent_id == agent.id, AgentSession.ended_at.is_(None))
    await uow.session.execute(sessions.values(resting_until=uow.now + REST))
    uow.audit("agent.rested", "agent", agent.id, actor=agent.actor)
    uow.notify("handover", handover=0, conversation=0)  # the list of who is there is shown anew


async def log_out(uow: UnitOfWork, agent: AgentAt) -> None:
    """End the session; its sockets are told."""
    session = await uow.session.get(AgentSession, agent.token_hash)
    if session is not None and session.ended_at is None:
        session.ended_at = uow.now
        uow.audit("agent.logged_out", "agent", agent.id, actor=agent.actor)
        uow.notify("desk_session", agent=agent.id)


async def log_out_everywhere(uow: UnitOfWork, agent_id: int, *, actor: str, but: str = "") -> int:
    """End every session of the agent, in every browser; `but`: the hash of one that stays. How many ended."""
    rows = await uow.session.scalars(
        select(AgentSession)
        .where(
            AgentSession.agent_id == agent_id, AgentSession.ended_at.is_(None), AgentSession.token_hash != but
        )
        .with_for_update()
    )
    ended = rows.all()
    for session in ended:
        session.ended_at = uow.now
    uow.audit("agent.logged_out_everywhere", "agent", agent_id, actor=actor, sessions=len(ended))
    uow.notify("desk_session", agent=agent_id)
    return len(ended)


async def names_of(uow: UnitOfWork, keys: set[int]) -> dict[int, str]:
    """Names of agents by id."""
    if not keys:
        return {}
    rows = await uow.session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(keys)))
    return {row[0]: row[1] for row in rows.all()}


def stands(now: datetime) -> ColumnElement[bool]:
    """Sessions that are open and hold, as a condition."""
    return (
        AgentSession.ended_at.is_(None)
        & (AgentSession.step == OPEN)
        & (AgentSession.seen_at > now - IDLE)
        & (AgentSession.created_at > now - LONGEST)
    )


async def sessions_of(uow: UnitOfWork, agent_id: int) -> list[AgentSession]:
    """Sessions of theirs that hold, the newest first."""
    rows = await uow.session.scalars(
        select(AgentSession)
        .where(AgentSession.agent_id == agent_id, stands(uow.now))
        .order_by(AgentSession.created_at.desc())
    )
    return list(rows.all())
