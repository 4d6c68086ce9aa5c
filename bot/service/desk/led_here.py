"""The words in which a debtor said what is wrong, as the queue shows them; not what they said last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Interval, func, literal, select

from bot.debt import reading
from bot.service.desk.agents import AgentAt
from bot.service.desk.danger import shortened, trace
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Handover, Message

_BEFORE = timedelta(days=1)
"""What was said longer before a person was called for did not lead there: a task did, or a file."""
_LOOKED_AT = 6
"""So many of their messages back: an "oui" or a figure that was asked for is an answer, and not what is wrong."""
_FEWEST = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, kw_only=True)
class Said:
    """Their words, masked and shortened, and how many messages of theirs have come since."""

    words: str
    since: int


async def led_here(
    uow: UnitOfWork, agent: AgentAt, found: Sequence[tuple[Handover, Conversation]]
) -> dict[int, Said]:
    """By conversation; nothing for who may not see words. Whoever is shown them leaves a line, as at any look."""
    if not found or not agent.may("work"):
        return {}
    told: dict[int, Said] = {}
    for key, ones in (await _theirs(uow, [handover.id for handover, _ in found])).items():
        words, since = next((one for one in ones if _says_something(one[0])), ones[0])
        told[key] = Said(words=shortened(words, uow.today()), since=since)
    await trace(uow, agent, {one.id: one for _, one in found if one.id in told})
    return told


async def _theirs(uow: UnitOfWork, handovers: Sequence[int]) -> Mapping[int, list[tuple[str, int]]]:
    """What each debtor had typed by then, the newest first, and how many messages of theirs came after it."""
    later = func.count().over(partition_by=Message.conversation_id, order_by=Message.seq.desc()) - 1
    typed = Message.payload.is_(None) & Message.removed_at.is_(None) & (Message.created_at <= Handover.opened_at)
    theirs = (
        select(
            Message.conversation_id, Message.seq, Message.text, typed.label("typed"),
            later.label("since"),
        )
        .join(Handover, Handover.conversation_id == Message.conversation_id)
        .where(
            Handover.id.in_(handovers), Message.author == "you",
            Message.created_at >= Handover.opened_at - literal(_BEFORE, Interval()),
        )
        .subquery()
    )
    place = func.row_number().over(partition_by=theirs.c.conversation_id, order_by=theirs.c.seq.desc())
    ranked = select(theirs, place.label("place")).where(theirs.c.typed).subquery()
    rows = await uow.session.execute(
        select(ranked.c.conversation_id, ranked.c.text, ranked.c.since)
        .where(ranked.c.place <= _LOOKED_AT).order_by(ranked.c.conversation_id, ranked.c.place)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for key, words, since in rows.all():
        found.setdefault(int(key), []).append((str(words), int(since)))
    return found


def _says_something(text: str) -> bool:
    """Whether it is more than an answer: a yes, a no, a figure, a reference, "merci"."""
    words = _WORD.findall(text)
    return len(words) >= _FEWEST and not (reading.is_yes(text) or reading.is_no(text))
