"""What words are about where one meaning of the dialogue holds several."""

from __future__ import annotations

import re

from bot.debt.reading.plain import fold

_UNPAID = re.compile(
    r"\bsi (?:jamais )?(?:je |j'|on |j)(?:ne |n')?(?:pa[iy]e?s?|paie|peux|peu|pe|arrive|y arrive|rembourse|regle)"
    r"(?: (?:plus|pas|rien|jamais))+|\bsans payer\b|\bne (?:pas|rien|plus) payer\b"
    r"|\bif (?:i|we) (?:(?:don'?t|do not|can'?t|cannot|never|won'?t|stop) ?)(?:pay|paying|manage|afford|keep up)"
    r"|\b(?:not|without) paying\b|\bif (?:it|this) (?:isn'?t|is not|never gets) paid\b"
)


def asks_if_unpaid(text: str) -> bool:
    """Whether a question is what happens if nothing is paid ("et si je paye pas ?", "what if I don't pay")."""
    return _UNPAID.search(fold(text).text) is not None


_PARTS = re.compile(
    r"\b(?:combien|comb1|cb|quel(?:le)?s?|part|montant|dont|c'?est quoi|detail)\b.{0,25}"
    r"\b(?:interets?|capital|principal)\b"
    r"|\b(?:how much|how many|what'?s|what is|what are|which part|what part|split|breakdown)\b.{0,40}"
    r"\b(?:interest|principal|capital)\b"
)


def asks_parts(text: str) -> bool:
    """Whether a question is how much of a sum is interest or principal ("combien d'intérêts là-dedans ?")."""
    return _PARTS.search(fold(text).text) is not None


_ALL = re.compile(
    r"\b(?:tout|la totalite|l'integralite|en totalite|le tout|le solde|solder|en entier|d'un coup"
    r"|everything|all of it|it all|in full|the (?:whole|full|entire)|the lot|settle up|pay (?:it )?off)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:pas|plus|jamais|not|never|can'?t|cannot|couldn'?t|tout de suite|tout de meme|tout a l'heure)\b"
)


def asks_all(text: str) -> bool:
    """Whether somebody who wants to pay means everything ("je veux tout régler", "pay it off"), not "tout de suite"."""
    words = fold(text).text
    return _ALL.search(words) is not None and _NOT_ALL.search(words) is None


_ONCE = re.compile(
    r"(?:(?:juste|seulement|que|just|only) )?(?:une (?:seule )?fois|en une (?:seule )?fois|1 (?:seule )?fois|once"
    r"|one[- ]off|one time|just the once)(?: (?:seulement|only|svp|merci|please))?"
)
_MONTHLY = re.compile(r"(?:chaque|tous les|par) mois|monthly|(?:each|every|per|a) month|mensuel(?:lement)?")


def once_or_monthly(text: str) -> str | None:
    """ "once" or "month" where that is all that a message says; else None."""
    words = fold(text).text.strip(" .!,")
    return "once" if _ONCE.fullmatch(words) else "month" if _MONTHLY.fullmatch(words) else None
