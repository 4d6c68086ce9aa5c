"""An agent at a conversation: looks, takes it (one winner), and holds it until it is given back (giving_back.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.service.desk.agents import AgentAt
from bot.service.handover.handover import open_handover, open_handover_of
from bot.service.identity import identify
from bot.service.thread import beside_agent, story
from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentScope, Alert, AuditLine, Conversation, Person

ONE_LOOK = timedelta(minutes=30)
"""Within one visit to a page, fresh figures are not another look."""


class DeskRefusal(Exception):
    """What was asked can't be done now; `code` names the words that say why, `values` fill them."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Taken(DeskRefusal):
    """Somebody else has the conversation."""

    def __init__(self, name: str) -> None:
        super().__init__("taken", name=name)


async def reach(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """The conversation, locked. Raises LookupError alike for one that does not exist and one out of scope.

    Whatever the agent who holds it does there keeps the debtor's proof of identity alive.
    """
    conversation = await lock(uow, conversation_id)
    if not agent.sees(conversation.creditor_id):
        raise LookupError("no such conversation")
    if holds(agent, conversation):
        await identify.stay_with_agent(uow, conversation)
    return conversation


async def looked(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, *, again: bool = False, beside: Iterable[int] = (),
    people: Iterable[int] = (),
) -> None:
    """Leave a line that the agent has seen it; `again`: unless that is known of this very visit.

    `beside`: the same person's other threads whose words the page shows as well; `people`: who stands there as the same
    human, with name and cases. Each with a line of its own.
    """
    if not (again and await _is_known(uow, agent, "conversation.viewed", conversation.id)):
        uow.audit(
            "conversation.viewed", "conversation", conversation.id, actor=agent.actor,
            creditor_id=conversation.creditor_id,
        )
    for key in beside:
        if not (again and await _is_known(uow, agent, "conversation.seen_beside", key)):
            uow.audit(
                "conversation.seen_beside", "conversation", key, actor=agent.actor,
                creditor_id=conversation.creditor_id, beside=conversation.id,
            )
    for key in people:
        if not (again and await _is_known(uow, agent, "person.seen_beside", key, kind="person")):
            uow.audit(
                "person.seen_beside", "person", key, actor=agent.actor, creditor_id=conversation.creditor_id,
                beside=conversation.id,
            )


async def _is_known(uow: UnitOfWork, agent: AgentAt, verb: str, key: int, *, kind: str = "conversation") -> bool:
    found = await uow.session.scalar(
        select(AuditLine.id)
        .where(
            AuditLine.object_kind == kind, AuditLine.object_id == str(key),
            AuditLine.verb == verb, AuditLine.actor == agent.actor, AuditLine.at > uow.now - ONE_LOOK,
        )
        .limit(1)
    )
    return found is not None


def holds(agent: AgentAt, conversation: Conversation) -> bool:
    """Whether the agent may speak there."""
    return conversation.owner == "agent" and conversation.agent_id == agent.id


def must_hold(agent: AgentAt, conversation: Conversation) -> None:
    """Raises DeskRefusal unless the agent holds the conversation."""
    if not holds(agent, conversation):
        raise DeskRefusal("not_yours")


async def take(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """The conversation is this agent's from now on; the bot is silent. Twice has one effect. Raises Taken.

    Whoever takes it has heard its alert. A holder who may no longer see it holds it no longer.
    """
    conversation = await reach(uow, agent, conversation_id)
    if holds(agent, conversation):
        return conversation
    if conversation.owner == "agent":
        holder = await uow.session.get(Agent, conversation.agent_id)
        if holder is not None and await _still_there(uow, holder, conversation):
            raise Taken(holder.name)
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = await open_handover(
            uow, conversation, queue="general", reason="taken_by_agent", actor=agent.actor
        )
    await change_owner(uow, conversation, "agent", agent_id=agent.id, actor=agent.actor)
    handover.taken_by, handover.taken_at = agent.id, uow.now
    handover.brief = {**handover.brief, "from_seq": conversation.last_seq, "for_agent": None}
    await _heard(uow, agent, conversation)
    uow.audit(
        "handover.taken", "handover", handover.id, actor=agent.actor, creditor_id=conversation.creditor_id,
        conversation=conversation.id,
    )
    await identify.stay_with_agent(uow, conversation)
    await write(uow, conversation, say("notice_agent_joined", name=agent.name), author="system")
    if not await identify.proof_of(uow, conversation):
        await beside_agent.ask_again(uow, conversation)
    await story.take_along(uow, conversation, agent.id)
    uow.notify("handover", handover=handover.id, conversation=conversation.id)
    return conversation


async def _still_there(uow: UnitOfWork, holder: Agent, conversation: Conversation) -> bool:
    if holder.disabled_at is not None:
        return False
    if conversation.creditor_id is None:
        return True
    return await uow.session.get(AgentScope, (holder.id, conversation.creditor_id)) is not None


async def _heard(uow: UnitOfWork, agent: AgentAt, conversation: Conversation) -> None:
    alerts = await uow.session.scalars(
        select(Alert).where(Alert.conversation_id == conversation.id, Alert.acknowledged_at.is_(None))
    )
    for alert in alerts.all():
        alert.acknowledged_at, alert.acknowledged_by = uow.now, agent.id
        uow.audit(
            "alert.acknowledged", "alert", alert.id, actor=agent.actor, creditor_id=conversation.creditor_id,
            by="take",
        )
        uow.notify("alert", alert=alert.id)


async def show_birth_date(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> date | None:
    """The birth date on file, when the agent needs it; the look leaves a line of its own."""
    conversation = await reach(uow, agent, conversation_id)
    person = await uow.session.get(Person, conversation.person_id) if conversation.person_id else None
    if person is None:
        return None
    uow.audit(
        "person.birth_date_shown", "person", person.id, actor=agent.actor, creditor_id=person.creditor_id,
        conversation=conversation.id,
    )
    return person.birth_date


async def typing(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """The debtor's page shows that somebody is writing, and stays; only while the agent holds the conversation."""
    conversation = await uow.session.get(Conversation, conversation_id)
    if conversation is not None and agent.sees(conversation.creditor_id) and holds(agent, conversation):
        await reach(uow, agent, conversation_id)
        uow.notify("typing", conversation=conversation.id, **{"from": "agent"})
