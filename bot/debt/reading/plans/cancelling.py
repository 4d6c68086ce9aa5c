"""That an agreement is regretted or to be cancelled, with no word for the plan itself; or is to stay as it is."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 160
_SHORT = 14
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_CANCEL = (
    r"(?:(?:j')?annul(?:e[rzs]?|ez|ation|e moi|ons)?|anul(?:e[rzs]?|ez)|an+ulle[rz]?|me retracter|me retracte|retracter"
    r"|cancel(?:l?ing|l?ed)?|undo|call it off|scrap it)"
)
_AGREED = (
    r"(?:sign[eé]?\w*|accepte\w*|dit (?:oui|ok)|di oui|valide\w*|d'accord|agreed|signed|accepted|said yes|confirme\w*"
    r"|engage\w*)"
)
_SORRY = r"(?:regret\w*|change d'?avis|change davis|changed? my mind|plus d'accord|trompe\w*|betise|mistake|erreur)"
_OTHER = (
    r"(?:rdv|rendez[- ]?vous|appel|rappel|call\w*|sms|mails?|messages?|rappels|reminders?|prelevements?|debit|mandat"
    r"|contestation|dispute|abonnement|contrat|contract|subscription|dette|debt|pause|commande|order|credit|loan"
    r"|virement|transfer|date|report|decalage|move|frais|fees?|interets?|interest|facture|bill|rent|loyer)"
)
_REGRETS = re.compile(rf"{_B}{_AGREED}{_E}.{{0,60}}{_B}(?:{_SORRY}|{_CANCEL}){_E}")
_SORRY_SO = re.compile(rf"{_B}{_SORRY}{_E}.{{0,40}}{_B}{_CANCEL}{_E}")
_NOT = re.compile(rf"{_B}(?:pas|jamais|surtout pas|don'?t|not|never|ne)(?: [a-z']+){{0,2}} ?$")
_FOUND = re.compile(_B + _CANCEL + _E)
_THING = re.compile(_B + _OTHER + r"s?" + _E)
_LITTLE = re.compile(
    r"(?:(?:oui|ouais?|yes|yeah|ok|non|no|je|j|j'|veux|veu|vx|voudrais|voulais|souhaite|aimerais|peux|peut|on|vous|tout"
    r"|tt|ca|sa|cela|le|la|l'|moi|mon|ma|comment|comen|faire|pour|fo|faut|il|est|ce|que|svp|stp|s'il|vous|plait|merci"
    r"|please|pls|i|want|to|it|all|that|this|everything|how|do|can|could|would|like|get|finalement|en|fait|donc|alors"
    r"|bon|regrette|regrete|desole|sorry|actually|just|the|lot|vite|maintenant|now|today|bien|vas|y|allez|go|ahead|d"
    r"|accord|c|bonjour|hello|possible|a|dois|c'est|is|changed|my|mind|change|avis)[ ,.!?']*)*"
)


def regrets(text: str) -> bool:
    """Whether somebody regrets what they agreed, or wants it cancelled ("j'ai signé hier mais je veux annuler")."""
    words = fold(text).text
    if len(words) > _LONGEST or _THING.search(words):
        return False
    return any(_NOT.search(words[: one.start()]) is None for one in _REGRETS.finditer(words))


def cancels(text: str) -> bool:
    """Whether a short message says only that "it" or "everything" is to be cancelled: what, is known from before."""
    words = fold(text).text.strip()
    found = _FOUND.search(words)
    if found is None or len(words.split()) > _SHORT or _NOT.search(words[: found.start()]):
        return False
    if _SORRY_SO.search(words) and not _THING.search(words):
        return True
    return _LITTLE.fullmatch(f"{words[: found.start()]} {words[found.end() :]}".strip()) is not None


def asks_how(text: str) -> bool:
    """Whether such words ask how, rather than say that it be done."""
    return re.search(rf"{_B}(?:comment|comen|how|possible|peut on|can i|could i){_E}|\?", fold(text).text) is not None


_PAYS = r"(?:j'?\s?(?:vais )?(?:pay\w*|pai\w*|regl\w*|vers\w*)|(?:pay\w*|paie\w*|regle\w*|verser?))"
_PLANNED = (
    r"(?:(?:comme|com|cm) (?:c'?et[ai]+[ts]? )?(?:prevus?|prevue|convenue?|normal\w*|d'habitude|avant)|normalement"
    r"|norma+l|(?:a la|au|la|le) (?:date|jour) (?:prevue?|normale?)|comme le plan|as (?:planned|agreed|normal|usual"
    r"|arranged"
    r"|scheduled)|on (?:time|the (?:agreed|planned|normal) (?:date|day))|like normal|(?:the )?original (?:date|day))"
)
_AS_PLANNED = re.compile(
    rf"{_B}{_PAYS}{_E}.{{0,40}}{_B}{_PLANNED}{_E}(?! ?\?)"
    rf"|{_B}{_PLANNED}{_E}[ ,:]+(?:[a-z']+ ){{0,3}}{_PAYS}{_E}(?! ?\?)"
)
_CANNOT = re.compile(
    _B + r"(?:pas|plus|jamais|sans|not|never|cannot|can'?t|cant|couldn'?t|won'?t|peut etre|maybe"
    r"|mais (?:la|cette|ce|non)|but (?:this|now|not)|sauf|except|si je"
    r"|if i|deja|already|paye comme|payais|i paid|j'ai|jai (?:bien )?paye)" + _E
)


def pays_as_planned(text: str) -> bool:
    """Whether somebody means to pay on the day agreed, as it stands ("je paye les 50 le 3 comme prévu")."""
    words = fold(text).text
    if len(words) > _LONGEST:
        return False
    bare = re.sub(rf"{_B}(?:j'?ai|jai|i(?:'ve)?|have) (?:change\w*)(?: d'?avis| davis| my mind)?{_E}", " ", words)
    return _AS_PLANNED.search(bare) is not None and _CANNOT.search(bare) is None
