"""General questions."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.talk import faq
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionFaq(Topic):
    """A question whose answer is the same for everybody; whatever was asked stays asked."""

    called = "action_faq"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await faq.answer(uow, conversation, heard.intent, text=heard.text)
