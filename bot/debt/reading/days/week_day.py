"""A day of the week wished for a payment: "can I get it on a friday", "plutôt un vendredi"; no date stands with it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.debt.reading.text.calendar_words import WEEKDAYS
from bot.debt.reading.text.plain import fold

_LONGEST = 200
_NAMES = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TOLD = re.compile(rf"(?<![a-z])(?P<w>{_NAMES})s?(?![a-z])(?!,? (?:le |the )?[0-9])")
_NOT = re.compile(
    r"(?<![a-z])(?:pas|jamais|sauf|not|never|except|any day but|instead of|rather than|plutot que|au lieu d[eu'])"
    r"(?: (?:le|un|une|on|a|the|du|de|every|chaque|les))* ?$"
)
_PAID = re.compile(
    r"(?<![a-z])(?:pay[ée]?e?s?|paid|touche\w*|salaire|paye|paie|wages?|recois|rsa|caf|benefits?)[^.,;!?\n]{0,16}$"
)
_WISH = re.compile(
    r"(?<![a-z'])(?:to|make it|instead|plut[oô]t|rather|mov\w*|decal\w*|report\w*|chang\w*|better|mieux|prefer\w*"
    r"|mett?\w*|passe[rz]?|suits?|arrange\w*|pay (?:it |them )?on|paye?r? (?:le|un|les)|can i|could i|can you|could you"
    r"|(?:je |j'?)peux|possible|pourrait?|want|voudrai\w*|aimerai\w*|veu[xt]?|id like|i'd like|i said"
    r"|j'?ai dit|jai dit)"
    r"(?![a-z])"
)
_BARE = 3
"""Words of an answer that is the day and nothing more."""
_SINCE = re.compile(
    r"(?<![a-z])(?:yesterday|hier|dernier|last|depuis|since|ago|ce matin|recu|received|sent)(?![a-z])|di passe(?![a-z])"
)
_EITHER = re.compile(
    r"(?<![a-z])(?:or|ou(?! (?:est|en|je|on|dois))|whichever|either|soit|au choix|peu importe|n'importe|as you like)"
    r"(?![a-z])"
)


def read_weekday(text: str) -> int | None:
    """The day of the week (0 is Monday) that is wished; None where none is, or several are. One on which they are paid
    themselves counts where no other is named: then they have money.
    """
    plain = fold(text).text
    if len(plain) > _LONGEST or _SINCE.search(plain):
        return None
    if len(plain.split()) > _BARE and _WISH.search(plain) is None:
        return None
    found = [one for one in _TOLD.finditer(plain) if _NOT.search(plain[: one.start()]) is None]
    asked = [one for one in found if _PAID.search(plain[: one.start()]) is None] or found
    told = {WEEKDAYS[one["w"]] for one in asked}
    return told.pop() if len(told) == 1 else None


def weekday_from(day: date, weekday: int) -> date:
    """The first such weekday on that day or behind it."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def either_day(text: str) -> bool:
    """Whether several days are named of which any will do ("25th december or 1st jan whichever")."""
    return _EITHER.search(fold(text).text) is not None
