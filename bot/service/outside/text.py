"""A message from outside as it came, and how it stands in the thread: its words, a tap, what nobody here can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.service.handover.handover import open_handover, when_somebody_comes
from bot.service.thread.conversation import StaleChoice
from bot.service.thread.reply import say
from bot.service.thread.saying import receive, write
from bot.service.turn import inbound
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book


@dataclass(frozen=True, kw_only=True)
class Text:
    """What came: `ours` is the number written to, `number` whose it is; `sid` is the provider's own id."""

    channel: str
    account: str
    ours: str
    number: str
    creditor_id: str | None
    sid: str
    words: str
    tapped: str = ""
    media: Sequence[Mapping[str, str]] = ()
    """Type and address of each picture or voice note: they stay with the provider, those of an e-mail with us."""
    place: Mapping[str, str] | None = None
    sent_at: datetime | None = None
    """When it was written, of one that comes late; None: just now."""
    closed: bool = False
    """On a channel that is switched off: kept for a person, and nothing but help is said."""
    carrier: bool = True
    """The carrier acts on STOP and START by itself and says so; else both are ours to confirm."""


def keep(uow: UnitOfWork, conversation: Conversation, text: Text) -> Message:
    """It stands in the thread, and no turn answers it."""
    message = receive(uow, conversation, cid=text.sid, text=text.words)
    message.handled_at = uow.now
    return message


async def with_media(
    uow: UnitOfWork, conversation: Conversation, text: Text, message: Message, *, quietly: bool = False
) -> None:
    """Nobody here can read it but a person: one is fetched, and it is said when they come."""
    message.card = {"kind": "media", "media": [dict(one) for one in text.media], "place": dict(text.place or {})}
    voice = any(one["type"].startswith("audio/") for one in text.media)
    # Nobody knows yet what a voice says: it comes before what can wait.
    queue = "hardship" if voice else "general"
    await open_handover(
        uow, conversation, queue=queue, reason="voice_note" if voice else "media", actor="debtor", seq=message.seq
    )
    if conversation.owner != "agent" and not text.closed and not quietly:
        noted = say("notice_voice_note" if voice else "notice_media")
        comes = await when_somebody_comes(uow, conversation)
        await write(uow, conversation, noted.then(comes), author="system")


async def store(uow: UnitOfWork, conversation: Conversation, text: Text) -> inbound.Inbound:
    """Store it, and hear danger in it at once: the tap of a choice, or words."""
    if text.tapped:
        try:
            return await _tap(uow, conversation, text)
        except StaleChoice:
            pass  # a button of an older question: its title is words like any other
    words = text.words if text.words.strip() else _named(conversation, text)
    return await inbound.text_in(uow, conversation, cid=text.sid, text=words)


async def _tap(uow: UnitOfWork, conversation: Conversation, text: Text) -> inbound.Inbound:
    seq, _, n = text.tapped.partition(".")
    if not (seq.isascii() and seq.isdigit() and n.isascii() and n.isdigit() and len(seq) < 12):
        raise StaleChoice
    key = await uow.session.scalar(
        select(Message.id).where(Message.conversation_id == conversation.id, Message.seq == int(seq))
    )
    return await inbound.choice_in(uow, conversation, cid=text.sid, choice_id=f"{key}.{n}")


def _named(conversation: Conversation, text: Text) -> str:
    """What stands in the thread for a message without words."""
    if not text.media:
        return book().text("notice_sent_place", conversation.language) if text.place else "…"
    voice = all(one["type"].startswith("audio/") for one in text.media)
    return book().text("notice_sent_voice" if voice else "notice_sent_media", conversation.language)
