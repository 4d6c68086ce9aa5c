"""Call-backs: slots to choose from, booked while there is room, told in writing; the written way is always there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from sqlalchemy import func, select

from bot.debt import reading
from bot.debt import slots as rules
from bot.debt.contact import day_off, windows_of
from bot.debt.reading.days.hours import names_hours
from bot.service.care.care import care_for
from bot.service.handover.call_numbers import called, named, note, without_number
from bot.service.handover.calls import LEAD, booked, end, is_due, task_key
from bot.service.handover.handover import pass_on
from bot.service.handover.waiting import hours_of
from bot.service.identity.identify import is_identified
from bot.service.tasks.handlers.hours import ZONES, safe_hours
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Callback, Conversation, Creditor, Person


class SlotTaken(Exception):
    """That time can't be had (any more)."""


async def free(uow: UnitOfWork, conversation: Conversation) -> list[datetime]:
    """Slots that can be chosen now; none for somebody unknown, or of whom no telephone is known."""
    if conversation.creditor_id is None or conversation.person_id is None:
        return []
    to = await called(uow, conversation)
    if to is None:
        return []
    creditor = await uow.session.get_one(Creditor, conversation.creditor_id)
    person = await uow.session.get_one(Person, conversation.person_id)
    hours, zone = await hours_of(uow, conversation)
    return rules.free(
        hours, uow.now.astimezone(zone), debtor=zone_of(person, creditor),
        windows=windows_of(safe_hours(to.contact) if to.contact is not None else None),
        day_off=lambda day: _off(day, person),
        taken=await _taken(uow, creditor.id), capacity=_capacity(creditor),
    )


def zone_of(person: Person, creditor: Creditor) -> ZoneInfo:
    """The debtor's own clock."""
    return ZoneInfo(ZONES.get(person.country, creditor.time_zone))


def _off(day: date, person: Person) -> bool:
    try:
        return day_off(day, person.country)
    except KeyError:
        return day.weekday() >= 5


def _capacity(creditor: Creditor) -> int:
    told = creditor.settings.get("callback_capacity")
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else rules.CAPACITY


async def _taken(uow: UnitOfWork, creditor_id: str) -> dict[datetime, int]:
    rows = await uow.session.execute(
        select(Callback.starts_at, func.count())
        .where(Callback.creditor_id == creditor_id, Callback.state == "booked", Callback.starts_at >= uow.now)
        .group_by(Callback.starts_at)
    )
    return {at: int(count) for at, count in rows.all()}


async def offered(uow: UnitOfWork, conversation: Conversation, *, wish: str = "") -> Answer:
    """A few slots to choose from, near the day and hour that the words wish for; empty where there is none to offer."""
    slots = await free(uow, conversation)
    if not slots:
        return Answer()
    zone = await _debtors_zone(uow, conversation)
    day, hour = reading.read_call_time(wish, today=uow.today(zone.key), language=conversation.language)
    if day is None and hour is None:
        slots = rules.to_offer(slots)
    else:
        slots = rules.nearest([at.astimezone(zone) for at in slots], day=day, hour=hour)
    choices = [
        Choice(
            title_id="choice_callback_slot", payload="/choose_option", values=said(at, zone, conversation.language),
            data={"do": "slot", "at": at.isoformat()},
        )
        for at in slots
    ]
    return say("notice_callback_slots", *choices)


async def _debtors_zone(uow: UnitOfWork, conversation: Conversation) -> ZoneInfo:
    creditor = await uow.session.get_one(Creditor, conversation.creditor_id)
    return zone_of(await uow.session.get_one(Person, conversation.person_id), creditor)


def said(at: datetime, zone: ZoneInfo, lang: str) -> dict[str, str]:
    """Day and hour as the debtor hears them, on their own clock."""
    own = at.astimezone(zone)
    return {"day": spoken.weekday(own.date(), lang), "hour": spoken.hour(own.time(), lang)}


async def choose(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """A slot was tapped: booked, or other ones if somebody was quicker."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    try:
        row = await book(uow, conversation, datetime.fromisoformat(str(picked.get("at"))), actor="debtor")
    except (SlotTaken, ValueError):
        others = await offered(uow, conversation)
        return say("notice_callback_gone").then(others if others.says else say("notice_in_writing_too")).asking(None)
    return (await confirmed(uow, conversation, row)).asking(None)


async def confirmed(uow: UnitOfWork, conversation: Conversation, row: Callback) -> Answer:
    """When the call comes, in writing; and that writing is enough."""
    when = said(row.starts_at, await _debtors_zone(uow, conversation), conversation.language)
    return say("notice_callback_booked", given=when)


async def book(uow: UnitOfWork, conversation: Conversation, at: datetime, *, actor: str) -> Callback:
    """Book that slot for the (locked) conversation; an earlier one of theirs is moved. Raises SlotTaken.

    The creditor's row is locked: two who want the last place of a slot come one after the other.
    """
    if conversation.creditor_id is None or conversation.person_id is None or at.tzinfo is None:
        raise SlotTaken
    known = await booked(uow, conversation)
    if known is not None and known.starts_at == at:
        return known
    await uow.session.execute(select(Creditor.id).where(Creditor.id == conversation.creditor_id).with_for_update())
    if at not in await free(uow, conversation):
        raise SlotTaken
    if known is not None:
        await end(uow, known, "moved", actor=actor)
    to = await called(uow, conversation)
    if to is None:
        raise SlotTaken
    row = Callback(
        creditor_id=conversation.creditor_id, conversation_id=conversation.id, person_id=conversation.person_id,
        contact_point_id=to.contact.id if to.contact is not None else None,
        number=None if to.contact is not None else to.number, starts_at=at, state="booked", booked_by=actor,
        made_at=uow.now,
    )
    remember(conversation, call_to=None)
    uow.session.add(row)
    await uow.flush()
    uow.schedule(
        "callback", task_key(row), at - LEAD, creditor_id=row.creditor_id, callback=row.id,
    )
    uow.audit(
        "callback.booked", "callback", row.id, actor=actor, creditor_id=row.creditor_id,
        conversation=conversation.id, starts_at=at.isoformat(),
    )
    uow.notify("handover", handover=0, conversation=conversation.id)
    return row


async def others_for(uow: UnitOfWork, conversation: Conversation, text_id: str) -> Answer:
    """It did not come about: said so, and other times offered; to whoever would rather be written to, writing."""
    if (await care_for(uow, conversation.person_id)).no_calls:
        return say(text_id).then(say("notice_in_writing_too"))
    return say(text_id).then(await offered(uow, conversation))


def hears(conversation: Conversation, text: str, today: date) -> bool:
    """Whether a call is asked for outright, or the words are nothing but hours for the one that was ("le matin"), put
    it at another time, or give it a number that lacks digits.
    """
    if reading.asks_call(text):
        return True
    if not conversation.memory.get("call_hours_asked") or len(text.split()) > _FEW:
        return False
    day, hour = reading.read_call_time(without_number(text), today=today, language=conversation.language)
    return names_hours(text) or reading.short_number(text) or (day is not None and hour is not None)


_FEW = 10
"""Words of another time for the call that was asked for."""


async def asked(uow: UnitOfWork, conversation: Conversation, *, text: str = "") -> Answer:
    """The debtor wants to be called: a person knows, and whoever has proven who they are picks a time.

    Where no number on file may be called, one is asked for.
    """
    passed_on = await pass_on(uow, conversation, meaning="request_callback")
    remember(conversation, call_hours_asked=True)
    if reading.short_number(text) and named(text, "") is None:
        remember(conversation, call_number_asked=True)
        return say("notice_call_number_short").asking(conversation.memory.get("question"))
    told = _told(uow, conversation, text)
    if told is not None:
        passed_on = Answer(says=(told.says[0], *passed_on.says[1:]), slots=passed_on.slots)
        passed_on = Answer(
            says=tuple(one for one in passed_on.says if one.text_id != "notice_in_writing_too"), slots=passed_on.slots
        )
    if not await is_identified(uow, conversation):
        return passed_on
    await note(uow, conversation, text)
    other_time = reading.read_call_time(without_number(text), today=uow.today(), language=conversation.language)
    if (known := await booked(uow, conversation)) is not None and other_time == (None, None):
        return (await confirmed(uow, conversation, known)).asking(None)
    if await called(uow, conversation) is None:
        remember(conversation, call_number_asked=True)
        return say("notice_callback_which_number").asking(None)
    slots = await offered(uow, conversation, wish=without_number(text))
    first = say("notice_in_writing_too") if told is None else Answer(says=told.says)
    return first.then(slots).asking(None) if slots.says else passed_on


def _told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The number and the time that came with the wish, read back; None where neither did."""
    number, lang = named(text, ""), conversation.language
    day, hour = reading.read_call_time(without_number(text), today=uow.today(), language=lang)
    told = [spoken.weekday(day, lang)] if day is not None else []
    told += [spoken.hour(hour, lang)] if hour is not None and any(c.isdecimal() for c in text) else []
    told += [phonenumbers.format_number(phonenumbers.parse(number), _AS_WRITTEN)] if number else []
    return say("notice_call_noted", what=", ".join(told)) if told else None


_AS_WRITTEN = phonenumbers.PhoneNumberFormat.INTERNATIONAL


async def settle(uow: UnitOfWork, conversation: Conversation, *, actor: str) -> None:
    """A person has ended their stretch after the time had come: they have spoken, whatever way it was."""
    known = await booked(uow, conversation)
    if known is not None and is_due(known, uow.now):
        await end(uow, known, "done", actor=actor)
