"""Which words of a sentence belong to which of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.debt.reading.money_words import cues_in
from bot.debt.reading.numbers import Found
from bot.debt.reading.periods import periods_in

_PARTING = re.compile(
    r"[,;\n!?()]|\.(?![0-9])|(?<![a-z])(?:et|mais|puis|and|but|then|ensuite|sinon|aussi|dont|moins|minus"
    r"|less|avec|with)(?![a-z])| [-+] | / (?!mois|sem|an|month|week|year)|[+]"
)
_NEW_CLAUSE = re.compile(
    r"(?<![a-z'])(?<!que )(?<!de )(?<!pour )(?<!par )(?<!a )(?<!of )(?<!for )(?<!on )(?<!in )(?<!from )"
    r"(?<!towards )(?<!comme )(?<!sur )"
    r"(?:je |j'|jpeux|jai |mon |ma |mes |il |y a |on (?!the |my |our |a |rent|food|bills|loans?|debts?|credit|energy"
    r"|gas|electric|groceries|shopping|petrol|travel|transport|council|other )|my |i |we )"
)
_STRONG = re.compile(r"[,;\n!?]|\.(?![0-9])|(?<![a-z])(?:et|mais|and|but)(?![a-z])")
_PREPOSITION = re.compile(
    r"\s*(?:(?:goes?|going|go) (?:on|to|for) "
    r"|de |d'|des |du |en |pour |of |for |on |in |from |au |a la |net\b|brut\b|dans |a )"
)
_SAYS_ONLY = re.compile(
    r"[\s:=]*(?:(?:c'est|cest|est|il est|elle est|a|de|d'|environ|a peu pres|vers|autour|dans les|is|it's"
    r"|its|it is|about|around|"
    r"roughly|at|of|that's|ca fait|il fait|en ce moment|actuellement|maintenant|now)[\s:=]*)*"
)
_NAME = 3
"""Words: a name, not a sentence."""


@dataclass(frozen=True, slots=True)
class Context:
    """The plain words before and after an amount that are about it, and all up to the next one."""

    before: str
    after: str
    tail: str


def _parting(gap: str, prefix_style: bool, *, is_last: bool = False) -> tuple[str, str]:
    """The part of the words between two amounts that belongs to the left one, and to the right one."""
    # "c'est 450 mon loyer"
    from_here = 2 if is_last else 0
    marks = [m for m in (_PARTING.search(gap), _NEW_CLAUSE.search(gap, from_here)) if m]
    if marks:
        mark = min(marks, key=lambda m: m.start())
        return gap[: mark.start()], gap[mark.start() :]
    if prefix_style and (period := periods_in(gap[:16])):
        return gap[: period[0][1]], gap[period[0][1] :]
    if _PREPOSITION.match(gap) or periods_in(gap[:12]):
        return gap, ""
    if not cues_in(gap):
        return gap, gap
    return ("", gap) if prefix_style else (gap, "")


def _about(before: str) -> str:
    """The last clause before an amount; the one before it too when the last says only "c'est".

    "courses et charges 600": two names of what living costs, and one amount for both.
    """
    parts = list(_STRONG.finditer(before))
    for index, mark in reversed(list(enumerate(parts))):
        last = before[mark.end() :]
        if _SAYS_ONLY.fullmatch(last):
            continue
        first = parts[index - 1].end() if index else 0
        if mark[0] in ("et", "and") and _living(before[first : mark.start()]) and _living(last):
            return before[first:]
        return last
    return before


def _living(words: str) -> bool:
    """Whether these words name what living costs, and little else."""
    return len(words.split()) <= _NAME and [role for _, _, role in cues_in(words)][-1:] == ["essentials"]


_IT_IS = re.compile(
    r"[\s€£]*(?:euros?|pounds?|quid)?(?: par mois| a month)?[\s,(]*(?:c'est|cest|c'|c|ce sont|ca c'est|it's|its"
    r"|it is|that's"
    r"|thats|which is|on|en|a) ?(?:un |une |le |du |la |des |mon |ma |a |an |the |my |pour )*"
)


def names_it(context: Context) -> str | None:
    """The cost that is named right before the amount ("mon loyer est de 480 …"), unless "de …" follows it, or right
    after: "la voiture 185, c'est un crédit".
    """
    said = _IT_IS.match(context.tail)
    if said is not None and any((at, role) == (said.end(), "other_debts") for at, _, role in cues_in(context.tail)):
        return "other_debts"
    cues = cues_in(context.before)
    if not cues or cues[-1][2] in ("income", "offer", "alimony") or _PREPOSITION.match(context.after):
        return None
    return cues[-1][2] if _SAYS_ONLY.fullmatch(context.before[cues[-1][1] :]) else None


def contexts_of(text: str, found: Sequence[Found]) -> list[Context]:
    """For each number its context, in the order of `found` (which is in the order of the plain text)."""
    if not found:
        return []
    last = text[found[-1].end :]
    tail_cue = _PARTING.split(last, maxsplit=1)[0]
    opening = cues_in(_about(text[: found[0].start]))
    ends_with_cue = bool(opening) and len(_about(text[: found[0].start])[opening[-1][1] :].strip(" :=")) <= 12
    prefix_style = ends_with_cue and not cues_in(tail_cue)
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    parted = [_parting(gap, prefix_style) for gap in gaps]
    after = [left for left, _ in parted] + [_parting(last, False, is_last=True)[0]]
    before = [text[: found[0].start]] + [right for _, right in parted]
    tails = [*gaps, last]
    return [Context(_about(b), a, t) for b, a, t in zip(before, after, tails, strict=True)]
