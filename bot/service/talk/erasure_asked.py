"""Somebody asks that their data be erased: told at once and plainly what that means; a person sees to it."""

from __future__ import annotations

from bot.service.handover.handover import open_handover, open_handover_of, when_somebody_comes
from bot.service.identity.identify import is_identified
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

REASON = "data_erasure"


async def told(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """A person is called for it. Who has shown who they are stands in the log: `python -m bot erase` lists them."""
    before = await open_handover_of(uow, conversation)
    again = before is not None and REASON in (before.reason, *before.brief.get("also", ()))
    known = await is_identified(uow, conversation)
    await open_handover(uow, conversation, queue="complaint", reason="data_erasure", actor="debtor")
    if known and not again:
        uow.audit(
            "person.erasure_asked", "person", conversation.person_id, actor="debtor",
            creditor_id=conversation.creditor_id, conversation=conversation.id,
        )
    heard = say("utter_added_to_request" if again else "utter_erasure_asked")
    if not known and not again:
        heard = heard.then(say("utter_erasure_who"))
    return heard.then(await when_somebody_comes(uow, conversation)).asking(None)
