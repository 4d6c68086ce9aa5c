"""Words around a question that awaits a yes: that it was not grasped, and a yes in the question's own words."""

from __future__ import annotations

import re

from bot.debt.reading.answers.answers import is_yes
from bot.debt.reading.text.plain import fold

_LOST = re.compile(
    r"(?<![a-z])(?:(?:je |j'? ?|jy |on )?(?:ne |n')?(?:y )?(?:j?compren\w*|pige?|capte|saisi[st]?)(?: \w+)?"
    r" (?:rien|pas|plus|po|pa|que dalle)"
    r"|(?:rien|pas) compris|compliqu\w*|compliké\w*|complike\w*|(?:en (?:gros|bref|resume|clair)|resum\w+)"
    r"|(?:don'?t|do not|can'?t|didn'?t) (?:really |quite )?(?:understand|follow|get (?:it|this|that|any))|complicated"
    r"|confus(?:ed|ing)|too (?:much|long) to read|in short|in plain|basically|lost me|makes no sense)(?![a-z])"
)
_HOW_MUCH = re.compile(
    r"(?<![a-z])(?:combien|comb1|cb|cbien|how much|what)(?![a-z]).{0,24}(?<![a-z])(?:mois|moi|semaine|quinzaine|fois"
    r"|month|week|fortnight|time)(?![a-z])"
)
_SHORT = 16


def asks_in_short(text: str) -> bool:
    """Whether somebody to whom a schedule was read says it is too much, or asks what it comes to a month."""
    words = fold(text).text
    if len(words.split()) > _SHORT:
        return False
    return _LOST.search(words) is not None or _HOW_MUCH.search(words) is not None


_BEGINS = re.compile(r"(?:oui+|ouais?|ouai|ui|wi|yes+|yep|yeah?|ok+|d'?accord)(?![a-z])[\s,.!;:]*")
_SMALL = frozenset(
    "je j tu vous on le la les l un une ce ca cela c de du des d a au y en me moi mon ma mes svp stp merci i it that"
    " this the my please do to for is fait faites fais veux vais".split()
)
_NOT = frozenset(("pas", "not", "no", "non", "plus"))
_STEM = 4


def yes_in_its_words(text: str, question: str) -> bool:
    """Whether a text is a yes that only takes up the words of the question it answers ("oui annuler" to "I undo it?").

    A word that the question does not hold may take something back, and makes it none.
    """
    if is_yes(text, strict=False):
        return True
    words = fold(text).text.strip()
    begins = _BEGINS.match(words)
    if begins is None or "?" in words:
        return False
    asked = {one[:_STEM] for one in re.findall(r"[a-z0-9]+", fold(question).text)}
    rest = re.findall(r"[a-z0-9]+", words[begins.end():])
    return bool(rest) and not _NOT & set(rest) and all(one in _SMALL or one[:_STEM] in asked for one in rest)
