"""When we may write: a stated policy, since no French text sets hours for amicable collection.

Weekdays from 9:00 to 19:00 of the debtor's own clock, at most one message of our own a week, none on
Saturdays, Sundays and public holidays. Reminders that the debtor asked for are outside the weekly cap, but
inside the hours; after a stop only whoever has said so keeps them. An answer to the debtor is always allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

import holidays

from bot.debt.hold import Hold, blocked

Kind = Literal["reply", "reminder", "own"]
Reason = Literal[
    "ok", "reply", "opted_out", "hold", "weekly_cap", "fewer_contacts", "hours", "day_off", "no_common_hours",
    "unknown_country",
]

OPENS, CLOSES = time(9), time(19)  # policy, not law; 19:00 itself is too late
OWN_A_WEEK = 1
_SEARCH_DAYS = 30
_REGIONS = {
    "FR": ("FR", None),
    "FR-976": ("FR", "976"),
    "GB": ("GB", "ENG"),
    "UK": ("GB", "ENG"),
    "GB-EAW": ("GB", "ENG"),
    "GB-SCT": ("GB", "SCT"),
    "GB-NIR": ("GB", "NIR"),
    "ZA": ("ZA", None),
}
_Window = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a message may go now, else when it may (local, aware; None: not by waiting) and why not."""

    allowed: bool
    next_allowed_at: datetime | None
    reason: Reason


@lru_cache(maxsize=64)
def _days_off(country: str, year: int) -> frozenset[date]:
    home, region = _REGIONS[country]
    return frozenset(holidays.country_holidays(home, subdiv=region, years=year))


def day_off(day: date, country: str) -> bool:
    """True on Saturdays, Sundays and public holidays of that country or jurisdiction. KeyError if it is
    unknown.
    """
    return day.weekday() >= 5 or day in _days_off(country, day.year)


def windows_of(safe_hours: _Window | None) -> tuple[_Window, ...]:
    """The policy's hours within the debtor's own; theirs may pass midnight (20:00 to 9:30)."""
    if safe_hours is None:
        return ((OPENS, CLOSES),)
    begins, ends = safe_hours
    own = [(begins, ends)] if begins < ends else [(time.min, ends), (begins, time.max)]
    cut = [(max(a, OPENS), min(b, CLOSES)) for a, b in own]
    return tuple((a, b) for a, b in cut if a < b)


def _next(now: datetime, windows: tuple[_Window, ...], country: str, earliest: date) -> datetime | None:
    """The first moment, not before now nor the day `earliest`, at which a message may go."""
    for ahead in range(_SEARCH_DAYS):
        day = max(now.date(), earliest) + timedelta(days=ahead)
        if day_off(day, country):
            continue
        for begins, ends in windows:
            at = max(datetime.combine(day, begins, tzinfo=now.tzinfo), now)
            if at.date() == day and at.time() < ends:
                return at
    return None


def _refused(kind: Kind, holds: tuple[Hold, ...], opted_out: bool, kept: bool, country: str) -> Reason | None:
    """Why no waiting helps, if so."""
    if not (kept and kind == "reminder") and (opted_out or any(hold.reason == "stop_contact" for hold in holds)):
        return "opted_out"
    if blocked(holds, "we_write_first" if kind == "own" else "instalments_run"):
        return "hold"
    return None if country in _REGIONS else "unknown_country"


def may_write(
    now_local: datetime,
    *,
    kind: Kind,
    holds: Iterable[Hold],
    opted_out: bool,
    safe_hours: _Window | None,
    contacts_this_week: int,
    country: str,
    own_not_before: date | None = None,
    reminders_kept: bool = False,
) -> Verdict:
    """Whether a message may go now: `reply` answers the debtor, `reminder` was asked for by them, `own` is
    our idea.

    `now_local` is an aware instant on the debtor's clock; `safe_hours` are the hours the debtor named
    (begin, end); `contacts_this_week` counts our own messages since Monday; `country` is a country or
    jurisdiction (FR, GB-SCT …); `own_not_before` is the local day before which somebody who wishes for fewer contacts
    hears nothing of our own idea; `reminders_kept`: who said stop has kept the reminders of their plan.
    Raises ValueError for a naive instant.
    """
    if now_local.tzinfo is None:
        raise ValueError("the debtor's clock needs its time zone")
    if kind == "reply":
        return Verdict(True, now_local, "reply")
    refused = _refused(kind, tuple(holds), opted_out, reminders_kept, country)
    if refused is not None:
        return Verdict(False, None, refused)
    windows = windows_of(safe_hours)
    today = now_local.date()
    capped = kind == "own" and contacts_this_week >= OWN_A_WEEK
    earliest = today + timedelta(days=7 - today.weekday()) if capped else today
    wished = own_not_before if kind == "own" and own_not_before is not None else today
    earliest = max(earliest, wished)
    at = _next(now_local, windows, country, earliest)
    if at == now_local:
        return Verdict(True, now_local, "ok")
    reason: Reason = "weekly_cap" if capped else "day_off" if day_off(today, country) else "hours"
    if wished > today:
        reason = "fewer_contacts"
    if not windows:
        reason = "no_common_hours"
    return Verdict(False, at, reason)
