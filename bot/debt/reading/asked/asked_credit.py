"""Whether somebody names a credit of theirs, or what they paid too much, and wants it back."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short

_WORDS = 40
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_THEIRS = (
    r"(?:in credit|(?:a |have |got |my |the |some )credits?(?: (?:of|balance|on|for))?|credit balance|overpaid"
    r"|overpayment|paid (?:you )?too much|trop[- ](?:percu|paye|verse)|paye (?:en )?trop|(?:en|a) ma faveur"
    r"|credit (?:de|crediteur)"
    r"|(?:mon |un |de l')?avoir de|(?:suis|compte|solde) crediteur|vous me devez|you owe me)"
)
_BACK = (
    r"(?:get (?:it |that |this |my \w+ |the \w+ )?back|back (?:this|that|my|the) \w+|(?:money|it|that|this) back"
    r"|refund\w*|rembours\w*|recuper\w*|rend(?:ez|re|s|u)\w*|ravoir|re?avoir|claim|withdraw|reclaim)"
)
_ASKS = re.compile(rf"{_B}{_THEIRS}{_E}.{{0,60}}{_B}{_BACK}{_E}|{_B}{_BACK}{_E}.{{0,40}}{_B}{_THEIRS}{_E}")
_NOT = re.compile(
    rf"{_B}(?:credit (?:card|file|score|report|rating|conso\w*|immo\w*|auto)|car credit"
    rf"|rembourser (?:le|mon|un) credit){_E}"
)


def credit_back(text: str) -> bool:
    """Whether that is asked: a credit card, or a loan that is paid back, is none."""
    return in_short(text, _ASKS, words=_WORDS, unless=_NOT)
