"""Where WhatsApp is switched off: words that come there are kept for a person, and never met with silence.

Nothing is written there first, and nothing of a case: within the day that their own message opens, the lines of help
and one sentence on where to write instead.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.service.care import gentle
from bot.service.outside.texting import CLOSED
from bot.service.thread.conversation import remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

AGAIN = timedelta(hours=1)
"""So long the sentence stands for whatever else they write there."""


def asks_still(conversation: Conversation) -> bool:
    """Whether it is being asked there if they think of suicide: the answer to that is heard, wherever it comes."""
    return gentle.is_open(conversation)


async def tell(uow: UnitOfWork, conversation: Conversation) -> None:
    """Where to write instead; not twice within the hour, nor while an agent or that question leads."""
    told = conversation.memory.get("closed_told")
    lately = told is not None and uow.now - datetime.fromisoformat(told) < AGAIN
    if lately or conversation.owner == "agent" or asks_still(conversation):
        return
    remember(conversation, closed_told=uow.now.isoformat())
    await write(uow, conversation, say(CLOSED, link=uow.base_url), author="system")
