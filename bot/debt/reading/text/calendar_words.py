"""Months and weekdays as people write them, and small sums on dates."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_MONTHS = (
    ("janvier", "january", "janv", "jan"),
    ("fevrier", "february", "fevr", "fev", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "avr", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("aout", "august", "aou", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_WEEKDAYS = (
    ("lundi", "monday", "mon"),
    ("mardi", "tuesday", "tue", "tues"),
    ("mercredi", "wednesday", "wed"),
    ("jeudi", "thursday", "thu", "thur", "thurs"),
    ("vendredi", "friday", "fri"),
    ("samedi", "saturday", "sat"),
    ("dimanche", "sunday", "sun"),
)
MONTHS = {word: number for number, names in enumerate(_MONTHS, 1) for word in names}
WEEKDAYS = {word: number for number, names in enumerate(_WEEKDAYS) for word in names if len(word) >= 5}
"""Only full names: "mon", "sun", "sat" and "wed" are words of their own; 0 is Monday, as in datetime."""
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
WEEKDAY = "(?:" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")"


def month_number(word: str) -> int:
    """1 to 12 for a plain month name, abbreviated or not; KeyError if it is none."""
    return MONTHS[word.rstrip(".")]


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None when the calendar has none (31 February, month 13, year 0)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> date:
    """The last day of that month (1 to 12)."""
    return date(year, month, calendar.monthrange(year, month)[1])


def month_after(day: date, months: int = 1) -> tuple[int, int]:
    """Year and month that many months after the one of `day`."""
    whole = day.year * 12 + day.month - 1 + months
    return whole // 12, whole % 12 + 1


def clamped(year: int, month: int, day: int) -> date:
    """That day of the month, or its last one when the month is shorter."""
    return min(last_day(year, month), date(year, month, 1) + timedelta(days=day - 1))


def next_weekday(today: date, weekday: int, weeks: int = 0) -> date:
    """The next such weekday strictly after today, and that many weeks later."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks)
