"""The instalments as a calendar file (iCalendar, RFC 5545): neutral, for a calendar is often shared or seen."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from bot.papers.blocks import Words
from bot.service.case.recap import Dates, Due

RINGS_AT = time(9, 0)
_NAMES = uuid.UUID("8f0a8a52-0c55-5f1e-9a2f-6d1f5f6f7b11")
"""Any fixed one: with the instalment's key it gives an id that is the same in every file, and says nothing."""


def calendar(told: Dates, lang: str, now: datetime) -> bytes:
    """A whole-day event for each day: a local date, the same in every zone. No creditor, no amount, no word of a debt.

    Files made later say so (SEQUENCE), so that a day that has moved replaces the old one.
    """
    w = Words(lang)
    made = Calendar()
    made.add("prodid", "-//Repit//Dates//" + lang.upper())
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", w("paper_calendar_name"))
    made.add("x-wr-timezone", told.zone)
    later = max(int((now - told.agreed_at) / timedelta(minutes=1)), 0)
    for due in told.due:
        made.add_component(_event(due, told.days_before, w("paper_event"), now, later))
    return bytes(made.to_ical())


def _event(due: Due, days_before: int | None, title: str, now: datetime, later: int) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMES, f"instalment:{due.key}")))
    event.add("dtstamp", now)
    event.add("dtstart", due.on)
    event.add("dtend", due.on + timedelta(days=1))
    event.add("summary", title)
    event.add("sequence", later)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if due.gone:
        event.add("status", "CANCELLED")
    elif days_before is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        # The day begins at midnight where the telephone is: so many days before, at nine in the morning.
        rings = timedelta(hours=RINGS_AT.hour, minutes=RINGS_AT.minute) - timedelta(days=days_before)
        alarm.add("trigger", rings)
        event.add_component(alarm)
    return event
