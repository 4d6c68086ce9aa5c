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


_WROTE = (
    r"(?:ecri\w*|appel\w*|telephon\w*|contact\w*|envoy\w*|relanc\w*|harcel\w*|sollicit\w*|derang\w*"
    r"|writ\w*|wrote|text\w*|call\w*|messag\w*|e-?mail\w*|ring\w*|rang|phon\w*|chas\w*|bother\w*|sen(?:d|t|ding))"
)
_WHY = (
    r"(?:(?:mais|bonjour|bjr|hello|hi|and|but|et)[, ]+)*"
    r"(?:pourquoi|pour quoi|pour quelle raison|pk|pkoi|pq|pr ?koi|why|how come)"
    r"(?:,? (?:est-ce que |est ce que |c'est que )?(?:vous|vs|tu|on|you|u)? ?(?:are|do|did|have|keep|r)?(?: you| u)?"
    r"(?: (?:keep|been|always|toujours|me|m'avez|m'avez-vous|m'a|m'as|nous|avez|avez-vous))* ?(?:m'|me ?|m)?" + _WROTE
    + r"(?:-vous)?(?: (?:me|moi|to|us|nous|up))*"
    r"|(?: (?:j'ai|ai-je|je|did i|have i|am i|i got|recois|recu|got|get|getting|receive\w*))*"
    r" (?:ce|cet|cette|ces|vos|un|this|that|these|your|a)"
    r" (?:message|sms|texto|mail|e-?mail|courriel|courrier|appel|text|call|letter)s?)"
)
_TAIL = (
    r"(?:[ ,]+(?:svp|s'il vous plait|please|encore|again|hier|yesterday|today|aujourd'hui|tout le temps|au juste"
    r"|exactly|par sms|par mail|un sms|un message|des sms|des messages|a text|texts|messages?|an email|emails))*"
)
_NOT_WRITTEN = re.compile(r"(?<![a-z])(?:pas|plus|jamais|not|never|no longer|\w+n'?t)(?![a-z])")
_WHY_WRITTEN = re.compile(r"(?<![a-z])" + _WHY + r"(?![a-z])")
_WHY_ALONE = re.compile(_WHY + _TAIL)


def asks_why_written(text: str, *, alone: bool = False) -> bool:
    """Whether somebody asks why we wrote to them or called ("pourquoi vous m'écrivez ?"); `alone`: and nothing else."""
    words = fold(text).text.strip(" .!?")
    found = _WHY_ALONE.fullmatch(words) if alone else _WHY_WRITTEN.search(words)
    return found is not None and not _NOT_WRITTEN.match(words, found.end() + 1)
