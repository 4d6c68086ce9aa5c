"""What can't wait: hunger, a cut-off, a home, fear of somebody who reads along, somebody who feels left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.debt.reading.care.spoken_needs import spoken_need, written_out
from bot.debt.reading.care.watched import helps_who_reads_badly
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_NOTHING = r"(?:plus|pas|rien|meme plus|quasi rien|presque rien|plu|pa)"
_EAT = r"(?:manger|mange|bouffer|becqueter|grailler|nourrir)"
_CHILDREN = r"(?:gosses?|enfants?|bebe|petits?|gamins?|kids?|children|baby|fils|fille)"
_POWER = r"(?:edf|engie|electricite|elec|courant|lumiere|gaz|chauffage|electricity|power|gas|heating|energy|lights?)"
_CUT = (
    r"(?:(?:nous |me |m'|m |la |l'|le |les |y v(?:a|ont) )*(?:coup(?:er|ent|e|ee|es|era|eront|ure|ures|aient)"
    r"|disjonct\w*)"
    r"|cut(?:ting)?(?: me| us| my| our)?(?: off)?|disconnect\w*|shut(?:ting)? off"
    r"|turn(?:ing|ed)? off)"
)
_LACK = r"(?:sans|plus d[e'u]|no|without|plus)"
_THE = r"(?:(?:de|d'|du|l'|le|la|les|mon|ma|my|our|the) ?){0,2}"
_NEEDS: Mapping[str, re.Pattern[str]] = {
    "food": re.compile(
        rf"{_B}(?:{_NOTHING} (?:rien )?(?:a|de quoi|pour|de quoi (?:me|nous|les)) ?{_EAT}"
        rf"|{_NOTHING} de quoi (?:\w+ ){{0,2}}{_EAT}|(?:j'ai|jai|on a|ont|a) (?:tres |trop )?faim|crev\w* la dalle"
        rf"|(?:frigo|frigidaire|placards?) (?:est |sont )?vides?|rien (?:dans le|au) frigo"
        rf"|(?:on|nous) (?:ne )?mange\w* (?:plus|pas)|mange\w* (?:plus |pas )?qu'une fois|saut\w* (?:des|un|les) repas"
        rf"|(?:plus|pas) de (?:lait|couches) (?:pour|au)|(?:pas|plus) mange depuis"
        rf"|(?:plus|pas) un (?:euro|sou|rond|centime) .{{0,20}}{_CHILDREN}"
        rf"|(?:nothing|no money|can'?t afford) (?:left )?(?:to|for) (?:eat|food|feed)|no food|hungry|starving"
        rf"|can'?t feed|cannot feed|(?:fridge|cupboards?) (?:is |are )?(?:empty|bare)|skip\w* meals"
        rf"|(?:haven'?t|not) eaten|can'?t afford food|food ?bank){_E}"
    ),
    "water": re.compile(
        rf"{_B}(?:{_CUT} {_THE}(?:eau|water)|{_LACK} {_THE}(?:eau|water)(?!.*\d)|(?:eau"
        rf"|water) (?:\w+ ){{0,3}}{_CUT}){_E}"
    ),
    "cut": re.compile(
        rf"{_B}(?:{_CUT} {_THE}{_POWER}|{_POWER} (?:\w+ ){{0,4}}(?:coup(?:er|ent|e|ee|ure|era)|cut|disconnect\w*)"
        rf"|{_LACK} {_THE}{_POWER}(?! [a-z]* ?(?:que|steering|bill))(?!.*\d)"
        rf"|(?:menace\w*|avis|risque\w*|lettre) (?:de |d')(?:me |nous )?coup(?:er|ure)"
        rf"|(?:pre-?pay\w*|meter) (?:\w+ ){{0,3}}(?:run out|empty)|disconnection notice){_E}"
    ),
    "home": re.compile(
        rf"{_B}(?:expuls\w*|eviction|evict\w*|(?:mis|mise|jete|jetee|foutu|mettre|mettent|met|etre|suis|dors|finir"
        rf"|vais)"
        rf" (?:nous |me |m'|\w+ )?(?:a la rue|dehors)|a la rue|sans (?:toit|domicile|logement)|sdf"
        rf"|(?:perdre|perds|perdu) (?:mon|notre|ma|l'|le) ?(?:logement|appart\w*|maison|toit|chambre)"
        rf"|(?:dors|vis|dort) dans (?:ma|la|une) voiture|homeless|(?:i'm|we're|am|are|end up|living"
        rf"|be) on the streets?|(?:lose|losing|lost) (?:my"
        rf"|our) (?:home|flat|house)"
        rf"|(?:kick|throw|chuck)\w* (?:me|us) out|(?:sleeping|living) in my car|nowhere to (?:sleep|live|go)){_E}"
    ),
}
_FEW = 14
_NOT_SO = re.compile(
    rf"{_B}(?:pas (?:encore )?(?:d'expulsion|faim|expulse\w*|coupe\w*|sans|a la rue|dehors|de coupure|sdf)"
    rf"|(?:not|n't) (?:hungry|starving|homeless|evicted|cut|being)|plus (?:a la rue|sdf)|etait"
    rf"|(?<!depuis )avant(?![- ]?hier| (?:demain|jeudi|lundi|noel))|"
    rf"travaille|benevole|volunteer|work (?:at|for)){_E}"
)


def urgent_need(text: str) -> str | None:
    """`food`, `water`, `cut` (electricity, gas, heating) or `home`, told as their own; None where it is denied."""
    words = written_out(text)
    if _NOT_SO.search(words):
        return None
    found = next((need for need, pattern in _NEEDS.items() if pattern.search(words)), None)
    if found == "water" and len(words.split()) > _FEW:
        return None  # "a hotel room that had no water"
    return found or spoken_need(text)


_WHO = (
    r"(?:il|elle|ils|mon (?:mari|conjoint|ex|copain|compagnon|mec|homme|pere|frere|fils)|ma (?:femme|mere|copine"
    r"|conjointe|soeur"
    r"|fille)|mes parents|lui|he|she|they|my (?:husband|wife|partner|ex|boyfriend|girlfriend|father|mother|dad|mum"
    r"|parents|son"
    r"|daughter)|him|her|them)"
)
_KNOWS = (
    r"(?:sach\w*|sait|savoir|apprenn\w*|decouvr\w*|tombe\w*|voi[te]\w*|lis[es]?|lit|know\w*|find\w*|see[s]?"
    r"|read[s]?)"
)
_DISCREET = re.compile(
    rf"{_B}(?:(?:veux|veu|veut|voudrais|faut|doit|dois|devrait|peut) (?:surtout |vraiment )?(?:pas|po|jamais|pa)"
    rf" (?:surtout )?(?:que |qu'|k'|qu ?)?(?:{_WHO} (?:le )?)?{_KNOWS}"
    rf"|{_WHO} (?:ne )?(?:doit|dois|peut|faut) (?:surtout )?(?:pas|rien) (?:le )?{_KNOWS}"
    rf"|(?:(?:si|quand) {_WHO}|s'il|s'elle) (?:le )?(?:sait|apprend|voit|lit|tombe|decouvre|l'apprend)"
    rf"|{_WHO} (?:fouille|surveille|controle|regarde|lit|check|verifie) (?:tout |tous |toujours )?(?:mon|mes|dans mon)"
    rf" (?:tel\w*|telephone|portable|messages?|sms|mails?|ordi\w*)"
    rf"|(?:don'?t|do not|never) want {_WHO} (?:to |ever )*{_KNOWS}|{_WHO} (?:can'?t|cannot|must ?n'?t|must not"
    rf"|mustn'?t) (?:ever )?{_KNOWS}"
    rf"|if {_WHO} (?:finds?|sees?|knows?|reads?)"
    rf"|{_WHO} (?:checks?|reads?|goes through|looks at|monitors?) my (?:phone|messages?|texts?|emails?|computer)){_E}"
)
_SPELT = re.compile(r"\b(?:can'?t|cannot|peut pas|sait pas) (?:read|lire)\b")
"""Of who can't read: no fear of them."""
_THEM = re.compile(rf"{_B}(?:{_WHO}){_E}|qu'il|qu'elle|k'il|s'il|s'elle")


def wants_discretion(text: str) -> bool:
    """Whether somebody fears a person near them who reads along, or must not know ("je veux pas qu'il sache")."""
    words = fold(text).text
    if helps_who_reads_badly(text) or (_SPELT.search(words) and not _DISCREET.search(_SPELT.sub("", words))):
        return False
    return _DISCREET.search(words) is not None and _THEM.search(words) is not None


_VIOLENT = re.compile(
    rf"{_B}(?:violen\w*|frapp\w*|me tape|tabasse\w*|cogne|coups|menace de me|peur de (?:lui|mon (?:mari|ex|conjoint"
    rf"|mec))"
    rf"|me fait peur|abus(?:e|ive|er)\b|hits? me|beats? me|hurts? me|afraid of (?:him|her|my)|scared of (?:him|her|my)"
    rf"|controls? me){_E}"
)


def names_violence(text: str) -> bool:
    """Whether violence or the fear of somebody near is named."""
    return _VIOLENT.search(fold(text).text) is not None


_JOINT = re.compile(
    rf"{_B}(?:(?:credits?|prets?|dettes?|comptes?|loans?|debts?|accounts?)\b.{{0,25}}"
    rf"(?:a deux|commun\w*|joint|ensemble|nos deux noms?|avec lui|avec elle|a nos noms|together|both (?:our )?names)"
    rf"|joint (?:loan|debt|account|credit)|(?:signe|pris) (?:a deux|ensemble|tous les deux)){_E}"
)


def names_joint_credit(text: str) -> bool:
    """Whether a credit that two have signed is spoken of."""
    return _JOINT.search(fold(text).text) is not None


_LEFT = re.compile(
    rf"{_B}(?:laiss\w* tomber quoi|(?<!ez[- ])(?<!eux[- ])(?:vous|tu) (?:me|nous|m') ?(?:laiss\w*|lach\w*"
    rf"|abandonn\w*)(?: tomber)?"
    r"(?! (?:payer|regler|verser|souffler|respirer|le temps|du temps|un peu|jusqu))"
    rf"|(?:tjrs|toujours|encore) (?:personne|pers)(?! d'autre)|(?:y ?a|y'a|ya) (?:personne|pers)(?= ?[?!]| ici)"
    rf"|j'? ?attend\w* (?:depuis|encore|toujours|tjrs)|(?:personne|pers) (?:ne |me |m'|ne me |ne m')*(?:repond\w*"
    rf"|ecoute|aide)"
    rf"|(?:still|been) waiting|nobody(?:'s)? (?:answer\w*|there|help\w*|here|replies|listens)|no one (?:answers?"
    rf"|is there|cares)"
    rf"|(?:you'?re|you are) (?:abandoning|letting me down|ignoring)|you (?:don'?t|do not) care|giving up on me){_E}"
)
_PRESSING = re.compile(
    r"(?:mais |et |but )*(?:c|c'?est?|ces|it'?s|this is) (?:tres |vraiment |super |really |very )?urgent[\s!.]*"
)
_ANYBODY = re.compile(
    r"(?:allo+|hello|hey|bonjour|bonsoir|ohe|oh|euh|et|mais|bon)?[\s,?!.]*"
    r"(?:(?:est ?ce qu'|es ce qu')?(?:il )?(?:y ?a|y'a|ya) (?:quelqu'un|qqn|qqun|du monde|quelqun)"
    r"|(?:is )?(?:any(?:body|one)|somebody) (?:there|here|around)|vous etes (?:la|ici)|t'?es la|you there"
    r"|are you (?:still )?there)[\s?!.]*"
)
_HOURS = re.compile(
    rf"{_B}(?:(?:vous (?:etes|repondez|travaillez)|etes[- ]vous|quelqu'un|ouverts?|are you|anyone|open)"
    rf".{{0,30}}(?:la nuit|le soir|le week-?end|le dimanche|le samedi|24|at night|on sundays?|at weekends?|weekends?"
    rf"|evenings?)"
    rf"|(?:quels? (?:sont )?(?:vos|les)|vos|c'?est quoi (?:vos|les)) (?:horaires|heures)|opening (?:hours|times)"
    rf"|(?:vous ouvrez|ouvrez-vous|do you open) ){_E}"
)


def waits_for_somebody(text: str) -> str | None:
    """`left` (feels left alone), `pressing` ("c'est urgent" and no more), `anybody` ("ya quelqu'un ?"), `hours`; else
    None. A longer message says more than that.
    """
    words = fold(text).text.strip()
    if len(words.split()) > _FEW:
        return None
    if _LEFT.search(words):
        return "left"
    if _HOURS.search(words):
        return "hours"
    if _PRESSING.fullmatch(words):
        return "pressing"
    return "anybody" if _ANYBODY.fullmatch(words) else None


_BILL = re.compile(
    r"(?:(?:ok|oui|merci|d'accord|et|mais|and|but)[ ,.]*)*(?:(?:pour|sur|a propos de|concernant|what about|about)"
    r" (?:la |ma |cette |mes |les |the |my )(?:dettes?|factures?|credits?|debts?|bills?)"
    r"|parl\w* de la facture|talk about the bill)(?: .{0,25})?[\s?!.]*"
)


def asks_about_bill(text: str) -> bool:
    """Whether somebody comes back to the bill of their own accord ("et pour la dette je fais quoi")."""
    return _BILL.fullmatch(fold(text).text.strip()) is not None
