"""Which words of a sentence belong to which of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.money.theirs import PARTNER
from bot.debt.reading.text.numbers import Found

_PARTING = re.compile(
    r"[,;\n!?()]|:(?= ?[a-z])|\.(?![0-9])|(?<![a-z])(?:et|mais|puis|and|but|then|ensuite|sinon|aussi|dont|moins|minus"
    r"|less|avec|with|n(?= (?!leccy|lekky|electric))|an(?= ?[0-9]))(?![a-z])"
    r"| [-+] | / (?!mois|sem|an|month|week|year)|[+]"
)
_NEW_CLAUSE = re.compile(
    r"(?<![a-z'])(?<!que )(?<!de )(?<!pour )(?<!par )(?<!a )(?<!of )(?<!to )(?<!for )(?<!on )(?<!in )(?<!from )"
    r"(?<!towards )(?<!comme )(?<!sur )"
    r"(?:je |j'|jpeux|jai |chuis? |jsuis? |jtouche |jgagne "
    r"|mon |ma |mes |il |y a |on (?!the |my |our |a |rent|food|bills|loans?|debts?|credit|energy"
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
_NEAR_CUE = 12
"""Characters between the word for an amount and the amount."""
_PUNCTUATION = re.compile(r"[,;\n!?()]|\.(?![0-9])")
_OF_SO_MUCH = re.compile(r"s?[\s:=]*(?:(?:de|d'|est de|est|c'est|cest|c|a|of|is|=|:)[\s:=]*)+")
"""Between its word and an amount, at least one of these: "un loyer de 950"."""
_OWN_WORDS = 2
_I_HAVE = re.compile(r"(?<![a-z])(?:j'ai|j ai|jai|on a|avec|i have|i've(?: got)?|i got|we have)[\s:=]*$")
_PERSON = re.compile(rf"(?<![a-z])(?:{PARTNER}|moi|me|elle|lui|him|her)(?![a-z])")


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
    if (names_next := _names_next(gap)) is not None:
        return gap[:names_next], gap[names_next:]
    if (led := _PREPOSITION.match(gap)) is not None or periods_in(gap[:12]):
        at = _last_names_next(gap, led.end()) if led is not None and not is_last else len(gap)
        return gap[:at], gap[at:]
    if not cues_in(gap):
        return gap, gap
    return ("", gap) if prefix_style else (gap, "")


def _names_next(gap: str) -> int | None:
    """Where in the words between two amounts the one begins that names the second: "1900 pour un loyer de 950"."""
    cues = cues_in(gap)
    if len(cues) != 1 or cues[0][2] in ("offer", "income", "alimony"):
        return None
    return cues[0][0] if _OF_SO_MUCH.fullmatch(gap[cues[0][1] :]) else None


def _last_names_next(gap: str, start: int) -> int:
    """Where the last word between two amounts begins if it names the second, though the first has words of its own
    after it: "130 à leur mère loyer 500"; else the end.
    """
    cues = cues_in(gap)
    if not cues or gap[cues[-1][1] :].strip(" :=s") or cues[-1][2] == "offer":
        return len(gap)
    other = len(cues) > 1 and cues[0][2] != cues[-1][2]
    own_words = len(gap[start : cues[-1][0]].split()) >= _OWN_WORDS and len(cues) == 1
    return cues[-1][0] if other or own_words else len(gap)


def _runs(text: str, found: Sequence[Found]) -> list[bool]:
    """For each gap between two amounts, whether the amounts around it follow their words ("loyer 950 crédit 320").

    It is decided for a whole run of amounts that nothing parts: the first has its word before it, each word between two
    of them stands bare (no "de" before it), and after the last stands none.
    """
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    styles: list[bool] = []
    start = 0
    for end in range(len(found)):
        last = end == len(found) - 1
        tail = text[found[end].end :] if last else gaps[end]
        mark = _PUNCTUATION.search(tail)
        if not last and mark is None:
            continue
        before = _about(text[found[start - 1].end if start else 0 : found[start].start])
        after = tail[: mark.start()] if mark else tail
        styles += [_words_first(before, gaps[start:end], after)] * (end - start + (not last))
        start = end + 1
    return styles


def _words_first(before: str, gaps: Sequence[str], after: str) -> bool:
    cues = cues_in(before)
    named = bool(cues) and len(before[cues[-1][1] :].strip(" :=")) <= _NEAR_CUE
    named = named or (bool(gaps) and _I_HAVE.search(before) is not None and not _PREPOSITION.match(gaps[0]))
    if not named or any(_PREPOSITION.match(gap) and cues_in(gap) for gap in gaps):
        return False
    told = [gap for gap in gaps if cues_in(gap) or _PERSON.search(gap)]
    return not cues_in(_PARTING.split(after, maxsplit=1)[0]) and len(told) * 2 >= len(gaps)


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
    if said is not None and (named := _named_at(context.tail, said.end())) in ("other_debts", "income"):
        return named
    cues = cues_in(context.before)
    if not cues or cues[-1][2] in ("income", "offer", "alimony") or _PREPOSITION.match(context.after):
        return None
    return cues[-1][2] if _SAYS_ONLY.fullmatch(context.before[cues[-1][1] :]) else None


def _named_at(words: str, place: int) -> str | None:
    """What is named there: "c'est un crédit", "c ma paye"."""
    if words[place - 1 : place] not in (" ", "'"):
        return None  # amid a word
    return next((role for start, end, role in cues_in(words) if start <= place < end), None)


def contexts_of(text: str, found: Sequence[Found]) -> list[Context]:
    """For each number its context, in the order of `found` (which is in the order of the plain text)."""
    if not found:
        return []
    last = text[found[-1].end :]
    tail_cue = _PARTING.split(last, maxsplit=1)[0]
    opening = cues_in(_about(text[: found[0].start]))
    ends_with_cue = bool(opening) and len(_about(text[: found[0].start])[opening[-1][1] :].strip(" :=")) <= _NEAR_CUE
    prefix_style = ends_with_cue and not cues_in(tail_cue)
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    runs = _runs(text, found)
    parted = [_parting(gap, prefix_style or run) for gap, run in zip(gaps, runs, strict=True)]
    after = [left for left, _ in parted] + [_parting(last, False, is_last=True)[0]]
    before = [text[: found[0].start]] + [right for _, right in parted]
    tails = [*gaps, last]
    return [Context(_about(b), a, t) for b, a, t in zip(before, after, tails, strict=True)]
