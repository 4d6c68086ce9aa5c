"""So much time, told beside something else: so much later ("une semaine après"), so much longer ("2 mois de plus")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.debt.reading.text.calendar_words import clamped, month_after
from bot.debt.reading.text.plain import fold, with_digits

Unit = Literal["day", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """So many days or calendar months."""

    count: int
    unit: Unit

    def after(self, day: date) -> date:
        """The day that lies so much later."""
        if self.unit == "day":
            return day + timedelta(days=self.count)
        year, month = month_after(day, self.count)
        return clamped(year, month, day.day)


_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_TIME = re.compile(
    _B + r"(?P<half>une? demie? |half an? )?(?P<q>une?|another|an?|1ne|one|[0-9]{1,2}) ?"
    r"(?:(?P<x>more|extra|additional|further|autres?) |petite?s? |bonne?s? |whole |little )?"
    r"(?P<u>jours?|j|semaines?|sem|mois|moi|quinzaines?|days?|weeks?|wks?|wk|months?|mths?|fortnights?)" + _E
)
_DAYS = {"j": 1, "d": 1, "s": 7, "w": 7, "q": 14, "f": 14}
_LONGER_AFTER = re.compile(r" ?(?:de plus|en plus|de \+|supplementaires?|supp?|more|extra|longer|additional)" + _E)
_LONGER_BEFORE = re.compile(
    _B + r"(?:encore|another|further|additional|extra)(?: (?:de|d'|pour|at least|au moins))? ?$"
)
_LONGER = re.compile(
    _B + r"(?:prol+ong\w*|ral+ong\w*|al+ong\w*|extend\w*|extens\w+|lengthen\w*|longer|plus long\w*"
    r"|plus de temps|more time|renouvel\w*|reconduire|(?:de|en) plus"
    r"|(?:garder|continu\w*|poursuivre|keep|carry on)(?: \w+){0,3} pause)" + _E
)
_ABOUT = re.compile(
    r"(?:(?:oui|yes|ok|juste|just|environ|about|pendant|pour|for|de|d'|encore|maybe|peut-etre|dis(?:ons)?|say)[ ,]*)*"
)
_COURTEOUS = re.compile(r"[ ,.!]*(?:s'?il (?:vous|te) plait|svp|stp|merci|please|pls|thanks?(?: you)?)?[ ,.!]*")
_LATER_AFTER = re.compile(r",? ?(?:plus tard|\+ tard|pl tard|apres?|ap|later|after|afterwards)" + _E)
_LATER_BEFORE = re.compile(
    _B + r"(?:decal\w*|decall\w*|repouss\w*|report\w*|recul\w*|retard\w*|differ\w*|push\w*|mov\w*|delay\w*|postpon\w*"
    r"|put(?:ting)?|shift\w*|bump\w*|back|off)(?: (?!j'ai|i )[a-z']+){0,5} ?$"
)


def _told(plain: str) -> Iterator[tuple[re.Match[str], Stretch]]:
    for match in _TIME.finditer(plain):
        if match["half"]:
            continue  # "half a month": no whole count of days
        count = int(match["q"]) if match["q"].isdigit() else 1
        if match["u"].startswith(("moi", "mo", "mth")):
            yield match, Stretch(count=count, unit="month")
        else:
            yield match, Stretch(count=count * _DAYS[match["u"][0]], unit="day")


def wants_longer(text: str, language: str) -> bool:
    """Whether something is to go on longer than it does ("prolonger", "2 mois de plus", "can I have more time")."""
    plain = with_digits(fold(text), language).text
    return _LONGER.search(plain) is not None or _more(plain) is not None


def read_longer(text: str, language: str) -> Stretch | None:
    """By how much it is to go on longer: "de 2 mois", "encore deux semaines", "another month"; None: not told."""
    plain = with_digits(fold(text), language).text
    if (more := _more(plain)) is not None:
        return more
    told = list(_told(plain))
    return told[0][1] if len(told) == 1 and _LONGER.search(plain) else None


def _more(plain: str) -> Stretch | None:
    for match, stretch in _told(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        if match["x"] or match["q"] == "another" or _LONGER_AFTER.match(after) or _LONGER_BEFORE.search(before):
            return stretch
    return None


def read_so_long(text: str, language: str) -> Stretch | None:
    """The time that a message is, and nothing but courtesy beside it: "deux semaines svp", "about a month"."""
    plain = with_digits(fold(text), language).text.strip()
    for match, stretch in _told(plain):
        if _ABOUT.fullmatch(plain[: match.start()]) and _COURTEOUS.fullmatch(plain[match.end() :]):
            return stretch
    return None


def read_later(text: str, language: str) -> Stretch | None:
    """How much later than it is due something shall be: "une semaine après", "push it back a week"; None: not told."""
    plain = with_digits(fold(text), language).text
    for match, stretch in _told(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        if _LATER_AFTER.match(after) or _LATER_BEFORE.search(before):
            return stretch
    return None


_FROM_NOW = re.compile(
    r"[ ,]*(?:a part(?:ir|i)|a compter|des)? ?(?:de |d'? ?)?(?:aujourd'? ?hui|auj|maintenant|mtn|now|today)"
    r"|[ ,]*(?:from|starting|as of) (?:now|today)"
)
_AGO = re.compile(
    _B + r"(?:depuis|ca fait|il y a|ya|cela fait|since|been|ago|encore|for the (?:last|past)|dans|in|d'ici"
    r"|loyers?|retard|late|behind|arrears)" + _E
)


def read_for_so_long(text: str, today: date, language: str, *, named: bool) -> date | None:
    """The last day of a rest told by its length: "2 mois à partir d'aujourd'hui", and where a pause is `named` beside
    it "mettre en pause 2 mois". None where the length is of something else.
    """
    plain = with_digits(fold(text), language).text.strip()
    told = list(_told(plain))
    if len(told) != 1 or _AGO.search(plain):
        return None
    match, stretch = told[0]
    from_now = _FROM_NOW.match(plain, match.end())
    rest = plain[from_now.end() :] if from_now else plain[match.end() :]
    alone = _ABOUT.fullmatch(plain[: match.start()]) is not None and _COURTEOUS.fullmatch(rest) is not None
    return stretch.after(today) if named or (from_now and alone) else None
