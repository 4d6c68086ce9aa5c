"""Conversations: opened, written to, read; who owns them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm.attributes import flag_modified

from bot.service.outside import texting
from bot.service.reply import Answer, Choice, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

FACTS = "/identify"
"""What Rasa hears of a message that holds nothing but facts towards identity."""
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
STANDING = "standing"
"""Kind of a choice that may be taken long after: to take something back. It is no question, and hides none."""
LONGEST_MESSAGE = 8_000
"""Characters of one message that are kept; the debtor is told when one was longer."""


# What every turn asks several times is made once: building a statement costs as much as running it.
_LOCKED = select(Conversation).with_for_update().execution_options(populate_existing=True)
_BY_ID = _LOCKED.where(Conversation.id == bindparam("id"))
_BY_PUBLIC_ID = _LOCKED.where(Conversation.public_id == bindparam("public_id"))
_OF = Message.conversation_id == bindparam("of")
_LATELY = 6
_BY_CID = select(Message).where(_OF, Message.cid == bindparam("cid"))
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


class StaleFence(Exception):
    """The conversation has another owner by now: this may not be said any more."""


def clean(text: str) -> str:
    """Without what the store can't keep (NUL, lone surrogates) and what nobody sees but may cut a word in two."""
    return "".join(c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN))


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
    if conversation.id in uow.recent:
        found: Message | None = await uow.session.scalar(_BY_CID, {"of": conversation.id, "cid": cid})
        return found
    after = conversation.last_seq - _LATELY
    rows = (await uow.session.scalars(_BY_CID_OR_NEW, {"of": conversation.id, "cid": cid, "after": after})).all()
    uow.recent[conversation.id] = [one for one in rows if one.seq > after]
    return next((one for one in rows if one.cid == cid), None)


def receive(uow: UnitOfWork, conversation: Conversation, *, cid: str, text: str, payload: str | None = None) -> Message:
    """Store a debtor's message whose `cid` is new (see `received`). The conversation must be locked."""
    message = _append(
        uow, conversation, author="you", text=clean(text)[:LONGEST_MESSAGE], cid=cid, payload=payload
    )
    conversation.last_debtor_at = uow.now
    return message


def _append(
    uow: UnitOfWork,
    conversation: Conversation,
    *,
    author: str,
    text: str,
    cid: str | None = None,
    payload: str | None = None,
    text_id: str | None = None,
    text_version: str | None = None,
    choices: Sequence[dict[str, Any]] = (),
    card: dict[str, Any] | None = None,
    agent_id: int | None = None,
) -> Message:
    if author != "you" and conversation.memory.get("welcome_due") and text_id not in texting.URGENT:
        remember(conversation, welcome_due=None)  # by telephone and e-mail it goes with the first answer
        _say(uow, conversation, say("notice_welcome").says[0], "system")
    conversation.last_seq += 1
    message = Message(
        conversation_id=conversation.id, seq=conversation.last_seq, cid=cid, author=author, agent_id=agent_id,
        lang=conversation.language, text=text, text_id=text_id, text_version=text_version,
        choices=list(choices), card=card, payload=payload, fence=conversation.fence, created_at=uow.now,
        handled_at=None if author == "you" else uow.now,
    )
    uow.session.add(message)
    if author != "you":
        uow.recent.pop(conversation.id, None)
    uow.notify("message", conversation=conversation.id, seq=message.seq)
    if author != "you" and conversation.channel in texting.OUTSIDE:
        texting.send(uow, conversation, message)
    return message


async def write(
    uow: UnitOfWork,
    conversation: Conversation,
    answer: Answer,
    *,
    author: str = "bot",
    fence: int | None = None,
) -> list[Message]:
    """Say something from the book. The bot's words need the fence they were thought under.

    Raises StaleFence if the owner has changed meanwhile. System notices may appear in every state.
    """
    if author == "bot" and (conversation.owner == "agent" or fence not in (None, conversation.fence)):
        raise StaleFence
    return [_say(uow, conversation, one, author) for one in answer.says]


def _say(uow: UnitOfWork, conversation: Conversation, one: Say, author: str) -> Message:
    lang, channel = conversation.language, conversation.channel
    sentence = book().find(one.text_id, lang, channel)
    return _append(
        uow, conversation, author=author, text=book().text(one.text_id, lang, one.values, channel),
        text_id=one.text_id, text_version=sentence.version,
        choices=[render_choice(n, choice, lang) for n, choice in enumerate(one.choices)],
        card=dict(one.card) if one.card else None,
    )


def say_again(uow: UnitOfWork, conversation: Conversation, message: Message, *, author: str = "bot") -> Message:
    """Words once more, word for word: the bot's own with their choices; an agent's (`author`) with their name."""
    by_agent = author == "agent"
    return _append(
        uow, conversation, author=author, text=message.text, text_id=message.text_id,
        text_version=message.text_version, choices=() if by_agent else message.choices, card=message.card,
        agent_id=message.agent_id if by_agent else None,
    )


async def write_rendered(
    uow: UnitOfWork, conversation: Conversation, replies: Sequence[dict[str, Any]], *, fence: int
) -> list[Message]:
    """Store what Rasa has rendered: dicts of text, utter_action, buttons, card. Raises StaleFence."""
    if conversation.owner == "agent" or conversation.fence != fence:
        raise StaleFence
    written = []
    for reply in replies:
        if not reply.get("text"):
            continue
        text_id = reply.get("utter_action")
        known = text_id if text_id and text_id in book() else None
        written.append(
            _append(
                uow, conversation, author="bot", text=_as_said_here(conversation, known, reply["text"]), text_id=known,
                text_version=book().find(known, conversation.language, conversation.channel).version if known else None,
                choices=[
                    {"id": f"c{n}", "title": b["title"], "payload": b["payload"],
                     "data": b.get("data", {}), "kind": b.get("kind", "")}
                    for n, b in enumerate(reply.get("buttons") or [])
                ],
                card=reply.get("card"),
            )
        )
    return written


def _as_said_here(conversation: Conversation, text_id: str | None, text: str) -> str:
    """The channel's own variation of a sentence that Rasa has said by itself: its words lie in our book alone."""
    if text_id is None or conversation.channel not in texting.OUTSIDE:
        return text
    own = book().find(text_id, conversation.language, conversation.channel)
    return own.text if own.channel == conversation.channel and not own.holes else text


async def write_as_agent(
    uow: UnitOfWork, conversation: Conversation, *, agent_id: int, text: str, card: dict[str, Any] | None = None
) -> Message:
    """An agent's own words. Raises StaleFence unless that agent holds the conversation."""
    if conversation.owner != "agent" or conversation.agent_id != agent_id:
        raise StaleFence
    message = _append(uow, conversation, author="agent", text=text, agent_id=agent_id, card=card)
    await uow.flush()  # whoever calls wants its key
    return message


def render_choice(n: int, choice: Choice, lang: str) -> dict[str, Any]:
    """A choice as it is stored with its message; the browser sees only id and title."""
    return {
        "id": f"c{n}", "title": book().text(choice.title_id, lang, choice.values),
        "payload": choice.payload, "data": dict(choice.data), "kind": choice.kind,
    }


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
