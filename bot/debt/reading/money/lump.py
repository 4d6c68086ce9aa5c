"""Money that is to come on a day, with which somebody would pay then; and a payment offered while a pause runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.days.spans import read_span
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.text.plain import fold

_LONGEST = 180
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_COMING = (
    r"(?:heritages?|eritages?|succession|primes?|13e? ?(?:eme )?mois|treizieme mois|indemnites?|solde de tout compte"
    r"|remboursement (?:d'impots?|des impots|de la secu|d'assurance)|impots|vente|vends|assurance(?: vie)?"
    r"|interessement"
    r"|participation|rappel|donation|inheritance|will money|bonus|tax (?:refund|rebate)|back ?pay|payout|pay ?out"
    r"|lump sum|compensation|insurance|redundancy(?: money| pay)?|settlement|sale of)"
)
_THEN = (
    r"(?:attend\w*|patient\w*|wait\w*|hold on|quand|qd|kan|kand|when|des que|once|jusqu\w*|until|till|payer|paye|pai\w*"
    r"|regl\w*|solder|pay(?:ing)?|clear)"
)
_PAST = re.compile(
    rf"{_B}(?:j'?ai (?:deja )?(?:recu|eu|touche)|jai (?:recu|eu|touche)|i (?:got|had|received)|pas (?:de|d'|eu"
    r"|recu)|no)"
    rf"(?: [a-z']+){{0,3}} {_COMING}{_E}"
)
_LUMP = re.compile(_B + _COMING + _E)
_WAITS = re.compile(_B + _THEN + _E)
_NOTHING_BEFORE = re.compile(
    rf"{_B}(?:d'?ici ?la,? ?(?:c'?est )?(?:0|zero|rien|nada|que dalle|je peux (?:rien|pas))|(?:rien|0"
    r"|zero) (?:avant|d'?ici"
    r"|jusque)|(?:nothing|nowt|0|zero) (?:before|until|till|til)(?: then| that)?|until then (?:nothing|0|zero)"
    r"|(?:can'?t|cannot) pay (?:anything )?(?:before|until) then)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lump:
    """When money comes: its last and its first day; and the sum they would pay of it then, in minor units."""

    until: date
    earliest: date
    minor: int | None


def read_lump(text: str, *, today: date, language: str, currency: str) -> Lump | None:
    """The day on which money comes that somebody would wait for, or before which they can pay nothing; else None."""
    words = fold(text).text
    if len(words) > _LONGEST or _PAST.search(words) or any(name != "once" for *_, name in periods_in(words)):
        return None
    waits = _LUMP.search(words) is not None and _WAITS.search(words) is not None
    if not waits and _NOTHING_BEFORE.search(words) is None:
        return None
    days = {one.day for one in read_dates(text, today=today, language=language) if one.day and one.day > today}
    span = read_span(text, today=today, alone=True) if not days else None
    if len(days) != 1 and span is None:
        return None
    sums = [one for one in read_amounts(text, language=language, currency=currency) if one.role == "offer"]
    first, last = (span.first, span.last) if span is not None else (min(days), min(days))
    return Lump(until=last, earliest=first, minor=sums[0].minor if len(sums) == 1 else None)


_PAYS = re.compile(
    _B + r"(?:pay(?:er|e|ez|ing|s)?|pai(?:e|er|yer)|vers(?:er|e)|donn(?:er|e)|regl(?:er|e)|rembours(?:er|e)|give"
    r"|send)" + _E
)
_EARLIER = re.compile(
    rf"{_B}(?:plus (?:tot|to)|avant|en avance|d'?avance|early|earlier|sooner|before|already|deja|maintenant|now|today"
    rf"|quand meme|anyway){_E}"
)
_CANT = re.compile(
    rf"{_B}(?:peux (?:pas|rien|plus)|peut pas|jpeux pas|jpe pas|pas payer|rien payer|can'?t|cant|cannot|couldn'?t"
    r"|won'?t"
    rf"|j'?ai (?:deja )?paye|jai (?:deja )?paye|(?:i|i'?ve) (?:already )?paid|suis pay\w*|get paid|par mois|a month"
    rf"|chaque mois|each month|every month){_E}"
)
_SUM = re.compile(r"(?<![0-9])[1-9][0-9]{0,4}(?![0-9])")


def offers_early(text: str) -> bool:
    """Whether somebody who rests offers to pay before it is over ("non pas prolonger, payer avant noël, 100 le 15")."""
    words = fold(text).text
    if len(words) > _LONGEST or _PAYS.search(words) is None or _CANT.search(words) is not None:
        return False
    return _EARLIER.search(words) is not None or _SUM.search(words) is not None
