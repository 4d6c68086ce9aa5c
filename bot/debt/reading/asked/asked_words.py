"""What a word of letters and forms means ("c quoi un échéancier", "c koi FICP", "what's a CCJ")."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_WORDS: dict[str, str] = {
    "schedule": r"(?:echeanciers?|echeansier|(?:re)?payment (?:schedule|plan)|plan de (?:paiement|remboursement))",
    "ficp": r"(?:ficp|fichier (?:des )?(?:incidents?|de la banque de france)\w*|fcc)",
    "reference": r"(?:numero|num|n°|no) (?:de |du )?(?:dossier|client|reference)",
    "bailiff": r"(?:hui?ss?iers?|uissiers?|commissaires? de justice|bailiffs?|enforcement (?:agents?|officers?))",
    "formal_notice": r"(?:mises? en (?:demeure|demeur)|formal (?:notice|demand)|letters? before (?:action|claim))",
    "ccj": r"(?:ccjs?|county court judge?ments?)",
    "default_notice": r"(?:default notices?|notices? of default)",
    "instalment": r"(?:echeances?|instal+ments?|mensualites?)",
}
_WHAT = (
    r"(?:c'?est|c|cest|s'est|ce|sa|ca) ?(?:est )?(?:quoi|koi|kwa)(?: (?:ca|sa|exactement))?|(?:qu'?est|kest|kesk"
    r"|qesk)[- ]?(?:ce)?"
    r" ?(?:que?|qu')?(?: ?c'?est)?(?: (?:que|qu'))?|keske?(?: c)?|que (?:veut|signifie)(?: dire)?|(?:ca|sa) (?:veut"
    r"|ve) dire"
    r" (?:quoi|koi)|what(?:'s| is|s| does| do| are)|wots|whats|wat is|define|definition(?: de| of)?"
    r"|explique\w*(?: moi)?"
    r"|explain|(?:je )?(?:sais|comprends?|connais) pas(?: ce que(?: c'est)?)?|meaning of|never heard of"
)
_SMALL = (
    r"(?:(?:un|une|le|la|les|l'|d'|de|du|des|ton|votre|vos|your|a|an|the|mot|word|que|qu'|ca|this|that|on|my|mon|ma)"
    r"[ ']?)*"
)
_AFTER = (
    r"(?:c'?est (?:quoi|koi)|c (?:quoi|koi)|(?:ca |sa )?veut dire (?:quoi|koi)|(?:ca |sa )?signifie (?:quoi|koi)"
    r"|mean(?:s|ing)?"
    r"|stand for|exactement|exactly|la|svp|stp|please|pls|en fait|au juste|at all|then|deja|again)"
)
_LEAD = r"(?:(?:et|and|ok|mais|but|alors|so|sorry|pardon|bonjour|hello|euh|dis|en fait|svp|donc|deja) )*"


def asks_word(text: str) -> str | None:
    """Which word it is that is asked for, by its key, in a message that asks nothing else; None: none."""
    words = re.sub(r"[?!.,«»\"]", " ", flat(text))
    words = " ".join(words.split())
    for key, word in _WORDS.items():
        asked = rf"{_LEAD}(?:{_WHAT}) {_SMALL} ?{word}(?: {_AFTER})*"
        after = rf"{_LEAD}{_SMALL} ?{word} (?:{_AFTER} ?)*(?:c'?est (?:quoi|koi)|c (?:quoi|koi)|(?:ca |sa )?veut dire"
        after += r" (?:quoi|koi)|mean\w*)"
        if re.fullmatch(asked, words) or re.fullmatch(rf"{after}(?: {_AFTER})*", words):
            return key
    return None
