"""What is contested."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.debt import reading
from bot.debt.reading.dispute.undisputing import denies_dispute
from bot.service.dispute import court, dispute, on_record
from bot.service.errand import answering, beginnings, undisputed
from bot.service.talk import faq
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionDispute(Topic):
    """The debt, or a part of it, is contested; asked first where only the model says so."""

    called = "action_dispute"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        kind, text = heard.intent, heard.text
        if not heard.certain:
            if kind == "dispute_debt" and court.is_open(conversation):
                return court.contested(uow, conversation)
            if kind in ("dispute_debt", "request_proof") and denies_dispute(text):
                return await undisputed.nothing_contested(uow, conversation, text)
            if not reading.says_so(kind, text) and reading.asks_why_amount(text):
                return await faq.answer(uow, conversation, "ask_origin", text=text)
            known = await on_record.said_again(uow, conversation, kind=kind, text=text)
            if known is not None:
                return known
            if dispute.is_guess(conversation, kind=kind, text=text, confidence=heard.confidence):
                return dispute.ask(uow, kind=kind, text=text)
        return await beginnings.contest(uow, conversation, kind=kind, text=text)


class ActionGoOnWithRest(Topic):
    """A part is disputed; the rest goes on."""

    called = "action_go_on_with_rest"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.go_on_with_rest(uow, conversation)
