"""Small talk with consequences: the language."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.talk import other_language
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionSetLanguage(Topic):
    """Another language."""

    called = "action_set_language"
    gated = False

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await other_language.set_language(uow, conversation, text=heard.text)
