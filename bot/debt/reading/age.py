"""How old the person is who writes."""

from __future__ import annotations

import re

from bot.debt.reading.plain import Plain, fold, with_digits

_AGE = (
    re.compile(
        r"(?<!que )(?<!quand )(?<![a-z])(?:j'ai|jai|j ai|g|ge|j'viens d'avoir|je suis agee? de"
        r"|agee? de) (?:que |a peine |seulement |juste )?"
        r"(?P<n>[0-9]{1,3}) ?(?:ans?|piges|balais)(?![a-z])(?! (?:de |d'))"
    ),
    re.compile(
        r"(?<!since )(?<!when )(?<![a-z])(?:i'm|im|i am|iam|i m) (?:only |just |a )?(?P<n>[0-9]{1,3})"
        r"(?: ?(?:-| )?(?:years?|yrs?|yo|y/o)(?: |-)?(?:old)?(?![a-z])(?! (?:late|behind|in))|(?=\s*(?:$"
        r"|[.,;!?]| and | so | but | btw)))"
    ),
    re.compile(r"\W*(?P<n>[0-9]{1,3}) ?(?:ans|years old|yrs old|yo)\W*"),
)


def age_spans(plain: Plain) -> list[tuple[int, int]]:
    """Where the writer's own age stands in the plain text (numbers in digits)."""
    return [match.span() for pattern in _AGE for match in pattern.finditer(plain.text)]


def read_age(text: str, language: str) -> int | None:
    """Age of the writer in years ("j'ai 12 ans", "im 15"), never somebody else's; None if not told."""
    plain: Plain = with_digits(fold(text), language)
    for pattern in _AGE[:2]:
        for match in pattern.finditer(plain.text):
            if 3 <= int(match["n"]) <= 120:
                return int(match["n"])
    alone = _AGE[2].fullmatch(plain.text)
    return int(alone["n"]) if alone and 3 <= int(alone["n"]) <= 120 else None
