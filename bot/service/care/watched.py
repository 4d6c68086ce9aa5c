"""Who fears a person near them: one short answer to each wish, nothing sent where that person reads, and a person told.

What is promised is what is done: the thread stays open in this browser until it is hidden, and that is said.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.debt.reading.care import needs as reading
from bot.debt.reading.care import watched
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation

_TELEPHONES = ("phone", "sms", "whatsapp", "mobile")


def hears(conversation: Conversation, text: str) -> bool:
    """Whether the words are such a wish for certain."""
    return _wish(conversation, text) is not None


def _wish(conversation: Conversation, text: str) -> str | None:
    known = bool(conversation.memory.get("discreet") or conversation.memory.get("abuse_told"))
    if watched.helps_who_reads_badly(text):
        return None
    if watched.fears_letters(text):
        return "letters"
    if watched.wants_nothing_sent(text, watched=known or reading.names_violence(text)):
        return "nothing_sent"
    if watched.wants_it_hidden(text):
        return "hidden"
    if watched.asks_who_is_told(text) and (known or reading.names_violence(text) or "police" in text.lower()):
        return "who_is_told"
    return "discretion" if reading.wants_discretion(text) else None


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to such a wish; None for any other words."""
    wish = _wish(conversation, text)
    if wish is None:
        return None
    if wish == "hidden":
        return say("utter_hide_here", HUMAN).asking(None)
    remember(conversation, discreet=True)
    if wish == "nothing_sent":
        remember(conversation, nothing_sent=True)
    named = {"letters": "no_letters", "nothing_sent": "no_phone"}.get(wish)
    about: dict[str, Any] = {named: True} if named else {}
    violent = reading.names_violence(text) or bool(conversation.memory.get("abuse_told"))
    if violent:
        about["violence"] = True
    if violent:
        await handover.open_handover(uow, conversation, queue="legal", reason="violence_told", **about)
    else:
        await handover.open_handover(uow, conversation, queue="legal", reason="discretion_wish", **about)
    await keep(uow, conversation)
    answer = await _words(uow, conversation, wish)
    if (wish == "discretion" or reading.names_violence(text)) and not conversation.memory.get("abuse_told"):
        remember(conversation, abuse_told=True)
        answer = answer.then(say("utter_abuse_line"))
    if wish == "discretion" and reading.names_joint_credit(text):
        answer = answer.then(say("utter_joint_credit"))
    first = not conversation.memory.get("watched_told")
    remember(conversation, watched_told=True)
    return (answer.then(await handover.when_somebody_comes(uow, conversation)) if first else answer).asking(None)


async def _words(uow: UnitOfWork, conversation: Conversation, wish: str) -> Answer:
    if wish == "nothing_sent":
        known = await identify.is_identified(uow, conversation)
        return say("utter_nothing_sent" if known else "utter_nothing_sent_unknown", HUMAN)
    if wish == "letters":
        return say("utter_no_letters", HUMAN)
    if wish == "who_is_told":
        return say("utter_who_is_told", HUMAN)
    again = conversation.memory.get("discreet_told")
    remember(conversation, discreet_told=True)
    return say("utter_discreet_again", HUMAN) if again else say("utter_discreet")


async def keep(uow: UnitOfWork, conversation: Conversation) -> None:
    """Every contact on file of who wished it is one that others may read: neither brand nor reason goes there. Where
    nothing at all was to be sent to the telephone, we write first there no longer.
    """
    if conversation.person_id is None or not conversation.memory.get("discreet"):
        return
    found = await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == conversation.person_id))
    for contact in found:
        contact.discretion = True
        if conversation.memory.get("nothing_sent") and contact.kind in _TELEPHONES and contact.opted_out_at is None:
            contact.opted_out_at = uow.now
            uow.audit(
                "contact.silenced", "contact_point", contact.id, actor="debtor", creditor_id=contact.creditor_id
            )
    uow.audit("line.shared", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id)
