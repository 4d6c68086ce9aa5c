"""A message comes in: stored, danger looked for at once, then left to its turn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.debt import safety as phrases
from bot.service import identify, safety
from bot.service.conversation import StaleChoice, mark_handled, open_choices, receive, remember, write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """What became of it: `answered` means that nothing is left for a turn."""

    message: Message
    repeated: bool
    shortened: bool
    answered: bool


async def text_in(uow: UnitOfWork, conversation: Conversation, *, cid: str, text: str) -> Inbound:
    """Words of the debtor. The conversation must be locked.

    Explicit danger is answered here and now, in every state of ownership, with Rasa up or down.
    """
    await _wake(uow, conversation)
    got = await receive(uow, conversation, cid=cid, text=text)
    if got.repeated:
        return Inbound(message=got.message, repeated=True, shortened=False, answered=False)
    answered = False
    if phrases.danger(text).kind == "explicit":
        answered = await _explicit(uow, conversation, got.message)
    return Inbound(message=got.message, repeated=False, shortened=got.shortened, answered=answered)


async def _explicit(uow: UnitOfWork, conversation: Conversation, message: Message) -> bool:
    if conversation.owner == "agent":
        await safety.flag_to_agent(uow, conversation, kind="distress")
        return False  # the agent answers; the screen says what has been read
    answer = await safety.crisis_protocol(uow, conversation, source="phrases")
    await write(uow, conversation, answer, author="system")
    await mark_handled(uow, [message])
    return True


async def choice_in(uow: UnitOfWork, conversation: Conversation, *, cid: str, choice_id: str) -> Inbound:
    """A choice was tapped. Raises StaleChoice if its message is no longer the question; a repeat has no effect."""
    await _wake(uow, conversation)
    message, choices = await open_choices(uow, conversation)
    picked = next((c for n, c in enumerate(choices) if message and choice_id == f"{message.id}.{n}"), None)
    if picked is None:
        known = await receive_known(uow, conversation, cid)
        if known is not None:
            return Inbound(message=known, repeated=True, shortened=False, answered=False)
        raise StaleChoice
    got = await receive(uow, conversation, cid=cid, text=picked["title"], payload=picked["payload"])
    if not got.repeated:
        remember(conversation, choice=picked.get("data") or {})
    return Inbound(message=got.message, repeated=got.repeated, shortened=False, answered=False)


async def receive_known(uow: UnitOfWork, conversation: Conversation, cid: str) -> Message | None:
    """The message already stored under this id of the sender's."""
    found: Message | None = await uow.session.scalar(
        select(Message).where(Message.conversation_id == conversation.id, Message.cid == cid)
    )
    return found


async def _wake(uow: UnitOfWork, conversation: Conversation) -> None:
    if not await identify.expire(uow, conversation):
        await identify.touch(uow, conversation)
