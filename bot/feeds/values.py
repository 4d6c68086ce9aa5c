"""Single cells of creditors' files, read strictly: what is not understood is not guessed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import phonenumbers

from bot.feeds.mapping import Amounts, Jurisdictions, Mapping, same_word

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LARGEST = 10_000_000_00
"""Minor units. No consumer owes more; such a figure is a slip."""
_ADDRESS = re.compile(r"[^@\s\"'<>;,]+@[^@\s\"'<>;,.]+(\.[^@\s\"'<>;,.]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class BadCell(ValueError):
    """A cell can't be understood; the message is the reason given in the report."""


def day(text: str, pattern: re.Pattern[str]) -> date | None:
    """The date of a cell, None for an empty one. Raises BadCell("bad_date")."""
    if not text:
        return None
    found = pattern.fullmatch(text)
    if not found or not text.isascii():
        raise BadCell("bad_date")
    month = found["month"]
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
        return date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        raise BadCell("bad_date") from None


@lru_cache(maxsize=16)
def _amount_pattern(style: Amounts) -> re.Pattern[str]:
    sign = f"(?:{re.escape(style.sign)})?" if style.sign else ""
    grouped = rf"[0-9]{{1,3}}(?:[{re.escape(style.thousands)}][0-9]{{3}})+|" if style.thousands else ""
    cents = rf"(?:{re.escape(style.decimal)}(?P<cents>[0-9]{{1,2}}))?"
    return re.compile(rf"(?P<minus>-)?{sign}(?P<late>-)?(?P<whole>{grouped}[0-9]{{1,12}}){cents}")


def amount(text: str, style: Amounts) -> int:
    """Minor units of a cell. Raises BadCell("bad_amount"), for an empty cell too."""
    found = _amount_pattern(style).fullmatch(text)
    if not found or (found["minus"] and found["late"]):
        raise BadCell("bad_amount")
    whole = int(re.sub(r"[^0-9]", "", found["whole"]))
    minor = whole * 100 + int((found["cents"] or "0").ljust(2, "0"))
    if minor > _LARGEST:
        raise BadCell("bad_amount")
    return -minor if found["minus"] or found["late"] else minor


def phone(text: str, region: str) -> str | None:
    """A number in E.164; None if it can't be one. Numbers kept for fiction are possible, never valid."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(text: str) -> str | None:
    """An address in lower case; None if it can't be one."""
    return text.lower() if len(text) <= 254 and _ADDRESS.fullmatch(text) else None


def plain(text: str, longest: int = 120) -> str:
    """Text without control characters, spaces made single. A formula stays text, neutralised on export."""
    return " ".join(_CONTROL.sub(" ", text).split())[:longest]


def known(text: str, mapping: Mapping) -> str:
    """The cell, or nothing where its word says that nobody knows ("not known")."""
    return "" if same_word(text) in mapping.unknown_words else text


def name(cells: dict[str, str], mapping: Mapping) -> tuple[str, str]:
    """Last and first name, as that creditor writes them."""
    if mapping.names == "apart":
        return plain(cells.get("last_name", "")), plain(cells.get("first_name", ""))
    words = plain(cells.get("full_name", "")).split()
    if mapping.names == "titled":
        rest = [word for word in words if same_word(word.rstrip(".")) not in mapping.titles]
        return (rest[-1] if rest else "", " ".join(rest[:-1]))
    last = [word for word in words if word == word.upper()]
    first = [word for word in words if word != word.upper()]
    return " ".join(last), " ".join(first)


def jurisdiction(postcode: str, rules: Jurisdictions) -> str:
    """Whose law holds. Raises BadCell("unknown_jurisdiction")."""
    compact = re.sub(r"\s", "", postcode).upper()
    if rules.areas:
        area = re.match(r"([A-Z]{1,2})[0-9]", compact)
        key = area[1] if area else ""
        found = rules.prefixes.get(key, rules.otherwise) if key else None
    else:
        fitting = [prefix for prefix in rules.prefixes if compact.startswith(prefix)]
        found = rules.prefixes[max(fitting, key=len)] if fitting else rules.default
    if found is None:
        raise BadCell("unknown_jurisdiction")
    return found
