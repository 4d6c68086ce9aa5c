"""Handovers: a person is asked for, honestly and at once; what they will need is ready when they open it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.debt import code
from bot.debt.opening import STEPS
from bot.service.care.care import care_for, queue_with
from bot.service.handover import waiting
from bot.service.outside import numbers
from bot.service.policy.segments import queue_for, segment_of
from bot.service.thread import spoken
from bot.service.thread.conversation import change_owner, remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Creditor, Handover

DAYS = 6
"""Up to so many days ahead the name of the weekday says which day is meant."""


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

    `brief` holds ids and figures only. The conversation becomes `waiting` unless an agent holds it. Whoever has agreed
    to a note of vulnerability may come to specialists, and before others.
    """
    queue = queue_for(queue, await segment_of(uow, conversation.person_id))
    queue, priority = queue_with(queue, await care_for(uow, conversation.person_id))
    if queue == "distress" and conversation.memory.get("distress") in ("said_no", "eased"):
        remember(conversation, distress=None)  # a sign of its own: what they said before is no answer to it
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = Handover(
            conversation_id=conversation.id, creditor_id=conversation.creditor_id, queue=queue, reason=reason,
            priority=priority, brief=dict(brief), opened_at=uow.now,
        )
        uow.session.add(handover)
        await uow.flush()
        uow.audit(
            "handover.opened", "handover", handover.id, actor=actor, creditor_id=conversation.creditor_id,
            queue=queue, reason=reason,
        )
    else:
        _raise_to(handover, queue, priority, reason, brief)
    if conversation.owner == "bot":
        await change_owner(uow, conversation, "waiting", actor=actor)
    uow.notify("handover", handover=handover.id, conversation=conversation.id)
    return handover


def _raise_to(handover: Handover, queue: str, priority: int, reason: str, brief: dict[str, Any]) -> None:
    reasons = [*handover.brief.get("also", []), handover.reason]
    if priority < handover.priority:
        handover.queue, handover.priority, handover.reason = queue, priority, reason
    elif reason not in reasons:
        reasons.append(reason)
    handover.brief = {**handover.brief, **brief, "also": [r for r in dict.fromkeys(reasons) if r != handover.reason]}


async def not_needed(uow: UnitOfWork, conversation: Conversation, reasons: Collection[str]) -> bool:
    """These reasons are gone, by the debtor's own word: they leave the handover that nobody has taken yet, and it ends
    where nothing else was in it. False: there is none, or it is not for these.
    """
    handover = await open_handover_of(uow, conversation)
    if handover is None or handover.taken_at is not None:
        return False
    all_of_it = [handover.reason, *handover.brief.get("also", [])]
    left = [one for one in all_of_it if one not in reasons]
    if len(left) == len(all_of_it):
        return False
    if left:
        handover.reason, handover.brief = left[0], {**handover.brief, "also": left[1:]}
    else:
        handover.closed_at, handover.outcome = uow.now, "not_needed"
        if conversation.owner == "waiting":
            await change_owner(uow, conversation, "bot", actor="debtor")
    uow.audit(
        "handover.withdrawn", "handover", handover.id, actor="debtor", creditor_id=conversation.creditor_id,
        reasons=[one for one in all_of_it if one in reasons],
    )
    uow.notify("handover", handover=handover.id, conversation=conversation.id)
    return True


async def add_care(uow: UnitOfWork, conversation: Conversation) -> None:
    """A note has just been agreed to: whoever waits for a person already waits with that care."""
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        return
    queue, priority = queue_with(handover.queue, await care_for(uow, conversation.person_id))
    if priority < handover.priority:
        handover.queue, handover.priority = queue, priority
        uow.notify("handover", handover=handover.id, conversation=conversation.id)


async def open_handover_of(uow: UnitOfWork, conversation: Conversation) -> Handover | None:
    """The conversation's handover that nobody has closed yet."""
    found: Handover | None = await uow.session.scalar(
        select(Handover)
        .where(Handover.conversation_id == conversation.id, Handover.closed_at.is_(None))
        .order_by(Handover.id.desc())
    )
    return found


async def when_somebody_comes(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """An honest word on when a person answers: by whom, in how long, or at the next opening."""
    hours, zone = await waiting.hours_of(uow, conversation)
    local = uow.now.astimezone(zone)
    if hours.is_open(local):
        return await _while_open(uow, conversation)
    opening = hours.next_opening(local)
    if opening is None:
        return say("utter_human_written")
    at = opening.at
    hour = at.removeprefix("0").replace(":00", " h").replace(":", " h ") if conversation.language == "fr" else at
    if opening.ahead <= 1:
        return say("utter_human_today" if opening.ahead == 0 else "utter_human_tomorrow", hour=hour)
    if opening.ahead > DAYS:
        return say("notice_human_on", day=spoken.day(opening.day, conversation.language), hour=hour)
    return say(f"utter_human_day_{opening.day.isoweekday()}", hour=hour)


async def _while_open(uow: UnitOfWork, conversation: Conversation) -> Answer:
    creditor = conversation.creditor_id
    agents = await waiting.at_the_desk(uow, None if creditor is None else (creditor,))
    if not agents:
        return say("notice_human_nobody_yet")
    contact = await waiting.contact_of(uow, conversation)
    if contact is not None and contact in agents and creditor is not None:
        return say("notice_human_named", name=agents[contact])
    minutes = await waiting.minutes(uow, conversation, len(agents))
    if minutes is None:
        return say("utter_human_soon")
    if minutes > STEPS[-1]:
        return say("notice_human_long")
    return say("notice_human_minutes", minutes=str(minutes))


async def ask_human(uow: UnitOfWork, conversation: Conversation, *, reason: str = "asked") -> Answer:
    """The debtor wants a person: queued at once, told honestly when."""
    if conversation.owner == "agent":
        return Answer()
    # Who has been asked about thoughts of suicide and would rather talk to somebody is not one of many.
    grave = conversation.memory.get("distress") in ("possible", "explicit")
    queue = "distress" if grave else "general"
    known = await open_handover_of(uow, conversation)
    again = known is not None and reason == "asked" and reason in (known.reason, *known.brief.get("also", ()))
    await open_handover(uow, conversation, queue=queue, reason=reason, actor="debtor")
    opening = say("utter_still_waiting" if again else "utter_human_queued")
    return opening.then(await when_somebody_comes(uow, conversation)).asking(None)


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
    if meaning == "debtor_deceased":
        remember(conversation, of_dead=True)  # facts that are asked for are not those of whoever writes
    if meaning == "wrong_person":
        remember(conversation, not_them=True)
        await numbers.not_theirs(uow, conversation)
    brief = await _complaint(uow, conversation, known) if meaning == "complaint" else {}
    await open_handover(uow, conversation, queue=queue, reason=meaning, **brief)
    # "Write a number" was followed, or the same was said again: not asked for a second time.
    opening = say("utter_added_to_request" if again else f"utter_pass_on_{meaning}")
    opening = opening.then(_numbered(conversation, brief))
    if meaning == "request_callback" and not again:
        opening = opening.then(say("notice_in_writing_too"))
    return opening.then(await when_somebody_comes(uow, conversation)).asking(None)


async def due_day(uow: UnitOfWork, conversation: Conversation, day: int) -> Answer:
    """A day of the month (1 to 31) that a person is to look at; wished again, it is said in other words."""
    known, noted = await open_handover_of(uow, conversation), f"{day}"
    again = known is not None and known.brief.get("wished_day") == day and conversation.memory.get("day_noted") == noted
    await open_handover(uow, conversation, queue="general", reason="change_due_date", wished_day=day)
    remember(conversation, day_noted=f"{day} again" if again else noted)
    return say("utter_due_day_noted_again" if again else "utter_due_day_noted", day=str(day))


async def _complaint(uow: UnitOfWork, conversation: Conversation, known: Handover | None) -> dict[str, str]:
    """Its number, and the day by which it is answered, where the creditor's `complaint_answer_days` says so."""
    told = {key: value for key, value in (known.brief if known else {}).items() if key.startswith("complaint")}
    if told:
        return told
    number = code.written("".join(secrets.choice(code.SIGNS) for _ in range(8)), letter="P")
    creditor = await uow.session.get(Creditor, conversation.creditor_id) if conversation.creditor_id else None
    days = creditor.settings.get("complaint_answer_days") if creditor else None
    if creditor is None or not days:
        return {"complaint": number}
    by = uow.today(creditor.time_zone) + timedelta(days=int(days))
    return {"complaint": number, "complaint_by": by.isoformat()}


def _numbered(conversation: Conversation, brief: dict[str, str]) -> Answer:
    if "complaint_by" in brief:
        by = spoken.day(date.fromisoformat(brief["complaint_by"]), conversation.language)
        return say("notice_complaint_by", number=brief["complaint"], day=by)
    return say("notice_complaint_number", number=brief["complaint"]) if brief else Answer()
