"""The same sentence twice running says that nobody listens: small talk has other words; a wrong guess is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import reading
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.service.thread.saying import rendered
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_OTHERWISE = {
    "utter_greet": "utter_greet_again", "utter_affirm_nothing": "utter_here_again",
    "utter_deny_nothing": "utter_here_again", "utter_skip_nothing": "utter_here_again",
    "utter_thank": "utter_here_again", "utter_out_of_scope": "utter_out_of_scope_again",
}
_CAUSE = "utter_hardship_"


async def instead(
    uow: UnitOfWork, conversation: Conversation, replies: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What Rasa has said, in other words where it is just what was said to them last."""
    first = replies[0].get("utter_action") if replies else None
    if first not in _OTHERWISE or first not in await _last(uow, conversation):
        return list(replies)
    choices = (HUMAN,) if first == "utter_out_of_scope" else ()
    return [rendered(one, conversation.language) for one in say(_OTHERWISE[first], *choices).says] + list(replies[1:])


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of words that take a guessed cause back, right after it was met; None: they are none."""
    return "/faq_process" if await _takes_back(uow, conversation, text) else None


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The guess is withdrawn, and what it is about is asked openly; None: none was taken back."""
    if not await _takes_back(uow, conversation, text):
        return None
    if conversation.memory.get("errand") == "hardship":
        remember(conversation, errand=None, errand_data=None)
    return say("utter_cause_withdrawn", HUMAN).asking(None)


async def _takes_back(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    if conversation.memory.get("question") not in (None, "identity") or not reading.not_that(text):
        return False
    return any(one.startswith(_CAUSE) for one in await _last(uow, conversation))


async def _last(uow: UnitOfWork, conversation: Conversation) -> list[str]:
    """Ids of what was said to them since the words before these."""
    ids: list[str] = []
    for message in await newest(uow, conversation):
        if message.author == "you" and ids:
            break
        if message.author != "you":
            ids.append(message.text_id or "")
    return ids
