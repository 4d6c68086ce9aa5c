"""Log-in through the operator's own log-in provider (OpenID Connect): who is let in, and how they are made known.

Nobody is let in for an address or a name that the provider tells: an administrator gives an agent a link, good once,
and whom the provider names when the agent follows it (issuer and subject) is that agent from then on. Role, creditors
and whether the account is open stay ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.service.desk.accounts import locked
from bot.service.desk.agents import BY_OPENID, log_out_everywhere, new_token, token_hash
from bot.service.desk.log_in import LoggedIn, Where, begin
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentIdentity, SpentAnswer

LINK_LIFE = timedelta(days=1)
_SPENT_LIFE = timedelta(days=1)  # far longer than an answer is good for


class NotLetIn(Exception):
    """The provider has said who they are, and that is nobody of ours; `code`: unknown (a closed account is, too),
    link (it is over), taken (somebody else's already).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Named:
    """Whom the provider named, and whether it asked them for a second step."""

    issuer: str
    subject: str
    second_step: bool = False


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whose link it is, as the page says it."""

    login: str
    name: str


async def make_link(uow: UnitOfWork, agent_id: int, *, actor: str) -> str:
    """The token of a link for this agent, shown once, good for one day and one use; an earlier one ends.

    Raises LookupError; DeskRefusal("own_account").
    """
    agent = await locked(uow, agent_id, actor)
    token = new_token()
    row = await _row(uow, agent.id)
    row.link_hash, row.link_until = token_hash(token), uow.now + LINK_LIFE
    uow.audit("agent.openid_link_made", "agent", agent.id, actor=actor)
    return token


async def forget(uow: UnitOfWork, agent_id: int, *, actor: str) -> None:
    """Whom the provider named is nobody here any more; the sessions end. Raises as make_link."""
    agent = await locked(uow, agent_id, actor)
    await uow.session.execute(delete(AgentIdentity).where(AgentIdentity.agent_id == agent.id))
    uow.audit("agent.openid_forgotten", "agent", agent.id, actor=actor)
    await log_out_everywhere(uow, agent.id, actor=actor)


async def invited(uow: UnitOfWork, token: str) -> Invited | None:
    """Whose link this is; None where it is over or never was. Spends nothing."""
    row = await _of_link(uow, token)
    agent = await uow.session.get(Agent, row.agent_id) if row is not None else None
    return Invited(login=agent.login, name=agent.name) if agent is not None else None


async def spend(uow: UnitOfWork, state: str) -> bool:
    """Use up the answer to this `state`; False: it was used before. Commit before anything else is done with it."""
    await uow.session.execute(delete(SpentAnswer).where(SpentAnswer.at < uow.now - _SPENT_LIFE))
    made = await uow.session.execute(
        insert(SpentAnswer).values(state_hash=token_hash(state), at=uow.now).on_conflict_do_nothing()
        .returning(SpentAnswer.state_hash)
    )
    return made.scalar_one_or_none() is not None


async def enter(
    uow: UnitOfWork, named: Named, *, where: Where, old_token: str = "", needs: frozenset[str] = frozenset()
) -> LoggedIn:
    """A session for whom the provider named, perhaps with our second step left. Raises NotLetIn; commit then, too."""
    agent = await uow.session.scalar(
        select(Agent)
        .join(AgentIdentity, AgentIdentity.agent_id == Agent.id)
        .where(AgentIdentity.issuer == named.issuer, AgentIdentity.subject == named.subject)
    )
    if agent is None:
        uow.audit("agent.openid_unknown", "agent", "unknown", actor="system")
        raise NotLetIn("unknown")
    if agent.disabled_at is not None:
        uow.audit("agent.refused", "agent", agent.id, actor=f"agent:{agent.id}")
        raise NotLetIn("unknown")
    return await begin(
        uow, agent, where, old_token=old_token, needs=needs, way=BY_OPENID, second_step_done=named.second_step
    )


async def link(uow: UnitOfWork, named: Named, token: str) -> None:
    """Whom the provider named is the agent whose link this is; the link is used up, sessions under another end.

    Raises NotLetIn: link, taken.
    """
    # Of two links that lead to one person at the provider, at once, one waits for the other.
    mark = func.hashtextextended(f"{named.issuer} {named.subject}", 0)
    await uow.session.execute(select(func.pg_advisory_xact_lock(mark)))
    row = await _of_link(uow, token, lock=True)
    if row is None:
        raise NotLetIn("link")
    agent_id = row.agent_id
    holder = await uow.session.scalar(
        select(AgentIdentity.agent_id).where(
            AgentIdentity.issuer == named.issuer, AgentIdentity.subject == named.subject
        )
    )
    if holder not in (None, agent_id):
        uow.audit("agent.openid_taken", "agent", agent_id, actor=f"agent:{agent_id}")
        raise NotLetIn("taken")
    replaced = row.subject is not None and holder is None
    row.issuer, row.subject, row.linked_at = named.issuer, named.subject, uow.now
    row.link_hash = row.link_until = None
    await uow.flush()
    uow.audit("agent.openid_linked", "agent", agent_id, actor=f"agent:{agent_id}")
    if replaced:
        await log_out_everywhere(uow, agent_id, actor=f"agent:{agent_id}")


async def _row(uow: UnitOfWork, agent_id: int) -> AgentIdentity:
    row = await uow.session.get(AgentIdentity, agent_id, with_for_update=True, populate_existing=True)
    if row is None:
        row = AgentIdentity(agent_id=agent_id)
        uow.session.add(row)
    return row


async def _of_link(uow: UnitOfWork, token: str, *, lock: bool = False) -> AgentIdentity | None:
    """The row of a link that is good, of an account that is open."""
    found = (
        select(AgentIdentity)
        .join(Agent, Agent.id == AgentIdentity.agent_id)
        .where(
            AgentIdentity.link_hash == token_hash(token), AgentIdentity.link_until > uow.now,
            Agent.disabled_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return await uow.session.scalar(found.with_for_update(of=AgentIdentity) if lock else found)
