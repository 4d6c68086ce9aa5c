"""Open errands: what else a debtor spoke of in the same breath, kept until the first is done, then taken up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.debt import reading
from bot.service.offer.offers import NOT_NOW
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

MOST = 3
NOT_UNDERSTOOD = "nlu_fallback"
_ONE_ERRAND = frozenset(
    {"request_plan", "propose_amount", "request_pause", "pay_now", "plan_trouble", "change_due_date"}
)
"""Ways of the same wish: who says two of them is helped with both by the first."""

_DONE = (None, "balance", "plan_status")
"""What the conversation remembers as its errand when nothing of it is left to do."""


def title_of(meaning: str) -> str:
    """The id of the words that name a meaning on a choice."""
    return f"choice_meaning_{meaning}"


def family(meaning: str) -> str:
    """What belongs to one errand: a cause and the wish to pay less are not two things."""
    return "paying" if meaning in _ONE_ERRAND or meaning.startswith("hardship_") else meaning


def note(conversation: Conversation, first: str, also: Iterable[tuple[str, str]]) -> None:
    """Keep (meaning, words) that were said beside `first`, each errand once; what can't be tapped is no errand."""
    if first == NOT_UNDERSTOOD:
        return  # asked back with the likeliest meanings to tap: a second list beside it would make that one stale
    kept = [one for one in _open(conversation) if family(one["meaning"]) != family(first)]
    for meaning, words in also:
        known = {family(first), *(family(one["meaning"]) for one in kept)}
        if family(meaning) not in known and title_of(meaning) in book():
            kept.append({"meaning": meaning, "text": words[:500]})
    if kept != _open(conversation):
        remember(conversation, open_errands=kept[:MOST] or None)


def keep(conversation: Conversation, meaning: str, words: str) -> None:
    """Keep a wish for later though it is of the same family: "100 now, and the rest later" is two errands."""
    kept = [one for one in _open(conversation) if one["meaning"] != meaning]
    remember(conversation, open_errands=[*kept, {"meaning": meaning, "text": words[:500]}][:MOST])


def _open(conversation: Conversation) -> list[dict[str, Any]]:
    return list(conversation.memory.get("open_errands") or ())


def meanings(conversation: Conversation) -> list[str]:
    """What is still open, in the order it was said."""
    return [str(one["meaning"]) for one in _open(conversation)]


async def take_up(uow: UnitOfWork, conversation: Conversation) -> list[Message]:
    """The first errand is over and no question is open: the others are offered, once. Says nothing otherwise.

    Never to somebody in distress, a child, or while an agent has the conversation.
    """
    memory = conversation.memory
    busy = any(memory.get(key) for key in ("question", "budget_asked", "third_party"))
    if not _open(conversation) or busy or memory.get("errand") not in _DONE or conversation.owner == "agent":
        return []
    if memory.get("distress") in ("explicit", "possible"):
        return []
    choices = [
        Choice(
            title_id=title_of(one["meaning"]), payload=f"/{one['meaning']}",
            data={"text": reading.mask(str(one["text"]), today=uow.today())},
        )
        for one in _open(conversation)
    ]
    if any(family(one["meaning"]) == "paying" for one in _open(conversation)):
        # Who goes on with a reference instead of a tap wants help with it all the same.
        remember(conversation, errand="hardship", errand_data=None)
    remember(conversation, open_errands=None)
    return await write(uow, conversation, say("utter_open_errand", *choices, NOT_NOW))
