"""Birth dates in any usual form; and where full dates stand, so that they can be masked."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.text.calendar_words import MONTH, day_of, month_number
from bot.debt.reading.text.plain import Plain, fold, with_digits
from bot.debt.reading.who.references import DEFAULT_PATTERNS, reference_spans

OLDEST = 120
YOUNGEST_BY_TWO_DIGITS = 12
"""Years: with a two-digit year, a child younger than this is rather somebody born a century before."""

_ALONE, _END = r"(?<![a-z0-9])(?<![0-9][./-])", r"(?![a-z0-9])(?![./-]?[0-9])"
_NO_ROW, _ROW_END = r"(?<![0-9] )", r"(?! [0-9])"  # not two pairs out of a phone number
_YEAR = r"(?P<y>(?:19|20) ?[0-9]{2}|'?[0-9]{2})"
_NO_SUM = r"(?! ?(?:[€£]|euros?(?![a-z])|eur(?![a-z])|balles|boules|pounds?(?![a-z])|quid|rands?(?![a-z]))|e(?![a-z]))"
"""After a month's name: "le 15 décembre 80 euros" is a promise, and nobody's birth."""
_DAY = r"(?P<d>0?[1-9]|[12][0-9]|3[01]|premier)"
_NAME = rf"(?P<n>{MONTH})"
_FORMS = tuple(
    re.compile(_ALONE + form + _END)
    for form in (
        r"(?P<d>[0-9]{1,2}) ?[/.,-] ?(?P<m>[0-9]{1,2}) ?[/.,-] ?" + _YEAR,
        _NO_ROW + r"(?P<d>[0-9]{1,2})(?: (?:du )?)(?P<m>[0-9]{1,2}) " + _YEAR + _ROW_END,
        r"(?P<y>(?:19|20)[0-9]{2}) ?[/.-] ?(?P<m>[0-9]{1,2}) ?[/.-] ?(?P<d>[0-9]{1,2})",
        _DAY + r"(?:er|eme|e|st|nd|rd|th)?[ -]?(?:of )?" + _NAME + ",?[ -]?" + _YEAR + _NO_SUM,
        _NAME + " ?" + _DAY + "(?:st|nd|rd|th)?,? " + _YEAR,
        r"(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<y>(?:19|20)?[0-9]{2})",
        r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    )
)

_STEP_AFTER = re.compile(
    rf" ?(?:€|£|on (?:the )?[0-9]|le [0-9]|en (?:{MONTH})|in (?:{MONTH})|(?:for )?(?:{MONTH})(?![a-z])|the [0-9]"
    r"|,? (?:et |and )?(?:puis|then|ensuite) [€£]?[0-9]|(?:au|pour|for) (?:mois|month|le |the |[0-9])"
    r"|(?:par|a|per|each|every|chaque) (?:mois|month|week|semaine))"
)
"""After the figures: the day, the month or the rhythm of the next step."""
_STEP_BEFORE = re.compile(
    r"(?<![0-9./-])(?<!_ )(?<![0-9] )[1-9][0-9]{1,3} ?(?:€|£|euros?|pounds?|quid|balles)? "
    r"(?:le|on|on the|pour le|for the|au) (?:the )?$"
)
"""Before the day: a sum that is paid on it ("20 on the", "10 le")."""


def _year(told: str, month: int, day: int, today: date) -> int:
    digits = told.strip("'").replace(" ", "")
    if len(digits) == 4:
        return int(digits)
    recent = 2000 + int(digits)
    then = day_of(recent, month, day)
    young = today.replace(year=today.year - YOUNGEST_BY_TWO_DIGITS, day=min(today.day, 28))
    return recent if then and then <= young else recent - 100


def _date_told(match: re.Match[str], today: date, *, month_first: bool = False) -> date | None:
    told = match.groupdict()
    month = month_number(told["n"]) if told.get("n") else int(told["m"])
    day = 1 if told["d"] == "premier" else int(told["d"])
    if month_first and not told.get("n"):
        month, day = day, month
    return day_of(_year(told["y"], month, day, today), month, day)


def _beside_references(plain: Plain) -> str:
    """The text with its references blanked: "DEMO-1002 02 11 1992" is no row of figures."""
    text = plain.text
    for start, end, _ in reference_spans(plain, DEFAULT_PATTERNS):
        text = f"{text[:start]}{'_' * (end - start - 1)} {text[end:]}"
    return text


def _steps(text: str, match: re.Match[str]) -> bool:
    """Whether the two figures that would be a year begin the next step of an offer: "20 on the 1st jan, 30 on the 1st
    feb", "20 jan 30 feb then 50"; somebody's birth is told alone, or with its reference.
    """
    told = match.groupdict()
    if not told.get("n") or len(told["y"].strip("'")) != 2 or told["y"].startswith("'"):
        return False
    if _STEP_AFTER.match(text, match.end()):
        return True
    return _STEP_BEFORE.search(text[: match.start()]) is not None


def full_date_spans(plain: Plain, today: date) -> list[tuple[int, int, date | None]]:
    """Where full dates (day, month and year) stand in the plain text, in order, none overlapping.

    With each the day it names, day first, or None when no calendar has it; a date in the future is not
    somebody's birth but is listed too.
    """
    found: list[tuple[int, int, int, date | None]] = []
    text = _beside_references(plain)
    for rank, form in enumerate(_FORMS):
        for match in form.finditer(text):
            if _steps(text, match):
                continue
            day = _date_told(match, today)
            if day is None and rank < 2 and (american := _date_told(match, today, month_first=True)):
                # told month first: not read (our countries are day first), but somebody's date all the same
                found.append((match.start(), match.end(), len(_FORMS), american))
            elif day is not None or rank < 5:
                found.append((match.start(), match.end(), rank, day))
    kept: list[tuple[int, int, date | None]] = []
    for start, end, rank, day in sorted(found, key=lambda f: (f[0], f[3] is None, f[2], -f[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, None if rank == len(_FORMS) else day))
    return kept


def can_be_birth(day: date, today: date) -> bool:
    """Whether somebody alive may have been born that day."""
    return day < today and day.year >= today.year - OLDEST


def read_birth_dates(text: str, *, today: date, language: str) -> tuple[date, ...]:
    """Birth dates told, in order, each once; always day first; impossible and future dates are not read.

    Two-digit years are never in the future ("71" is 1971). Numbers may be written in words.
    """
    plain = fold(text)
    days: dict[date, None] = {}
    for version in (plain, with_digits(plain, language, ordinals=True)):
        for _, _, day in full_date_spans(version, today):
            if day is not None and can_be_birth(day, today):
                days[day] = None
        if days:
            break
    return tuple(days)
