"""From which day somebody would pay: "commencer le 10 décembre", "à partir de mars", "20 a month from feb"."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.plans.pause_words import names_pause
from bot.debt.reading.text.calendar_words import MONTH, clamped, month_after, month_number
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_LONGEST = 160
_BEGIN = (
    r"(?:(?:a |a\-)?part(?:ir|i|ire) (?:de |du |d'|d |des )?|a compter (?:de |du |d')?|des (?!que)(?:le )?"
    r"|(?:en )?(?:re)?(?:commen[cs]\w*|demarr\w*|debutant|debuter\w*|debute)(?: (?:a |de )?"
    r"(?:payer|paye|verser|rembourser|regler))?"
    r"|(?:restart|start|begin)(?:s|ing|ed|ning)?(?: (?:to pay|paying|payments?|off))?|from"
    r"|(?:mais )?pas avant|not (?:before|until|till)"
    r"|(?:premiere?|1er|1ere|first) (?:paiement|payement|versement|mensualite|echeance|payment|instal?ment|one))"
)
_BEFORE_DAY = (
    r"(?: (?:en|a|le|la|les|au|aux|du|de|d'|seulement|que|qu'|vers|pour|plutot|in|on|the|only|mois de|mois d'|month of"
    r"|just|from|a partir d[eu']|c'?est|is|serait|could be|would be))*"
)
_D = r"(?P<{0}>0?[1-9]|[12][0-9]|3[01])(?:er|st|nd|rd|th)?"
_NUMBERED = (
    rf"{_D.format('d')} ?(?:of )?(?:(?P<m>{MONTH})(?: ?(?:19|20)[0-9]{{2}})?|[/.-](?P<mn>0?[1-9]"
    rf"|1[0-2])(?:[/.-][0-9]{{2,4}})?"
    r"(?![0-9]|[/.-][0-9]))"
)
_OF_MONTH = rf"(?:(?P<at>debut|mi|fin|early|mid|late|end of|beginning of)[ -](?:d'|de )?)?(?P<of>{MONTH})"
_RELATIVE = r"(?P<rel>(?:le )?mois (?:prochain|d'apres|suivant)|next month|the month after|(?:debut|in) next month)"
_BARE = (
    rf"{_D.format('only')}(?! ?(?:[0-9€£%:/.,]|e(?![a-z])|eur|balles|pounds?|quid|x|fois|times|mois|months?|jours?"
    rf"|days?"
    rf"|semaines?|weeks?|par|a (?:month|week)|per|h(?![a-z])|puis|then))"
)
_FROM = re.compile(
    rf"{_B}(?P<begin>{_BEGIN}){_BEFORE_DAY} ?(?P<told>{_NUMBERED}|{_OF_MONTH}|{_RELATIVE}|(?:le |the |du ){_BARE}){_E}"
)
_DAY_ALONE = re.compile(rf"{_B}(?:le |the |on the |au |pour le )?(?P<told>{_NUMBERED}|{_OF_MONTH}|{_RELATIVE}){_E}")
_ENDS = re.compile(
    rf"{_B}(?:jusqu\w*'? ?(?:a|au|en|fin|debut)?|avant|until|till|til|by|before|d'?ici|up to|fin de)"
    r"(?: (?:le|la|the|fin|debut|mi|end of|du|de|a|au))* ?$"
)
_NOT_BEFORE = re.compile(rf"{_B}(?:pas|not) ?(?:avant|before|until|till)(?: (?:le|the|fin|debut))* ?$")
_WORK = re.compile(
    _B + r"(?:boulot|travail\w*|taf|job|work\w*|contrat|contract|stage|formation|cdi|cdd|interim|embauch\w*|poste"
    r"|salaire|wages?|touche\w*|recois|retraite|pension|chomage|rsa|aides?|droits?|benefits?|new role|ecole"
    r"|school)" + _E
)
_PAYS = re.compile(
    _B + r"(?:j?(?:payer?|paye[sz]?|paie|verser?|rembourser?|regler?|donner|donne|mettre)|pay(?:ing|ments?)?"
    r"|paiements?|versements?|mensualites?|echeances?|instal?ments?)" + _E
)
_RHYTHM = re.compile(
    _B + r"(?:par|chaque|chaq|chq|chak|tous les|tt les|ts les|toutes les|a|per|each|every) ?(?:mois|moi|month|mth"
    r"|semaine|sem|week|15 ?j|quinz)"
)
_ANY_DAY = re.compile(rf"{_B}(?P<told>{_NUMBERED}){_E}")


def read_start(text: str, *, today: date, bare: bool = False) -> date | None:
    """The first day on which somebody would pay, told as a start; a month is its first day, or the part of it named.

    `bare`: while an offer is on the table a day or a month alone is its start ("non février c'est ce que j'ai dit").
    None: none is told, or it is gone by, or it is an end ("jusqu'en mars")."""
    plain = fold(text).text
    found = _FROM.search(plain)
    if found is None and (bare or _RHYTHM.search(plain)):
        pattern = _DAY_ALONE if bare else _ANY_DAY
        told = [one for one in pattern.finditer(plain) if _no_end(plain[: one.start("told")])]
        found = told[0] if len({one["told"] for one in told}) == 1 else None
    return _day(found, today) if found is not None else None


def _no_end(before: str) -> bool:
    return _ENDS.search(before) is None or _NOT_BEFORE.search(before) is not None


def _day(found: re.Match[str], today: date) -> date | None:
    told = found.groupdict()
    if told.get("d"):
        days = [when.day for when in read_dates(found["told"], today=today, language="fr") if when.day is not None]
        return days[0] if len(days) == 1 and days[0] > today else None
    if told.get("rel"):
        return date(*month_after(today), 1)
    if told.get("of"):
        return _in_month(month_number(told["of"]), told.get("at") or "", today)
    if told.get("only"):
        first = clamped(today.year, today.month, int(told["only"]))
        return first if first > today else clamped(*month_after(today), int(told["only"]))
    return None


def _in_month(month: int, at: str, today: date) -> date:
    day = 15 if at in ("mi", "mid") else 25 if at in ("fin", "late", "end of") else 1
    first = date(today.year, month, day)
    return first if first > today else date(today.year + 1, month, day)


def without_start(text: str) -> str:
    """The words without the start, so that "à partir de janvier 20 puis 50" holds no 20 January."""
    plain = fold(text).text
    found = _FROM.search(plain)
    if found is None or len(plain) != len(text):
        return text
    return f"{text[: found.start()]},{text[found.end() :]}"


def starts_paying(text: str, *, today: date) -> bool:
    """Whether a short message says, for certain, from when somebody would pay, and asks for no pause by its name."""
    plain = fold(text).text
    if len(plain) > _LONGEST or names_pause(text) or _WORK.search(plain) or read_start(text, today=today) is None:
        return False
    return _PAYS.search(plain) is not None or _RHYTHM.search(plain) is not None


def begins_on(text: str, *, today: date, bare: bool) -> date | None:
    """The start that a short message tells while an offer or a sum is spoken of; a pause asked for by name is none."""
    plain = fold(text).text
    if len(plain) > _LONGEST or names_pause(text) or _WORK.search(plain):
        return None
    return read_start(text, today=today, bare=bare)

