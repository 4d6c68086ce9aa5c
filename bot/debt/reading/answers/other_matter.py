"""Whether words speak of another contract than the one that was spoken of before."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_THING = (
    r"(?:dossiers?|dettes?|credits?|contrats?|comptes?|factures?|societes?|creanciers?|affaires?|abonnements?"
    r"|accounts?|debts?|bills?|loans?|contracts?|compan(?:y|ies)|creditors?|cases?|refs?|references?|matters?|lenders?)"
)
_OTHER = re.compile(
    rf"(?<![a-z])(?:(?:un|une|l'|mon|ma|mes|the|an|my|this|cet|cette|celui d'|pour l'|sur l'|on the|for the) ?"
    rf"(?:autre|second|seconde|deuxieme|2e|2eme|other|another|second|2nd) {_THING}"
    rf"|(?:autre|another|other|different) {_THING}|{_THING} (?:different|n ?[o°]? ?2|number two)"
    r"|(?:the other one|l'autre(?! (?:jour|fois|mois|semaine|annee|personne|cote|somme|partie|moitie|soir|matin))"
    r"|quelque chose d'autre|rien a voir|autre chose|something else|nothing to do with (?:it|that|this)"
    r"|as for the other|a different (?:one|thing)|une autre histoire))(?![a-z])"
)


def another_matter(text: str) -> bool:
    """Whether another contract or matter is meant ("pour l'autre dossier", "on the other account")."""
    return _OTHER.search(fold(text).text) is not None
