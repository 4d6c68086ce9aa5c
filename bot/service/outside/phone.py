"""A message comes in by SMS, WhatsApp or e-mail: stored once, danger and stop heard at once, then left to its turn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from bot.debt import safety as phrases
from bot.service.care import gentle
from bot.service.handover.handover import open_handover
from bot.service.outside import beside_stop, closed_door, numbers, stopping
from bot.service.outside.line import line_of
from bot.service.outside.text import Text, store, with_media
from bot.service.thread.conversation import leave_unanswered, received
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message, PhoneLine


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What became of it; `message` is None, or what is left for a turn."""

    conversation: Conversation
    message: Message | None
    repeated: bool = False


async def hear(uow: UnitOfWork, secret: str, text: Text, *, answer: bool = True) -> Heard:
    """Take a message in, once per `sid`. Nothing tells whether the number is on file: it proves nothing.

    `answer` False: so many came that a machine may be writing; they are kept, and a person looks.
    """
    conversation, line = await line_of(uow, secret, text)
    return await take_in(uow, conversation, line, text, answer=answer)


async def already_in(uow: UnitOfWork, numbers_and_sids: Collection[tuple[str, str]]) -> set[str]:
    """Which of these messages, by the number they came from and the provider's own id, have been taken in."""
    if not numbers_and_sids:
        return set()
    senders, sids = zip(*numbers_and_sids, strict=True)
    found = await uow.session.scalars(
        select(Message.cid)
        .join(PhoneLine, PhoneLine.conversation_id == Message.conversation_id)
        .where(PhoneLine.number.in_(set(senders)), Message.cid.in_(sids))
    )
    return {sid for sid in found if sid}


async def take_in(
    uow: UnitOfWork, conversation: Conversation, line: PhoneLine, text: Text, *, answer: bool = True
) -> Heard:
    """The same, of a conversation that is known and locked, and its line; e-mail comes this way as well."""
    known = await received(uow, conversation, text.sid)
    if known is not None:
        return Heard(conversation=conversation, message=None, repeated=True)
    line.last_in_at = max(line.last_in_at, text.sent_at or uow.now)
    await numbers.learn(uow, line)
    stop = await stopping.told(uow, conversation, text.words)
    if await stopping.keyword(uow, conversation, line, text, stop):
        return Heard(conversation=conversation, message=None)
    got = await store(uow, conversation, text)
    if text.media or text.place:
        await with_media(uow, conversation, text, got.message)
    if line.barred_at is None and stop is not None and not await numbers.undone_since(uow, line, text.sent_at):
        await stopping.stop(uow, conversation, line, quietly=got.answered or text.closed)
    unheard = _unheard(line, text, answer=answer or stop is not None)
    if unheard == "whatsapp_off" and stop is None and not got.answered and closed_door.asks_still(conversation):
        return Heard(conversation=conversation, message=got.message)  # an answer to the question about dark thoughts
    if unheard and not got.answered:
        await _unanswered(uow, conversation, unheard)
    no_turn = unheard != "" or stop is not None
    if no_turn and not got.answered and not text.tapped and phrases.danger(text.words).kind == "possible":
        await gentle.possible_without_turn(uow, conversation, ask=line.barred_at is None, text=text.words)
    elif stop is not None and unheard == "" and not (got.answered or text.tapped) and await beside_stop.heed(
        uow, conversation, got.message, text.words
    ):
        return Heard(conversation=conversation, message=got.message)
    if unheard == "whatsapp_off" and stop is None and not got.answered:
        await closed_door.tell(uow, conversation)
    only_media = (text.media or text.place) and not text.words.strip()
    if no_turn or got.answered or only_media:
        got.message.handled_at = got.message.handled_at or uow.now
        return Heard(conversation=conversation, message=None)
    return Heard(conversation=conversation, message=got.message)


def _unheard(line: PhoneLine, text: Text, *, answer: bool) -> str:
    """Why no turn answers it, as an agent reads it; empty: one does."""
    if line.barred_at is not None:
        return "wrote_after_stop"
    if text.closed:
        return "whatsapp_off"
    return "" if answer else "too_many_messages"


async def _unanswered(uow: UnitOfWork, conversation: Conversation, reason: str) -> None:
    """Kept, but not answered: they have barred us and write all the same, or a machine writes. A person knows."""
    await open_handover(uow, conversation, queue="general", reason=reason, actor="debtor")
    await leave_unanswered(uow, conversation)
