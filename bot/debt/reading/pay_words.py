"""Wishes to pay: everything, one sum today, each month or once."""

from __future__ import annotations

import re

from bot.debt.reading.alone import AT_MOST, MONEY, nothing_but, said
from bot.debt.reading.plain import fold

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


_NOW = (
    r"(?:aujourd'? ?hui|maintenant|tout de suite|de suite|immediatement|ce soir|now|today|right (?:now|away)"
    r"|straight away)"
)
_PAYS = (
    r"(?:je (?:veux|voudrais|souhaite|peux|vais|prefere)|j'aimerais|jveux|est-ce que je peux|je peux"
    r"|(?:i(?:'d| would) like|i want|i can|i could|i'?ll|i will|i'm going|can i|could i|may i|let me)(?: to)?)"
    r" (?:vous )?(?:regler|payer|verser|virer|donner|rembourser|faire un (?:paiement|versement|virement) de"
    r"|pay(?: off)?"
    r"|make a payment of|send|transfer|give)(?: you)?"
)
_PAYS_NOW = nothing_but(rf"{_PAYS} (?:{MONEY}) {_NOW}|{_NOW},? {_PAYS} (?:{MONEY})")


def pays_now(text: str) -> bool:
    """Whether a message is the wish to pay one sum today, and nothing else."""
    words = said(text)
    return len(words) <= AT_MOST and _PAYS_NOW.fullmatch(words) is not None
