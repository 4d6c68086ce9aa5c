"""Whether, where and when somebody wants to be reminded: "par sms 2 jours avant", "by email the day before"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.debt.reading.text.plain import fold, with_digits

LONGEST = 14
"""Days before: a reminder that comes earlier is forgotten by the day."""
_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_NONE = re.compile(
    _B + r"(?:aucun (?:rappel|message)|(?:pas|plus) (?:de|besoin de|d'autres) rappels?|plus aucun rappel|sans rappels?"
    r"|(?:arrete[rz]?|stoppe[rz]?|stop|annule[rz]?|supprime[rz]?|coupe[rz]?|enleve[rz]?|cancel|turn off|switch off)"
    r"(?: with)?(?: tous)?(?: les| vos| mes| des| the| my| all| your)* (?:rappels?|reminders?)"
    r"|no (?:more |further )?reminders?|don'?t remind me|do not remind me|none(?! of (?:this|that|it|my)))" + _E
)
_EMAIL = re.compile(_B + r"(?:e-?mails?|mails?|courriels?)" + _E)
_SMS = re.compile(_B + r"(?:sms|textos?|texts?|telephone|(?:mon|le|par|sur) tel|portable|mobile|phone)" + _E)
_REMINDERS = r"(?: (?:les|des|mes|vos|the|my|your|all))* ?(?:rappels?|reminders?)"
_KEEP_WORD = re.compile(
    _B + r"(?:gard(?:er?|ez|ons)|conserve[rz]?|laisse[rz]?|continue[rz]?|maintenir|maintenez|keep|leave|continue)" + _E
)
_KEEP = re.compile(
    _B + r"(?:gard(?:er?|ez|ons)|conserve[rz]?|laisse[rz]?|continue[rz]?|maintenir|maintenez|keep|leave|continue)"
    r"(?: (?:a|avec|de|moi|me|(?:m'|d')?envoyer|sending|with|for|seulement|juste|que|only|just))*" + _REMINDERS + _E
)
_KEEP_THEM = re.compile(
    _B + r"(?:les (?:garder|conserver|laisser)|(?:gard(?:er?|ez)|conservez|laissez|keep|leave)[ -](?:les|them|those))"
    r"(?: (?:svp|merci|please|thanks))?$"
)
_BUT = re.compile(_B + r"(?:sauf|a part|except(?: for)?|but not)" + _REMINDERS + _E)
_DENIED = re.compile(_B + r"(?:pas|plus|jamais|rien|aussi|don'?t|do not|not|never|no longer|too|also|either)" + _E)
_STOP_WORD = re.compile(
    _B + r"(?:arret\w*|stop\w*|annul\w*|supprim\w*|coup\w*|enlev\w*|cancel\w*|turn off|switch off)" + _E
)
_STOP_TOO = re.compile(
    _B + r"(?:(?:eux|ceux[ -]la|rappels?|them|those|reminders?) (?:aussi|too|also|as well|non plus)"
    r"|aussi (?:les|mes|ces) rappels?)" + _E
)
_ALL = re.compile(
    r"(?:(?:oui|ok|non|yes|no|arrete[rz]?|stoppe[rz]?|stop|coupe[rz]?|supprime[rz]?|cancel|envoyez|send)[ ,.!]+)*"
    r"(?:tout|everything|all of (?:it|them)|plus rien|nothing(?: more)?)"
    r"(?:[ ,.!]+(?:arreter|stopper|couper|stop|du tout|at all|svp|s'il vous plait|please|merci|thanks|de vous|from you"
    r"|maintenant|now))*"
)
"""Nothing else beside it: "tout est noir" and "j'ai plus rien" are no answers about reminders."""
_BESIDE = re.compile(_B + r"(?:merci|thanks?(?: you)?|cheers|ca ira|ca va|rappels?|reminders?)" + _E)
_ABOUT = re.compile(_B + r"(?:rap+el+s?|reminders?|remind me|preven(?:ez|ir)|previens|averti(?:r|ssez))" + _E)
_CALLED = re.compile(_B + r"(?:rappel(?:ez|er|le)|re-?contacte[rz]?)[ -]moi" + _E)
_WRITTEN = re.compile(
    _B + r"(?:e-?mails?|mails?|sms|textos?|texts?|veille|jours? avant|semaine avant|day before|days before)" + _E
)
_SWITCH = re.compile(
    r"(?:(?:et|non|ah|euh|oh|ok|bon),? )?(?:(?P<a>finalement|plutot|en fait|au final|actually|after all|rather),? )?"
    r"(?:plutot )?(?:(?:plus |pas |not )?(?:par|by) (?:sms|mail|e-?mail|text)(?:,| mais)? )?(?:par|by|via|en) "
    r"(?:un |an? )?(?:e-?mails?|mails?|courriels?|sms|textos?|texts?)"
    r"(?: (?P<b>plutot|finalement|instead|rather|after all))?"
    r"(?:,? (?:svp|stp|s'il vous plait|please|merci|thanks))?[ .!]*"
)
_DAYS = re.compile(_B + r"([0-9]{1,2}) ?(?:jours?|j|days?) (?:avant|before|ahead|earlier|a l'avance)" + _E)
_WEEKS = re.compile(_B + r"(?:(?:1|une|a|one) ?(?:semaine|week)) (?:avant|before|ahead|earlier)" + _E)
_EVE = re.compile(_B + r"(?:la veille|the day before|the night before)" + _E)
_SAME = re.compile(_B + r"(?:le jour meme|on the (?:same )?day)" + _E)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """What was told of it; None: nothing."""

    channel: Literal["sms", "email", "none"] | None = None
    days: int | None = None  # before the day of the payment, 0 to LONGEST


def read_reminding(text: str, language: str) -> Reminding:
    """Channel and days; a number of days that is too large is left out rather than cut."""
    plain = with_digits(fold(text), language).text
    if _NONE.search(plain):
        return Reminding(channel="none")
    channel: Literal["sms", "email"] | None = "email" if _EMAIL.search(plain) else "sms" if _SMS.search(plain) else None
    return Reminding(channel=channel, days=_days(plain))


def changes_reminding(text: str, language: str) -> Reminding | None:
    """What reminders shall be from now on, said without being asked ("plus de rappels", "finalement par mail"); None
    where the words are not of reminders for sure: "rappelez-moi" alone wishes for a call.
    """
    plain = with_digits(fold(text), language).text.strip()
    told = read_reminding(text, language)
    if told.channel is None and told.days is None:
        return None
    switch = _SWITCH.fullmatch(plain)
    if switch is not None and (switch["a"] or switch["b"]):
        return told
    if _ABOUT.search(plain) or (_CALLED.search(plain) and _WRITTEN.search(plain)):
        return told
    return None


def reminds_in_writing(text: str) -> bool:
    """Whether a reminder is wished by its way in writing or by how long before, so that no call can be meant."""
    plain = fold(text).text
    return _ABOUT.search(plain) is not None and _WRITTEN.search(plain) is not None


def keeps_reminders(text: str) -> bool | None:
    """What is answered to "shall the reminders of your plan stop too?": True, they are kept; False, they stop as well.

    None where the words are neither for sure: "gardez pas les rappels", "non merci" (no reminders, or no to the
    question?). A bare yes or no is left to whoever knows what was asked.
    """
    plain = fold(text).text.strip(" .!")
    if _BUT.search(plain):
        return True
    if _KEEP_WORD.search(plain):
        kept = _KEEP.search(plain) or _KEEP_THEM.search(plain)
        return True if kept and not _DENIED.search(plain) and not _STOP_WORD.search(plain) else None
    return False if _STOP_TOO.search(plain) or _ALL.fullmatch(plain) or _NONE.search(plain) else None


def leaves_open(text: str) -> bool:
    """Whether thanks, or the reminders themselves, beside a yes or no leave open what is answered to that question."""
    return _BESIDE.search(fold(text).text) is not None


def _days(plain: str) -> int | None:
    told = _DAYS.search(plain)
    if told is not None:
        return int(told[1]) if int(told[1]) <= LONGEST else None
    for days, pattern in ((7, _WEEKS), (1, _EVE), (0, _SAME)):
        if pattern.search(plain):
            return days
    return None
