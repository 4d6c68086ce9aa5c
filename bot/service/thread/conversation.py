"""Conversations: opened, locked, read, and what they remember; who owns them. What is said in them: saying.py."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm.attributes import flag_modified

from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

FACTS = "/identify"
"""What Rasa hears of a message that holds nothing but facts towards identity."""
STANDING = "standing"
"""Kind of a choice that may be taken long after: to take something back. It is no question, and hides none."""


# What every turn asks several times is made once: building a statement costs as much as running it.
_LOCKED = select(Conversation).with_for_update().execution_options(populate_existing=True)
_BY_ID = _LOCKED.where(Conversation.id == bindparam("id"))
_BY_PUBLIC_ID = _LOCKED.where(Conversation.public_id == bindparam("public_id"))
_OF = Message.conversation_id == bindparam("of")
_LATELY = 6
_NEWEST = select(Message).where(_OF).order_by(Message.seq.desc()).limit(_LATELY)
_BY_CID_OR_NEW = (
    select(Message)
    .where(_OF, or_(Message.cid == bindparam("cid"), Message.seq > bindparam("after")))
    .order_by(Message.seq.desc())
)
_AFTER = select(Message).where(_OF, Message.seq > bindparam("after")).order_by(Message.seq.desc())
_AFTER = _AFTER.limit(bindparam("limit"))


class StaleChoice(Exception):
    """The choice belongs to a message that is no longer the question."""


def sender_key(secret: str, kind: str, value: str) -> str:
    """Keyed hash of who is at the other end, e.g. ("web", cookie token) or ("sms", number)."""
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


async def open_conversation(uow: UnitOfWork, *, sender: str, channel: str, language: str) -> Conversation:
    """The sender's conversation, or a new one with its welcome."""
    found = await uow.session.scalar(
        select(Conversation)
        .where(Conversation.sender == sender, Conversation.channel == channel)
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    if found is not None:
        return found
    conversation = Conversation(
        public_id=secrets.token_urlsafe(18), channel=channel, sender=sender, language=language,
        owner_since=uow.now, created_at=uow.now, memory={},
    )
    uow.session.add(conversation)
    await uow.flush()
    return conversation


async def lock(uow: UnitOfWork, conversation_id: int) -> Conversation:
    """The conversation, its row locked until this transaction ends. Raises LookupError."""
    _forget(uow, conversation_id)
    found: Conversation | None = await uow.session.scalar(_BY_ID, {"id": conversation_id})
    if found is None:
        raise LookupError("no such conversation")
    return found


async def lock_public(uow: UnitOfWork, public_id: str) -> Conversation | None:
    """The conversation of that public id, locked as by `lock`; None if there is none."""
    found: Conversation | None = await uow.session.scalar(_BY_PUBLIC_ID, {"public_id": public_id})
    if found is not None:
        _forget(uow, found.id)
    return found


def _forget(uow: UnitOfWork, conversation_id: int) -> None:
    """What was read of it before it was ours may have changed."""
    uow.proofs.pop(conversation_id, None)
    uow.recent.pop(conversation_id, None)


def currency_of(conversation: Conversation) -> str:
    """The currency a debtor means: their case's, else that of the country their language points to."""
    return str(conversation.memory.get("currency") or {"fr": "EUR", "en": "GBP"}[conversation.language])


def remember(conversation: Conversation, **values: Any) -> None:
    """Write to the conversation's memory; None forgets."""
    for key, value in values.items():
        if value is None:
            conversation.memory.pop(key, None)
        else:
            conversation.memory[key] = value
    flag_modified(conversation, "memory")


async def received(uow: UnitOfWork, conversation: Conversation, cid: str) -> Message | None:
    """The message already stored under this id of the sender's; what was said last is read with it (see `newest`)."""
    after = conversation.last_seq - _LATELY
    rows = (await uow.session.scalars(_BY_CID_OR_NEW, {"of": conversation.id, "cid": cid, "after": after})).all()
    uow.recent[conversation.id] = [one for one in rows if one.seq > after]
    return next((one for one in rows if one.cid == cid), None)


async def newest(uow: UnitOfWork, conversation: Conversation) -> Sequence[Message]:
    """The last few messages, the newest first; read once, until something more is said to the debtor."""
    if conversation.id not in uow.recent:
        uow.recent[conversation.id] = (await uow.session.scalars(_NEWEST, {"of": conversation.id})).all()
    return uow.recent[conversation.id]


def asking(message: Message) -> bool:
    """Whether it has choices of which one answers it; those that stand for good are none."""
    return bool(message.choices) and not all(one.get("kind") == STANDING for one in message.choices)


async def open_choices(uow: UnitOfWork, conversation: Conversation) -> tuple[Message | None, list[dict[str, Any]]]:
    """The choices of the newest message that asks, if nothing has been answered or tapped since."""
    for message in await newest(uow, conversation):
        if asking(message):
            return message, message.choices
        if message.author == "you" and (message.handled_at is not None or message.payload not in (None, FACTS)):
            break
    return None, []


async def thread(uow: UnitOfWork, conversation: Conversation, *, after: int, limit: int = 200) -> list[Message]:
    """Messages that may be shown, after that number, the newest `limit`; the oldest first."""
    floor = max(after, conversation.blank_before_seq)
    rows = await uow.session.scalars(_AFTER, {"of": conversation.id, "after": floor, "limit": limit})
    return list(reversed(rows.all()))


async def change_owner(
    uow: UnitOfWork, conversation: Conversation, owner: str, *, agent_id: int | None = None, actor: str
) -> None:
    """bot -> waiting -> agent -> bot: one row, one fence. Whatever was thought under the old one is refused."""
    if conversation.owner == owner and conversation.agent_id == agent_id:
        return
    before = conversation.owner
    conversation.owner, conversation.agent_id = owner, agent_id
    conversation.fence += 1
    conversation.owner_since = uow.now
    uow.audit(
        "conversation.owner_changed", "conversation", conversation.id, actor=actor,
        creditor_id=conversation.creditor_id, before=before, after=owner, fence=conversation.fence,
    )
    uow.notify("owner", conversation=conversation.id)


async def mark_handled(uow: UnitOfWork, message_ids: Sequence[int]) -> None:
    """The messages of these keys have had their answer."""
    if message_ids:
        await uow.session.execute(update(Message).where(Message.id.in_(message_ids)).values(handled_at=uow.now))


async def leave_unanswered(uow: UnitOfWork, conversation: Conversation) -> None:
    """Nothing of what the debtor has written so far waits for a turn any more, and no turn that goes on counts."""
    await uow.session.execute(
        update(Message).where(_OF, Message.author == "you", Message.handled_at.is_(None)).values(handled_at=uow.now),
        {"of": conversation.id},
    )
    conversation.turn_token, conversation.turn_until = None, None
