"""What Rasa is asked in a turn: the words, what stands beside them, and what they may mean where it heard little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.service.care import gentle, gentle_answer
from bot.service.errand import set_right
from bot.service.hearing import heard_again, heard_beside
from bot.service.ports import Rasa
from bot.service.talk import faq, other_language, same_again
from bot.service.turn.turn import Turn
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

Replies = list[dict[str, Any]]


async def ask(rasa: Rasa, turn: Turn) -> tuple[Replies, list[str]]:
    """What Rasa says to a turn, and what the words may mean where that settles nothing. Raises RasaUnavailable."""
    if turn.seed:
        await rasa.seed(sender=turn.sender, slots=turn.seed, fresh=turn.fresh, form_asks=turn.form_asks)
    cries = bool(turn.unheard) and await is_cry(rasa, turn.unheard, turn)
    said, calm = (turn.unheard, turn.calm and "asked") if cries else (turn.text, turn.calm)
    said = said if cries else await _wish_beside_facts(rasa, said)
    heard = {**turn.metadata, **({"calm": calm} if calm else {})}
    replies = await rasa.turn(sender=turn.sender, text=said, metadata=heard)
    if not said.startswith("/") and (after_all := heard_again.meaning(turn.text, replies)) is not None:
        replies = await rasa.turn(sender=turn.sender, text=after_all, metadata=heard)
    if beside := other_language.unheard(turn.text, replies):
        replies = [*replies, *await rasa.turn(sender=turn.sender, text=beside, metadata=heard)]
    return replies, await _ranking(rasa, turn, replies)


async def is_cry(rasa: Rasa, masked: str, turn: Turn | None = None) -> bool:
    """Whether the model hears distress, explicit or possible, in these words (those of a turn). Raises
    RasaUnavailable.
    """
    parsed = await rasa.parse(masked)
    calm, firm = (bool(turn.calm), turn.firm) if turn is not None else (False, "")
    return gentle.heard_as(parsed, calm=calm, firm=firm) is not None


async def in_our_words(
    uow: UnitOfWork, conversation: Conversation, replies: Replies, ranking: Sequence[str]
) -> Replies:
    """What Rasa has said, where we know better: nothing at all, no more than "something is wrong", the same again."""
    replies = gentle_answer.opened(conversation, replies)
    replies = await faq.instead_of_nothing(uow, conversation, replies)
    replies = await set_right.instead(uow, conversation, replies, ranking)
    return await same_again.instead(uow, conversation, replies)


async def _wish_beside_facts(rasa: Rasa, said: str) -> str:
    """What Rasa is told: the wish alone, where a reference or a birth date would drown it."""
    wish = heard_beside.wish(said)
    if not wish or not heard_beside.drowned(await rasa.parse(said)):
        return said
    return wish if heard_beside.is_wish(await rasa.parse(wish)) else said


async def _ranking(rasa: Rasa, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the words may mean, the likeliest first, where Rasa has heard no more than that something is wrong."""
    if not set_right.says_so(replies):
        return []
    ranked = (await rasa.parse(turn.text)).get("intent_ranking") or []
    return [str(one.get("name")) for one in ranked]
