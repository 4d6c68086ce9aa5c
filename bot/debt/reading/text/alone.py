"""What a message says and nothing else: its plain words, and patterns that allow only courtesies beside them."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

MONEY = r"[0-9][0-9 .,]*(?: ?(?:€|euros?|eur|£|pounds?|quid))?|[£€] ?[0-9][0-9.,]*"
AT_MOST = 120
"""Characters: a longer message says more than one thing."""
AND = (
    r"(?:bonjour|bonsoir|hello|hi|hey|et|and|but|mais|alors|so|oui|ok|okay|non|no|svp|s'il vous plait|please|pls|merci"
    r"|thanks?(?: you)?|euh|ah|oh|well|en fait|au juste|exactly|exactement)"
)
SEP = r"[\s,.;:!?…]+"


def nothing_but(pattern: str) -> re.Pattern[str]:
    """What matches the whole of a message that says this and, before or after it, only courtesies."""
    return re.compile(rf"(?:{AND}{SEP})*(?:{pattern})(?:{SEP}{AND})*")


def said(text: str) -> str:
    """The plain words of a message, single spaces, without marks at its ends."""
    return flat(text).strip(" .,;:!?…")


def in_short(text: str, pattern: re.Pattern[str], *, words: int, unless: re.Pattern[str] | None = None) -> bool:
    """Whether a message of so many plain words at most says what `pattern` finds, and nothing that `unless` finds.

    A longer message says more than one thing: what it is about is left to the model.
    """
    plain = flat(text)
    if len(plain.split()) > words or pattern.search(plain) is None:
        return False
    return unless is None or unless.search(plain) is None
