"""Where money comes from, told behind it ("95 a week fae the pub", "300 from my mum"), and to whom it goes.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bot.debt.reading.money.living import tells_arrears

HELP: Final = "help"
"""Role of what somebody close gives: it may stop any month, so it is asked about and nothing rests on it."""
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_CLOSE = (
    r"(?:mums?|mam|maw|mom|mummy|mother|dads?|da|daddy|father|parents|folks|gran(?:ny|dma|dad|da)?|nan(?:a|ny)?"
    r"|brother|sister|bro|sis|uncle|auntie?|cousin|friends?|pals?|mates?|family|church|charity"
    r"|maman|papa|parents|mere|pere|soeur|frere|oncle|tante|mamie|papi|famille|copains?|copines?|amie?s?)"
)
_FROM = (
    r"[\s€£]*(?:euros?|pounds?|quid|balles)?,? ?(?:(?:a|per|each|every|ilka) (?:month|week|wk|fortnight|4 weeks)|weekly"
    r"|monthly|par (?:mois|semaine)|wkly|pcm|pw)?,? ?(?:every (?:month|week))? ?"
    r"(?:from|fae|frae|aff|aff o|off|at|de la part de|de) (?:(?:my|ma|me|mon|mes|the|a|an|oor|our|wee) )*"
)
_FROM_CLOSE = re.compile(rf"{_FROM}{_CLOSE}{_E}")
_GIVES = re.compile(
    rf"{_B}{_CLOSE} (?:qui )?(?:(?:gives?|sends?|slips?|hands?|lends?|bungs?) (?:me|us)"
    r"|helps? (?:me |us )?(?:out )?with"
    r"|(?:me |m'|nous )(?:donne|donnent|file|filent|aide|aident|verse|envoie|passe)(?: avec| de)?) ?[£€]?$"
)
_FROM_WORK = re.compile(rf"{_FROM}(?:work|wurk|job|jobs|wages?|boss|employer|shifts?|cleaning){_E}")
_FROM_ANY = re.compile(rf"{_FROM}(?P<what>[a-z]+)")
_GETS = re.compile(
    rf"{_B}(?:i|we|ah|a)(?:'m| am|m| ?git| ?gets?| ?got|'ve got)? ?(?:get|gets|git|make|earn|bring|on|take home)"
    rf"{_E}[^;!?\n]{{0,80}}$|{_B}i(?:'m|m| am) on{_E}[^;!?\n]{{0,80}}$"
)
_NO_EMPLOYER = re.compile(
    r"(?:then|now|next|today|tomorrow|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june"
    r"|july|august|september|october|november|december|savings?|bank|account|credit|card|overdraft|rent|council|dwp"
    r"|social|state|government|benefits?|pip|uc|universal|pension|loans?|home|here|there|least|first|it|that|this|him"
    r"|her|them|ex|son|daughter|kids?|food|bill|bills|debt|arrears|ma|mon|mes|la|le|les|du|des|un|une|noon|night|day"
    r"|once|all|end|start|[a-z]"
    r"|bt|ee|sky|vodafone|three|virgin|talktalk|giffgaff|plusnet|octopus|edf|eon|npower|ovo|bulb|british|scottish|thames"
    r"|netflix|amazon|spotify|brighthouse|argos|next|very|provident|loan|lender|landlord|catalogue|shop|shops|school"
    r"|nursery|gym|insurance|garage|company)"
)
_HANDED = re.compile(
    rf"{_B}(?:pay|paying|paid|payin|give|giving|je (?:leur |lui |les? )?(?:paye|paie|verse|donne|rends|rembourse))"
    r"(?: (?:em|'em|them|it|that|this|him|her|back|off|some|thaim))* ?[£€]?$"
)
_WHERE = 90


def source_of(upto: str, tail: str) -> Literal["income", "help"] | None:
    """Whether an amount is said to come from work, or from somebody close; None: neither is said.

    Plain words: all before the amount, and those after it up to the next one. Of an unknown name ("fae the pub",
    "from tesco") it is work where the sentence tells what comes in.
    """
    if _FROM_CLOSE.match(tail) or _GIVES.search(upto[-_WHERE:]):
        return HELP
    if _FROM_WORK.match(tail):
        return "income"
    told = _FROM_ANY.match(tail)
    named = told is not None and "de " not in told[0] and _NO_EMPLOYER.fullmatch(told["what"]) is None
    return "income" if named and _GETS.search(upto[-_WHERE:]) else None


def pays_off(upto: str) -> bool:
    """Whether an amount is what is paid on something that was just told to be late: "behind on council tax, pay em"."""
    return _HANDED.search(upto[-_WHERE:]) is not None and tells_arrears(upto[-_WHERE:])
