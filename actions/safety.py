"""Danger."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.care import gentle, safety
from bot.service.errand import answering
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionCrisis(Topic):
    """Explicit danger: the crisis protocol."""

    called = "action_crisis"
    gated = False
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await safety.crisis_protocol(uow, conversation, source="bot")


class ActionPossibleDistress(Topic):
    """Despair that may hide it: one gentle question."""

    called = "action_possible_distress"
    gated = False
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await gentle.possible(
            uow, conversation, text=heard.text, ranking=heard.likely, sign=heard.sign, heard=not heard.certain
        )


class ActionNotInDanger(Topic):
    """They said no."""

    called = "action_not_in_danger"
    gated = False

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.after_care(uow, conversation)
