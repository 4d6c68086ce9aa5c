"""Accounts of the desk: made, changed, closed by an administrator; every change leaves a line."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.debt import code as signs
from bot.debt.role import ROLES
from bot.service.desk import second_step
from bot.service.desk.agents import log_out_everywhere
from bot.service.desk.giving_back import give_up_all
from bot.service.desk.log_in import clean_login, set_password
from bot.service.desk.work import DeskRefusal
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentBrand, AgentFactor, AgentIdentity, AgentScope, AgentSession, Brand, Creditor

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_GIVEN = 20  # signs of a password that is given, 100 bits
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account, as the list shows it."""

    id: int
    login: str
    name: str
    role: str
    creditors: tuple[str, ...]
    brands: tuple[int, ...]
    second_step: bool
    linked: bool  # to somebody at the log-in provider
    disabled: bool
    seen_at: datetime | None


async def accounts(uow: UnitOfWork) -> list[Account]:
    """All of them, those that are closed last."""
    agents = (await uow.session.scalars(select(Agent).order_by(Agent.disabled_at.is_not(None), Agent.login))).all()
    scopes = (await uow.session.execute(select(AgentScope.agent_id, AgentScope.creditor_id))).all()
    brands = (await uow.session.execute(select(AgentBrand.agent_id, AgentBrand.brand_id))).all()
    enrolled = set(await uow.session.scalars(select(AgentFactor.agent_id).where(AgentFactor.sealed.is_not(None))))
    linked = set(await uow.session.scalars(select(AgentIdentity.agent_id).where(AgentIdentity.subject.is_not(None))))
    seen = {
        row[0]: row[1]
        for row in await uow.session.execute(
            select(AgentSession.agent_id, func.max(AgentSession.seen_at)).group_by(AgentSession.agent_id)
        )
    }
    return [
        Account(
            id=one.id, login=one.login, name=one.name, role=one.role, second_step=one.id in enrolled,
            linked=one.id in linked,
            creditors=tuple(sorted(key for agent, key in scopes if agent == one.id)),
            brands=tuple(sorted(key for agent, key in brands if agent == one.id)),
            disabled=one.disabled_at is not None, seen_at=seen.get(one.id),
        )
        for one in agents
    ]


async def choices(uow: UnitOfWork) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """Every creditor with its name and brands, to choose a scope from."""
    creditors = (await uow.session.execute(select(Creditor.id, Creditor.name).order_by(Creditor.name))).all()
    brands = (await uow.session.execute(select(Brand.creditor_id, Brand.id, Brand.name).order_by(Brand.name))).all()
    return [
        (key, name, [(brand, label) for owner, brand, label in brands if owner == key]) for key, name in creditors
    ]


def given_password() -> str:
    """A password that is good for one log-in, easily read out."""
    text = "".join(secrets.choice(signs.SIGNS) for _ in range(_GIVEN))
    return "-".join(text[at : at + 5] for at in range(0, _GIVEN, 5))


async def add(
    uow: UnitOfWork, *, login: str, name: str, role: str, creditors: Collection[str], brands: Collection[int] = (),
    actor: str,
) -> str:
    """A new account; gives its first password, shown once. Raises DeskRefusal: login, login_taken, name, role_unknown,
    scope.
    """
    login, name = clean_login(login), " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise DeskRefusal("login")
    if not name or len(name) > LONGEST_NAME:
        raise DeskRefusal("name")
    if role not in ROLES:
        raise DeskRefusal("role_unknown")
    if await uow.session.scalar(select(Agent.id).where(Agent.login == login)) is not None:
        raise DeskRefusal("login_taken")
    agent = Agent(login=login, name=name, role=role, password_hash="")
    uow.session.add(agent)
    await uow.flush()
    uow.audit("agent.added", "agent", agent.id, actor=actor, role=role)
    await _put_scope(uow, agent, creditors, brands, actor)
    password = given_password()
    await set_password(uow, agent, password, actor=actor, given=True)
    return password


async def locked(uow: UnitOfWork, agent_id: int, actor: str) -> Agent:
    """An account to be changed.

    Raises LookupError; DeskRefusal("own_account"): nobody changes what they may do themselves.
    """
    agent = await uow.session.get(Agent, agent_id, with_for_update=True, populate_existing=True)
    if agent is None:
        raise LookupError("no such account")
    if actor == f"agent:{agent.id}":
        raise DeskRefusal("own_account")
    return agent


async def change(
    uow: UnitOfWork, agent_id: int, *, role: str, creditors: Collection[str], brands: Collection[int] = (), actor: str
) -> None:
    """Role and scope, at once for every open page; what they hold and may no longer see goes back to the queue.

    Raises LookupError; DeskRefusal: own_account, role_unknown, scope.
    """
    agent = await locked(uow, agent_id, actor)
    if role not in ROLES:
        raise DeskRefusal("role_unknown")
    if role != agent.role:
        uow.audit("agent.role_changed", "agent", agent.id, actor=actor, before=agent.role, after=role)
        agent.role = role
    await _put_scope(uow, agent, creditors, brands, actor)
    await give_up_all(uow, agent.id, actor=actor)
    uow.notify("desk_session", agent=agent.id)


async def _put_scope(
    uow: UnitOfWork, agent: Agent, creditors: Collection[str], brands: Collection[int], actor: str
) -> None:
    asked, limits = set(creditors), set(brands)
    owners = {
        row[0]: row[1]
        for row in await uow.session.execute(select(Brand.id, Brand.creditor_id).where(Brand.id.in_(limits)))
    }
    known = set(await uow.session.scalars(select(Creditor.id).where(Creditor.id.in_(asked))))
    if known != asked or set(owners) != limits or not set(owners.values()) <= asked:
        raise DeskRefusal("scope")
    await uow.session.execute(delete(AgentScope).where(AgentScope.agent_id == agent.id))
    await uow.session.execute(delete(AgentBrand).where(AgentBrand.agent_id == agent.id))
    uow.session.add_all(AgentScope(agent_id=agent.id, creditor_id=key) for key in asked)
    uow.session.add_all(AgentBrand(agent_id=agent.id, brand_id=key) for key in limits)
    uow.audit(
        "agent.scope_changed", "agent", agent.id, actor=actor, creditors=sorted(asked), brands=sorted(limits)
    )
    await uow.flush()


async def close(uow: UnitOfWork, agent_id: int, *, actor: str) -> None:
    """No log-in any more, sessions end, what they hold goes back to the queue. Twice has one effect."""
    agent = await locked(uow, agent_id, actor)
    if agent.disabled_at is not None:
        return
    agent.disabled_at = uow.now
    uow.audit("agent.closed", "agent", agent.id, actor=actor)
    await log_out_everywhere(uow, agent.id, actor=actor)
    await give_up_all(uow, agent.id, actor=actor)


async def reopen(uow: UnitOfWork, agent_id: int, *, actor: str) -> str:
    """The account is open again, with a password that is given."""
    agent = await locked(uow, agent_id, actor)
    if agent.disabled_at is not None:
        agent.disabled_at = None
        uow.audit("agent.reopened", "agent", agent.id, actor=actor)
    return await new_password(uow, agent_id, actor=actor)


async def new_password(uow: UnitOfWork, agent_id: int, *, actor: str) -> str:
    """A password that is given, good for one log-in; the sessions end."""
    agent = await locked(uow, agent_id, actor)
    password = given_password()
    await set_password(uow, agent, password, actor=actor, given=True)
    await log_out_everywhere(uow, agent.id, actor=actor)
    return password


async def forget_second_step(uow: UnitOfWork, agent_id: int, *, actor: str) -> None:
    """The authenticator is lost and no recovery code is left: they enrol anew, where their role needs it."""
    agent = await locked(uow, agent_id, actor)
    await second_step.forget(uow, agent.id)
    uow.audit("agent.factor_forgotten", "agent", agent.id, actor=actor)
    await log_out_everywhere(uow, agent.id, actor=actor)
