"""That less can be paid once: "25 this month instead", "juste 10 en février"; a smaller payment for good is none."""

from __future__ import annotations

import re

from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.plans.trouble_words import read_months
from bot.debt.reading.text.plain import fold, with_digits

_LONGEST = 200
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_ONCE = re.compile(
    rf"{_B}(?:this month|(?:pour )?[cs]e mois(?:[- ]?ci)?|cette fois(?:[- ]?ci)?|this time|this one|this payment"
    r"|(?:the |my |for the )?next (?:one|payment|month)|la prochaine?(?: fois)?|le prochain|prochaine? \w+"
    rf"|le mois prochain|for now|(?:cette|celle) (?:mensualite|echeance)|ce (?:paiement|versement)){_E}"
)
_PAYS = re.compile(
    rf"{_B}(?:pay\w*|pai\w*|do|give|manage|afford|put|send|verse\w*|mett?\w*|donn\w*|regl\w*|faire|fais|que|ke|qu'|juste"
    rf"|just|only|seulement|au lieu|instead|plutot|half|moitie){_E}"
)
_FOR_GOOD = re.compile(
    rf"{_B}(?:a month|per month|monthly|par mois|(?:chaque|tous les|ts les) mois|every|each|from now on|dorenavant"
    r"|desormais|(?:next|prochain\w*|for|pendant|pour|the) (?:[2-9]|1[0-9])(?: prochain\w*)? ?\w+|[2-9] (?:mois|months?"
    r"|payments?|paiements|mensualites|fois|times|semaines|weeks)|jusqu\w*|until|till|maintenant|tout de suite|now"
    r"|aujourd'hui|today|puis|then|le reste|the rest|reste|par semaine|a week|weekly|de plus|en plus|more|extra"
    rf"|deja|already|j'ai paye|jai paye|i paid|paid|owe|dois){_E}"
)
_HALF = re.compile(rf"{_B}(?:la )?(?:moitie|half){_E}")
HALF = -1


def read_part(text: str, *, language: str, currency: str, whole: int) -> int | None:
    """The smaller sum, in minor units, that somebody could pay of one payment (`whole`) and only once; HALF for half of
    it. None: none, several, or it is meant for longer.
    """
    plain = with_digits(fold(text), language).text
    if len(plain) > _LONGEST or _FOR_GOOD.search(plain) or _PAYS.search(plain) is None:
        return None
    if _ONCE.search(plain) is None and not read_months(text):
        return None
    told = {
        one.minor for one in read_amounts(text, language=language, currency=currency)
        if one.role in (None, "offer") and one.currency == currency and one.minor != whole
        and one.doubt in (None, "period")
    }
    if not told:
        return HALF if _HALF.search(plain) else None
    found = told.pop() if len(told) == 1 else 0
    return found if 0 < found < whole else None
