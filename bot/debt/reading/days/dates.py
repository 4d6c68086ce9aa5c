"""Days and events that somebody names: "vendredi prochain", "le 5", "quand je touche le RSA"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.debt.reading.text.calendar_words import (
    MONTH,
    WEEKDAY,
    WEEKDAYS,
    clamped,
    day_of,
    last_day,
    month_after,
    month_number,
    next_weekday,
)
from bot.debt.reading.text.plain import Plain, fold, with_digits
from bot.debt.reading.who.births import full_date_spans


@dataclass(frozen=True, kw_only=True)
class When:
    """A time told: a day, or (day None) an event or a stretch of time in the person's own words.

    Days are local dates. A reading is always read back before it is relied on.
    """

    day: date | None
    event: str | None
    text: str
    start: int
    end: int


_Reader = Callable[[re.Match[str], date], date | None]
_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_NUMBER = r"(?P<d>0?[1-9]|[12][0-9]|3[01])"
_ORDINAL = r"(?:er|eme|e|st|nd|rd|th)?"
_NO_UNIT = (
    r"(?! ?(?:[€£%:h/]|[.,'][0-9]|[0-9]|eu|balles|pounds?|quid|fois|mois|ans?\b|jours|semaines|heures?|e\b|rue|bis))"
)
_NO_YEAR = r"(?!,? ?'?[0-9]{2})"
_ANY_WEEKDAY = rf"(?:{WEEKDAY},? (?:le |the )?)?"
_NEXT = r"(?: prochaine?| suivante?| d'apres| qui vient)"


def _coming(today: date, day: int) -> date | None:
    """The next such day of a month strictly after today: who means today says so."""
    for months in range(4):
        year, month = month_after(today, months)
        found = day_of(year, month, day)
        if found is not None and found > today:
            return found
    return None


def _in_year(today: date, month: int, day: int) -> date | None:
    """That day and month this year if not past, else next year (29 February: the next one there is)."""
    for year in range(today.year, today.year + 9):
        found = day_of(year, month, day)
        if found is not None and found >= today:
            return found
        if found is None and (month, day) != (2, 29):
            return None
    return None


def _of_month(match: re.Match[str], today: date) -> date | None:
    return _in_year(today, month_number(match["n"]), int(match["d"].replace("premier", "1")))


def _numeric(match: re.Match[str], today: date) -> date | None:
    return _in_year(today, int(match["m"]), int(match["d"]))


def _day_alone(match: re.Match[str], today: date) -> date | None:
    return _coming(today, int(match["d"].replace("premier", "1")))


def _day_next_month(match: re.Match[str], today: date) -> date | None:
    return clamped(*month_after(today), int(match["d"].replace("premier", "1")))


def _weekday(match: re.Match[str], today: date) -> date | None:
    told, weekday = match[0], WEEKDAYS[match["w"]]
    if re.search(r"dernier|passe|last", told):
        return next_weekday(today, weekday, weeks=-1 if weekday != today.weekday() else -2)
    return next_weekday(today, weekday, weeks=1 if re.search(r"en 8|en huit|week$", told) else 0)


def _in_some_time(match: re.Match[str], today: date) -> date | None:
    told = match["q"]
    count = 1 if told in ("un", "une", "a", "one") else int(told)
    unit = match["u"]
    if unit.startswith(("mois", "month")):
        year, month = month_after(today, count)
        return clamped(year, month, today.day)
    days = {"j": 1, "d": 1, "s": 7, "w": 7, "q": 14, "f": 14}[unit[0]]
    return today + timedelta(days=days * count)


def _end_of(match: re.Match[str], today: date) -> date | None:
    if match["n"]:
        month = month_number(match["n"])
        return last_day(today.year + (month < today.month), month)
    return last_day(*month_after(today, 1 if re.search(r"prochain|suivant|qui vient|next", match[0]) else 0))


def _middle_of(match: re.Match[str], today: date) -> date | None:
    if match["n"]:
        return _in_year(today, month_number(match["n"]), 15)
    if re.search(r"prochain|suivant|next", match[0]):
        return clamped(*month_after(today), 15)
    return _coming(today, 15)


def _days_from_now(days: int) -> _Reader:
    return lambda _, today: today + timedelta(days=days)


def _no_day(_: re.Match[str], _today: date) -> date | None:
    return None


_MONTH_END_FR = rf"(?:(?:du|de|de ce) mois{_NEXT}?|(?:du mois )?(?:de |d')?(?P<n>{MONTH}))"
_MONTH_END_EN = rf"(?:(?:the |this |next )?month|(?P<n>{MONTH}))"
_DAY_FR = _NUMBER.replace("3[01]", "3[01]|premier")
_TABLE: tuple[tuple[str, _Reader], ...] = (
    (
        _ANY_WEEKDAY + r"(?:le |au |du |on |by |before )?(?P<d>[0-9]{2})[/](?P<m>[0-9]{2})(?![/.-]?[0-9])",
        _numeric,
    ),
    (r"(?:le |au |du |on |by |before )(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})(?![/.-]?[0-9])", _numeric),
    (rf"{_ANY_WEEKDAY}(?:le |au |the )?{_DAY_FR}{_ORDINAL} (?:of )?(?P<n>{MONTH}){_NO_YEAR}", _of_month),
    (rf"{_ANY_WEEKDAY}(?:on )?(?P<n>{MONTH}) (?:the )?{_NUMBER}(?:st|nd|rd|th)?{_NO_YEAR}", _of_month),
    (rf"(?:le |au ){_DAY_FR}{_ORDINAL} (?:du|de ce) mois{_NEXT}", _day_next_month),
    (rf"(?:le |au |tous les |chaque ){_DAY_FR}{_ORDINAL} (?:du|de ce|de chaque|de) mois", _day_alone),
    (rf"(?:le |au |{WEEKDAY},? (?:le )?){_DAY_FR}(?:er)?{_NO_UNIT}", _day_alone),
    (rf"{WEEKDAY},? the {_NUMBER}(?:st|nd|rd|th)", _day_alone),
    (rf"(?:on |by |before |until )?the {_NUMBER}(?:st|nd|rd|th)? of next month", _day_next_month),
    (
        rf"(?:on |by |before |until )?the {_NUMBER}(?:st|nd|rd|th)(?: of (?:the|this|each|every) month)?",
        _day_alone,
    ),
    (rf"{_NUMBER}(?:st|nd|rd|th) of (?:the|this|each|every) month", _day_alone),
    (rf"(?:ce |le )?(?P<w>{WEEKDAY})(?: (?:prochain|qui vient|en 8|en huit|dernier|passe))?", _weekday),
    (rf"(?:(?:on|by|before|this|next|last|coming) )?(?P<w>{WEEKDAY})(?: week)?", _weekday),
    (r"(?:apres[ -]demain|the day after tomorrow|day after tomorrow)", _days_from_now(2)),
    (r"(?:demain|tomorrow|tmrw|2moro|tomoz)", _days_from_now(1)),
    (r"(?:aujourd'? ?hui|ajd|ce soir|today|tonight)", _days_from_now(0)),
    (r"(?:avant[ -]hier|the day before yesterday|day before yesterday)", _days_from_now(-2)),
    (r"(?:hier|yesterday)", _days_from_now(-1)),
    (
        r"(?:dans|d'ici|sous|in|within) (?P<q>une?|a|one|[0-9]{1,2}) (?P<u>jours?|semaines?|mois|quinzaine|"
        r"days?|weeks?|months?|fortnights?)",
        _in_some_time,
    ),
    (rf"(?:(?:a |pour |vers )?(?:la )?fin )(?:{_MONTH_END_FR})", _end_of),
    (rf"(?:at |by )?(?:the )?end of {_MONTH_END_EN}", _end_of),
    (rf"(?:(?:le )?milieu |mi[ -])(?:{_MONTH_END_FR})", _middle_of),
    (rf"mid[ -]{_MONTH_END_EN}|(?:the )?middle of (?:the |next )?month", _middle_of),
    (rf"(?:au |le |en )?debut (?:{_MONTH_END_FR})", _no_day),
    (rf"(?:the )?(?:start|beginning) of {_MONTH_END_EN}", _no_day),
    (rf"(?:la semaine|le mois|l'annee|l'an){_NEXT}|next (?:week|month|year)", _no_day),
)
_PATTERNS = tuple((re.compile(_B + f"(?:{form})" + _E), reader) for form, reader in _TABLE)
_EVENT_END = r"(?=$|[.,;!?\n]| (?:le|au|on the) [0-9]| (?:mais|donc|alors|et|je|j|but|so|then|and i)\b)"
_REST = r"[^.,;!?\n]{2,60}?"
_EVENT = re.compile(  # what is to come: "quand j'ai ma paie", not "quand j'ai appele"
    _B + rf"(?:(?:quand|des que|lorsque|une fois que|apres que|le jour ou) (?:je (?!me |suis (?!payee?))|j'aurai|j'ai "
    r"(?=ma |mon |mes |le |la |les |l'|un |une |des |de l'|touche|recu|ete paye)|ma |mon |mes |la |le |les |l'"
    r"|on (?:me|nous) |ca )"
    rf"{_REST}|(?:apres|avant|a|au jour de|jour de|jusqu'a) (?:ma |la |mon |mes )?(?:prochaine? )?"
    r"(?:paye|paie|salaire|retraite|pension|prime|rsa|caf|alloc[a-z]*|chomage|rdv|rendez[ -]vous)\b[^.,;!?\n]{0,30}?"
    r"|(?:when|once|as soon as|after|until) (?:i (?=get |receive |have |start |find |am |can get )|i'm |im |i'll "
    r"|we get "
    rf"|(?:my|the) (?=[a-z ]{{2,40}} (?:comes?|arrives?|lands?|starts?|goes|gets?|is paid|are paid)(?![a-z]))){_REST}"
    r"|(?:on |after |before |until |my )?(?:next )?(?:pay ?day))" + _EVENT_END
)
_NEAR_YEARS = 10
_NOT_DATES = re.compile(r"24/24|24/7|7/7|[0-9]/[0-9]")


def _near(day: date | None, told: str, today: date) -> date | None:
    """A full date with a two-digit year in the century that makes it near, not somebody's birth."""
    if day is None or not re.search(r"(?<![0-9])[0-9]{2}$", told):
        return day
    later = day_of(day.year + 100, day.month, day.day)
    return later if later and abs(later.year - today.year) <= _NEAR_YEARS else day


def day_spans(plain: Plain, today: date) -> list[tuple[int, int, date | None]]:
    """Where days and stretches of time stand in the plain text, in order; with each its day or None."""
    # an impossible day ("31 fevrier") keeps its place, so that "le 31" is not read in it, then is dropped
    found = [
        (start, end, 0, _near(day, plain.text[start:end], today), day is None)
        for start, end, day in full_date_spans(plain, today)
    ]
    for rank, (pattern, reader) in enumerate(_PATTERNS, 1):
        for match in pattern.finditer(plain.text):
            if not _NOT_DATES.fullmatch(match[0]) and not (match[0] == "mai" or match[0] == "may"):
                day = reader(match, today)
                found.append((match.start(), match.end(), rank, day, day is None and reader is not _no_day))
    # full dates first: "le 1" is not read in "le 1 janvier 2026"; then what begins first and says most
    kept: list[tuple[int, int, date | None, bool]] = []
    for start, end, _, day, impossible in sorted(found, key=lambda f: (f[2] > 0, f[0], -f[1], f[2])):
        if not any(start < other[1] and other[0] < end for other in kept):
            kept.append((start, end, day, impossible))
    return [(start, end, day) for start, end, day, impossible in sorted(kept, key=lambda k: k[0]) if not impossible]


def read_dates(text: str, *, today: date, language: str) -> tuple[When, ...]:
    """Days and events told, in order. Without a year, the next such day; "le 5" is after today.

    Weekdays are the next ones strictly after today ("en huit": a week later). "dans 15 jours" is 15 days.
    A time that is no single day ("début janvier", "la semaine prochaine") has its words as `event`.
    Dates that no calendar has are not read.
    """
    plain = with_digits(fold(text), language, ordinals=language == "en")
    found: list[tuple[int, int, date | None]] = list(day_spans(plain, today))
    # "5 sept" is September, not a seven
    if not any(day for _, _, day in found) and re.search(r"\bsept\b", fold(text).text):
        plain = fold(text)
        found = list(day_spans(plain, today))
    for match in _EVENT.finditer(plain.text):
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), None))
    return tuple(_when(text, plain, *one) for one in sorted(found, key=lambda f: f[0]))


_STRETCH = re.compile(
    r"(?:(?P<says>pause de|delai de|repit de|(?:pause|break|delay) of|souffler|attendre|wait)|pendant|pour|for)? ?"
    r"(?:(?:environ|au moins|juste|encore|a peu pres|about|at least|just|only|another|maybe|peut-etre) )*"
    r"(?P<q>une?|a|one|[0-9]{1,2}) (?P<u>jours?|semaines?|mois|quinzaine|days?|weeks?|months?|fortnights?)"
)
_COURTEOUS = re.compile(r"[ ,.!?]*(?:s'?il (?:vous|te) plait|svp|stp|merci|please|pls|thanks?(?: you)?)?[ ,.!?]*")


def read_stretch(text: str, *, today: date, language: str, alone: bool) -> date | None:
    """The last day of a stretch of time that begins today: "un délai de deux mois", "a break of 6 weeks"; else None.

    `alone`: the question was how long, so that "un mois" and nothing more says it as well.
    """
    plain = with_digits(fold(text), language).text
    for match in _STRETCH.finditer(plain):
        whole = not plain[: match.start()].strip(" ,.!") and _COURTEOUS.fullmatch(plain[match.end() :])
        if match["says"] or (alone and whole):
            return _in_some_time(match, today)
    return None


def _when(text: str, plain: Plain, start: int, end: int, day: date | None) -> When:
    first, last = plain.span(start, end)
    told = text[first:last].strip()
    return When(day=day, event=None if day else told, text=told, start=first, end=last)
