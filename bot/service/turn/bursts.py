"""Messages that come in a burst: which of them wait a moment for the next, and which are answered by themselves.

The first message of a debtor is answered at once. What follows within moments of it, and is no answer to what was
asked, is most often the rest of the same sentence: it is understood together, and answered once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile
from typing import Any

from bot.debt import safety as phrases
from bot.service.hearing import hearing
from bot.service.thread.conversation import FACTS, asking, newest, remember
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

SOON = timedelta(seconds=1.5)
"""Words that follow the debtor's own by less than this were begun before our answer to those could be read."""
QUIET = 0.9
"""Seconds without a further message after which what waits is answered."""
MOST = 4.0
"""Seconds that the first of those that wait is kept waiting, however many follow."""


async def goes_on(uow: UnitOfWork, conversation: Conversation, message: Message) -> bool:
    """Whether more words are likely to follow these, which may wait for them; never so for what must not wait:
    a tap, facts or an answer that was asked for, any word of danger, a wish for a person. The conversation is locked.
    """
    if message.payload is not None or conversation.owner == "agent":
        return False
    before = next((m for m in await newest(uow, conversation) if m.author == "you" and m.seq < message.seq), None)
    if before is None or before.payload not in (None, FACTS) or uow.now - before.created_at >= SOON:
        return False
    if phrases.danger(message.text).kind is not None or phrases.asks_human(message.text):
        return False
    return not await hearing.answers_question(uow, conversation, message.text)


def together(messages: Sequence[Message], heard: Mapping[int, bool]) -> Sequence[Message]:
    """The first of those that wait, as far as they are one turn.

    `heard`: whether there is distress in each, by its key. A tap is a turn by itself, and so are words of distress;
    what was not heard by itself yet stands beside no other.
    """
    def by_itself(message: Message) -> bool:
        return message.payload not in (None, FACTS) or heard.get(message.id, True)

    if by_itself(messages[0]):
        return messages[:1]
    return list(takewhile(lambda m: not by_itself(m), messages))


def keep_tap(conversation: Conversation, message: Message, data: Mapping[str, Any], *, of: str | None) -> None:
    """What a tapped choice means, until its turn; `of` is the choice's id, None for one that stands for good."""
    waiting = conversation.memory.get("tapped") or {}
    remember(conversation, tapped={**waiting, str(message.seq): {"data": dict(data), "of": of}})


async def take_up_tap(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> bool:
    """The choice that was tapped becomes the one that is answered. False: words that came before it have led to
    another question meanwhile, to which it was no answer.
    """
    waiting = dict(conversation.memory.get("tapped") or {})
    mine = [waiting.pop(str(m.seq)) for m in messages if str(m.seq) in waiting]
    if not mine:
        return True
    remember(conversation, tapped=waiting or None, choice=mine[-1]["data"])
    if mine[-1]["of"] is None:
        return True
    asks = (m for m in await newest(uow, conversation) if m.author != "you" and asking(m))
    asked = next(asks, None)
    tapped = mine[-1]["of"].partition(".")[0]
    if asked is None or str(asked.id) == tapped:
        return True
    before = await uow.session.get(Message, int(tapped))  # asked again word for word meanwhile, it is the same question
    return before is not None and (before.text_id, before.text, before.choices) == (
        asked.text_id, asked.text, asked.choices
    )


class Lull:
    """Waits in one conversation until nothing has come for a moment; from within one event loop."""

    def __init__(self, quiet: float) -> None:
        """`quiet`: seconds of silence to wait for."""
        self._quiet = quiet
        self._changed = asyncio.Event()
        self._ends = self._last = asyncio.get_running_loop().time() + quiet
        self._last += MOST - quiet

    def more(self) -> None:
        """Something is being stored that may go on in turn."""
        self._ends = asyncio.get_running_loop().time() + self._quiet

    def look(self) -> None:
        """It has been stored."""
        self._changed.set()

    def hurry(self) -> None:
        """Something came that must not wait."""
        self._last = 0.0
        self._changed.set()

    @property
    def is_over(self) -> bool:
        """Whether nothing has come for that long, or enough has."""
        return self._left() <= 0

    def _left(self) -> float:
        return min(self._ends, self._last) - asyncio.get_running_loop().time()

    async def wait(self) -> None:
        """Until it may be over, or something more has been stored."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(self._left(), 0.0))
        self._changed.clear()
