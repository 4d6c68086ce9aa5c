"""What an agent does in a conversation: look, take it (one winner), write, note. Giving it back is desk_return.py."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.debt import reading
from bot.service import story
from bot.service.cases import cases_of
from bot.service.conversation import change_owner, lock, write, write_as_agent
from bot.service.desk.agents import AgentAt
from bot.service.handover import open_handover, open_handover_of
from bot.service.identify import is_identified
from bot.service.reply import say
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentScope, Alert, AuditLine, Brand, Conversation, Message, Note, Person

LONGEST_WORDS = 4_000
LONGEST_NOTE = 4_000
_HELP_LINES = re.compile(
    r"\b(?:3114|3919|116 ?006|116 ?123|112|114|115|119|999|111)\b"
    r"|\b(?:le|au|call|ring|appelez|composez) (?:15|17|18)\b",
    re.I,
)
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


@dataclass(frozen=True, kw_only=True)
class Written:
    """An agent's message as it is stored; `repeated`: it was there already."""

    message: Message
    repeated: bool


async def reach(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """The conversation, locked. Raises LookupError alike for one that does not exist and one out of scope."""
    conversation = await lock(uow, conversation_id)
    if not agent.sees(conversation.creditor_id):
        raise LookupError("no such conversation")
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
    await write(uow, conversation, say("notice_agent_joined", name=agent.name), author="system")
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


def stored_cid(agent_id: int, cid: str) -> str:
    """An agent's own id of a message, kept apart from those of the debtor's browser, and telling it nothing."""
    return "agent-" + hashlib.sha256(f"{agent_id}:{cid}".encode()).hexdigest()[:32]


async def write_words(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, cid: str, text: str, sure: bool = False
) -> Written:
    """The agent's own words into the thread, once per `cid`.

    Raises DeskRefusal: not_yours, empty, too_long; not_identified when identity is not proven at this moment and
    the words tell an amount, a brand or a reference, unless the agent has been asked and is `sure`.
    """
    conversation = await reach(uow, agent, conversation_id)
    return await put_words(uow, agent, conversation, cid=cid, text=text, sure=sure)


async def put_words(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, *, cid: str, text: str, sure: bool
) -> Written:
    """The same for a conversation that is locked already."""
    key = stored_cid(agent.id, cid)
    known = await uow.session.scalar(
        select(Message).where(Message.conversation_id == conversation.id, Message.cid == key)
    )
    if known is not None:
        return Written(message=known, repeated=True)
    must_hold(agent, conversation)
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise DeskRefusal("empty")
    if len(clean) > LONGEST_WORDS:
        raise DeskRefusal("too_long", most=str(LONGEST_WORDS))
    if not sure and await _tells_too_much(uow, conversation, clean):
        raise DeskRefusal("not_identified")
    message = await write_as_agent(uow, conversation, agent_id=agent.id, text=clean)
    message.cid = key
    uow.audit(
        "message.written", "message", message.id, actor=agent.actor, creditor_id=conversation.creditor_id,
        conversation=conversation.id, sure=sure,
    )
    await uow.flush()
    return Written(message=message, repeated=False)


async def _tells_too_much(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether words would tell of a debt to somebody who has not (or no longer) proven who they are.

    Any sum, with or without its sign, any reference and any brand that this agent works for: one look too many costs
    a tap, one too few tells a stranger.
    """
    if await is_identified(uow, conversation):
        return False
    bare = _HELP_LINES.sub(" ", text)
    if reading.read_amounts(bare, language=conversation.language, currency="EUR") or reading.read_references(bare):
        return True
    low = text.lower()
    brands = await uow.session.scalars(select(Brand.name))
    if any(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", low) for name in brands):
        return True
    if conversation.person_id is None:
        return False
    views = await cases_of(uow, conversation.person_id)
    return any(view.case.reference.lower() in low or view.brand.name.lower() in low for view in views)


async def note(uow: UnitOfWork, agent: AgentAt, conversation_id: int, text: str) -> Note:
    """A note for colleagues; the debtor never sees it. Raises DeskRefusal: empty, too_long."""
    conversation = await reach(uow, agent, conversation_id)
    return await put_note(uow, agent, conversation, text)


async def put_note(uow: UnitOfWork, agent: AgentAt, conversation: Conversation, text: str) -> Note:
    """The same for a conversation that is locked already."""
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise DeskRefusal("empty")
    if len(clean) > LONGEST_NOTE:
        raise DeskRefusal("too_long", most=str(LONGEST_NOTE))
    row = Note(conversation_id=conversation.id, agent_id=agent.id, text=clean, at=uow.now)
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "note.added", "note", row.id, actor=agent.actor, creditor_id=conversation.creditor_id,
        conversation=conversation.id,
    )
    uow.notify("desk_note", desk_conversation=conversation.id)
    return row


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
    """The debtor's page shows that somebody is writing; only while the agent holds the conversation."""
    conversation = await uow.session.get(Conversation, conversation_id)
    if conversation is not None and agent.sees(conversation.creditor_id) and holds(agent, conversation):
        uow.notify("typing", conversation=conversation.id, **{"from": "agent"})
