"""What is contested."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service import answering, beginnings
from bot.service.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionDispute(Topic):
    """The debt, or a part of it, is contested."""

    called = "action_dispute"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await beginnings.contest(uow, conversation, kind=heard.intent, text=heard.text)


class ActionGoOnWithRest(Topic):
    """A part is disputed; the rest goes on."""

    called = "action_go_on_with_rest"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.go_on_with_rest(uow, conversation)
