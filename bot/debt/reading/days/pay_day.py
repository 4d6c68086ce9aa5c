"""A day of the month wished for payments: for this time or for good, and the day that it takes the place of."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.plain import fold

Scope = Literal["once", "always"]

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_DAY = (
    r"(?:0?[1-9]|[12][0-9]|3[01])(?:er|eme|e|st|nd|rd|th)?"
    r"(?![0-9.,/]|\s?(?:€|£|euros?|eur(?![a-z])|pounds?|quid|h\b|fois|x\b))"
)
_OLD = re.compile(
    _B + r"(?:(?:plutot|pltot|plutt?o) (?:que|qu'?)(?: (?:sur|a|pour))?|au lieu d[eu']?|a la place d[eu]"
    r"|et pas|et non(?: pas)?|pas"
    r"|instead of|rather than|and not|not|in place of|from) ?(?:on )?(?:le |the )?" + _DAY + r"(?: (?:du"
    r"|of the) (?:mois|month))?" + _E
    + rf"|{_B}du {_DAY}(?= (?:au|vers le|a) )"
)
_ALWAYS = re.compile(
    _B
    + r"(?:(?:de |du )?(?:chaque|chak|tous les|ts les|ttes? les|tout les|par) mois"
    r"|(?:every|each|per) (?:month|one|time)"
    r"|monthly"
    r"|mensuel\w*|dorenavant|desormais|a l'avenir|from now on|going forward|in (?:the )?future|pour toujours|toujours"
    r"|tjrs|always|definitiv\w*|pour de bon|for good|permanent\w*|tout le temps|a chaque fois|chaque fois|all the time"
    r"|(?:tou(?:s|tes)|ttes|les|mes) (?:les |mes )?(?:paiements|mensualites|echeances|prelevements|suivant\w*|autres)"
    r"|(?:all|my|the) (?:of )?(?:the |my )?(?:payments|instal?lments|others?)|pour tous|pour toutes|the lot)" + _E
)
_ONCE = re.compile(
    _B + r"(?:(?:juste |que |seulement |just |only )?(?:pour )?(?:ce|se) mois(?:[- ]?ci)?"
    r"|(?:pour )?cette fois(?:[- ]?ci)?"
    r"|(?:juste|que|seulement) (?:cel(?:ui|le)(?:[- ]ci)?|une? (?:seule )?fois|1 fois|la prochaine"
    r"|le prochain)|une (?:seule )?fois"
    r"|1 (?:seule )?fois|exception\w*|this (?:month|time|once|one)(?: only)?|just (?:this|the next|once"
    r"|the once)|only (?:this|once)"
    r"|once|one[- ]off|one time|(?:la|le) prochaine?|(?:the|my) next one|next (?:payment|instal?lment))" + _E
)


def without_old_day(text: str) -> str:
    """Plain words without the day that another is to take the place of: "le 15 plutôt que le 12" is "le 15"."""
    return re.sub(r"\s+", " ", _OLD.sub(" ", fold(text).text)).strip()


def read_day_scope(text: str) -> Scope | None:
    """Whether another day is wished for this time or for every month; None where neither is told, or both."""
    plain = fold(text).text
    once, always = _ONCE.search(plain) is not None, _ALWAYS.search(plain) is not None
    if once == always:
        return None
    return "once" if once else "always"
