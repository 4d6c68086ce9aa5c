"""What is asked of an offer: the most that could be paid, and for which account it is."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 110
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_MOST = (
    rf"{_B}(?:max|maxi|maximum|maximun|(?:le|au|the|at) (?:grand )?(?:plus|most|max)|tout au plus|highest"
    rf"|largest|biggest"
    rf"|le plus (?:haut|gros|eleve)|plafond|limite?){_E}"
)
_ASKS = re.compile(
    rf"{_B}(?:combien|cb|comb1|quel(?:le)?s?|kel|(?:c'?est|c|cest) (?:quoi|koi)|how much|how high|what|whats"
    rf"|what's|wat){_E}"
)
_HOW_FAR = re.compile(
    rf"{_B}(?:jusqu'? ?a (?:combien|cb)|up to how much|how high (?:can|could) (?:i|we) go"
    rf"|how much (?:can|could) i afford){_E}"
)
_MINE = re.compile(
    rf"{_B}(?:je|j'|jpeux|on|i|we|mon|my|me|par mois|a month|mettre|payer|verser|pay|put|afford|offre|offer|budget){_E}"
)
_NOT = re.compile(
    rf"[0-9]|{_B}(?:plus (?:tot|tard|vite|simple|rapide)|most months|duree|temps|how long|delai|mois maximum"
    rf"|pause|time|frais|fees"
    rf"|appel\w*|call\w*|reste|left|owe|dois|pas|not|can'?t|cant){_E}"
)
_MOST_OF = re.compile(_MOST)


def asks_most(text: str) -> bool:
    """Whether somebody asks what they could pay at most ("c'est combien le max que je peux mettre"), and names none."""
    words = re.sub(r"\s+", " ", fold(text).text).strip()
    if len(words) > _LONGEST or _NOT.search(words):
        return False
    if _HOW_FAR.search(words):
        return True
    return all(one.search(words) is not None for one in (_MOST_OF, _ASKS, _MINE))


_THING = (
    r"(?:dossiers?|comptes?|contrats?|dettes?|credits?|references?|factures?|marques?|accounts?|debts?|cases?"
    r"|bills?|brands?|contracts?|loans?)"
)
_WHICH = re.compile(
    r"(?:(?:et|mais|ok|oui|and|but|so|alors|donc|euh|bonjour|hello)[\s,]+)*"
    rf"(?:(?:c'?est|c|cest|ca|sa|cela|cette offre|l'offre|ce plan|le plan)(?: (?:c'?est|est"
    rf"|concerne))? ?(?:pour |sur |de )?"
    rf"(?:lequel|laquelle|lekel|quel(?:le)?s? (?:{_THING}|de mes {_THING})|kel {_THING})"
    rf"|(?:pour|sur|de) (?:lequel|laquelle|quel(?:le)?s? {_THING}|kel {_THING})(?: (?:c'?est|c|ca|cette offre"
    rf"|l'offre|ce plan))?"
    rf"|(?:which|what|wich) (?:one|{_THING}|of my {_THING})(?: (?:is|are|does|s|was))?(?: (?:that|this|it"
    rf"|the offer|the plan|these))?"
    r"(?: (?:for|about|cover|go to|on))?"
    rf"|(?:is|are) (?:that|this|it|these) for (?:which|what) {_THING}|(?:that|it|this)(?:'s| is) for (?:which"
    rf"|what) {_THING})"
    r"(?:[\s,]*(?:exactement|exactly|svp|please|pls|ca|alors|la|then|merci))*[\s?.!]*"
)


def asks_which_account(text: str) -> bool:
    """Whether somebody asks which account something is for, and nothing else ("c'est pour quel dossier ?")."""
    return _WHICH.fullmatch(re.sub(r"\s+", " ", fold(text).text).strip()) is not None
