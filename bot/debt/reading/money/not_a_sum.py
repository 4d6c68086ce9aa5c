"""Figures without a currency that count or stand for an article: "c 1 faute", "1 letre", "just them 3", "3 coussins".

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from decimal import Decimal

_MOST = 9
"""Up to so many a figure is likelier to count things than to be money."""
_PERIOD = (
    r"(?:par|/|chaque|tous|toutes|a|an|per|each|every|pcm|pw|le|la|les|monthly|weekly|mensuel\w*|de|du|d'|of|off)"
    r"(?![a-z])"
)
_ARTICLE = re.compile(rf" ?(?!{_PERIOD})[a-z][a-z'-]+")
"""Behind a "1": the word that it is the article of."""
_SMALL = (
    r"(?:plus|pas|dans|sans|puis|mais|jamais|sous|apres|vers|alors|moins|depuis|fois|les|des|mes|ces|ses|nos|vos|tous"
    r"|toutes|suis|dois|vais|veux|peux|mieux|vous|nous|deux|ils|elles|is|was|as|this|his|its|us|less|yes|plus|has|does"
    r"|perhaps|always|across|frais|interets|penalites|agios|fees|charges|courses|apl|versements|cos|because|c'est|is|iss"
    r"|pounds|euros|balles|boules|pence|centimes|allocs?|aides|gas|pres|si?x|francs|dollars|bucks|heures|times"
    r"|allocations?|benefits|wages|taxes|impots|transports?|abonnements?|assurances?|forfaits?|mensuels|nets|bruts)"
)
_THINGS = re.compile(rf" ?(?!{_SMALL}(?![a-z]))[a-z]{{2,}}[sx](?![a-z'])")
"""Behind a few: what is counted, told by its plural."""
_THOSE = re.compile(
    r"(?<![a-z])(?:them|those|these|ces|mes|tes|nos|vos|next|first|last|other|prochain\w*|premier\w*|dernier\w*|autres"
    r"|(?:all|tous|toutes)(?: the| les| of the)?|(?:one|1|two|2|half) (?:of|out of|sur)(?: the| my| les)?) $"
)
"""Before a few, and behind them: those that were spoken of."""
_OF_THEM = re.compile(
    r" ?(?:prochain\w*|premier\w*|dernier\w*|next|first|last|other|autres?|of (?:the|my|those|these|them|our)|d'entre"
    r"|des|de (?:vos|mes|ces))(?![a-z])"
)


def counts_things(text: str, start: int, end: int, value: Decimal) -> bool:
    """Whether a figure at text[start:end], which no currency names, counts things or is an article, and is no sum."""
    if not 0 < value <= _MOST or value != int(value):
        return False
    if value == 1 and _ARTICLE.match(text, end) is not None:
        return True
    if _THINGS.match(text, end) is not None or _OF_THEM.match(text, end) is not None:
        return True
    return _THOSE.search(text[:start]) is not None


def is_sum_disputed(text: str, end: int, minor: int) -> bool:
    """Whether such a figure may be what is contested: a few never are, nor what counts things ("12 chaises")."""
    return minor > _MOST * 100 and _THINGS.match(text, end) is None
