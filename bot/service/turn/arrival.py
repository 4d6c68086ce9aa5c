"""Words that have just arrived, as those see them who answer on arrival.

A question that the server asks by itself (a code, a consent, a plan that an agent has put there) is answered where its
answer arrives, with Rasa up or down, whoever holds the conversation. Each has a reader; `inbound.READERS` has them all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Words without danger and without facts towards identity, stored, in a conversation that is locked.

    `text`: as they came; `message` holds what may be kept of them. `proven`: who writes had shown who they are before.
    """

    uow: UnitOfWork
    conversation: Conversation
    message: Message
    text: str
    proven: bool


Reader = Callable[[Arrival], Awaitable[bool]]
"""Reads the answer to one question of ours. True: it was that, has been done, and is answered, and `message` bears
`handled_at`. False: they are other words; nothing was changed, and the next reader or a turn has them. Runs at every
message: what tells that its question is not open must cost no statement.
"""
