"""When somebody may be called: slots within the desk's hours, on the debtor's own clock, as many as can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from bot.debt.opening import Hours

LENGTH = timedelta(minutes=30)
NOTICE = timedelta(minutes=30)
"""No slot begins sooner than this."""
AHEAD = 10
"""Days in which slots are looked for."""
CAPACITY = 2
"""Calls in one slot where a creditor has not said how many."""
_NOON = 12

Window = tuple[time, time]


def free(
    hours: Hours,
    now: datetime,
    *,
    debtor: tzinfo,
    windows: Sequence[Window],
    day_off: Callable[[date], bool],
    taken: Mapping[datetime, int],
    capacity: int = CAPACITY,
) -> list[datetime]:
    """Beginnings of the slots that can still be chosen, in order, in the zone of `now` (aware, the desk's clock).

    Each lies whole within an opening and, on the debtor's own clock, within one of `windows`, on no `day_off` of
    theirs. `taken` counts what is booked by beginning. Raises ValueError for a naive instant.
    """
    if now.tzinfo is None:
        raise ValueError("the desk's clock needs its time zone")
    booked = {at.timestamp(): count for at, count in taken.items()}
    found = []
    for ahead in range(AHEAD + 1):
        day = now.date() + timedelta(days=ahead)
        span = hours.span(day)
        if span is None:
            continue
        at, closes = (datetime.combine(day, one, tzinfo=now.tzinfo) for one in span)
        while at + LENGTH <= closes:
            own = at.astimezone(debtor)
            if (
                at >= now + NOTICE and booked.get(at.timestamp(), 0) < capacity and not day_off(own.date())
                and _within(own, windows)
            ):
                found.append(at)
            at += LENGTH
    return found


def _within(own: datetime, windows: Sequence[Window]) -> bool:
    ends = own + LENGTH
    return ends.date() == own.date() and any(a <= own.time() and ends.time() <= b for a, b in windows)


def to_offer(slots: Sequence[datetime], most: int = 4) -> list[datetime]:
    """A few of them to choose from: the first of each half-day."""
    halves: dict[tuple[date, bool], datetime] = {}
    for at in slots:
        halves.setdefault((at.date(), at.hour < _NOON), at)
    return list(halves.values())[:most]


def nearest(slots: Sequence[datetime], *, day: date | None, hour: time | None, most: int = 4) -> list[datetime]:
    """The free slots nearest to a wish, in order of time: on that day or the next that has any, about that hour.

    Without a day one a day at about that hour; without an hour some that are spread over the day.
    """
    if day is not None:  # that day, or the next one that has any
        later = [at for at in slots if at.date() >= day]
        day = later[0].date() if later else None
    there = [at for at in slots if day is None or at.date() == day]
    if hour is None:
        step = max(1, -(-len(there) // most))
        return there[::step][:most]
    near = sorted(there, key=lambda at: (_apart(at, hour) if day else (at.date(), _apart(at, hour)), at))
    if day is None:
        firsts: dict[date, datetime] = {}
        for at in near:
            firsts.setdefault(at.date(), at)
        near = list(firsts.values())
    return sorted(near[:most])


def _apart(at: datetime, hour: time) -> int:
    """Minutes between a slot and a time of day."""
    return abs((at.hour - hour.hour) * 60 + at.minute - hour.minute)
