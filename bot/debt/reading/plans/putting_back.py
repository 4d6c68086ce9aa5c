"""Whether somebody wants what was moved back where it was: "remettez la date d'avant", "put it back as it was"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 120
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_BEFORE = (
    r"(?:(?:comme|com|cm) (?:c'?et[ai]*[ts]? )?(?:avan[ts]?|prevu|d'origine|au debut|a l'origine)"
    r"|comme (?:c'?|ca |cela )?et[ai]+[ts]?(?: avant)?|(?:a |sur )?(?:la |l'|l |le |ma |mon |les "
    r"|mes )?(?:ancien(?:ne)?s? )"
    r"(?:date|jour|echeance|dates|plan)|(?:a |sur )?(?:la |les |ma |mes |le )?(?:dates?|jour|echeances?|plan"
    r"|mensualite)"
    r" (?:d'avant|davant|d'origine|dorigine|de depart|initiale?s?|prevue?s?|precedente?s?)"
    r"|(?:as|how|like|the way|where) (?:it|they|things|that) (?:was|were)(?: before| originally)?|as before|like before"
    r"|(?:to )?(?:the |my )?(?:old|original|previous|first|earlier|usual) (?:date|day|dates|schedule|plan|one)"
    r"|(?:the )?(?:date|day|way) (?:it was )?before)"
)
_PUTS = (
    r"(?:re?met(?:tez|tre|s|te)?|remetez|remetre|laissez?|laisser|gardez?|garder|rest(?:ez|er|ons|e)|reven(?:ez"
    r"|ir|ons)|retour(?:nez|ner)?"
    r"|on laisse|je (?:garde|prefere)|(?:put|leave|keep|change|move|set|switch|turn|go|have)(?: (?:it|that|them"
    r"|everything"
    r"|things|the date|my date|this))?(?: back)?|back)"
)
_SMALL = r"(?: (?:tout|ca|sa|cela|le|la|les|donc|plutot|alors|moi|the|to|it|all))*"
_PUTS_BACK = re.compile(rf"{_B}{_PUTS}{_SMALL} ?{_BEFORE}{_E}")
_MOVE_FR = (
    r"(?:changement(?: de (?:date|jour))?|report|decalage|deplacement|modif\w*(?: de (?:la )?date)?"
    r"|derniere modif\w*)"
)
_MOVE_EN = r"(?:move|change(?: of (?:date|day))?|date change|new date|postponement|delay)"
_UNDOES = re.compile(
    rf"{_B}(?:annul(?:ez|er|e|es)|enlev(?:ez|er|e)|supprim(?:ez|er|e)|oubli(?:ez|er|e)|laissez tomber) (?:le "
    rf"|la |l'|ce |ma |mon |cette )?{_MOVE_FR}{_E}"
    rf"|{_B}(?:undo|cancel|reverse|revert|forget|scrap|drop) (?:the |that |this |my )?(?:last )?{_MOVE_EN}{_E}"
    rf"|{_B}(?:move|put|change) (?:it|that|them) back{_E}|{_B}(?:undo|revert|reverse) (?:it|that)(?! plan){_E}"
)
_NOT = re.compile(
    rf"{_B}(?:pas|jamais|never|not|don'?t|dont|impossible|peux pas|can'?t|cannot|couldn'?t|plan (?:annule"
    rf"|cancel\w*)){_E}"
)


def puts_back(text: str) -> bool:
    """Whether a move of a payment is to be undone, where the message is short and says no to nothing else."""
    words = re.sub(r"\s+", " ", fold(text).text).strip()
    if len(words) > _LONGEST or _NOT.search(words):
        return False
    return _PUTS_BACK.search(words) is not None or _UNDOES.search(words) is not None
