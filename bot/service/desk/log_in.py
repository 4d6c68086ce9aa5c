"""How an agent logs in: password, then the code of a second step; slower with every failure, for whoever fails alone.

Nobody can shut another out. Failures count for one login from one address, so a stranger slows themselves down; a
browser in which an agent has logged in before has a count of its own, whatever strangers do from the same address.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update

from bot.debt.role import ROLES
from bot.debt.throttle import ACCOUNT_CODE, CODE, PASSWORD
from bot.service.desk import second_step, throttling
from bot.service.desk.agents import (
    BY_PASSWORD,
    OPEN,
    AgentAt,
    log_out_everywhere,
    new_token,
    open_session,
    token_hash,
)
from bot.service.desk.second_step import Seal
from bot.service.desk.work import DeskRefusal
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentBrowser, AgentSession

BROWSER_LIFE = timedelta(days=180)
"""So long after the last log-in a browser is known."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1024
_hashing = PasswordHasher()


class LogInRefused(Exception):
    """Unknown login, wrong password or code, disabled: the same answer; `wait` until the next try, from here."""

    def __init__(self, wait: timedelta = timedelta()) -> None:
        super().__init__("refused")
        self.wait = wait


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a log-in comes from: a keyed hash of the address, and the token of a browser that was here before."""

    address: str
    browser: str = ""


@dataclass(frozen=True, kw_only=True)
class LoggedIn:
    """A new session; its token is shown once. `step`: what is still to do; `browser`: a new token to know it by."""

    token: str
    agent_id: int
    step: str
    browser: str = ""


@cache
def _nobodys_hash() -> str:
    # Verified for unknown logins, so that they cost what known ones cost.
    return _hashing.hash(secrets.token_hex(16))


def _right(password_hash: str, password: str) -> bool:
    try:
        return _hashing.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def clean_login(login: str) -> str:
    """A login as it is stored."""
    return login.strip().lower()[:200]


async def knows(uow: UnitOfWork, login: str, where: Where) -> bool:
    """Whether this login has been used well in this browser."""
    if not where.browser:
        return False
    found = await uow.session.scalar(
        select(AgentBrowser.agent_id)
        .join(Agent, Agent.id == AgentBrowser.agent_id)
        .where(
            AgentBrowser.token_hash == token_hash(where.browser), Agent.login == clean_login(login),
            AgentBrowser.used_at > uow.now - BROWSER_LIFE,
        )
    )
    return found is not None


async def log_in(
    uow: UnitOfWork,
    *,
    login: str,
    password: str,
    where: Where,
    old_token: str = "",
    needs: frozenset[str] = frozenset(),
    passwords: frozenset[str] = frozenset(ROLES),
) -> LoggedIn:
    """Open a session, perhaps with a step left (a role in `needs` can't do without the second).

    Raises LogInRefused, whatever the cause; commit in both cases: failures are counted. `old_token`: the session that
    this browser had, which ends. `passwords`: the roles that may log in with one.
    """
    login, password = clean_login(login), password[:LONGEST_PASSWORD]
    known = await knows(uow, login, where)
    key = throttling.key_of("password", *(("browser", where.browser) if known else ("address", where.address)), login)
    if wait := await throttling.closed_for(uow, key):
        raise LogInRefused(wait)
    agent = await uow.session.scalar(select(Agent).where(Agent.login == login))
    known_hash = agent.password_hash if agent is not None else await asyncio.to_thread(_nobodys_hash)
    right = await asyncio.to_thread(_right, known_hash, password)
    if agent is None or agent.disabled_at is not None or agent.role not in passwords or not right:
        wait = await throttling.failed(uow, key, PASSWORD)
        if agent is not None:
            verb = "agent.failed"
            if right:
                verb = "agent.refused" if agent.disabled_at is not None else "agent.password_off"
            uow.audit(verb, "agent", agent.id, actor=f"agent:{agent.id}", known_browser=known, wait=wait.seconds)
        raise LogInRefused(wait)
    await throttling.forget(uow, key)
    if _hashing.check_needs_rehash(agent.password_hash):
        agent.password_hash = await asyncio.to_thread(_hashing.hash, password)
    return await begin(uow, agent, where, old_token=old_token, needs=needs)


async def begin(
    uow: UnitOfWork, agent: Agent, where: Where, *, old_token: str, needs: frozenset[str], way: str = BY_PASSWORD,
    second_step_done: bool = False,
) -> LoggedIn:
    """Who they are is shown: a session, of the next step that is left. `second_step_done`: elsewhere, just now."""
    await _end(uow, old_token)
    if second_step_done:
        step = _after_code(agent, needs, way, enrolled=True)
    else:
        step = "code" if await second_step.is_enrolled(uow, agent.id) else _after_code(agent, needs, way)
    return await _next(uow, agent, step, where, way)


def _after_code(agent: Agent, needs: frozenset[str], way: str, *, enrolled: bool = False) -> str:
    if agent.role in needs and not enrolled:
        return "enrol"
    return "password" if agent.password_given and way == BY_PASSWORD else OPEN


async def _next(uow: UnitOfWork, agent: Agent, step: str, where: Where, way: str) -> LoggedIn:
    """A session of the next step, with a cookie of its own; the last one makes this browser known."""
    token = open_session(uow, agent.id, step, way)
    if step != OPEN:
        return LoggedIn(token=token, agent_id=agent.id, step=step)
    uow.audit("agent.logged_in", "agent", agent.id, actor=f"agent:{agent.id}", way=way)
    return LoggedIn(token=token, agent_id=agent.id, step=step, browser=await _remember(uow, agent.id, where))


async def _end(uow: UnitOfWork, token: str) -> None:
    session = await uow.session.get(AgentSession, token_hash(token)) if token else None
    if session is not None and session.ended_at is None:
        session.ended_at = uow.now
        uow.notify("desk_session", agent=session.agent_id)


async def _remember(uow: UnitOfWork, agent_id: int, where: Where) -> str:
    """This browser is known from now on, by a new token; the others who log in here stay known with it."""
    token, old = new_token(), token_hash(where.browser) if where.browser else ""
    await uow.session.execute(
        delete(AgentBrowser).where(
            (AgentBrowser.used_at < uow.now - BROWSER_LIFE)
            | ((AgentBrowser.token_hash == old) & (AgentBrowser.agent_id == agent_id))
        )
    )
    await uow.session.execute(
        update(AgentBrowser).where(AgentBrowser.token_hash == old).values(token_hash=token_hash(token))
    )
    uow.session.add(AgentBrowser(token_hash=token_hash(token), agent_id=agent_id, used_at=uow.now))
    return token


async def give_code(
    uow: UnitOfWork, at: AgentAt, given: str, *, where: Where, seal: Seal, needs: frozenset[str] = frozenset()
) -> LoggedIn:
    """The second step: a code of the authenticator, or a recovery code; each is good once.

    Raises LogInRefused; commit in both cases.
    """
    agent = await uow.session.get_one(Agent, at.id)
    known = await knows(uow, agent.login, where)
    place = ("browser", where.browser) if known else ("address", where.address)
    counts = {throttling.key_of("code", *place, str(agent.id)): CODE}
    if not known:
        counts[throttling.key_of("code", "everywhere", str(agent.id))] = ACCOUNT_CODE
    if wait := await throttling.closed_for(uow, *counts):
        raise LogInRefused(wait)
    if not await second_step.holds(uow, agent.id, given, seal):
        waits = [await throttling.failed(uow, key, rule) for key, rule in counts.items()]
        uow.audit("agent.code_failed", "agent", agent.id, actor=at.actor, known_browser=known)
        raise LogInRefused(max(waits))
    await throttling.forget(uow, *counts)
    return await _go_on(uow, at, agent, _after_code(agent, needs, at.way, enrolled=True), where)


async def _go_on(uow: UnitOfWork, at: AgentAt, agent: Agent, step: str, where: Where) -> LoggedIn:
    session = await uow.session.get_one(AgentSession, at.token_hash)
    session.ended_at = uow.now
    return await _next(uow, agent, step, where, at.way)


async def after_enrolment(uow: UnitOfWork, at: AgentAt, where: Where) -> LoggedIn:
    """The authenticator that the role asks for is there: on with the log-in."""
    agent = await uow.session.get_one(Agent, at.id)
    return await _go_on(uow, at, agent, _after_code(agent, frozenset(), at.way, enrolled=True), where)


async def own_password(uow: UnitOfWork, at: AgentAt, *, new: str, where: Where) -> LoggedIn:
    """At the log-in, one of their own in place of the one that was given. Raises DeskRefusal: password_*."""
    agent = await uow.session.get_one(Agent, at.id, with_for_update=True)
    await set_password(uow, agent, new, actor=at.actor)
    return await _go_on(uow, at, agent, OPEN, where)


async def change_password(uow: UnitOfWork, at: AgentAt, *, old: str, new: str) -> None:
    """A new password; every other session of theirs ends. Raises DeskRefusal: password_wrong, password_*."""
    agent = await uow.session.get_one(Agent, at.id, with_for_update=True)
    await confirm_password(uow, at, old)
    await set_password(uow, agent, new, actor=at.actor)
    await log_out_everywhere(uow, agent.id, actor=at.actor, but=at.token_hash)


async def confirm_password(uow: UnitOfWork, at: AgentAt, given: str) -> None:
    """Before what a passer-by at an open screen must not do. Raises DeskRefusal("password_wrong"); commit then, too."""
    key = throttling.key_of("password", "session", at.token_hash)
    agent = await uow.session.get_one(Agent, at.id)
    if await throttling.closed_for(uow, key) or not await asyncio.to_thread(
        _right, agent.password_hash, given[:LONGEST_PASSWORD]
    ):
        await throttling.failed(uow, key, PASSWORD)
        raise DeskRefusal("password_wrong")


async def set_password(uow: UnitOfWork, agent: Agent, new: str, *, actor: str, given: bool = False) -> None:
    """`given`: by an administrator, good for one log-in. Raises DeskRefusal: password_short, password_weak."""
    if len(new) < SHORTEST_PASSWORD or len(new) > LONGEST_PASSWORD:
        raise DeskRefusal("password_short", least=str(SHORTEST_PASSWORD))
    if agent.login in new.lower() or len(set(new)) < SHORTEST_PASSWORD // 2:
        raise DeskRefusal("password_weak")
    agent.password_hash = await asyncio.to_thread(_hashing.hash, new)
    agent.password_given = given
    uow.audit("agent.password_set", "agent", agent.id, actor=actor, given=given)
