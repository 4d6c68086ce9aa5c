"""Budget advisers, and over-indebtedness files."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.errand import beginnings
from bot.service.referral import partner
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionPartner(Topic):
    """Help with the budget."""

    called = "action_partner"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await partner.advice(uow, conversation)


class ActionFile(Topic):
    """An over-indebtedness file."""

    called = "action_file"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await beginnings.file_told(uow, conversation, text=heard.text)
