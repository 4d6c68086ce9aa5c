"""How old the person is who writes."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import Plain, fold, with_digits

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


_OF_CHILDREN = re.compile(
    r"(?<![0-9])[0-9]{1,2}(?: ?(?:,|et|and|&|/) ?[0-9]{1,2})+(?= ?(?:ans?|mois|months?|yrs?|years?|yo)(?![a-z]))"
)
_CHILD = (
    r"(?:enfants?|gosses?|filles?|fils|garcons?|gamine?s?|ados?|kids?|children|sons?|daughters?|boys?|girls?|bairns?"
    r"|weans?)"
)
_AGES_AFTER = re.compile(
    rf"(?<![a-z]){_CHILD}(?: de| aged?|,|:| \()+ ?(?P<ages>[0-9]{{1,2}}(?: ?(?:,|et|and|&) ?[0-9]{{1,2}})*)"
    r"(?![0-9]| ?(?:€|£|euros?|eur|pounds?|quid|par |a month|a week))(?=\W*(?:$|[.);,!]|ans|years|yrs|et|and))"
)
"""Ages of children: "2 kids, 6 and 9", "3 enfants (4, 7 et 12 ans)"; figures up to 17, and no sum beside them."""
_GROWN = 18


def age_spans(plain: Plain) -> list[tuple[int, int]]:
    """Where the writer's own age, or those of children, stand in the plain text (numbers in digits)."""
    own = [match.span() for pattern in _AGE for match in pattern.finditer(plain.text)]
    listed = [match.span() for match in _OF_CHILDREN.finditer(plain.text)]
    after = [match.span("ages") for match in _AGES_AFTER.finditer(plain.text)]
    return own + [
        (start, end) for start, end in listed + after
        if all(int(one) < _GROWN for one in re.findall(r"[0-9]+", plain.text[start:end]))
    ]


def read_age(text: str, language: str) -> int | None:
    """Age of the writer in years ("j'ai 12 ans", "im 15"), never somebody else's; None if not told."""
    plain: Plain = with_digits(fold(text), language)
    for pattern in _AGE[:2]:
        for match in pattern.finditer(plain.text):
            if 3 <= int(match["n"]) <= 120:
                return int(match["n"])
    alone = _AGE[2].fullmatch(plain.text)
    return int(alone["n"]) if alone and 3 <= int(alone["n"]) <= 120 else None
