"""Whether the payments of a plan are to be smaller: "la mensualité c'est trop, baissez-la", "make it lower"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 220
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_PAYMENT = (
    r"(?:mensualites?|mensualiter|paiements?|payements?|echeances?|versements?|prelevements?|plan|instal?lments?"
    r"|instalements?|payments?|repayments?|par mois|a month|per month|each month|monthly)"
)
_LESS = re.compile(
    rf"{_B}(?:(?:re)?baiss(?:er|ez|e)|diminu(?:er|ez|e)|redui(?:re|sez|s)|abaiss(?:er|ez|e)|alleg(?:er|ez|e)"
    r"|descend(?:re|ez)|moins (?:eleve\w*|haut\w*|cher\w*|gros\w*|lourd\w*)|plus (?:bas\w*|petit\w*|faible\w*|leger\w*)"
    r"|lower(?:ed|ing)?|reduc(?:e|ed|ing)|smaller|bring (?:it|the \w+|my \w+) down|make (?:it|them) (?:less|cheaper)"
    rf"|cut (?:it|them|the|my)|less (?:a|per|each) month){_E}"
)
_TOO_MUCH = re.compile(
    rf"{_B}(?:trop (?:eleve\w*|haut\w*|cher\w*|gros\w*|lourd\w*|pour moi)|too (?:much|high|big|steep|heavy|dear)"
    rf"|(?:c'?est|c|cest|fait|est) (?:bcp |beaucoup )?trop){_E}"
)
_OF_IT = re.compile(rf"{_B}{_PAYMENT}{_E}")
_ELSE = re.compile(
    rf"{_B}(?:salaires?|revenus?|ma paye|heures|(?:baiss|diminu|redui)\w* pas|chomage|income|wages?|salary|hours"
    rf"|earnings|pourquoi|pk|why"
    rf"|interets?|interest"
    rf"|frais|fees?|(?:pas|jamais|not|never|don'?t|dont) (?:la |le |les |l')?(?:baiss\w*|diminu\w*|redui\w*"
    rf"|lower|reduce)"
    rf"|a (?:ete )?(?:baisse|diminue)|(?:baisser|diminuer|reduire|lower|reduce) (?:le |mon |my |the )?(?:loyer"
    rf"|rent)){_E}"
)


def wants_lower(text: str) -> bool:
    """Whether somebody finds the payments of their plan too much and wants them smaller, whatever else is told beside;
    that what they earn has become less is another matter.
    """
    words = fold(text).text
    if len(words) > _LONGEST or _ELSE.search(words) or _OF_IT.search(words) is None:
        return False
    return _LESS.search(words) is not None or _TOO_MUCH.search(words) is not None
