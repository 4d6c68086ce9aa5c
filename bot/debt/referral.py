"""A referral's course: what a partner may report, and what follows of it for the hold, the debtor and us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Outcome = Literal["contacted", "appointment", "file_made", "not_reached", "declined", "done"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
LIVING = ("sent", "acknowledged")
"""States of a referral in which a partner has it."""
ACKNOWLEDGED_WITHIN = 3
"""Working days, after which a person of ours looks for whoever has not answered."""
ANSWERED_WITHIN = 3
"""Working days after the day by which a partner said they would be in touch."""
LONGEST_WAIT = timedelta(days=30)
"""A partner that can't be in touch before then is not the right one: a person looks for another."""
FARTHEST_APPOINTMENT = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What follows of an outcome."""

    ends: bool = False  # the partner has nothing more to do: their link dies
    lifts: bool = False  # the hold has done its work
    holds_for: timedelta | None = None  # nobody chases for at least so long after that day
    silent_for: timedelta | None = None  # nothing more heard by then: a person asks
    person: str = ""  # why a person of ours looks at once; empty: nobody has to
    queue: str = "hardship"


COURSES: Mapping[Outcome, Course] = {
    "contacted": Course(holds_for=timedelta(days=60), silent_for=timedelta(days=60)),
    "appointment": Course(holds_for=timedelta(days=30), silent_for=timedelta(days=14)),
    # A file has holds of its own, which only a person sets.
    "file_made": Course(
        holds_for=timedelta(days=90), silent_for=timedelta(days=90), person="referral_file_made",
        queue="over_indebtedness",
    ),
    "not_reached": Course(silent_for=timedelta(days=14), person="referral_not_reached"),
    # Not lifted: nobody is chased because an association had no room. A person looks, and looks for another.
    "declined": Course(ends=True, person="referral_declined"),
    "done": Course(ends=True, lifts=True),
}


def good_day(day: date | None, *, today: date, within: timedelta) -> bool:
    """Whether a partner may name that day: not past, and not farther away than `within`."""
    return day is not None and today <= day <= today + within


def working_days_after(day: date, count: int, is_open: Callable[[date], bool]) -> date:
    """The day that lies `count` working days after `day`; where nothing is ever open, every day counts."""
    found, left = day, count
    for _ in range(366):
        if left <= 0:
            return found
        found += timedelta(days=1)
        left -= is_open(found)
    return day + timedelta(days=count)


def hold_until(outcome: Outcome, *, day: date, known: date) -> date:
    """The day on which the hold is looked at after an outcome of (or with an appointment on) `day`; never earlier than
    was `known`.
    """
    longer = COURSES[outcome].holds_for
    return max(known, day + longer) if longer is not None else known
