"""The care that a note of vulnerability adds, wherever it takes effect: messages of ours, calls, who answers.

Nothing here says why: a need is an instruction, and the reason is read at the desk alone (bot/service/desk/noting.py).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.debt.vulnerability import NONE, Care, care_of
from bot.service.handover.handover_queues import PRIORITY
from bot.store.database import UnitOfWork
from bot.store.tables import ContactAttempt, Marker
from bot.words.book import book

KIND = "vulnerability"
QUESTION = "utter_care_consent"
SHEET = "utter_care_sheet"
"""By SMS, what would be noted goes before the question, in a message of its own."""
ASKING = frozenset({QUESTION, SHEET})
_SHEET = re.compile(r"^[–-] .*(?:\n[–-] .*)*$", re.M)
PROTECTS = frozenset({"notice_pause_ends"})
"""Messages of ours that keep somebody from losing a protection unheard: fewer contacts never put them off."""
SPECIALISTS = "hardship"
_GENERAL = frozenset({"general", "payment"})
_FIRST = PRIORITY["over_indebtedness"]
"""So far to the front does a specialist's care bring somebody: law and danger stay before them."""


def discreet(text_id: str | None, text: str) -> str:
    """A message as whoever has no reason to know why reads it: the question without what would be noted."""
    return _SHEET.sub("– …", text) if text_id in ASKING else text


def unquoted(text: str) -> str:
    """An e-mail's words without what would be noted, where they quote the question: that stands in no answer to it."""
    for lang in ("fr", "en"):
        head, _, tail = book().find(QUESTION, lang, "email").text.partition("{sheet}")
        begins, ends = (r"[\s>]+".join(map(re.escape, words)) for words in (head.split()[-6:], tail.split()[:6]))
        text = re.sub(rf"({begins}).*?({ends}|\Z)", r"\1\n– …\n\2", text, flags=re.DOTALL)
    return text


async def living(uow: UnitOfWork, person_id: int | None) -> Marker | None:
    """The note that stands, agreed to and not taken back; None: there is none."""
    if person_id is None:
        return None
    found: Marker | None = await uow.session.scalar(
        select(Marker).where(Marker.person_id == person_id, Marker.kind == KIND, Marker.erased_at.is_(None))
    )
    return found


async def care_for(uow: UnitOfWork, person_id: int | None) -> Care:
    """What is done otherwise for this person; nothing where there is no note."""
    note = await living(uow, person_id)
    return care_of(note.level, note.needs) if note is not None else NONE


def queue_with(queue: str, care: Care) -> tuple[str, int]:
    """Who answers, and how soon: a specialist's care makes nobody wait longer than they would without."""
    if not care.specialist:
        return queue, PRIORITY[queue]
    queue = SPECIALISTS if queue in _GENERAL else queue
    return queue, min(PRIORITY[queue], _FIRST)


async def own_not_before(uow: UnitOfWork, person_id: int, text_id: str, zone: ZoneInfo) -> date | None:
    """The local day before which no message of our own idea goes to them; None: the policy alone decides."""
    care = await care_for(uow, person_id)
    if not care.own_every_days or text_id in PROTECTS:
        return None
    last: datetime | None = await uow.session.scalar(
        select(func.max(ContactAttempt.at)).where(
            ContactAttempt.person_id == person_id, ContactAttempt.allowed, ContactAttempt.reason != "reminder"
        )
    )
    return care.own_not_before(last.astimezone(zone).date() if last is not None else None)
