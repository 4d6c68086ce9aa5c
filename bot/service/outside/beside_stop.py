"""What is told beside a stop: the stop is done, and what stands beside it reaches a person and is listened to."""

from __future__ import annotations

from bot.debt import reading
from bot.debt import safety as phrases
from bot.service.handover.handover import open_handover
from bot.service.outside import numbers
from bot.service.outside.texting import PHONES
from bot.service.turn import overheard
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message


def stop_in(words: str, channel: str) -> phrases.Stop | None:
    """The wish for silence in these words; on a telephone also the keyword at the head of a sentence, on which no
    carrier acts.
    """
    stop = numbers.stop_in(words)
    if stop is None and channel in PHONES and phrases.asks_stop(words) is None and reading.stops_first(words):
        return phrases.Stop("ours", ("keyword_first",))
    return stop


async def heed(uow: UnitOfWork, conversation: Conversation, message: Message, words: str) -> bool:
    """Trouble told beside a stop waits for a person, who writes nothing there unasked. Whether the model shall listen
    to the words: a cry may be among them.
    """
    if not reading.tells_beside_stop(words, conversation.language):
        return False
    await open_handover(uow, conversation, queue="hardship", reason="told_beside_stop", actor="debtor")
    return overheard.still_to_hear(conversation, message)
