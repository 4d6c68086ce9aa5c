"""Days and times of day for a call that somebody names: "à 10h", "vers 14 h 30", "at 3pm", "le matin"."""

from __future__ import annotations

import re
from datetime import date, time

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.text.plain import fold, with_digits

_CLOCK = re.compile(
    r"(?<![0-9.,])(?P<h>[01]?[0-9]|2[0-3]) ?(?:(?:h|heures?)(?![a-z]) ?(?P<m>[0-5][0-9])?|:(?P<n>[0-5][0-9]))"
    r"(?: ?(?:du matin|de l'apres-midi))?"
    r"|(?<![0-9.,])(?P<t>1[0-2]|0?[1-9])(?::(?P<o>[0-5][0-9]))? ?(?P<half>am|pm|a\.m\.|p\.m\.)(?![a-z])"
    r"|(?<!apres )(?<!apres-)\bmidi\b|\bnoon\b"
)
_PARTS = (
    (re.compile(r"\bapres[- ]?midi\b|\bafternoon\b"), time(14)),
    (re.compile(r"\bmatin(?:ee)?\b|\bmorning\b"), time(9)),
    (re.compile(r"\bsoir(?:ee)?\b|\bfin de journee\b|\bevening\b|\bend of the day\b"), time(18)),
)


def read_hour(text: str, *, language: str) -> time | None:
    """The local time of day that is told, or where a part of the day begins; None: none, or more than one."""
    plain = with_digits(fold(text), language).text
    told = {_time(match) for match in _CLOCK.finditer(plain)}
    if told:
        return told.pop() if len(told) == 1 else None
    return next((begins for words, begins in _PARTS if words.search(plain)), None)


_TODAY = re.compile(
    r"\baujourd'?hui\b|\btoday\b|\bce (?:matin|midi|soir)\b|\bthis (?:morning|afternoon|evening)\b"
)


def read_day_and_hour(text: str, *, today: date, language: str) -> tuple[date | None, time | None]:
    """The one day that is named (today counts, as it does not for a payment), and the time of day (`read_hour`)."""
    days = [when.day for when in read_dates(text, today=today, language=language) if when.day is not None]
    day = days[0] if len(days) == 1 else today if _TODAY.search(fold(text).text) else None
    return day, read_hour(text, language=language)


def _time(match: re.Match[str]) -> time:
    if match["t"]:
        hour = int(match["t"]) % 12 + (12 if match["half"].startswith("p") else 0)
        return time(hour, int(match["o"] or 0))
    if match["h"]:
        return time(int(match["h"]), int(match["m"] or match["n"] or 0))
    return time(12)


_PART = (
    r"(?:matins?|matinees?|apres[- ]?midis?|aprems?|soirs?|soirees?|midi|journee|mornings?|afternoons?|evenings?"
    r"|lunch ?time"
    r"|\d{1,2} ?(?:h|heures?|am|pm|o'clock)(?: ?\d{2})?|lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|tomorrow"
    r"|weekdays?)"
)
_HOURS_ALONE = re.compile(
    rf"(?:(?:plutot|oui|le|la|en|l'|a|vers|avant|apres|de|entre|dans|tot|tard|fin de|et|ou|any|in|the|after|before"
    rf"|around"
    rf"|at|or|and|on|between|every|tous les|{_PART}|svp|please|merci|stp)[\s,.!-]*)+"
)


def names_hours(text: str) -> bool:
    """Whether a short message is nothing but parts of the day or hours ("le matin", "après 18h")."""
    words = fold(text).text.strip()
    return re.search(_PART, words) is not None and _HOURS_ALONE.fullmatch(words) is not None
