"""Whether somebody wants to pay before it is due: "je peux payer en avance", "can i pay next month's now"."""

from __future__ import annotations

import re

from bot.debt.reading.plans.trouble_words import NAMES
from bot.debt.reading.text.plain import fold, with_digits

_LONGEST = 160
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_PAY = rf"{_B}(?:pay(?:er|e|es|ing)?|pai(?:e|er|yer)|regl(?:er|e)|vers(?:er|e)|solder){_E}(?! ?day)"
_PAYMENT = (
    r"(?:paiements?|payements?|mensualites?|echeances?|versements?|prelevements?|traites?|payments?|instal?lments?"
    r"|instalements?|one)"
)
_EARLY = re.compile(
    rf"{_B}(?:(?:en |d'?|a l'|par |d )\s?avance|plus (?:tot|to)|avant (?:(?:la|sa) date|l'(?:heure|echeance)|le jour)"
    r"|early|earlier|ahead|in advance|advance|sooner|before (?:it'?s|its|it is|they'?re|the) (?:due|date)|before time)"
    rf"{_E}"
)
_NOW = re.compile(
    rf"{_B}(?:maintenant|mtn|mnt|tout de suite|de suite|des maintenant|des aujourd'?hui|deja|aujourd'? ?hui|auj|now"
    rf"|today|right away|straight away|already){_E}"
)
_NEXT = re.compile(
    rf"{_PAY}(?: [a-z']+){{0,5}} ?(?:prochaine?s? (?:{_PAYMENT}|mois)|{_PAYMENT} (?:prochaine?s?|suivante?s?)"
    rf"|mois prochain|next (?:{_PAYMENT}|month'?s?)|(?:{_PAYMENT} (?:de |d'|of |for )?)?(?:{NAMES})(?:'?s)?){_E}"
)
_PAYS = re.compile(_PAY)
_NOT = re.compile(
    rf"{_B}(?:pas|plus(?! to)|jamais|impossible|sans|not|never|cannot|can'?t|cant|couldn'?t|won'?t|don'?t"
    r"|si (?:je|on|j)"
    r"|if (?:i|we)|frais|penalites?|fees?|charged?|penalty|cheaper|moins cher|interets?|interest|discount"
    r"|reste|rest|puis|ensuite|then|fois|times"
    r"|j'? ?ai (?:deja )?(?:pay\w*|regle)|(?:i|i'?ve|have) (?:already )?paid"
    rf"|(?:suis|est|serai|serais|sera|get|gets|getting|got|am|i'?m|was|being) (?:paye\w*|paid)){_E}"
)
_COUNT = re.compile(
    rf"(?<![0-9])(?P<n>[2-9]|1[0-2]) (?:(?:prochaine?s?|next) )?"
    rf"(?:{_PAYMENT}|(?:mois|months?)(?= (?:d'avance|en avance|ahead|in advance))){_E}"
)


def pays_ahead(text: str) -> bool:
    """Whether a payment is wished before its day; that one can't, has done so, or asks what it would cost, is none."""
    words = fold(text).text
    if len(words) > _LONGEST or _NOT.search(words) or _PAYS.search(words) is None:
        return False
    if _EARLY.search(words):
        return True
    return _NOW.search(words) is not None and _NEXT.search(words) is not None


def so_many_ahead(text: str, language: str) -> int | None:
    """How many payments are wished at once ("les 2 prochaines mensualités"); None: no more than one is spoken of."""
    found = _COUNT.search(with_digits(fold(text), language).text)
    return int(found["n"]) if found else None
