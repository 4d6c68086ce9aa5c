"""What a message says beside a reference or a birth date."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold
from bot.debt.reading.who.references import DEFAULT_PATTERNS, reference_spans

_MASKED = re.compile(r"\bDATE\b")
_OF_IDENTITY = frozenset(
    """ref reference references dossier numero num no n file case account number compte dob date naissance birth
    birthday born ne nee le la les l d de du des je suis i am im my mon ma is est c cest it its and et the bonjour hello
    hi bonsoir salut merci thanks svp please voici voila here monsieur madame mr mrs name nom m appelle""".split()
)
_ENOUGH = 3
_WORD = re.compile(r"[^\W_]+")


def beside_facts(masked: str) -> str:
    """The other words of a message whose birth date is masked already; empty where there are next to none."""
    plain = fold(masked)
    spans = [plain.span(start, end) for start, end, _ in reference_spans(plain, DEFAULT_PATTERNS)]
    spans += [found.span() for found in _MASKED.finditer(masked)]
    if not spans:
        return ""
    rest, at = "", 0
    for start, end in sorted(spans):
        rest, at = f"{rest} {masked[at:start]}" if start >= at else rest, max(at, end)
    rest = re.sub(r"\s+", " ", f"{rest} {masked[at:]}").strip(" ,.;:!-\n")
    told = [word for word in _WORD.findall(fold(rest).text) if word not in _OF_IDENTITY]
    return rest if len(told) >= _ENOUGH else ""
