"""Sums told loosely: between two figures, more in some months than in others, a share of something; and which one is
picked when that has been asked.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from bot.debt.reading.answers.answers import is_yes
from bot.debt.reading.money.amount import Amount
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_VARIES = re.compile(
    _B + r"(?:(?:des fois|parfois|certaines? (?:fois|mois|semaines?)|souvent) (?:un peu |beaucoup )?(?:moins|plus|rien)"
    r"|(?:ca|sa|c'est|ça) (?:depend\w*|vari\w*|change)|depend (?:des|du|de)|variables?|varie|irreguli\w*"
    r"|pas (?:toujours"
    r"|tous les mois) (?:pareil|la meme|le meme|autant)|jamais (?:pareil|la meme chose|le meme)|pas fixe"
    r"|selon (?:les|le|la|mes) (?:mois|semaines?|heures?|missions?|saisons?|boulot|travail)"
    r"|(?:it|that|this)?(?:'s)? ?(?:depends|varies|changes)|up and down|some(?:times| weeks| months) (?:it's |its )?"
    r"(?:less|more|nothing|not)|zero[ -]hours?|0[ -]hours?|not always|depending on|different every|never the same"
    r"|not fixed)" + _E
)
"""An income that is less in some months: a plan must hold in these as well."""
_AVERAGED = re.compile(_B + r"(?:en gros|en moyenne|moyenne|grosso modo|roughly|on average|average|averages)" + _E)
_AT_TIMES = re.compile(
    _B + r"(?:(?:bons?|bonnes?|mauvais(?:es?)?|petite?s?|grosse?s?|gros|good|bad|slow|quiet|busy|better) (?:mois"
        r"|semaines?"
    r"|weeks?|months?|ones?)|certains mois|certaines semaines|des fois|parfois|some (?:weeks?|months?)|sometimes"
    r"|d'autres (?:mois|fois|semaines)|other (?:weeks?|months?|times)|ce mois[ -]ci|this month|(?:le )?mois dernier"
    r"|last month|les mauvais|les bons)" + _E
)
_OF_WEEKS = re.compile(_B + r"(?:(?:bonnes?|mauvaises?|petites?|grosses?|certaines) semaines?"
                       r"|(?:some|good|bad|slow|quiet|busy) weeks?)" + _E)
_PARTED = re.compile(
    _B + r"(?:(?:a|entre) (?:nous )?(?:deux|trois|quatre|[2-5])(?! (?:enfants?|rues?|pas|mois|ans))"
    r"|on (?:se )?(?:le |la |les )?(?:partage|divise)|partagee?s?|(?:se|a) partage(?:r|nt)?|coloc\w*"
    r"|moitie[ -]moitie|paye(?:nt)? la moitie"
    r"|we (?:split|share|go halves|halve)|split (?:it|the|between|in|with|two|three)|shared?|between (?:us|the two"
    r"|(?:the )?(?:[2-5]|two|three|four))(?! [a-z]+ and)"
    r"|half (?:each|and half)|pays half|go halves|flat ?mates?|house ?mates?)" + _E
)
_MY_SHARE = re.compile(
    _B + r"(?:ma (?:part|moitie)|pour moi|de mon cote|chacune?|par personne|par tete|my (?:share|half|part|bit)|each"
    r"|for me|on my side|i pay half)" + _E
)
_SIDE = (
    r"[\s,.!]*(?:(?:oui|ouais|yes|yeah|alors|ben|bah|euh|disons|plutot|prenez|gardez|mettez|mets|on dit|let's say|say"
    r"|take|keep|put|use|go with|svp|stp|merci|please|thanks|ok|le|la|les|l'|the|de|pour|un|une|one|figure|chiffre"
    r"|montant|somme|sum|amount|number|deux|two|of|des|them)[\s,.!]+)*"
)
_TAIL = (
    r"(?:[\s,.!]+(?:des deux|of the two|of them|one|svp|stp|merci|please|thanks|alors|then|chiffre|montant|somme))*"
    r"[\s,.!]*"
)
_LOWEST = re.compile(
    _SIDE + r"(?:plus )?(?:bas(?:se)?|petite?|faible|minimum|mini|min|moins|premiere?|1er|1ere|lowest|lower|low|least"
    r"|smaller|smallest|first|less)" + _TAIL
)
_HIGHEST = re.compile(
    _SIDE + r"(?:plus )?(?:haute?|grande?|gros(?:se)?|elevee?|maximum|maxi|max|plus|second|seconde|deuxieme|dernier"
    r"|derniere|highest|higher|high|most|bigger|biggest|larger|last|more)" + _TAIL
)
_MIDDLE = re.compile(
    _SIDE + r"(?:entre(?: les deux)?|(?:au |le )?milieu|(?:la |en )?moyenne|in ?between|in the middle|middle|average"
    r"|half ?way)" + _TAIL
)
_HALF = re.compile(_SIDE + r"(?:moitie|half(?: of (?:it|that))?)" + _TAIL)
_LONGEST = 60


def varies(text: str) -> bool:
    """Whether what comes in is told to be less at times: "des fois moins", "it depends on shifts"."""
    plain = fold(text).text
    return _VARIES.search(plain) is not None and _AVERAGED.search(plain) is None


def at_times(text: str) -> bool:
    """Whether sums are told of good and of bad weeks or months, not of different things."""
    return _AT_TIMES.search(fold(text).text) is not None


_NO_FIGURE = re.compile(
    r"(?:(?:euh|ben|bah|bof|oh|well|hmm*|er+m?|honestly|franchement|la)[\s,.]+)*"
    r"(?P<said>(?:c'est |cest |c |ca |it's |its |the |toujours |still )?(?:pareil|la meme(?: chose)?|meme chose"
    r"|le meme|idem"
    r"|comme (?:d'hab\w*|d hab\w*|dab|avant|toujours|l'autre fois|la derniere fois|tout le monde|les autres)"
    r"|(?:pareil )?que d'hab\w*|que dab|d'habitude|dab|(?:a |n'a |na )?pas change|normale?|same|usual"
    r"|as (?:before|usual|always)|like (?:before|always|usual|everyone|everybody|anyone))"
    r"|(?:la )?moitie|half|half of it|la moitie quoi"
    r"|(?:ca|sa|cela|it|that|tout)? ?(?:depend\w*|vari\w*|change|changes)"
    r"|(?:je |j'|j|ch|jl)?(?:ne |n'|en |le |l')*(?:sais?|sai|c|ses) (?:pas|plus|po)|jsp|jspa|chais pas|chai pas"
    r"|aucune idee"
    r"|pas (?:d'idee|sure?|certaine?)|bonne question|va savoir|dunno|i dunno|don'?t know|i don'?t know|dont no|no idea"
    r"|no clue|not a clue|idk|not (?:really )?sure|couldn'?t (?:say|tell you)|hard to say|difficile a dire"
    r"|pas (?:beaucoup|bcp|lourd|grand[ -]?chose|enormement|assez|mal|tant que ca|des masses)|un peu|peu|beaucoup|trop"
    r"|tres peu|not (?:much|a lot|enough|a great deal)|a (?:bit|lot|little)|very little|too much|loads|enough|plenty)"
    r"(?:[\s,.]+(?:que|qu|as|than|d'hab\w*|d'habitude|dab|usual|before|avant|always|last time|la derniere fois|toujours"
    r"|des (?:mois|semaines|fois|jours|heures)|du mois|on the (?:month|week)|the (?:month|week|shifts?)|on|de|l'annee"
    r"|time|trop|exactement|exactly|really|honestly|tbh|mdr|lol|quoi|hein|moi|me|mate|sorry|desolee?|pardon|sincerement"
    r"|to be honest|every month|from month to month|d'un mois a l'autre|d'un mois sur l'autre|par mois"
    r"|a month))*[\s.!?]*"
)
_DEPENDS = re.compile(_B + r"(?:depend\w*|vari\w*|change|changes)" + _E)


def no_figure(text: str) -> Literal["depends", "none"] | None:
    """Whether a short answer to "how much" names no figure: "pareil que d'hab", "dunno", "it depends" (told apart)."""
    plain = fold(text).text.strip()
    if len(plain) > _LONGEST or re.search(r"[0-9]", plain) or _NO_FIGURE.fullmatch(plain) is None:
        return None
    return "depends" if _DEPENDS.search(plain) else "none"


def parted(text: str) -> bool:
    """Whether a rent is told that several pay, and not whose share it is."""
    plain = fold(text).text
    return _PARTED.search(plain) is not None and _MY_SHARE.search(plain) is None


def good_and_bad(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """Two sums for good and for bad months are one told loosely: "900 les bons mois, 600 les mauvais"."""
    loose = [a for a in amounts if a.role in (None, "income") and a.doubt in (None, "magnitude")]
    if len(loose) != 2 or len(amounts) != 2 or not at_times(text):
        return list(amounts)
    period = "week" if _OF_WEEKS.search(fold(text).text) else "unsaid"
    return [
        replace(a, doubt="magnitude", monthly_minor=None, marks=a.marks | {"range"},
                period=period if a.period in ("unsaid", "month") else a.period)
        for a in loose
    ]


def one_rhythm(amounts: Sequence[Amount]) -> list[Amount]:
    """ "between 80 and 100 a week": the rhythm that is told once holds for both."""
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        if "range" in one.marks & two.marks and one.period in ("unsaid", "month") and two.period != one.period:
            out[index] = replace(one, period=two.period)
    return out


def pick_figure(
    text: str, minors: Sequence[int], raws: Sequence[int], *, language: str, currency: str
) -> int | None:
    """Which of the figures that were read back is meant, in minor units a month; None: the words are of another.

    `raws`: the same as they were told, perhaps by the week.
    """
    plain = fold(text).text.strip()
    if len(plain) > _LONGEST or not minors:
        return None
    amounts = read_amounts(text, language=language, currency=currency)
    if not amounts:
        return _by_place(plain, minors, sole=len(minors) == 1 and is_yes(text, strict=False))
    if len(amounts) > 1 or amounts[0].role not in (None, "income") or amounts[0].period not in ("unsaid", "month"):
        return None
    told = amounts[0].minor
    bare = amounts[0].period == "unsaid" or amounts[0].role == "income"
    if bare and told in raws and len(raws) == len(minors):
        return minors[raws.index(told)]
    return next((one for one in minors if one == told or one // 100 == told // 100), None)


def _by_place(plain: str, minors: Sequence[int], *, sole: bool) -> int | None:
    if sole:
        return minors[0]
    if _HALF.fullmatch(plain) and len(minors) == 1:
        return minors[0] // 2
    if len(minors) < 2:
        return None
    if _LOWEST.fullmatch(plain):
        return min(minors)
    if _HIGHEST.fullmatch(plain):
        return max(minors)
    return sum(minors) // len(minors) if _MIDDLE.fullmatch(plain) else None
