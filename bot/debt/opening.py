"""When somebody is at a desk: hours by weekday, less the days on which it is closed; and how long one waits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

AHEAD = 21
"""Days in which the next opening is looked for."""
STEPS = (5, 10, 15, 20, 30, 45, 60)
"""Minutes as they are told: nobody knows it better than that."""
ENOUGH = 5
"""So many conversations must have ended before their length says anything."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The next opening: days from today, the day, the hour ("09:00")."""

    ahead: int
    day: date
    at: str


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Spans by ISO weekday, e.g. {"1": ["09:00", "19:00"]}, and the days that are closed all the same."""

    spans: Mapping[str, Sequence[str]]
    closed: Callable[[date], bool] = lambda _: False

    def span(self, day: date) -> tuple[time, time] | None:
        """From when to when it is open on that day; None: closed."""
        told = self.spans.get(str(day.isoweekday()))
        if not told or self.closed(day):
            return None
        return time.fromisoformat(told[0]), time.fromisoformat(told[1])

    def is_open(self, local: datetime) -> bool:
        """Whether somebody is at the desk at that local moment."""
        span = self.span(local.date())
        return span is not None and span[0] <= local.time() < span[1]

    def next_opening(self, local: datetime) -> Opening | None:
        """The next moment at which it opens; None if never within three weeks."""
        for ahead in range(AHEAD + 1):
            day = local.date() + timedelta(days=ahead)
            span = self.span(day)
            if span and (ahead > 0 or local.time() < span[0]):
                return Opening(ahead=ahead, day=day, at=f"{span[0]:%H:%M}")
        return None


def expected_minutes(*, ahead: int, agents: int, lengths: Sequence[timedelta]) -> int | None:
    """Minutes until somebody answers who has so many people ahead; None: too little is known to say it honestly.

    `agents` are at the desk, `lengths` is how long the last conversations took. Rounded up, to one of STEPS; more than
    the last of them means "longer than that".
    """
    if agents <= 0 or len(lengths) < ENOUGH:
        return None
    minutes = median(one.total_seconds() for one in lengths) / 60 * (ahead + 1) / agents
    return next((step for step in STEPS if minutes <= step), math.ceil(minutes))
