"""A smaller first step, as people say it: "commencer par 20 puis 40", "20 for the first two months, then 40"."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

_B, _E = r"(?<![a-z0-9.,])", r"(?![a-z0-9])"
_SUM = r"(?:[€£] ?)?(?P<n>[0-9]{1,5}(?:[.,][0-9]{1,2})?) ?(?:€|eur|euros?|e|balles|£|pounds?|quid|gbp)?"
_MONTHLY = (
    r"(?: ?(?:par|/|le|chaque|each|every|per|a) ?(?:mois|month|semaine|week|quinzaine|fortnight)"
    r"|mensuels?|monthly|pcm)?"
)
_TIMES = (
    r"(?:,? ?(?:pendant |durant |sur |for |over )?(?:les |le |la |the |my )?(?:(?:premiers?|premieres?|first) )?"
    r"(?:(?P<c>[0-9]{1,2}) )?(?:(?:premiers?|premieres?|first) )?"
    r"(?:mois|fois|semaines?|echeances?|versements?|paiements?|mensualites?|months?|times|weeks?|instal?ments?|payments?)"
    r"|,? ?(?:au debut|pour commencer|to (?:start|begin)(?: with)?|at first|a month))?"
)
_THEN = (
    r"[,;.]? ?(?:et |and )?(?:puis|ensuite|apres(?: ca| cela)?|derriere|then|after(?: that|wards)?|followed by)"
    r"(?: (?:on |je )?(?:passer(?:ai)?|monter(?:ai)?|passe|monte|going (?:up )?to|go(?:ing)? up|up))?(?: a| to| at)?,? "
)
_ONE = re.compile(_B + _SUM + _E + _MONTHLY + _TIMES)
_BUT = r"[,;.]? ?(?:mais |sauf |et |but |except |and |only |just |seulement |que |juste )+(?:que |only |just )?"
_FIRSTS = (
    r" (?:(?:pour|le|la|les|the|for|on|au|a|sur|du|in) )*(?:(?P<c>[0-9]{1,2}) )?(?:premiere?s?|1er|1ere|first)"
    r"(?: (?P<k>[0-9]{1,2}))? (?:mois|fois|mensualites?|echeances?|versements?|paiements?|months?|payments?"
    r"|instal?ments?|one)"
)
_LESS_FIRST = re.compile(_B + _SUM.replace("<n>", "<all>") + _E + _MONTHLY + _BUT + _SUM + _FIRSTS + _E)
_LINK = re.compile(_THEN)
_NOW = re.compile(r" ?(?:maintenant|tout de suite|aujourd|de suite|now|today|straight away|right away)")
MOST_STEPS = 12


def read_steps(plain: str) -> tuple[int, ...]:
    """Payments in minor units that rise to the last, which goes on; () where the words tell of none.

    `plain` is folded, with digits. A first sum that is for now is none: it is a payment."""
    for first in _ONE.finditer(plain):
        steps, last = [first], first
        while (link := _LINK.match(plain, last.end())) and (following := _ONE.match(plain, link.end())):
            steps.append(following)
            last = following
        if len(steps) < 2 or _NOW.match(plain, first.end()):
            continue
        found = [minor for one in steps[:-1] for minor in [_minor(one)] * int(one["c"] or 1)] + [_minor(steps[-1])]
        rising = all(one <= two for one, two in pairwise(found)) and found[-2] < found[-1]
        return tuple(found) if rising and found[0] > 0 and len(found) <= MOST_STEPS + 1 else ()
    return _less_first(plain)


def _less_first(plain: str) -> tuple[int, ...]:
    """ "50 par mois mais 20 le premier mois"."""
    told = _LESS_FIRST.search(plain)
    if told is None:
        return ()
    times = int(told["c"] or told["k"] or 1)
    less, each = _minor(told), int(Decimal(told["all"].replace(",", ".")) * 100)
    return (*[less] * times, each) if 0 < less < each and 1 <= times <= MOST_STEPS else ()


def _minor(one: re.Match[str]) -> int:
    return int(Decimal(one["n"].replace(",", ".")) * 100)
