"""Until when somebody would like to rest: read from their words, kept in the errand until it is set or let be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.debt import reading
from bot.debt.reading.plans.resting import stops_so_long
from bot.debt.reading.text.calendar_words import clamped, month_after
from bot.service.thread.conversation import remember
from bot.store.tables import Conversation

DEFAULT_PAUSE = timedelta(days=30)
"""Where no day was told, or none can be known."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Until when somebody would like to rest: a local day (`earliest`: the first that keeps to what was said), an event
    in their own words, or neither. `sure`: a rest was asked for by name, and the very day told without a "perhaps".
    """

    until: date | None = None
    earliest: date | None = None
    event: str | None = None
    sure: bool = False

    def beyond(self, longest: date) -> bool:
        """Whether even the first day that would do lies after the longest pause."""
        return self.until is not None and (self.earliest or self.until) > longest

    @property
    def roomy(self) -> bool:
        """Whether a time was told that holds several days, of which the last was taken."""
        return self.until is not None and self.earliest is not None and self.earliest < self.until

    def data(self) -> dict[str, Any]:
        """As a choice keeps it."""
        return {
            "until": self.until.isoformat() if self.until else None, "event": self.event,
            "earliest": self.earliest.isoformat() if self.earliest else None,
        }


def wish_of(data: Mapping[str, Any]) -> Wish:
    """What was kept of the wish, in an errand or a choice."""
    until, earliest = (date.fromisoformat(str(data[key])) if data.get(key) else None for key in ("until", "earliest"))
    return Wish(until=until, earliest=earliest, event=data.get("event"), sure=bool(data.get("sure")))


def so_long(told: Mapping[str, Any]) -> reading.Stretch:
    """A time as the errand's data hold it."""
    return reading.Stretch(count=int(told["count"]), unit=told["unit"])


def behind(data: Mapping[str, Any], day: date) -> Wish | None:
    """The wish as seen from the day on which something is due, or a pause ends: so much later, or a day behind it; None
    where none is told, or more than one.
    """
    if more := data.get("later") or data.get("longer"):
        until = so_long(more).after(day)
        return Wish(until=until, earliest=until)
    days = [one for one in map(date.fromisoformat, data.get("days") or ()) if one > day]
    if not days and data.get("day"):
        days = [_next_such(day, int(data["day"]))]
    if len(days) == 1:
        return Wish(until=days[0], earliest=days[0])
    if days:
        return None
    if event := data.get("event"):
        until = day + DEFAULT_PAUSE
        return Wish(until=until, earliest=until, event=event)
    wish = wish_of(data)
    if wish.until is None or wish.until <= day:
        return None
    return Wish(until=wish.until, earliest=max(wish.earliest or wish.until, day + timedelta(days=1)))


def _next_such(after: date, day: int) -> date:
    """The first such day of a month behind that date; the last one where the month is shorter."""
    found = clamped(after.year, after.month, day)
    return found if found > after else clamped(*month_after(after), day)


def read_wish(conversation: Conversation, text: str, today: date) -> dict[str, Any]:
    """A date, an event or so much more time in the debtor's words, for the errand's data; empty: none is told.

    A month or a feast is told by its last day, `earliest` being the first that keeps to what was said. `later` is told
    from the day on which something is due, `longer` from the end of a pause that runs: {"count", "unit"} each; `day` is
    one of a month ("I want pay the 12").
    """
    lang = conversation.language
    named = _named(conversation, text)
    if (later := reading.read_later(text, lang)) is not None:
        return {"later": {"count": later.count, "unit": later.unit}, "named": named}
    going_on = (conversation.memory.get("errand_data") or {}).get("longer") is not None
    if going_on and (so_long := reading.read_so_long(text, lang)) is not None:
        return {"longer": {"count": so_long.count, "unit": so_long.unit}, "named": named}
    told = _day_told(conversation, text, today)
    of_month = reading.read_due_day(text, language=lang)
    told = {**told, "day": of_month} if of_month is not None else told
    told = {**told, "named": named} if told else told
    if reading.wants_longer(text, lang):
        longer = reading.read_longer(text, lang)
        more = {"longer": {"count": longer.count, "unit": longer.unit} if longer else {}}
        return more if longer else {**told, **more, "sure": False}
    return told


def _named(conversation: Conversation, text: str) -> bool:
    return reading.names_pause(text) or stops_so_long(text, conversation.language)


def _day_told(conversation: Conversation, text: str, today: date) -> dict[str, Any]:
    lang = conversation.language
    alone = conversation.memory.get("question") == "pause_until"
    plain = not reading.hedges(text) and (alone or reading.names_pause(text))
    told = reading.read_dates(text, today=today, language=lang)
    days = [when.day for when in told if when.day is not None and when.day > today]
    if days:
        day = days[0].isoformat()
        listed = [one.isoformat() for one in dict.fromkeys(days)]
        return {"until": day, "earliest": day, "days": listed, "sure": plain and len(listed) == 1}
    span = reading.read_span(text, today=today, alone=alone)
    if span is not None:
        sure = plain and span.first == span.last
        return {"until": span.last.isoformat(), "earliest": span.first.isoformat(), "sure": sure}
    event = next((when.event for when in told if when.event), None)
    if event is not None:
        return {"event": event}
    end = reading.read_stretch(text, today=today, language=lang, alone=alone)
    if end is None:
        end = reading.read_for_so_long(text, today, lang, named=_named(conversation, text))
        plain = plain and alone  # a length beside a pause is read back before it counts
    if end is None or end <= today:
        return {}
    return {"until": end.isoformat(), "earliest": end.isoformat(), "sure": plain}


def hear(conversation: Conversation, text: str, today: date) -> dict[str, Any]:
    """What the errand's data are after these words: a time told now takes the place of the one told before."""
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == "pause" else {}
    told = read_wish(conversation, text, today)
    if not told:
        return dict(known)
    kept = {"asked_until": known["asked_until"]} if "asked_until" in known else {}
    return {**kept, **({"longer": {}} if "longer" in known else {}), **told}


def keep(conversation: Conversation, data: Mapping[str, Any]) -> None:
    """A pause is what it is about now, with this wish."""
    remember(conversation, errand="pause", errand_data=dict(data))
