"""Of a court's paper: which words tell the day it came, which the time it gives, and what is asked of that time."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_PIECE = re.compile(r"[.!?;,\n]+|(?<![a-z])(?:mais|but|and|et|puis|then)(?![a-z])")
_CAME = re.compile(
    rf"{_B}(?:came|arrived|arriv\w*|got(?! to)|received|receved|recu\w*|eu(?!r)|recois|venue?|remis|pose|depose\w*"
    rf"|through the (?:door|letterbox)|in the post|landed|dropped|trouve\w*|found|given|handed|served|delivered|livre"
    rf"|boite aux lettres|signifie\w*|distribue\w*|notifie\w*|laisse|left|passe|date du|dated){_E}"
)
_DEADLINE = re.compile(
    rf"{_B}(?:repl(?:y|ies)|respond|answer|repon\w*|within|until|till|deadline|delai|dead line|due|have to|must|dois"
    rf"|doit"
    rf"|faut|sous|dans|avant(?![- ]?hier)|before(?! yesterday)|by(?! (?:post|mail|hand|bailiff|the bailiff|courier))"
    rf"|jusqu\w*|d'ici|audience"
    rf"|hearing"
    rf"|attend|comparaitre|appear|oppos\w*|contest\w*|pay(?:er)?|au plus tard|latest|no later|pour le|i have|i got to"
    rf"|j'ai jusqu\w*|in (?=[0-9]|a |one |two |three |four )){_E}"
)
_WITHIN = re.compile(
    rf"{_B}(?:in|within|under|sous|dans(?: les)?|delai de|have|j'ai|jai|ai|got|donne|gives?(?: me)?|says?|dit|marque"
    rf"|ecrit)"
    rf" (?:un delai de )?(?P<n>[0-9]{{1,3}}|une?|a|one|two|deux|huit|eight|seven|quinze|fifteen|fourteen|trois|three)"
    rf" (?P<unit>jours?|days?|semaines?|weeks?|mois|months?)(?! (?:ago|de retard|late)){_E}"
    rf"|{_B}(?P<n2>[0-9]{{1,3}}) (?P<unit2>jours?|days?|weeks?|semaines?) (?:to|pour) (?:reply|respond|answer"
    rf"|repondre|pay"
    rf"|payer|contester|oppos\w*|do it){_E}"
)
_NUMBERS = {"un": 1, "une": 1, "a": 1, "one": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "seven": 7, "huit": 8,
            "eight": 8, "fourteen": 14, "quinze": 15, "fifteen": 15}
_LONG = re.compile(
    rf"{_B}(?:how long|how many days|how much time|what(?:'s| is) (?:the|my) (?:deadline|time limit)|when (?:is it"
    rf"|do i have)"
    rf"(?: due| to (?:reply|answer))?|by when|till when|until when|combien (?:de temps|de jours|d'jours)|(?:jusqu'?a"
    rf"|avant|pour)"
    rf" quand|quel (?:est le )?delai|il me reste (?:combien|cb)|(?:j'ai|jai) (?:combien|cb)|date limite){_E}"
)


_ITS_NAME = re.compile(rf"{_B}(injon\w*|commandement|order|notice|sommation) (?:de|to) pa[iy](?:er)?{_E}")
"""What a paper is called is nothing that it asks for."""


def _pieces(text: str) -> list[str]:
    return [one for one in _PIECE.split(_ITS_NAME.sub(r"\1", fold(text).text)) if one.strip()]


def of_arrival(text: str) -> str:
    """The pieces of a message that may tell the day on which a paper came: those with a word of arriving, where there
    are any; never those that tell what it asks for ("reply in 14 days").
    """
    pieces = _pieces(text)
    told = [one for one in pieces if _CAME.search(one) and not _DEADLINE.search(one)]
    if not told:
        told = [one for one in pieces if not _DEADLINE.search(one)]
    return ", ".join(told)


def says_it_came(text: str) -> bool:
    """Whether the words speak of arriving ("no it came yesterday")."""
    return any(_CAME.search(one) and not _DEADLINE.search(one) for one in _pieces(text))


def days_given(text: str) -> int | None:
    """Within how many days a paper asks for an answer, as it is told ("it says reply in 14 days")."""
    found = _WITHIN.search(fold(text).text)
    if found is None:
        return None
    told, unit = found["n"] or found["n2"], found["unit"] or found["unit2"]
    count = _NUMBERS.get(told) or int(told)
    return None if unit.startswith("mo") else count * (7 if unit[0] in "sw" else 1)


def asks_how_long(text: str) -> bool:
    """Whether it is asked how much time there is."""
    return _LONG.search(fold(text).text) is not None
