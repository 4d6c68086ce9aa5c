"""How often an amount is told to come or go, and what that makes in a month."""

from __future__ import annotations

import re

_PERIODS: tuple[tuple[str, str], ...] = (
    (
        "fortnight",
        r"t(?:ou[ts]?|tes?|outes|s)? les (?:15|quinze) ?j(?:ours?|rs?)?(?![a-z])|(?:par|a la|chaque|la|/) ?quinz\w*"
        r"|toutes les (?:2"
        r"|deux) semaines|fortnight(?:ly)?\b"
        r"|f(?:ort)?nightly\b|every (?:2|two|other|second) (?:weeks?|wks?)|bi-?weekly|une semaine sur deux"
        r"|(?:a|per|each|every|ev|/) ?(?:f/?n|fnight)\b",
    ),
    (
        "four_weeks",
        r"(?:toutes les|every|ev|each) (?:4|four|quatre) (?:semaines|weeks?|wks?)|(?:4|four)[ -]?(?:weekly|wkly)",
    ),
    (
        "two_months",
        r"(?:tous les|chaque) (?:2|deux) mois|every (?:2|two|other|second) months?|bi-?mestriel[a-z]*|bi-?monthly",
    ),
    (
        "odd",
        r"(?:toutes les|tous les|every) (?:[3-9]|[1-9][0-9]|three|four|five|six|trois|quatre) (?:semaines"
        r"|jours|weeks|days|mois|months)"
        r"|(?<=sur )l'annee\b|(?<=dans )l'annee\b|over (?:the|a|one) year|in a year"
        r"|par jour\b|/ ?j(?:our)?\b|chaque jour|(?:a|per) day\b|daily|par heure"
        r"|de l'heure|/ ?h\b|(?:an|per) hour"
        r"|hourly|par semestre",
    ),
    (
        "quarter",
        r"par trimestre|/ ?trim(?:estre)?\b|trimestriel[a-z]*|tous les (?:3|trois) mois|quarterly|(?:a|per"
        r"|every) quarter\b|every (?:3|three) months",
    ),
    (
        "week",
        r"(?:par|/|la|chaque|toutes les|a la) ?(?:semaines?|sem)\b(?! prochaine)|hebdo[a-z]*|(?:a|per|each"
        r"|every|ev|/) ?(?:week|wk|weeks|wks)\b|(?:the|ilk|ilka) (?:week|wk)\b|weekly\b|wkly\b|wk?ly\b|\bpw\b|p/w\b"
        r"|ts les (?:sem|semaines?)\b|(?:tou?te?s?|ttes) les (?:sem|semaines?)\b|/ ?wk\b",
    ),
    (
        "month",
        r"(?:par|/|chaqu?e?|ch[aq]?k?q?|chak|t(?:ou[ts]?|s|t) les|le) ?(?:mois|moi)\b(?! (?:prochain|dernier))"
        r"|mensuel[a-z]*|mensualites?\b"
        r"|(?:a|per|each|every|/) ?month\b|monthly"
        r"|\bpcm\b|\bpm\b|p/m|/ ?m\b|a mth|per mth",
    ),
    (
        "year",
        r"(?:par|/|chaque|tous les|(?<!sur )(?<!dans )(?<!de )l') ?(?:an|ans|annee)\b"
        r"|annuel[a-z]*|(?:a|per|each|every|/) ?(?:year"
        r"|annum)\b|yearly|annually|\bpa\b",
    ),
    (
        "once",
        r"(?:en )?une (?:seule )?fois\b|d'un (?:seul )?coup|(?<!at )once\b|one[ -]off|in one go|pour solder|comptant"
        r"|en 1 fois",
    ),
    (
        "now",
        r"tout de suite|maintenant\b|aujourd'? ?hui|ce mois|ce soir|this month|right now|today\b|tonight"
        r"|now\b|straight away",
    ),
)
_PERIOD = re.compile("(?<![a-z])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PERIODS) + ")")
_PER_MONTH = {
    "month": (1, 1),
    "unsaid": (1, 1),
    "week": (52, 12),
    "fortnight": (26, 12),
    "quarter": (1, 3),
    "year": (1, 12),
    "four_weeks": (13, 12),
    "two_months": (1, 2),
}


def periods_in(words: str) -> list[tuple[int, int, str]]:
    """Periods named in plain words: place, end, name; "odd" is one that does not convert surely.

    "now" ("maintenant", "this month") is once for an offer and says nothing for an income or a cost.
    """
    return [(m.start(), m.end(), m.lastgroup or "") for m in _PERIOD.finditer(words)]


def a_month(minor: int, period: str) -> int | None:
    """Minor units a month: weekly x 52/12, fortnightly x 26/12, yearly / 12, rounded half up; None for once."""
    ratio = _PER_MONTH.get(period)
    if ratio is None:
        return None
    return (2 * minor * ratio[0] + ratio[1]) // (2 * ratio[1])
