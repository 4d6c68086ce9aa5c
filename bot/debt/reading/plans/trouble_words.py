"""What is said of one payment of a plan: that it is to be skipped, and in which month it falls."""

from __future__ import annotations

import re

from bot.debt.reading.text.calendar_words import MONTHS
from bot.debt.reading.text.plain import fold

_LONGEST = 200
_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
NAMES = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
_A_MONTH = rf"(?:{NAMES})(?:'?s)?"
_PAYMENT_FR = r"(?:paiements?|mensualites?|echeances?|versements?|prelevements?|traites?|mois|fois)"
_SKIP_FR = r"(?:saut(?:er|ez|e|e[sr]|ons)|zapp?(?:er|ez|e)|passer|decaler a la fin|faire l'impasse sur|louper)"
_THE_FR = r"(?:(?:le|la|les|l'|ce|cet|cette|mon|ma|un|une|celui|celle|juste|seulement|de|du|d'|pour|moi|-moi|ci) ?)*"
_SKIPS = re.compile(
    rf"{_B}{_SKIP_FR}[ -]{_THE_FR}(?:prochaine?s? ?)?(?:{_PAYMENT_FR}|{_A_MONTH}|prochaine?s?){_E}"
    rf"|{_B}(?:le|la) (?:saut|zapp)(?:er|e){_E}|{_B}passer mon tour{_E}"
    r"|(?<![a-z])skip(?:ping)?(?: (?:out on|over))? (?:(?:it|this|that)(?! (?:question|bit|part|step|stuff))|next"
    rf"|(?:the |my |a |one |just )*(?:next|one|payment|month|instal?ment|{_A_MONTH})"
    rf"|(?:the |my )?{_A_MONTH}){_E}"
    rf"|{_B}(?:can|could|may|let|want to|need to|like to)(?: (?:i|we|me))? miss (?:a |one |the |my |next |just )*"
    rf"(?:payment|month|instal?ment|one|{_A_MONTH}){_E}"
    rf"|{_B}give (?:it|{_A_MONTH}|next month|this month) a miss{_E}|{_B}(?:a )?(?:payment holiday|month off){_E}"
)
_NOT = re.compile(
    r"(?<![a-z])(?:pas|jamais|sans|not|never|without|(?:do|did|wo|ca|could|would|should|must)n'?t|ai|avez|deja|already"
    r"|did i|have i)(?: [a-z']+)? ?$"
)


def skips_one(text: str) -> bool:
    """Whether somebody wants one payment skipped ("can I skip January", "sautez-moi la prochaine"); that one was
    skipped, or shall not be, is no such wish.
    """
    words = fold(text).text
    if len(words) > _LONGEST:
        return False
    return any(_NOT.search(words[: found.start()]) is None for found in _SKIPS.finditer(words))


_NAMED = re.compile(
    rf"(?P<day>[0-9](?:er|st|nd|rd|th)? (?:of )?)?{_B}(?P<n>{NAMES})(?:'?s)?{_E}(?! ?[0-9])(?P<y> 20[0-9][0-9])?"
)
_WORDS_TOO = ("mai", "mars", "may", "mar", "march", "sept", "avr", "jan", "dec", "jun", "sun", "aou", "fev", "oct")
"""Names of months that are other words as well, or might be: known by what stands before them."""
_INTO = re.compile(r"(?:en|de|d'|pour|le mois de|du mois de|in|for|skip|the|my|et|and|since|until|,)\s*$")


def read_months(text: str) -> tuple[int, ...]:
    """Months (1 to 12) that are named without a day: "can i skip january", "la mensualité de mars"."""
    plain, found = fold(text).text, []
    for match in _NAMED.finditer(plain):
        doubtful = match["n"] in _WORDS_TOO and _INTO.search(plain[: match.start()]) is None
        if match["day"] is None and not doubtful:
            found.append(MONTHS[match["n"]])
    return tuple(dict.fromkeys(found))
