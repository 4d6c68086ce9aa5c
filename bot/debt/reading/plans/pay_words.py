"""Wishes to pay: everything, one sum today, each month or once."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import AT_MOST, MONEY, nothing_but, said
from bot.debt.reading.text.plain import fold

_ALL = re.compile(
    r"\b(?:tout|(?:tou|tt) (?:ce (?:qu|k)i?|(?:pay|pai|regl)\w*|le reste|la dette)|ce qu'?il reste|everything left"
    r"|all that'?s|la totalite|l'integralite|en totalite|le tout|le solde|solder|en entier|d'un coup"
    r"|(?:les|mes|the|my) (?:2|deux|two)(?: (?:factures?|dettes?|credits?|dossiers?|comptes?|bills?|debts?|accounts?"
    r"|loans?)"
    r"|(?! [a-z]*(?:mois|semaine|fois|echeance|mensualite|premier|prochain|month|week|payment|first|next|time)))"
    r"|both(?! (?:month|week|payment|time))"
    r"|everything|all of it|it all|in full|the (?:whole|full|entire)|the lot|settle up|pay (?:it )?off)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:pas|plus|jamais|not|never|can'?t|cannot|couldn'?t|tout de suite|tout de meme|tout a l'heure)\b"
)


def asks_all(text: str) -> bool:
    """Whether somebody who wants to pay means everything ("je veux tout régler", "pay it off"), not "tout de suite"."""
    words = fold(text).text
    return _ALL.search(words) is not None and _NOT_ALL.search(words) is None


_SO = (
    r"(?:(?:juste|seulement|que|just|only|non|no|oui|yes|yeah|ba+h?|ben|euh|ok|c'?est|c|it'?s|pour|for|plutot|rather)"
    r"[ ,]+)*"
)
_PLEASE = (
    r"(?:[ ,]+(?:seulement|only|svp|stp|merci|please|pls|quoi|bien sur|of course|oui|non|jai dit|j'ai dit|i said))*"
)
_ONCE = re.compile(
    _SO + r"(?:(?:en )?une (?:seule )?fois|(?:en )?1 (?:seule )?fois|(?:une|1) seule|unique(?:ment)? (?:une|1) fois"
    r"|once|one[- ]off|one time|just the once|one payment|un seul (?:coup|paiement|versement)|d'un coup)" + _PLEASE
)
_MONTHLY = re.compile(
    _SO + r"(?:(?:chaqu?e?|ch[aq]?k?q?|chak|t(?:ou[ts]|s|t) les|par) ?moi[st]?|monthly|(?:each|every|per"
    r"|a) (?:month|mth)"
    r"|mensuel(?:lement)?)" + _PLEASE
)
_FORTNIGHTLY = re.compile(
    _SO + r"(?:t(?:ou[ts]?|outes|tes?|s)? les (?:(?:15|quinze) ?j(?:ours?|rs?)?|(?:2|deux) sem(?:aines?)?)"
    r"|(?:chaque|par|a la) quinzaine|une semaine sur (?:deux|2)|fortnightly|(?:a|each|every|per) fortnight"
    r"|every (?:2|two|other|second) w(?:ee)?ks?)" + _PLEASE
)
_WEEKLY = re.compile(
    _SO + r"(?:(?:chaqu?e?|chq|chak|t(?:ou|out)?tes les|ttes les|par) sem(?:aines?)?|weekly|(?:each|every|per"
    r"|a) w(?:ee)?k"
    r"|hebdo(?:madaire)?)" + _PLEASE
)
_RHYTHMS = (("once", _ONCE), ("month", _MONTHLY), ("fortnight", _FORTNIGHTLY), ("week", _WEEKLY))


def once_or_monthly(text: str) -> str | None:
    """ "once", "month", "fortnight" or "week" where that is all that a message says; else None."""
    words = fold(text).text.strip(" .!,?")
    return next((name for name, pattern in _RHYTHMS if pattern.fullmatch(words)), None)


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
