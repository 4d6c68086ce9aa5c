"""What is owed, and whether it seems right."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.case import balance
from bot.service.errand import answering, beginnings
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionBalance(Topic):
    """How much do I owe?"""

    called = "action_balance"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        if heard.in_form:
            return say("utter_after_questions")
        return await beginnings.ask_balance(uow, conversation, text=heard.text)


class ActionSumRight(Topic):
    """The sum is right, or the debtor does not know."""

    called = "action_sum_right"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.sum_answered(uow, conversation, sure=heard.intent == "affirm", text=heard.text)


class ActionSumWrong(Topic):
    """The sum is not right: what is wrong?"""

    called = "action_sum_wrong"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return balance.sum_wrong(conversation)
