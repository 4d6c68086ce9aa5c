"""A call in words: who asks for one, its day and hour in short spelling, a number that lacks digits, our hours."""

from __future__ import annotations

import re
from datetime import date, time

from bot.debt.reading.days.hours import read_day_and_hour
from bot.debt.reading.text.alone import in_short
from bot.debt.reading.text.plain import flat

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_DAYS = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday", "thu": "thursday",
    "thur": "thursday", "thurs": "thursday", "fri": "friday", "tomoro": "tomorrow", "tomorow": "tomorrow",
    "tmrw": "tomorrow", "2moro": "tomorrow", "tmr": "tomorrow", "lun": "lundi", "mar": "mardi", "mer": "mercredi",
    "jeu": "jeudi", "ven": "vendredi", "2main": "demain", "dmain": "demain", "mecredi": "mercredi",
    "mercredit": "mercredi",
}
_ENGLISH_ONLY = frozenset({"mon", "fri"})
_FRENCH_ONLY = frozenset({"mar", "mer", "jeu", "ven", "lun"})
_BARE = re.compile(
    rf"{_B}(?P<at>at|around|about|a|vers) (?P<n>[0-9]{{1,2}})"
    rf"(?! ?(?:am|pm|h|:|heure|o'?clock|euro|%|/|[0-9]))"
)
_NOON, _DAY_BEGINS = 12, 8


def read_call_time(text: str, *, today: date, language: str) -> tuple[date | None, time | None]:
    """The day and the hour of a call: "mardi 14h", "tues at 10", "3pm wed"."""
    words = [_DAYS[word] if word in _DAYS and _known(word, language) else word for word in flat(text).split()]
    told = _BARE.sub(_in_the_day, " ".join(words))
    return read_day_and_hour(told, today=today, language=language)


def _known(word: str, language: str) -> bool:
    return word not in (_FRENCH_ONLY if language == "en" else _ENGLISH_ONLY)


def _in_the_day(found: re.Match[str]) -> str:
    hour = int(found["n"])
    if not 0 < hour < 2 * _NOON:
        return found[0]
    if found["at"] in ("a", "vers"):
        return f"{found['at']} {hour}h"
    if hour > _NOON:
        return f"at {hour}:00"
    return f"at {hour}{'am' if _DAY_BEGINS <= hour < _NOON else 'pm'}"


_CALL_ME = re.compile(
    rf"{_B}(?:(?:tele?phone[sz]?|ap+el+e[sz]?)[- ]?moi|rap+el+e[sz]?[- ]?moi(?! (?:ce|de|que|combien|ma|mon|mes"
    rf"|le montant|la"
    rf"|ou|qui|comment|pourquoi|tout))|(?:call|ring|phone) me(?! (?:a|an|names|mr|mrs|liar|every|all|by|at (?:work"
    rf"|night)))"
    rf"|give (?:me|us) a (?:call|ring|bell)|(?:m'|me |m )(?:ap+el+er|rap+el+er|telephoner)|mr?ap+el+er)(?![a-z])"
)
_NOT_IT = re.compile(
    rf"{_B}(?:ne|n'|pas|plus|plu|jamais|arret\w*|cesse\w*|stop\w*|don'?t|dont|not|never|no|they|ils|who|keep\w*"
    rf"|kept|why"
    rf"|vous (?:allez|arretez|m')|pourquoi|marre|encore|promis){_E}"
)
_SENTENCE = 22


def asks_call(text: str) -> bool:
    """Whether somebody asks to be called ("un humain svp, téléphone-moi"), and nothing against calls."""
    return in_short(text, _CALL_ME, words=_SENTENCE, unless=_NOT_IT)


_NUMBER = re.compile(r"(?<![0-9a-z-])(?:0[1-9](?:[ .-]?[0-9]{2}){1,3}[0-9]?|0[1-9][0-9]{4,7})(?![ .-]?[0-9])")
_A_DATE = re.compile(r"[0-9]{2}[./-][0-9]{2}[./-][0-9]{2,4}|[0-9]{2} [0-9]{2} (?:19|20) ?[0-9]{2}")
_LEAST, _WHOLE = 6, 10


def short_number(text: str) -> bool:
    """Whether a telephone number stands there that lacks digits ("07 70 02 02"); dates and sums are none."""
    for found in _NUMBER.finditer(flat(text)):
        digits = re.sub(r"[^0-9]", "", found[0])
        if _LEAST <= len(digits) < _WHOLE and not _A_DATE.fullmatch(found[0]):
            return True
    return False


_OPEN = re.compile(
    rf"{_B}(?:(?:vous |v )?(?:ouvre[zs]?|fermez|etes ouverts?|etes la|repondez|bossez|travaillez)(?: (?:a|jusqu'?a"
    rf"|de|le|vers))*"
    rf" (?:quel\w*|kel\w*|quand|samedi|dimanche|week-?end|soir|midi|le samedi|lundi)|(?:a )?(?:quel\w*"
    rf"|kel\w*) (?:heures?|h|jours?)"
    rf" (?:vous )?(?:ouvr\w*|ferm\w*|etes|repond\w*)|(?:vos |les |your )?(?:horaires?|heures d'ouverture"
    rf"|opening (?:hours|times)"
    rf"|office hours)|(?:what time|when|which days|what days|what hours) (?:do|are|r|does) (?:you|u|ye|it"
    rf"|they) (?:open|close|shut|there"
    rf"|around|answer|working|work)|(?:are|r) (?:you|u) (?:open|there|working) (?:on |at )?(?:sat\w*|sun\w*"
    rf"|week-?ends?|late|tomorrow"
    rf"|now|today))"
)
_DAY_TOO = re.compile(
    r"^(?:(?:et|and|ok|mais|but|what about) )*(?:(?:le|les|on|the|a) )?(?:samedi|dimanche|week-?end|saturday|sunday"
    r"|sat|sun|soir"
    r"|lundi|vendredi|midi|evening|jours? feries?|bank holidays?)s?(?: (?:aussi|too|as well|also|matin"
    r"|morning))? ?[?]+[ ?]*$"
)


def asks_hours(text: str, *, told: bool = False) -> bool:
    """Whether our hours are asked for; `told`: they were told just now, and "le samedi aussi ?" asks on."""
    words = flat(text)
    return len(words.split()) <= _SENTENCE // 2 + 1 and (
        _OPEN.search(words) is not None or (told and _DAY_TOO.match(words) is not None)
    )
