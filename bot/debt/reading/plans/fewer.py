"""A smaller sum for a few payments only: "25 instead of 50 for the next three payments", "juste 10 en février"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.plans.trouble_words import read_months
from bot.debt.reading.text.plain import fold

_LONGEST, _SHORT = 220, 5
"""Signs; and words of which no verb is asked."""
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_N = {"un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "couple of": 2, "trois": 3, "three": 3, "quatre": 4,
      "four": 4, "cinq": 5, "five": 5, "six": 6}
_COUNT = r"(?P<{0}>[1-9]|1[0-2]|" + "|".join(_N) + r")"
_ONES = (
    r"(?:paiements?|payements?|versements?|mensualites?|echeances?|prelevements?|mois|fois|payments?|instal?lments?"
    r"|instalments?|months?|times|ones|lots)"
)
_FEW = re.compile(
    rf"{_B}(?:(?:next|prochain\w*|premier\w*|first|coming|following) {_COUNT.format('a')} ?{_ONES}?"
    rf"|{_COUNT.format('b')} (?:next|prochain\w*|premier\w*|first|coming|following)(?: {_ONES})?"
    rf"|(?:for|pendant|durant|pour|sur)(?: (?:the|les|a|just|juste|only))* {_COUNT.format('c')} {_ONES}"
    rf"(?: prochain\w*)?){_E}"
)
_RATHER = re.compile(
    rf"{_B}(?:instead of|rather than|au lieu d\w*|a la place d\w*|plutot que)(?: (?:the|les|my|mes|de|des))*"
    r" ?[€£]?[0-9]"
)
_THEN_BACK = re.compile(
    rf"{_B}(?:then|puis|apres|ensuite|and then)(?: (?:je|on|i|we|it|ca|c'est|i'll))?(?: (?:back|retour\w*|revien\w*"
    rf"|revenir|remont\w*|repren\w*|repass\w*|comme avant|as before|normal\w*|go(?:es)? back|as usual|full))"
)
_SINGLE_AFTER = re.compile(r"(?:back to|retour a|reviens? a|revenir a|remonte\w* a|repasse\w* a|normal a)[ €£]*$")
_ONLY = re.compile(rf"{_B}(?:ke|k|que|qu'|juste?|seulement|uniquement|just|only|no more than|maximum|max){_E}")
_CAN = re.compile(
    rf"{_B}(?:p(?:eu|ourrai|ourra)\w*|jpeu\w*|jpe|px|can|could|cud|manage|afford|pay\w*|pai\w*|do|donn\w*|mettre"
    rf"|want|veux|voudrais){_E}"
)
_NOT = re.compile(
    rf"{_B}(?:commenc\w*|start\w*|begin\w*|a partir|from|des|premier paiement|deja paye|already paid|j'ai paye|i paid"
    rf"|pause|stop\w*|arret\w*|skip|saute\w*|rien|nothing){_E}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewer:
    """So much, in minor units, for so many of the next payments or in these months (1 to 12); then as before."""

    minor: int
    count: int | None
    months: tuple[int, ...]
    sure: bool  # it is said to be less than what is due, so of payments that run


def read_fewer(text: str, *, language: str, currency: str) -> Fewer | None:
    """The smaller sum and for how long; None where the words tell of none, or of a plan yet to be agreed ("3 times
    100", "50 a month from february").
    """
    words = fold(text).text
    if len(words) > _LONGEST or _NOT.search(words) is not None:
        return None
    sure = _RATHER.search(words) is not None or _THEN_BACK.search(words) is not None
    found = _FEW.search(words)
    count = _number(next(told for told in found.groups() if told)) if found is not None else None
    months = tuple(dict.fromkeys(read_months(text))) if count is None else ()
    can = _CAN.search(words) is not None or len(words.split()) <= _SHORT
    named = bool(months) and _ONLY.search(words) is not None and can
    if not (count or months) or not (sure or named or (count and _nexts(words))):
        return None
    sums = {
        one.minor for one in read_amounts(text, language=language, currency=currency)
        if one.role in (None, "offer") and one.doubt in (None, "period", "magnitude")
        and _SINGLE_AFTER.search(words[: one.start]) is None
    }
    if not sums or count == 1 or (len(sums) > 1 and not sure):
        return None
    return Fewer(minor=min(sums), count=count, months=months, sure=sure)


def _nexts(words: str) -> bool:
    """Whether the payments are said to be the next ones, or the sum is the most they can do."""
    return re.search(rf"{_B}(?:next|prochain\w*|coming|following){_E}", words) is not None


def _number(told: str) -> int:
    return _N[told] if told in _N else int(told)
