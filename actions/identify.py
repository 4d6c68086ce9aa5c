"""Proving who writes; and having no reference."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.errand import answering
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionIdentify(Topic):
    """Facts towards identity were given."""

    called = "action_identify"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.after_facts(uow, conversation, in_form=heard.in_form)


class ActionNoReference(Topic):
    """No letter, no reference."""

    called = "action_no_reference"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.no_reference(uow, conversation)
