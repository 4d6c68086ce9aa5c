"""Who lives there, in answer to that question: bare words, pets and ages beside, parents taken in, odd spellings.

Nobody is left out in silence: whom the words name counts, and words that name somebody unknown are asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.debt.reading.household.household_words import (
    AGE_AFTER,
    AGES,
    AGES_LISTED,
    BARE_PARTNER,
    BARE_PLUS,
    CHILD_LOST,
    COUNT_AFTER,
    FORMER,
    MATES,
    NAMED,
    NOT_THERE,
    ONLY_PARTNER,
    PETS,
    PLUS,
    RESAID,
    TAKEN_IN,
    TWINS,
)
from bot.debt.reading.household.people import Household, children_in, read_household
from bot.debt.reading.household.people_words import MOST, PARTNER, SOMETIMES
from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.spelling import near

_LONGEST = 22
"""Words: what is longer is a story, and read as one."""
_ME = re.compile(r"(?<![a-z])(?:moi|me|i|je|j'|myself|my|mon|ma|mes)(?![a-z])")


def read_household_answer(text: str, language: str) -> Household | None:
    """The household, as the answer to who lives there; None where the words are none, or name somebody unknown."""
    plain = with_digits(fold(text), language).text
    plain = re.sub(r"[a-z]{3,}", lambda found: _meant(found[0]), plain)
    if CHILD_LOST.search(plain):
        return None
    if len(plain.split()) > _LONGEST or NOT_THERE.search(plain):
        return read_household(text, language)
    if (bare := BARE_PLUS.fullmatch(plain.strip(" .!"))) is not None:
        told = f"moi et {bare['n']} enfants" if bare["n"] else f"on est {bare['all']}"
        return read_household(told, "fr")
    plain = _resaid(plain)
    parents = list(TAKEN_IN.finditer(plain))
    taken_in = sum(2 if one["two"] else 1 for one in parents if one["here"] or not one["two"])
    left = TAKEN_IN.sub(" ", plain)
    mates = len(parents) > taken_in or MATES.search(left) is not None
    left = MATES.sub(" ", left) if mates else left
    left = re.sub(r"(?:(?:^|[\s,])(?:et|and|n|avec|with|plus))+\s*[.!]*$|^\s*(?:et"
        r"|and)(?![a-z])", "", left).strip(" ,.!+&")
    found = _read(left, text, language)
    if found is None and (taken_in or mates) and (not left or _ME.fullmatch(left) or _ME.search(plain)):
        found = Household(adults=1, children=0, alone=not taken_in, doubt=None) if _only_me(left) else None
    return None if found is None else _with_others(found, taken_in, mates=mates)


_SPELT = ("seul", "seule", "alone", "enfant", "enfants", "children", "daughter", "sans")
"""Words that are known with one typing error as well, the first letter kept."""
_SPELT_SO = frozenset("sel sur sus dans sons sous sent seuil along clone".split())


def _meant(word: str) -> str:
    if word in _SPELT or word in _SPELT_SO:
        return word
    return next((one for one in _SPELT if word[0] == one[0] and near(word, one)), word)


def _resaid(plain: str) -> str:
    """The answer in words that the reader of households knows, without pets and ages."""
    plain = PETS.sub(" ", plain)
    for said, meant in RESAID:
        plain = said.sub(meant, plain)
    plain = AGES.sub(" ", AGE_AFTER.sub(r"\1", plain))
    plain = COUNT_AFTER.sub(r" \1 enfants ", AGES_LISTED.sub(" ", plain))
    plain = TWINS.sub("2 enfants", plain)
    plain = PLUS.sub(lambda m: f"{m['who']}{m['j']}{m['n']} enfants", plain)
    former = FORMER.search(plain) is not None
    return plain if former else BARE_PARTNER.sub(lambda m: f" my {m[0]}", plain)


def _read(left: str, text: str, language: str) -> Household | None:
    found = read_household(left, language)
    children, unsure = children_in(left)
    if found is None and children is not None:
        found = Household(adults=1, children=children, alone=None, doubt="children" if unsure else "adults")
    if found is None and SOMETIMES.search(fold(text).text) is not None:
        return Household(adults=1, children=1, alone=None, doubt="children")  # "every other week": how many?
    if found is None and ONLY_PARTNER.fullmatch(left):
        return Household(adults=2, children=0, alone=False, doubt=None, children_told=False)
    if found is not None and found.adults == 1 and found.doubt != "shared" and _has_partner(left):
        return replace(found, adults=2, alone=False, children=found.children, doubt=_of_children(found))
    return found


def _has_partner(left: str) -> bool:
    return re.search(rf"(?<![a-z])(?:{PARTNER})(?![a-z])", left) is not None and FORMER.search(left) is None


def _of_children(found: Household) -> str | None:
    return found.doubt if found.doubt == "children" else None


def _only_me(left: str) -> bool:
    return re.fullmatch(r"\W*(?:(?:je|suis|vis|moi|me|i|live|avec|with|et|and|chez|just|juste"
        r"|seule?)\W*)*", left) is not None


def _with_others(found: Household, taken_in: int, *, mates: bool) -> Household | None:
    """Parents who are taken in count; brothers, sisters and flatmates have a budget of their own."""
    if found.adults + taken_in > MOST:
        return None
    doubt = "shared" if mates and not taken_in and found.adults == 1 and found.doubt != "children" else found.doubt
    alone = False if taken_in or mates else found.alone
    return replace(found, adults=found.adults + taken_in, alone=alone, doubt=doubt)


def names_people(text: str) -> bool:
    """Whether a short text names people at least, though it can't be read who lives there."""
    plain = fold(text).text
    short = len(plain.split()) <= _LONGEST // 2 and "?" not in plain
    return short and NOT_THERE.search(plain) is None and NAMED.search(plain) is not None
