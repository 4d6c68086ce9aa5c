"""What stands in a conversation as an agent reads it: the thread, and colleagues' notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.debt import reading
from bot.service.care.care import discreet
from bot.service.desk.agents import names_of
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message, Note

NEWEST_MESSAGES = 300


@dataclass(frozen=True, kw_only=True)
class Words:
    """One message of the thread."""

    id: int
    seq: int
    author: str  # you (the debtor), bot, agent, system
    name: str
    lang: str
    text: str
    at: datetime
    choices: tuple[str, ...]
    card: dict[str, Any] | None
    cid: str
    answer: bool = False  # of the debtor: a tap, or nothing but facts towards identity


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """A colleague's note."""

    name: str
    text: str
    at: datetime


async def notes_of(uow: UnitOfWork, conversation: Conversation) -> tuple[NoteLine, ...]:
    """Notes of the conversation, the newest first."""
    rows = (
        await uow.session.scalars(
            select(Note).where(Note.conversation_id == conversation.id).order_by(Note.id.desc()).limit(50)
        )
    ).all()
    names = await names_of(uow, {row.agent_id for row in rows})
    return tuple(NoteLine(name=names.get(row.agent_id, ""), text=row.text, at=row.at) for row in rows)


async def words_of(uow: UnitOfWork, conversation: Conversation, *, after: int = 0) -> tuple[Words, ...]:
    """The thread after that number, the oldest first.

    While nobody is identified, numbers, accounts, dates and addresses in it are hidden: every agent may read it.
    """
    rows = (
        await uow.session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation.id, Message.seq > after)
            .order_by(Message.seq.desc())
            .limit(NEWEST_MESSAGES)
        )
    ).all()
    names = await names_of(uow, {row.agent_id for row in rows if row.agent_id is not None})
    hide = conversation.creditor_id is None
    today = uow.today()
    return tuple(
        Words(
            id=row.id, seq=row.seq, author=row.author, name=names.get(row.agent_id or 0, ""), lang=row.lang,
            text=reading.mask(row.text, today=today) if hide and row.author == "you"
            else discreet(row.text_id, row.text),
            at=row.created_at, choices=tuple(str(c["title"]) for c in row.choices), card=row.card,
            cid=row.cid or "", answer=row.payload is not None,
        )
        for row in reversed(rows)
    )
