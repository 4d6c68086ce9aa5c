"""What somebody has none of, told beside other things: "pas de crédits, pas d'aides"; and a home that costs nothing."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.plain import fold, with_digits

_NO = (
    r"(?:(?:je n'|j'|je )?(?:ai|touche|recois|percois|have|get|got) )?(?:pas|aucune?s?|ni|no|not any|don't have any"
    r"|haven't any|don't get any) ?(?:de |d'|des |d'|any )?(?:autres? |other )?"
)
_END = (
    r"(?![a-z])(?! (?:sauf|hormis|excepte|except|apart|other than|a part|de |d'|auto|conso|immo|voiture|a la|en retard"
    r"|pour|for|qui|that|revolving|renouvelable|si|if|assez|enough))"
)
_NONE_OF = {
    "other_debts": re.compile(
        rf"(?<![a-z])(?:{_NO}|sans |without )(?:credits?(?! cards? of)|dettes?|prets?|emprunts?|debts?|loans?){_END}"
    ),
    "benefits": re.compile(
        rf"(?<![a-z]){_NO}(?:aides?(?: sociales?)?|allocs|allocations?|prestations?(?: sociales?)?|benefits?){_END}"
    ),
}
_HOSTED = re.compile(
    r"(?<![a-z])(?:hebergee?s?|loge(?:e|s)? (?:chez|par|gratuitement)|(?:vis|habite|dors|suis) chez (?:des |mes |mon "
    r"|ma |un |une )?(?:parents?|mere|pere|soeur|frere|amie?s?|famille|fils|fille|copain|copine|potes?)|sofa surfing"
    r"|couch surfing|(?:live|living|stay|staying) (?:with|at) (?:my |a |some )?(?:parents?|mum|mom|dad|mother|father"
    r"|sister|brother|friends?|mates?|family|son|daughter))(?![a-z])"
)
_FREE = re.compile(
    r"(?<![a-z])(?:rien|gratuit(?:ement)?|0|sans payer|(?:paye|paie|verse|donne) (?:pas|rien)|pas de loyer|aucun loyer"
    r"|nothing|for free|rent[- ]free|no rent|don't pay|do not pay)(?![a-z0-9])"
)
_NO_RENT = re.compile(
    r"(?<![a-z])(?:(?:je )?(?:ne |n')?(?:paye|paie) (?:pas|aucun) (?:de )?loyer|rent[- ]free|loge(?:e)? gratuitement"
    r"|(?:don't|do not) pay (?:any )?rent)(?![a-z])"
)


def read_none_of(text: str) -> tuple[frozenset[str], str]:
    """Fields of which there is none by these words (other_debts, benefits), and the words that are left.

    A kind of credit, or an exception, is no "none": less would be known than was told.
    """
    plain = fold(text)
    told, left = set(), list(text)
    for field, pattern in _NONE_OF.items():
        for match in pattern.finditer(plain.text):
            start, end = plain.span(match.start(), match.end())
            left[start:end] = " " * (end - start)
            told.add(field)
    return frozenset(told), "".join(left)


_NOTHING_ELSE = re.compile(
    r"(?<![a-z])(?:(?:et |and |puis )?(?:(?:y a|j'ai|je paye|je paie|il y a) )?(?:plus )?rien d'? ?autres?"
    r"|(?:et )?(?:rien de plus|pas d'autres?(?: (?:charges?|frais|depenses?|dettes?|credits?|choses?))?(?! [a-z])"
    r"|c'est tout"
    r"|cest tout|c tout|voila c'est tout)|nothing else|no(?:thing)? others?(?! [a-z])|nowt else|that'?s (?:it"
    r"|all)(?! [a-z])"
    r"|thats (?:it|all)(?! [a-z]))(?![a-z])(?! (?:que|than|but|a part|sauf|from))"
)


def nothing_else(text: str) -> bool:
    """Whether the words say that what was told is all: "… et rien d'autre", "nothing else"."""
    return _NOTHING_ELSE.search(fold(text).text) is not None


def read_lodging(text: str, language: str) -> Literal["free", "hosted"] | None:
    """Whether a home costs nothing by these words, or is somebody else's, who may be given something for it."""
    plain = with_digits(fold(text), language).text
    if _NO_RENT.search(plain):
        return "free"
    if _HOSTED.search(plain) is None:
        return None
    return "free" if _FREE.search(plain) else "hosted"
