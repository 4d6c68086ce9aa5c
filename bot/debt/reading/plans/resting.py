"""That everything is to stop for so long ("on peut tout stopper 2 mois"); that benefits are all somebody has."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold, with_digits

_LONGEST = 240
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_STOPS = re.compile(
    rf"{_B}(?:(?:tout?|tt) (?:stop+\w*|arret\w*|mettre en pause|suspend\w*|bloquer|geler)"
    r"|(?:stop+(?:er|e|ez|é)?|arret\w*|suspend\w*|geler|gele[rz]?)"
    r" (?:tout?|tt|(?:les|mes|le|mon) (?:paiements?|payements?|prelevements?|mensualites?|echeances?))"
    r"|arret\w* (?:de |d')(?:payer|paye|vous payer)|put (?:\w+ ){1,3}on hold|(?:freeze|pause|suspend) (?:it|everything"
    r"|all of it|the \w+|my \w+)|stop (?:paying|everything|it all|(?:the|my|all) (?:payments?|instal?ments?)))" + _E
)
_SO_LONG = re.compile(
    rf"{_B}(?:pendant |pour |for |durant )?(?:une?|a|one|couple of|[2-9]|1[0-9]) ?(?:mois|moi|months?|semaines?|sem"
    rf"|weeks?){_E}"
)
_NOT = re.compile(
    rf"{_B}(?:pas|jamais|sans|don'?t|not|never|deja|already|j'?ai|ai|avez|a ete|was|were|have|m'ont|ils ont){_E}"
    r"(?: [a-z']+){0,2} ?$"
)


def stops_so_long(text: str, language: str) -> bool:
    """Whether everything is to stop for so long; that they have stopped paying, or do not want it, is none."""
    plain = with_digits(fold(text), language).text
    if len(plain) > _LONGEST or _SO_LONG.search(plain) is None:
        return False
    return any(_NOT.search(plain[: one.start()]) is None for one in _STOPS.finditer(plain))


_AID = (
    r"(?:la caf|caf|le rsa|rsa|l'?aah|aah|l'?ass|les? (?:aides?|allocs?|allocations?|apl|chomage|alloc\w*)|le chomage"
    r"|(?:my |the )?(?:benefits?|universal credit|uc|job ?seeker'?s|jsa|esa|pip|dole|carer'?s allowance)|ma pension)"
)
_ALL = (
    r"(?:tout ce (?:que|qu|k) ?(?:j'?ai|je touche|jai|il me reste|on a)|(?:ma|mon) (?:seule?|unique)"
    r" (?:revenu|ressource)"
    r"|all (?:that )?(?:i|we)(?:'ve| have)?(?: got| get)?|(?:my|our) only income)"
)
_ONLY = re.compile(
    rf"{_B}{_AID},? ?(?:c'?est|c|cest|est|is|are|it'?s|'s)? ?{_ALL}{_E}"
    rf"|{_B}{_ALL} ?(?:c'?est|c|is|are)? ?{_AID}{_E}"
    rf"|{_B}(?:j'?ai|jai|on a|je touche|jtouche|il me reste|je vis|jvis)(?: plus)?"
    rf" (?:que|ke|qu'|k|avec|juste|seulement) ?(?:de )?{_AID}{_E}"
    rf"|{_B}(?:only|just) (?:have|get|got|on|living on|live on|receive) (?:my )?{_AID}{_E}"
)


def only_benefits(text: str) -> bool:
    """Whether benefits are told to be all that somebody has to live on ("la caf c'est tout ce que j'ai")."""
    words = re.sub(r"\s+", " ", fold(text).text)
    return len(words) <= _LONGEST and _ONLY.search(words) is not None
