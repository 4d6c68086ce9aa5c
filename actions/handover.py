"""A person."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.debt import reading
from bot.service.care import gentle, heirs, needs
from bot.service.contact import narrower
from bot.service.dispute import court
from bot.service.errand import errands
from bot.service.handover import callbacks, handover
from bot.service.identity import somebody_else
from bot.service.offer import due_day
from bot.service.talk import erasure_asked, talk
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionHuman(Topic):
    """The debtor wants a person."""

    called = "action_human"
    gated = False
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        if gentle.is_open(conversation):
            return await gentle.rather_a_person(uow, conversation)
        if conversation.owner != "agent" and (told := await needs.told(uow, conversation, text=heard.text)) is not None:
            return told
        return await handover.ask_human(uow, conversation)


class ActionPassOn(Topic):
    """A meaning that a person settles."""

    called = "action_pass_on"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        if heard.intent == "request_callback":
            return await callbacks.asked(uow, conversation, text=heard.text)
        if heard.intent == "legal_document":
            return await court.told(uow, conversation, text=heard.text, certain=heard.certain)
        if heard.intent == "debtor_deceased":
            return await heirs.told(uow, conversation, text=heard.text)
        if heard.intent == "contact_change":
            return await errands.change_contact(uow, conversation, text=heard.text)
        if heard.intent == "change_due_date":
            return await due_day.change(uow, conversation, text=heard.text)
        if heard.intent == "wrong_person":
            return await somebody_else.not_theirs(
                uow, conversation, text=heard.text, confidence=heard.confidence, certain=heard.certain
            )
        erases = heard.intent == "data_rights" and reading.asks_erasure(heard.text)
        passed = await (
            erasure_asked.told(uow, conversation) if erases
            else handover.pass_on(uow, conversation, meaning=heard.intent)
        )
        too = narrower.asked_too(conversation, heard.text) if heard.intent == "complaint" else Answer()
        return passed.then(too) if too.says else passed


class ActionNotUnderstood(Topic):
    """Asked again differently; after that, a person."""

    called = "action_not_understood"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await talk.not_understood(
            uow, conversation, in_form=heard.in_form, text=heard.text, ranking=heard.ranking
        )
