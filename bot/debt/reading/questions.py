"""What a question is about where one meaning of the dialogue holds several questions."""

from __future__ import annotations

import re

from bot.debt.reading.plain import fold

_UNPAID = re.compile(
    r"\bsi (?:jamais )?(?:je |j'|on |j)(?:ne |n')?(?:pa[iy]e?s?|paie|peux|peu|pe|arrive|y arrive|rembourse|regle)"
    r"(?: (?:plus|pas|rien|jamais))+|\bsans payer\b|\bne (?:pas|rien|plus) payer\b"
    r"|\bif (?:i|we) (?:(?:don'?t|do not|can'?t|cannot|never|won'?t|stop) ?)(?:pay|paying|manage|afford|keep up)"
    r"|\b(?:not|without) paying\b|\bif (?:it|this) (?:isn'?t|is not|never gets) paid\b"
)


def asks_if_unpaid(text: str) -> bool:
    """Whether a question is what happens if nothing is paid ("et si je paye pas ?", "what if I don't pay")."""
    return _UNPAID.search(fold(text).text) is not None
