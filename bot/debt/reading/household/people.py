"""Who lives with the person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.debt.reading.answers.answers import is_nothing
from bot.debt.reading.household.people_words import (
    ADULTS,
    ALONE,
    CHILD,
    COUNTED,
    COUPLE,
    EITHER_TONGUE,
    GONE,
    IN_WORDS,
    JUST_ME_AND,
    LEFT_OVER,
    LIVES,
    LONE_PARENT,
    LONGEST_ANSWER,
    MOST,
    NO_CHILD,
    OF_CHILDREN,
    OF_PEOPLE,
    ONE_OF,
    PARTED,
    SEVERAL,
    SHARED,
    SINGLE_ONE,
    SPELT,
    TOTAL,
    UNCOUNTED,
    WITH_SOMEBODY,
)
from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.spelling import near


@dataclass(frozen=True, kw_only=True)
class Household:
    """Who is at home: adults (the person too), children, whether the person is the only adult.

    `alone` is None when the words do not say. `doubt` names what must be asked: adults, children, or
    shared (lives with parents, friends: whose charges are whose), else None. `children_told` is False where
    no word was of children: enough for who answers the question, not for who only mentions a partner.
    """

    adults: int
    children: int
    alone: bool | None
    doubt: str | None
    children_told: bool = field(default=True, compare=False)


def _respelt(plain: str) -> str:
    """A short answer with its household words as they are meant: "seule avec trois enfnats"."""
    words = plain.split()
    if len(words) > LONGEST_ANSWER:
        return plain

    def meant(match: re.Match[str]) -> str:
        word = match[0]
        if word in SPELT or re.fullmatch(CHILD, word):
            return word
        return next((one for one in SPELT if near(word, one)), word)

    return re.sub(r"[a-z]{5,}", meant, plain)


def _count(told: str) -> int:
    return {"un": 1, "une": 1, "one": 1, "a": 1, "deux": 2, "two": 2}.get(told) or int(told)


_SPOUSE = re.compile(
    r"(?<![a-z])(?:wife|husband|hubby|missus|girlfriend|boyfriend|fiancee?|my partner|epouse|(?:ma|mon) (?:femme|mari"
    r"|conjointe?|compagne|compagnon|copine|copain|cherie?|epoux))(?![a-z])"
)
"""Named beside "2 of us": the other one is no child."""


def children_in(text: str) -> tuple[int | None, bool]:
    """Children told, None if there is no word of any; and whether their number is in doubt."""
    counted = [_count(m["n"]) for m in COUNTED.finditer(text)]
    counted += [_count(m["n"]) for m in OF_CHILDREN.finditer(text)] if not counted else []
    rest = COUNTED.sub(" ", text)
    single = len(SINGLE_ONE.findall(rest))
    if counted:
        # "deux enfants, un fils et une fille" are two, not four
        told_again = len(counted) > 1 and re.search(r"enfants|kids|children|gosses|gamins", text)
        return (max(counted) if told_again else sum(counted) + single), False
    if NO_CHILD.search(text):
        return 0, False
    if UNCOUNTED.search(rest):
        return max(single, 1), True  # "seule avec dux enfants"
    if single:
        return single, SEVERAL.search(rest) is not None
    return (1, True) if SEVERAL.search(rest) else (None, False)


def _total(text: str) -> int | None:
    match = TOTAL.search(text)
    return _count(match["n"] or match["p"] or match["q"]) if match else None


def _respelt_numbers(text: str) -> str:
    """Three to six as digits in either tongue: an English debtor may answer a French question."""
    return re.sub(rf"\b(?:{'|'.join(IN_WORDS)})\b", lambda m: str(IN_WORDS[m.group()]), fold(text).text)


def read_count(text: str, language: str) -> int | None:
    """How many, where that was asked: the one whole number of a short answer ("3", "trois enfants", "none" is 0)."""
    plain = ONE_OF.sub("1 ", with_digits(fold(_respelt_numbers(text)), language).text)
    found = re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", plain)
    if len(found) == 1 and len(plain.split()) <= LONGEST_ANSWER:
        return int(found[0]) if int(found[0]) <= MOST else None
    return 0 if not found and (NO_CHILD.search(plain) or is_nothing(text, language)) else None


def read_household(text: str, language: str) -> Household | None:
    """The household told ("seule avec deux enfants", "me my wife and two kids"); None if nothing is said of it.

    The least that the words bear is read; what they leave open is named by `doubt` and must be asked. A short
    answer that counts something unknown ("seule avec 3 xx") is not read at all: nobody is left out in silence.
    """
    respelt = EITHER_TONGUE.sub(lambda m: str(IN_WORDS[m["n"]]), _respelt(fold(text).text))
    plain = with_digits(fold(respelt), language).text
    left = LEFT_OVER.search(plain) if len(plain.split()) <= LONGEST_ANSWER else None
    if left is not None and not OF_PEOPLE.fullmatch(left["w"]):
        return None
    plain = re.sub(r"(?<![a-z])(?:mes|my|nos|our|les|ses|the) (?=[0-9])", "", plain)
    children, unsure = children_in(plain)
    couple = COUPLE.search(plain) is not None
    gone = GONE.search(plain) is not None
    total = _total(plain)
    if adults := ADULTS.search(plain):
        told = _count(adults["n"])
        return _bounded(told, children or 0, told == 1, "children" if unsure else None, children is not None)
    if couple and not gone:
        return _of_couple(children, total, unsure)
    if total is not None:
        named = total == 2 and children is None and not gone and _SPOUSE.search(plain) is not None
        return _bounded(2, 0, False, None) if named else _of_total(total, children)
    if SHARED.search(plain):
        return _bounded(1, children or 0, False, "shared")
    return _of_one(plain, children, unsure, parted=gone and couple)


def _of_one(plain: str, children: int | None, unsure: bool, *, parted: bool) -> Household | None:
    """A household in which one adult is named at most."""
    if WITH_SOMEBODY.search(plain):
        return None  # "me and my parter": who that is decides, and it is asked
    doubt = "children" if unsure else None
    if ALONE.search(plain) or LONE_PARENT.search(plain) or re.fullmatch(r"\W*(?:moi|me)\W*", plain):
        return _bounded(1, children or 0, True, doubt)
    if PARTED.search(plain) or parted:
        return _bounded(1, children or 0, None, "adults")
    if children is None or not (LIVES.search(plain) or JUST_ME_AND.search(plain) or _bare_count(plain)):
        return None
    if JUST_ME_AND.search(plain):
        return _bounded(1, children, True, doubt)
    return _bounded(1, children, None, doubt or "adults")


def _bare_count(plain: str) -> bool:
    """Whether the text is hardly more than "2 enfants" or "pas d'enfants"."""
    return len(plain.split()) <= 6 and (COUNTED.search(plain) or NO_CHILD.search(plain)) is not None


def _of_couple(children: int | None, total: int | None, unsure: bool) -> Household | None:
    if children is None and total is not None:
        return _bounded(2, max(0, total - 2), False, "children" if total > 2 else None)
    return _bounded(2, children or 0, False, "children" if unsure else None, children is not None)


def _of_total(total: int, children: int | None) -> Household | None:
    if total < 1:
        return None
    if children is None or children >= total:
        return _bounded(1 if total == 1 else 2, max(0, total - 2), total == 1, None if total == 1 else "adults")
    alone = total - children == 1
    return _bounded(total - children, children, alone, None)


def _bounded(
    adults: int, children: int, alone: bool | None, doubt: str | None, children_told: bool = True
) -> Household | None:
    if not 1 <= adults <= MOST or children > MOST:
        return None
    return Household(adults=adults, children=children, alone=alone, doubt=doubt, children_told=children_told)
