"""Whether a message asks what becomes of the rest: "merci et pour le reste ?", "what about the rest"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_BEFORE = (
    r"(?:merci(?: beaucoup| bien)?|ok(?:ay)?|oki|d'accord|dac|super|parfait|cool|tres bien|oui|yes|thanks?(?: you)?|ta"
    r"|cheers|great|bonjour|hello|hi|bon|alors|donc|euh|et|mais|and|but|so|then|fait|c'est fait|done|c'est paye|paye"
    r"|paid|i'?ve paid|j'ai paye)"
)
_ABOUT = (
    r"(?:pour|concernant|quid d[eu]|et pour|niveau|what about|how about|about|what of|for|what happens (?:to|with))"
)
_REST = (
    r"(?:le reste|le rest|le solde|ce qui reste|ce qu'il reste"
    r"|les? [0-9][0-9.,]* ?(?:€|e|euros?|£)? (?:qui|ki) restent?"
    r"|l'autre partie|the rest|the remainder|what'?s left|what is left|whats left|the other (?:part|half))"
)
_AFTER = (
    r"(?: (?:de la (?:dette|somme)|a payer|of it|of the (?:money|debt|sum)))?"
    r"(?:,? (?:alors|du coup|donc|then|now|maintenant|(?:on|je) (?:fait|fais) (?:comment|quoi|koi)"
    r"|je (?:le )?paye? (?:comment|quand|kan)|c'?est (?:quand|pour quand|comment|quoi|combien)|comment|quand|combien"
    r"|ca se passe comment|il se passe quoi|how do i pay|what do i do|when|how|svp|stp|please))*"
)
_ASKS = re.compile(
    rf"(?:{_BEFORE}[\s,.!;:…]*)*(?:{_ABOUT} )?{_REST}{_AFTER}[\s.!]*\??"
    rf"|(?:{_BEFORE}[\s,.!;:…]*)*(?:comment|quand|combien|how|when|how much)(?: (?:je|on|do i|do we|est-ce que je))? "
    rf"(?:paye?|paie|regle|fais|fait|pour|pay)(?: (?:pour|about))? {_REST}[\s.!]*\??"
)


def asks_rest(text: str) -> bool:
    """Whether somebody asks what becomes of the rest, and says nothing else. "Le reste ok" and "je paie le reste en
    juin" are no such question.
    """
    words = flat(text)
    return _ASKS.fullmatch(words) is not None and ("?" in words or _open(words))


_OPEN = re.compile(
    r"(?<![a-z])(?:et|and|what|how|comment|quand|combien|quoi|koi|alors|du coup|pour|about|then)(?![a-z])"
)


def _open(words: str) -> bool:
    return _OPEN.search(words) is not None
