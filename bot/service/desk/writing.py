"""What an agent writes: words to the debtor, once each and never too much, and notes for colleagues."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import select

from bot.debt import reading
from bot.service.case.cases import cases_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identity.identify import is_identified
from bot.service.thread.saying import write_as_agent
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Conversation, Message, Note

LONGEST_WORDS = 4_000
LONGEST_NOTE = 4_000
_HELP_LINES = re.compile(
    r"\b(?:3114|3919|116 ?006|116 ?123|112|114|115|119|999|111)\b"
    r"|\b(?:le|au|call|ring|appelez|composez) (?:15|17|18)\b",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """An agent's message as it is stored; `repeated`: it was there already."""

    message: Message
    repeated: bool


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
