"""A narrower wish than silence: texts alone stopped; a permission is none; whether more will come is answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.debt import reading
from bot.service.case.cases import CaseView
from bot.service.contact import contact
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation

ALL = Choice(title_id="choice_stop_all", payload="/stop_contact", data={"stop": "all"}, kind="yes")
KEEP = Choice(title_id="choice_stop_none", payload="/stop_contact", data={"stop": "keep"}, kind="no")
SAID = ("utter_more_messages", "utter_no_more_messages", "utter_what_stop_word")


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of such words; None: they are none of these."""
    del uow
    if reading.stop_not_kept(text) or reading.only_complains(text):
        return "/complaint"
    if reading.only_reminders(text, stopped=is_stopped(conversation)):
        return "/stop_contact"
    if reading.asks_stop_word(text) or reading.asks_if_written(text):
        return "/faq_process"
    return "/stop_contact" if reading.permits(text) and is_stopped(conversation) else None


def asked(conversation: Conversation, text: str) -> Answer | None:
    """What the stop word does, and whether more messages will come; None: neither is asked."""
    question = conversation.memory.get("question")
    if reading.asks_stop_word(text):
        return say("utter_what_stop_word").asking(question)
    if not reading.asks_if_written(text):
        return None
    none = is_stopped(conversation) or conversation.memory.get("not_them")
    return say("utter_no_more_messages" if none else "utter_more_messages", HUMAN).asking(question)


def asked_too(conversation: Conversation, text: str) -> Answer:
    """After a complaint about our messages: whether they shall end as well. Nothing is stopped on a guess."""
    return ask_too() if reading.of_messages(text) and not is_stopped(conversation) else Answer()


def ask_too() -> Answer:
    """Whether we shall write no more at all."""
    return say("utter_ask_stop_too", ALL, KEEP).asking("stop_what")


def is_stopped(conversation: Conversation) -> bool:
    """Whether they have said stop in this thread."""
    return bool(conversation.memory.get("stopped") or conversation.memory.get("stop_asked"))


async def undone(uow: UnitOfWork, conversation: Conversation) -> None:
    """What was stopped a moment ago was more than was meant: as it was before."""
    if conversation.memory.get("stopped") and await identify.is_identified(uow, conversation):
        await contact.undo(uow, conversation)
    remember(conversation, stop_asked=None)
    if conversation.memory.get("errand") == "stop":
        remember(conversation, errand=None, errand_data=None)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """It is known whose texts: none goes to their telephones any more, all else goes on."""
    del views
    found = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.person_id == conversation.person_id, ContactPoint.kind == "phone")
    )
    for point in found.all():
        if point.opted_out_at is None:
            point.opted_out_at = uow.now
            uow.audit(
                "contact.opted_out", "contact_point", point.id, actor="debtor", creditor_id=point.creditor_id,
                channel="sms",
            )
    remember(conversation, errand=None, errand_data=None, errand_over=True)
    return say("utter_texts_stopped").asking(None)
