"""Handovers: a person is asked for, honestly and at once; what they will need is ready when they open it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.service import numbers
from bot.service.conversation import change_owner
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Creditor, Handover

PRIORITY = {
    "distress": 0, "legal": 1, "over_indebtedness": 2, "hardship": 3, "dispute": 3, "complaint": 4,
    "payment": 4, "general": 5,
}
"""Lower comes first. Distress heads every queue."""

DEFAULT_HOURS = {str(day): ["09:00", "19:00"] for day in range(1, 6)}
DAYS = 7


async def open_handover(
    uow: UnitOfWork,
    conversation: Conversation,
    *,
    queue: str,
    reason: str,
    actor: str = "bot",
    **brief: Any,
) -> Handover:
    """Queue the conversation for a person; an open handover is raised, never doubled.

    `brief` holds ids and figures only. The conversation becomes `waiting` unless an agent holds it.
    """
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = Handover(
            conversation_id=conversation.id, creditor_id=conversation.creditor_id, queue=queue, reason=reason,
            priority=PRIORITY[queue], brief=dict(brief), opened_at=uow.now,
        )
        uow.session.add(handover)
        await uow.flush()
        uow.audit(
            "handover.opened", "handover", handover.id, actor=actor, creditor_id=conversation.creditor_id,
            queue=queue, reason=reason,
        )
    else:
        _raise_to(handover, queue, reason, brief)
    if conversation.owner == "bot":
        await change_owner(uow, conversation, "waiting", actor=actor)
    uow.notify("handover", handover=handover.id, conversation=conversation.id)
    return handover


def _raise_to(handover: Handover, queue: str, reason: str, brief: dict[str, Any]) -> None:
    reasons = [*handover.brief.get("also", []), handover.reason]
    if PRIORITY[queue] < handover.priority:
        handover.queue, handover.priority, handover.reason = queue, PRIORITY[queue], reason
    elif reason not in reasons:
        reasons.append(reason)
    handover.brief = {**handover.brief, **brief, "also": [r for r in dict.fromkeys(reasons) if r != handover.reason]}


async def open_handover_of(uow: UnitOfWork, conversation: Conversation) -> Handover | None:
    """The conversation's handover that nobody has closed yet."""
    found: Handover | None = await uow.session.scalar(
        select(Handover)
        .where(Handover.conversation_id == conversation.id, Handover.closed_at.is_(None))
        .order_by(Handover.id.desc())
    )
    return found


async def hours_of(uow: UnitOfWork, conversation: Conversation) -> tuple[dict[str, Any], ZoneInfo]:
    """Desk hours by ISO weekday and the zone they are meant in: the creditor's, else ours."""
    creditor = await uow.session.get(Creditor, conversation.creditor_id) if conversation.creditor_id else None
    if creditor is None:
        return DEFAULT_HOURS, ZoneInfo("Europe/Paris")
    return creditor.settings.get("desk_hours") or DEFAULT_HOURS, ZoneInfo(creditor.time_zone)


def is_open(hours: dict[str, Any], local: datetime) -> bool:
    """Whether somebody is at the desk at that local moment."""
    span = hours.get(str(local.isoweekday()))
    if not span:
        return False
    return time.fromisoformat(span[0]) <= local.time() < time.fromisoformat(span[1])


def next_opening(hours: dict[str, Any], local: datetime) -> tuple[int, str] | None:
    """Days from today and the hour of the next opening, e.g. (1, "09:00"); None if never."""
    for ahead in range(DAYS + 1):
        span = hours.get(str((local.isoweekday() - 1 + ahead) % DAYS + 1))
        if span and (ahead > 0 or local.time() < time.fromisoformat(span[0])):
            return ahead, span[0]
    return None


async def when_somebody_comes(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """An honest word on when a person answers: now, or at the next opening."""
    hours, zone = await hours_of(uow, conversation)
    local = uow.now.astimezone(zone)
    if is_open(hours, local):
        return say("utter_human_soon")
    opening = next_opening(hours, local)
    if opening is None:
        return say("utter_human_written")
    ahead, at = opening
    hour = at.removeprefix("0").replace(":00", " h").replace(":", " h ") if conversation.language == "fr" else at
    if ahead <= 1:
        return say("utter_human_today" if ahead == 0 else "utter_human_tomorrow", hour=hour)
    day = (local.isoweekday() - 1 + ahead) % DAYS + 1
    return say(f"utter_human_day_{day}", hour=hour)


async def ask_human(uow: UnitOfWork, conversation: Conversation, *, reason: str = "asked") -> Answer:
    """The debtor wants a person: queued at once, told honestly when."""
    if conversation.owner == "agent":
        return Answer()
    # Who has been asked about thoughts of suicide and would rather talk to somebody is not one of many.
    grave = conversation.memory.get("distress") in ("possible", "explicit")
    queue = "distress" if grave else "general"
    await open_handover(uow, conversation, queue=queue, reason=reason, actor="debtor")
    return say("utter_human_queued").then(await when_somebody_comes(uow, conversation)).asking(None)


QUEUE_OF_MEANING = {
    "complaint": "complaint", "data_rights": "complaint", "legal_document": "legal", "coerced_debt": "legal",
    "debtor_deceased": "legal", "wrong_person": "dispute", "identity_theft": "dispute",
    "link_problem": "payment", "request_proof": "dispute",
}


async def pass_on(uow: UnitOfWork, conversation: Conversation, *, meaning: str) -> Answer:
    """A meaning that the bot does not settle by itself: a person is queued with the reason; never a "no"."""
    queue = QUEUE_OF_MEANING.get(meaning, "general")
    known = await open_handover_of(uow, conversation)
    again = known is not None and meaning in (known.reason, *known.brief.get("also", ()))
    if meaning == "wrong_person":
        await numbers.not_theirs(uow, conversation)
    await open_handover(uow, conversation, queue=queue, reason=meaning)
    # "Write a number" was followed, or the same was said again: not asked for a second time.
    opening = say("utter_added_to_request" if again else f"utter_pass_on_{meaning}")
    if meaning == "request_callback" and not again:
        opening = opening.then(say("notice_in_writing_too"))
    return opening.then(await when_somebody_comes(uow, conversation)).asking(None)
