"""What a month is made of, written with a typing error ("loyé 450", "salere 1200"), as it was meant.

Without it an amount loses its own word, and counts for whatever was asked: a rent as an aid.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.text.plain import Plain, rewritten
from bot.debt.spelling import near

_MEANT = (
    "loyer", "salaire", "chomage", "retraite", "course", "nourriture", "bouffe", "electricite", "chauffage", "essence",
    "carburant", "assurance", "mutuelle", "telephone", "forfait", "internet", "credit", "emprunt", "allocation",
    "mortgage", "groceries", "insurance", "wages", "salary", "benefits", "heating", "petrol", "childcare",
)
"""Nouns that no other common word is one letter away from ("facture" is not here: "fracture")."""
_NOT_MEANT = frozenset("lower lover loner layer patrol wager hearing forfeit".split())
"""Common words that are one letter away all the same: "could you lower it to 20" is no rent."""
_GLUED = re.compile(
    r"(?<![a-z'])(?:(?P<fr>j|ch)(?P<verb>touche|gagne|percois|recois|verse|donne|paye|paie)|(?P<en>i git|a get|ah get"
    r"|i gets))(?![a-z])"
)
"""As it is said: "jtouche 1450", "i git 212"."""
_SHORTEST = 4
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=4096)
def _as_meant(word: str) -> str | None:
    if len(word) < _SHORTEST or word in _NOT_MEANT or cues_in(word):
        return None
    meant = [one for one in _MEANT if near(word, one)]
    return meant[0] if len(meant) == 1 else None


def respelt(plain: Plain) -> Plain:
    """The same, its misspelt nouns and glued verbs written right; every character is still traced back."""
    found = [
        (word.start(), word.end(), meant)
        for word in _WORD.finditer(plain.text)
        if (meant := _as_meant(word[0])) is not None
    ]
    found += [
        (said.start(), said.end(), f"je {said['verb']}" if said["verb"] else "i get")
        for said in _GLUED.finditer(plain.text)
    ]
    return rewritten(plain, sorted(found)) if found else plain
