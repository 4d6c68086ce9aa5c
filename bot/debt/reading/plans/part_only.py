"""Who can pay something, but not everything or not at once: a wish for a plan, and neither a payment nor a dispute."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 220
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_CAN = (
    r"(?:(?:je |j')?p(?:eu|e)[xt]?|jpeu[xt]?|jpe|je pourrai\w*|jpourrai\w*|(?:je |j)?veu[xt]?(?: bien)?|jve|i can|i cud"
    r"|i could|i want(?: to)?|i wanna|we can|i'm able to|on peut|on peu)"
)
_PAY = r"(?:pay\w*|pai\w*|regl\w*|rembours\w*|vers\w*|donn\w*|give|send)"
_WHOLE = (
    r"(?:tou[ts]?|tt|(?:la )?totalite|l'integralite|le total|(?:la |toute la )?somme entiere|en entier|d'un coup"
    r"|dun coup|d un coup|en (?:une|1|un seul\w*|une seule) (?:fois|coup|seul\w*)|everything|all(?: of it)?|it all"
    r"|the (?:whole|lot|full)|in full|in one(?: go)?|at once|in (?:a|1) (?:single )?go|one go|all at once|full amount)"
)
_NOT_ALL = re.compile(
    rf"{_B}{_CAN} (?:\w+[' ]){{0,4}}?{_PAY}{_E}(?P<between>[^.;!?]{{0,60}}?){_B}(?:pas|pa|not|ni|but no"
    rf"|can'?t (?:do|pay|manage)|cannot (?:do|pay))(?: (?:pay|payer|de|en|tout|it|the))* ?{_WHOLE}{_E}"
)
_FIGURE = re.compile(r"[0-9]")
_DONE = re.compile(rf"{_B}(?:deja|already|j'?ai paye|i(?:'ve)? paid|conteste|dispute|mine|a moi){_E}")


def pays_part_only(text: str) -> bool:
    """Whether somebody can pay, though not all or not at once, and names no sum for it ("jpeu payer mai pa tt dun
    coup", "I can pay something but not everything").
    """
    words = fold(text).text
    found = _NOT_ALL.search(words)
    if found is None or len(words) > _LONGEST or _DONE.search(words) is not None:
        return False
    return _FIGURE.search(words[found.start() : found.end("between")]) is None
