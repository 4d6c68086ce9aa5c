"""Words that only wanted to be listened to, while Rasa could not: heard once it is back, else read by a person.

Tried again after half a minute, two, ten and an hour (bot/service/tasks); then a person is given the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.service.ports import Rasa
from bot.service.tasks.tasks import BACK_OFF, HEAR_AGAIN
from bot.service.thread.conversation import lock
from bot.service.turn import overheard
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Conversation, Message

DANGER = {"distress": "distress", "possible_distress": "possible_distress"}


def later(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> None:
    """Have each of these listened to again: beside others a cry might be drowned."""
    for message in messages:
        if message.payload is None:
            uow.schedule(
                HEAR_AGAIN, f"{HEAR_AGAIN}:{message.id}", uow.now + BACK_OFF[0], creditor_id=conversation.creditor_id,
                conversation=conversation.id, message=message.id,
            )


async def hear_again(database: Database, rasa: Rasa, data: Mapping[str, Any]) -> None:
    """What the task does: no transaction is open while Rasa listens. Raises RasaUnavailable; twice has one effect."""
    async with database.look() as uow:
        message = await uow.session.get(Message, int(data["message"]))
        text = reading.mask(message.text, today=uow.today()) if message is not None else ""
    if not text:
        return  # kept no longer
    parsed = await rasa.parse(text)
    kind = DANGER.get(str(parsed.get("intent", {}).get("name")))
    if kind is None:
        return
    async with database.begin() as uow:
        conversation = await lock(uow, int(data["conversation"]))
        if not _spoken_of(conversation, kind):
            await overheard.heard(uow, conversation, kind=kind, text=text)
        uow.audit(
            "safety.heard_late", "conversation", conversation.id, actor="bot", creditor_id=conversation.creditor_id,
        )
        await uow.commit()


def _spoken_of(conversation: Conversation, kind: str) -> bool:
    """Whether that has been met since by other words: asked, answered, or a person called."""
    known = conversation.memory.get("distress")
    return known == "explicit" or (kind == "possible_distress" and known in ("possible", "said_no"))
