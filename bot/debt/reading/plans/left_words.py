"""Whether somebody asks what comes next of a plan and what is left of it, beside what they say of a payment."""

from __future__ import annotations

import re

from bot.debt.reading.dispute.contesting import says_paid
from bot.debt.reading.text.plain import fold

_LONGEST = 200
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_NEXT_ONE = r"(?:(?:la |le |the |my |ma |mon )?(?:suivante?s?|prochaine?s?|next)(?: (?:one|payment|\w*ment|fois))?)"
_WHEN_NEXT = re.compile(
    rf"{_B}(?:quand|qd|kan|kand|when|whens|when's|what's|whats|what is|quel jour|c'?est quoi|c quoi|which day)"
    rf"(?: (?:est|c'?est|c|is|s|la|le|my|the|date|de|for))*"
    rf" {_NEXT_ONE}{_E}|{_B}{_NEXT_ONE},? (?:c'?est|c|est|is|tombe)(?: (?:pour|le))? (?:quand|qd|kan|when){_E}"
)
_HOW_MUCH = r"(?:combien|cb|cmb|comb1|quoi|koi|how much|how many|what)"
_LEFT = re.compile(
    rf"{_B}(?:(?:il |i |y |ki |qui )?(?:me |m')?rest\w*(?: (?:a payer|encore|apres|du coup))* {_HOW_MUCH}"
    rf"|{_HOW_MUCH}(?: (?:est-ce qu'?il|qu'?il|il|i|y|me|m'|ca|sa|de|is|s|will be|do i have))*"
    rf" (?:rest\w*|left|still owe|remaining)|(?:whats|what's|how much's) left|(?:do|will) i still owe){_E}"
)
_AFTER = re.compile(
    rf"{_B}(?:apres (?:ca|sa|cela|celui|celle)|after (?:that|this)|ensuite|the other [0-9]+|les autres? [0-9]+"
    rf"|did (?:that|it) go|go thru|gone through|go through|est (?:bien )?(?:passe|recu|arrive)){_E}"
)


def asks_next_and_left(text: str) -> bool:
    """Whether it is asked what comes next and what is left; or one of them, right after a payment."""
    words = re.sub(r"\s+", " ", fold(text).text)
    if len(words) > _LONGEST:
        return False
    following, left = _WHEN_NEXT.search(words) is not None, _LEFT.search(words) is not None
    if following and left:
        return True
    return (following or left) and (says_paid(text) or _AFTER.search(words) is not None)
