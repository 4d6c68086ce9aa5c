"""The terms of a proposal: "en 6 fois", "à partir de juin", "le 10 de chaque mois", "100 maintenant", "20 puis 40"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.days.pay_day import without_old_day
from bot.debt.reading.days.starting import read_start
from bot.debt.reading.plans.first_steps import read_steps
from bot.debt.reading.text.calendar_words import MONTH, month_number
from bot.debt.reading.text.plain import fold, with_digits

MOST_PAYMENTS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was said beside the amount; None: nothing of it."""

    count: int | None = None  # in so many payments
    start: date | None = None  # not before this local day
    pay_day: int | None = None  # of each month, 1 to 31
    now_and_rest: bool = False  # the amount is for now, and what is left for later
    steps: tuple[int, ...] = ()  # payments in minor units that rise to the last, which goes on
    times: int | None = None  # the amount so many times and no more, "3 fois 100"

    def __bool__(self) -> bool:
        return self != Terms()


_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_COUNT = re.compile(
    _B + r"(?:en|in|over|sur) (?P<n>[0-9]{1,3}) ?"
    r"(?:x|fois|mensualites?|versements?|paiements?|echeances?|mois|times|instal?lments?|payments?|months?)" + _E
)
_CLAUSE = re.compile(r"[,.;:!?\n]|(?<![a-z])(?:mais|but|alors|donc|so|par contre|plutot(?! qu)|however)(?![a-z])")
_NOT = re.compile(
    _B + r"(?:pas(?! plus)|pa|(?<!en )(?<!pas )plus|jamais|impossible|incapable|aucun\w*|ni|sans"
    r"|(?:au lieu|plutot) (?:de|qu)\w*|can'?t"
    r"|cannot|could ?n'?o?t|couldn'?t|can not|not|never|unable|no way|instead of|rather than)" + _E
)
"""In front of a count, within its own clause: that is what they can't, "je peux pas payer en 1 fois"."""
_DAY = r"(?P<d>0?[1-9]|[12][0-9]|3[01])(?:er|e|st|nd|rd|th)?"
_PAY_DAY = re.compile(
    _B + rf"(?:(?:le|les|tous les|chaque|au) {_DAY} (?:de )?(?:chaque |du |par )?mois"
    rf"|tous les {_DAY.replace('<d>', '<e>')} du mois"
    rf"|(?:on )?the {_DAY.replace('<d>', '<f>')} of (?:each|every|the) month)" + _E
)
_FROM = re.compile(
    _B + r"(?:a partir (?:de |du |d')|des (?:le )?|a compter (?:de |du )|(?:je )?(?:commence\w*|demarre\w*|debute\w*) "
    r"(?:en |a |le |debut )|starting (?:in |on |from )?|start(?:s|ed)? (?:in |on |from )|from |beginning (?:in |on )?)"
    rf"(?:le mois de |mois de |debut |the )?(?:(?P<n>{MONTH})|(?P<next>mois prochain|next month))" + _E
)
_NOW = r"(?:maintenant|tout de suite|aujourd'? ?hui|de suite|now|today|straight away|right away)"
_REST = r"(?:le reste|le solde|the rest|the remainder)"
_NOW_AND_REST = re.compile(
    rf"{_B}{_NOW}{_E}.{{0,40}}{_B}{_REST}|{_B}{_REST}{_E}.{{0,30}}(?:plus tard|apres|later|after)"
)


_TO_DAY = re.compile(
    _B + rf"(?:au|le|pour le|vers le|plutot le|to the|on the|for the|the|to) {_DAY}"
    r"(?! ?(?:€|£|euros?|eur|pounds?|quid|[0-9,./]|h(?![a-z])|heures?|am(?![a-z])|pm(?![a-z])|%|fois|times))"
    r"(?! (?:ones?|payments?|pay(?:e?ment|mnt)|pymt|instal?l?ments?|versement|paiement|mensualite|echeance|prelevement"
    r"|traite|au|to|vers le|a la fin)(?![a-z]))"
    rf"(?! (?:of )?(?:{MONTH}))" + _E
)


def read_due_day(text: str, *, language: str) -> int | None:
    """The day of the month (1 to 31) to which payments are wished ("décalez-la au 28", "to the 28th"); None where none
    is named, more than one is, or one of a named month.
    """
    plain = with_digits(fold(without_old_day(text)), language, ordinals=True).text
    told = {int(found["d"]) for found in _TO_DAY.finditer(plain)}
    return told.pop() if len(told) == 1 else _pay_day(plain)


def read_terms(text: str, *, today: date, language: str) -> Terms:
    """The terms told in a proposal. A month without a year is the next one to begin; what is doubtful is None."""
    plain = with_digits(fold(text), language).text
    return Terms(
        count=_count(plain),
        start=read_start(text, today=today) or _start(text, plain, today, language),
        pay_day=_pay_day(plain),
        now_and_rest=_NOW_AND_REST.search(plain) is not None,
        steps=read_steps(plain),
        times=_times(plain),
    )


_TIMES = re.compile(
    _B + r"(?P<n>[2-9]|[1-9][0-9]) ?(?:fois|x|times|mensualites? de|versements? de|paiements? de|echeances? de"
    r"|(?:monthly )?(?:payments?|instal?ments?) of)(?: de| of)? ?(?P<s>(?:[€£] ?)?[0-9]{1,5}(?:[.,][0-9]{1,2})?)"
    r"(?! ?(?:fois|times|x|mois|months?|jours?|days?|%|ans?|h))" + _E
)


def _times(plain: str) -> int | None:
    """How many payments of one sum: "3 fois 100", "2x445"; None where none is told, or one that they can't."""
    for found in _TIMES.finditer(plain):
        clause = _CLAUSE.split(plain[: found.start()])[-1]
        if _NOT.search(clause) is None:
            return int(found["n"])
    return None


def _count(plain: str) -> int | None:
    for found in _COUNT.finditer(plain):
        clause = _CLAUSE.split(plain[: found.start()])[-1]
        if 1 <= int(found["n"]) <= MOST_PAYMENTS and _NOT.search(clause) is None:
            return int(found["n"])
    return None


def _pay_day(plain: str) -> int | None:
    found = _PAY_DAY.search(plain)
    return None if found is None else int(found["d"] or found["e"] or found["f"])


def _start(text: str, plain: str, today: date, language: str) -> date | None:
    found = _FROM.search(plain)
    if found is not None:
        month = today.month % 12 + 1 if found["next"] else month_number(found["n"])
        return date(today.year + (month <= today.month), month, 1)
    starting = re.search(r"a partir d|a compter d|starting|beginning|\bfrom\b", plain)
    if starting is None:
        return None
    later = [when.day for when in read_dates(text, today=today, language=language) if when.day is not None]
    return next((day for day in later if day > today), None)
