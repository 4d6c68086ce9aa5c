"""One story: what somebody began on one device goes on on another, as soon as it is known who writes.

Nothing of one thread is ever shown in another. What was told already need not be told again: figures are used unseen,
and only a device of the debtor's own that is on file learns what they were about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.service.care.care import discreet
from bot.service.handover.handover import open_handover
from bot.service.outside import numbers
from bot.service.outside.along import asked_beside_agent
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import change_owner, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, Conversation, IdentityProof, Message

LASTS = timedelta(days=14)
"""So long after their last words a thread is still the same story."""
CARRIED = ("errand", "errand_data", "open_errands", "distress")
MOST = 5


async def siblings(uow: UnitOfWork, conversation: Conversation) -> Sequence[Conversation]:
    """The same person's other threads that still go on, the newest first; not locked."""
    if conversation.person_id is None:
        return ()
    rows = await uow.session.scalars(
        select(Conversation)
        .where(
            Conversation.person_id == conversation.person_id, Conversation.id != conversation.id,
            Conversation.last_debtor_at > uow.now - LASTS,
        )
        .order_by(Conversation.last_debtor_at.desc(), Conversation.id.desc())
        .limit(MOST)
    )
    return rows.all()


async def join(uow: UnitOfWork, conversation: Conversation) -> None:
    """It has just been proven whose this thread is: an agent who has the person elsewhere has them here as well, and
    what was told of the budget there is not asked again (used, never shown: `budget_recalled`).
    """
    others = await siblings(uow, conversation)
    held = next((one for one in others if one.owner == "agent" and one.agent_id is not None), None)
    if held is not None and held.agent_id is not None and conversation.owner != "agent":
        await _to_same_agent(uow, conversation, held.agent_id)
    draft = next((one.memory["budget"] for one in others if _is_open(one.memory)), None)
    if draft:
        own = conversation.memory.get("budget") or {}
        remember(conversation, budget={**draft, **own}, budget_recalled=True)


def _is_open(memory: Mapping[str, Any]) -> bool:
    """A budget that was begun; one that was weighed is stored, and found there."""
    return bool(memory.get("budget")) and not memory.get("budget_weighed")


async def carry(uow: UnitOfWork, conversation: Conversation) -> None:
    """What they were about goes on, where only they read: on their own number or address that is on file."""
    if conversation.memory.get("errand") is not None or not await _on_own_contact(uow, conversation):
        return
    for one in await siblings(uow, conversation):
        if one.memory.get("errand") and not one.memory.get("third_party"):
            told = {key: one.memory.get(key) or conversation.memory.get(key) for key in CARRIED}
            own = conversation.memory.get("distress")
            if own in ("said_no", "eased") and told["distress"] == "possible":
                told["distress"] = own  # said here, to the same question: it is not brought back from elsewhere
            remember(conversation, **told)
            return


async def _on_own_contact(uow: UnitOfWork, conversation: Conversation) -> bool:
    if conversation.channel not in OUTSIDE or conversation.memory.get("phone_shared") is not False:
        return False
    line = await numbers.line_of(uow, conversation)
    found = await numbers.on_file(uow, line) if line is not None else ()
    return any(
        one.person_id == conversation.person_id and one.whose == "own" and not one.discretion for one in found
    )


async def take_along(uow: UnitOfWork, conversation: Conversation, agent_id: int) -> list[int]:
    """An agent has taken a thread: where the same person is writing at this moment, the bot is silent as well.

    Rows that somebody else has locked are left: whoever writes there meets the agent by `join` at their next proof.
    """
    if conversation.person_id is None:
        return []
    rows = await uow.session.scalars(
        select(Conversation)
        .join(IdentityProof, IdentityProof.conversation_id == Conversation.id)
        .where(
            Conversation.person_id == conversation.person_id, Conversation.id != conversation.id,
            Conversation.owner != "agent", IdentityProof.ended_at.is_(None), IdentityProof.until > uow.now,
        )
        .order_by(Conversation.id)
        .limit(MOST)
        .with_for_update(of=Conversation, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = list(rows)
    for one in found:
        await _to_same_agent(uow, one, agent_id)
    return [one.id for one in found]


async def _to_same_agent(uow: UnitOfWork, conversation: Conversation, agent_id: int) -> None:
    agent = await uow.session.get(Agent, agent_id)
    if agent is None or agent.disabled_at is not None:
        return
    handover = await open_handover(uow, conversation, queue="general", reason="same_person", actor="system")
    await change_owner(uow, conversation, "agent", agent_id=agent.id, actor="system")
    handover.taken_by, handover.taken_at = agent.id, uow.now
    handover.brief = {**handover.brief, "from_seq": conversation.last_seq}
    joined = say("notice_agent_joined", name=agent.name).then(asked_beside_agent(conversation))
    await write(uow, conversation, joined, author="system")
    uow.notify("handover", handover=handover.id, conversation=conversation.id)


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Another thread of the same person, as an agent sees it beside this one."""

    id: int
    channel: str
    owner: str
    at: datetime
    words: tuple[tuple[str, str, datetime], ...]
    """Author, text and moment, the oldest first."""


NEWEST = 30


async def elsewhere(uow: UnitOfWork, conversation: Conversation) -> tuple[Elsewhere, ...]:
    """The same person's other threads with their newest words, for the desk alone."""
    found = []
    for one in await siblings(uow, conversation):
        rows = await uow.session.scalars(
            select(Message).where(Message.conversation_id == one.id).order_by(Message.seq.desc()).limit(NEWEST)
        )
        words = tuple((row.author, discreet(row.text_id, row.text), row.created_at) for row in reversed(rows.all()))
        found.append(
            Elsewhere(
                id=one.id, channel=one.channel, owner=one.owner, at=one.last_debtor_at or one.created_at, words=words
            )
        )
    return tuple(found)
