"""Whether, where and to whom we write."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.contact import stopping
from bot.service.identity import somebody_else
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionStop(Topic):
    """Stop writing to me."""

    called = "action_stop"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await stopping.heard(uow, conversation, text=heard.text)


class ActionThirdParty(Topic):
    """Somebody else writes."""

    called = "action_third_party"
    gated = False
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await somebody_else.heard(uow, conversation, text=heard.text)
