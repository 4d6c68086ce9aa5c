"""What somebody writes about their contact details: where they live, a number or address, or that no code has come."""

from __future__ import annotations

import re

import phonenumbers

from bot.service.contact import contact_points

_POSTAL = re.compile(
    r"d[ée]m[ée]nag|emm[ée]nag|\badresse(?!s? (?:e-?mail|mail|[ée]lectronique|courriel))|\bpostale?s?\b|\bcode postal"
    r"|\bmov(?:ed|ing) (?:house|home|out|to)|\bnew (?:house|flat|place)\b|(?<!email )(?<!e-mail )(?<!mail )\baddress\b"
    r"|\bpostcode\b",
    re.I,
)
_MAIL = re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{1,190}\.[a-z]{2,24}", re.I)
_NOT_ARRIVED = re.compile(
    r"rien re[çc]u|pas (?:encore )?(?:re[çc]u|arriv[ée])|jamais (?:re[çc]u|arriv[ée])|(?:ça )?n'?arrive pas"
    r"|(?:not|haven'?t|didn'?t|never) (?:yet )?(?:got|get|gotten|received?|arrived?|come)|nothing (?:came|yet|arrived)",
    re.I,
)
_TRIED = re.compile(r"\d{4,}|@|(?:\d[ .-]?){6,}")


def is_postal(text: str) -> bool:
    """Whether the words are about where somebody lives: that is changed by a person."""
    return _POSTAL.search(text) is not None and _MAIL.search(text) is None


def read(text: str, country: str) -> tuple[str, str] | None:
    """(kind, value) of the one number or address in the words; None for none, or for several."""
    mails = [("email", found[0].strip(".").lower()) for found in _MAIL.finditer(text[:2000])]
    region = contact_points.region_of(country)
    numbers = [
        ("phone", phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164))
        for found in phonenumbers.PhoneNumberMatcher(
            _MAIL.sub(" ", text[:2000]), region, leniency=phonenumbers.Leniency.POSSIBLE
        )
    ]
    told = list(dict.fromkeys([*mails, *numbers]))
    if len(told) != 1:
        return None
    try:
        return told[0][0], contact_points.read_value(*told[0], country)
    except ValueError:
        return None


def not_arrived(text: str) -> bool:
    """Whether the words say that a code has not come."""
    return _NOT_ARRIVED.search(text) is not None


def tries(text: str) -> bool:
    """Whether the words look like a number or an address, even where none can be read for certain."""
    return _TRIED.search(text) is not None
