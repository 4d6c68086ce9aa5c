"""Until when, told by a month, a feast or a season: "en février", "jusqu'à Noël", "après les fêtes", "until Easter"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.debt.reading.text.calendar_words import MONTH, last_day, month_after, month_number
from bot.debt.reading.text.plain import fold

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_TO = (
    r"(?P<to>jusqu'?(?:a|en|au|aux)?|d'ici(?: a| en)?|apres|pas avant|avant|until|till|til|after|not before|before|by)"
)
_ARTICLES = r"(?:(?:la|le|les|l'|en|au|aux|a|pour|de|du|d'|the|in|for|mois|this|cet|cette|ce|prochaine?|next) ?)*"
_PART = (
    r"(?:(?P<part>debut|mi|milieu|fin|courant|early|mid|late|(?:start|beginning|middle|end) of)"
    r"(?:[ -](?:de |du |d'|mois de |the )*|(?= )))"
)
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_MONTH_TOLD = re.compile(
    rf"{_B}(?:{_TO} )?(?P<into>en |in |pour |for |vers |around )?{_ARTICLES}{_PART}?(?P<n>{MONTH})"
    rf"(?: (?P<y>20[0-9]{{2}}))?{_E}"
)
_UNTIL = re.compile(r"(?<![a-z])(?:jusqu'|d'ici|apres|until|till|after)[^;.!?]{0,60}$")
"""Before a month: "jusqu'à la naissance, en avril" says when an event will be."""
_SINCE = re.compile(r"(?:depuis|since|from)(?: (?:le|la|l'|the))?\s*$")
_COURTEOUS = re.compile(r"[ ,.!?]*(?:s'?il (?:vous|te) plait|svp|stp|merci|please|thanks?(?: you)?)?[ ,.!?]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that were meant, both included: any of them keeps to what was said."""

    first: date
    last: date


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


_Of = Callable[[int], tuple[date, date]]


def _from(one: tuple[int, int], two: tuple[int, int]) -> _Of:
    """The time between two days, month and day each; the second may lie in the year that follows."""
    return lambda year: (date(year, *one), date(year + (two < one), *two))


_FEASTS: tuple[tuple[str, _Of], ...] = (
    (r"noel|christmas|xmas", _from((12, 25), (12, 25))),
    (r"fetes(?: de fin d'annee)?|holidays|festive season", _from((12, 24), (1, 1))),
    (r"nouvel an|jour de l'an|premier de l'an|new year(?:'?s)?(?: day)?", _from((1, 1), (1, 1))),
    (r"nouvelle annee|annee (?:prochaine|qui vient)|an prochain|year", _from((1, 1), (1, 31))),
    (r"paques|easter", lambda year: (easter(year), easter(year) + _DAY)),
    (r"toussaint", _from((11, 1), (11, 1))),
    (r"rentree(?: (?:scolaire|des classes|de septembre))?", _from((9, 1), (9, 7))),
)
_SEASONS: tuple[tuple[str, _Of], ...] = (
    (r"printemps|spring(?! cleaning)", _from((3, 20), (6, 20))),
    (r"ete|vacances d'ete|grandes vacances|summer(?: holidays)?", _from((6, 21), (8, 31))),
    (r"automne|autumn", _from((9, 22), (12, 20))),
    (r"hiver|winter", _from((12, 21), (3, 19))),
)
_FIXED = tuple(
    (
        re.compile(rf"{_B}(?:{_TO} )?(?P<into>){_ARTICLES}{_PART}?(?:la |le |les |l'|the )?(?P<n>{words}){_E}"), of,
        season,
    )
    for table, season in ((_FEASTS, False), (_SEASONS, True))
    for words, of in table
)
_YEAR_END = re.compile(rf"{_B}(?:fin (?:de l'|d')annee|end of (?:the |this )?year|year[ -]end){_E}")
_NEXT = re.compile(
    rf"{_B}(?:(?P<week>(?:la )?semaine prochaine|next week)|(?P<month>(?:le )?mois prochain|next month)){_E}"
)


def read_span(text: str, *, today: date, alone: bool) -> Span | None:
    """The days that a month, a feast or a season may mean as an end, as seen from today; None: none is told.

    "en février", "jusqu'en février": the whole month; "début mars": its first ten days; "fin mars": its last seven;
    "jusqu'à Noël": that day; "après les fêtes": the week that follows them; "avant mars": the day before. Who waits
    until then takes the last of these days that may be had: nobody is asked too early. `alone`: the question was until
    when, so that a month and nothing more says it; else it takes "jusqu'à", "après", "fin" or the like.
    """
    plain = fold(text).text
    found: list[tuple[bool, int, Span]] = []
    for match in _MONTH_TOLD.finditer(plain):
        if _says_so(match, plain, alone=alone):
            found.append((match["to"] is None, match.start(), _month(match, today)))
    for pattern, of, season in _FIXED:
        for match in pattern.finditer(plain):
            if _says_so(match, plain, alone=alone):
                found.append((match["to"] is None, match.start(), _fixed(match, of, today, season=season)))
    if (ended := _YEAR_END.search(plain)) is not None:
        found.append((False, ended.start(), Span(first=date(today.year, 12, 25), last=date(today.year, 12, 31))))
    if (coming := _NEXT.search(plain)) is not None:
        found.append((True, coming.start(), _coming(coming, today)))
    found = [one for one in found if one[2].last > today]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _says_so(match: re.Match[str], plain: str, *, alone: bool) -> bool:
    """Whether the words make an end of it: "may" and "mars" are words of their own."""
    if _SINCE.search(plain[: match.start()]):
        return False
    if match["to"] or match["part"] or (match["into"] and _UNTIL.search(plain[: match.start()])):
        return True
    whole = not plain[: match.start()].strip(" ,.!") and _COURTEOUS.fullmatch(plain[match.end() :]) is not None
    return alone and (bool(match["into"]) or whole or match[0] != match["n"])


def _month(match: re.Match[str], today: date) -> Span:
    """The next such time that is not over, unless a year is told."""
    year = int(match["y"] or today.year)
    found = _in_year(match, year)
    return found if match["y"] or found.last > today else _in_year(match, year + 1)


def _in_year(match: re.Match[str], year: int) -> Span:
    month = month_number(match["n"])
    first, last, part = date(year, month, 1), last_day(year, month), match["part"] or ""
    if re.match("debut|early|start|beg", part):
        last = first.replace(day=10)
    elif re.match("mi|middle", part):
        first = last = first.replace(day=15)
    elif re.match("fin|late|end", part):
        first = last - 6 * _DAY
    return _moved(match, first, last)


def _fixed(match: re.Match[str], of: _Of, today: date, *, season: bool) -> Span:
    """The next such time that is not over; the one that began last year may still run."""
    past = re.match("apres|after", match["to"] or "") is not None
    grace = _WEEK if past else 0 * _DAY
    years = (of(year) for year in range(today.year - 1, today.year + 3))
    first, last = next(one for one in years if one[1] + grace > today)
    part = match["part"] or ""
    if re.match("fin|late|end", part):
        first = max(first, last - 6 * _DAY)
    elif season and not past and (re.match("debut|early|start|beg", part) or (match["to"] and first > today)):
        last = first  # "jusqu'à l'été": until it begins
    return _moved(match, first, last)


def _moved(match: re.Match[str], first: date, last: date) -> Span:
    to = match["to"] or ""
    if re.match("apres|after", to):
        return Span(first=last + _DAY, last=last + _WEEK)
    if re.match("avant|before", to):
        return Span(first=first - _DAY, last=first - _DAY)
    return Span(first=first, last=last)


def _coming(match: re.Match[str], today: date) -> Span:
    if match["week"]:
        monday = today + (7 - today.weekday()) * _DAY
        return Span(first=monday, last=monday + 6 * _DAY)
    year, month = month_after(today)
    return Span(first=date(year, month, 1), last=last_day(year, month))
