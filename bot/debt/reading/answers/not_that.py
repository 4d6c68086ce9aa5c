"""A cause that was guessed and is none: "c'est pas ça", "les jeux ? non pas du tout"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_NOT_THAT = re.compile(
    r"(?:(?:non|nan|no|nope|ah|oh|mais|but|euh|bah|les? jeux?|gambling|c'?est|c|ce n'est|ca n'a|ca|vous|i|je"
    r"|j'ai)[ ,?!.]*)*"
    r"(?:pas (?:du tout|ca|sa|cela)(?: du tout)?|rien a voir(?: avec (?:ca|les jeux))?|not (?:that|at all"
    r"|it)(?: at all)?"
    r"|nothing to do with (?:that|it|gambling)|(?:do not|don'?t|dont|never) gamble(?:d)?|(?:ne )?joue pas|pas (?:les"
    r"|de) jeux?"
    r"|wrong|(?:avez )?mal compris|misunderstood)(?: (?:du tout|at all|moi|la|hein|svp|merci))*[ .!]*"
)


def not_that(text: str) -> bool:
    """Whether a message says no more than that what was understood is wrong."""
    return _NOT_THAT.fullmatch(flat(text)) is not None
