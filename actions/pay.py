"""Paying."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.errand import beginnings
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionPay(Topic):
    """The debtor wants to pay."""

    called = "action_pay"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await beginnings.pay_now(uow, conversation, text=heard.text)
