"""Apostrophes that a thumb or a dictation left out ("j ai plus rien", "i don t know"), put back where words are read.

Only where nothing else can be meant: a single letter before a vowel, a "t" behind a verb that takes a "not".
"""

from __future__ import annotations

import re

_LEFT_OUT = re.compile(
    r"(?<![a-z0-9'])(?<![0-9] )(?:[jln]|qu|jusqu|lorsqu|puisqu|(?<!n )t|(?<!i )m|(?<![iuey] )d) "
    r"(?=[aeiouyh][a-z']|[ay] (?:[a-z]{2}|a ))"
    r"|(?<![a-z0-9'])s (?=(?:ils?|est|etait|etaient|en|y|appelle\w*|agit|arrange\w*)(?![a-z]))"
    r"|(?<![a-z0-9'])c (?=(?:est|etait|etaient)(?![a-z]))"
    r"|(?<![a-z])(?:do|did|does|ca|wo|would|could|should|is|are|was|were|have|has|had)n (?=t(?![a-z']))"
    r"|(?<![a-z'])(?:i (?=(?:m|ve|ll|d)(?![a-z']))|(?:it|that|what|he|she|who|there) (?=s(?![a-z']))"
    r"|(?:you|we|they) (?=(?:re|ve|ll|d)(?![a-z'])))"
)


def with_apostrophes(plain: str) -> str:
    """The same plain text (no capitals, no accents) with an apostrophe in the place of such a space: equally long."""
    return _LEFT_OUT.sub(lambda found: found[0][:-1] + "'", plain)


_I_WILL = re.compile(
    r"\b(i)(ll) (?=(?:pay|give|send|call|ring|phone|text|write|try|do|be|settle|clear|manage|put|ask|tell)\b)",
    re.I,
)


def not_ill(text: str) -> str:
    """The text with "ill pay" written "i'll pay": to the model it is an illness."""
    return _I_WILL.sub(r"\1'\2 ", text)
