"""A death told by whoever is left: is what they ask about the matter of the one who died, or their own hard time?"""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.plain import flat

HeirWish = Literal["debts", "writing"]

_B, _E = r"(?<![a-z])", r"(?![a-z])"
_KIN = (
    r"(?:meres?|maman|mams?|peres?|papa|mari|femme|epoux|epouse|conjointe?|compagn(?:on|e)|copain|copine|fils|fille"
    r"|freres?|soeurs?|tante|oncle|tonton|tata|grand[- ]?(?:mere|pere)|mamie|mamy|papi|papy|belle[- ]mere"
    r"|beau[- ]pere"
    r"|parents?|voisine?|mother|mum|mom|mam|father|dad|da|husband|wife|partner|son|daughter|brother|sister|aunt\w*"
    r"|uncle|nan|nana|gran\w*|parents?|neighbour|monsieur|madame|dame|gentleman|lady|personne|titulaire)"
)
_DEAD = re.compile(
    rf"{_B}(?:(?:est|etait|sont|et) (?:deja |bien )?mort(?:e|s|es)?|mort(?:e|s|es)? (?:en|le|la|depuis|y a|il"
    rf"|l'an|hier"
    rf"|au|ya|ce|cet|cette|dans|du cancer)|d(?:e|es)?ced\w*|dec?e?d(?:e|er|ee|ait|es)|dec(?:e|è)s|dcd(?:ee?|é)?"
    rf"|defunte?s?"
    rf"|disparue?s?|(?:nous|m')? ?a quitte(?:e|s)?|died|dyed|dead|pass?e?d (?:away|on)|{_KIN}(?:'?s| has| had)?"
    rf" (?:just )?pass?e?d|dece?a?s+e?d|desceased|(?:my|his|her) late {_KIN}|feu (?:mon|ma)|(?:perdu"
    rf"|perdue) (?:mon|ma|mes) {_KIN}"
    rf"|lost (?:my|our) {_KIN}|(?:apres|depuis|suite a|suite au) (?:sa|la) mort|mort de (?:mon|ma|mes) {_KIN}"
    rf"|death of (?:my|our) {_KIN}|(?:'s|his|her) death|buried (?:my|our)|enterre (?:mon|ma)){_E}"
)
_WHO = re.compile(rf"{_B}(?:{_KIN}|il|elle|he|she|lui|him|her|ses|sa|his){_E}")
_MATTER = (
    r"(?:det+es?|dossiers?|credits?|prets?|comptes?|contrats?|factures?|loyers?|impayes?|retards?|somme|argent|reste"
    r"|debts?|dets?|loans?|accounts?|bills?|arrears|balance|money|overdraft|contract)"
)
_OF_DEAD = (
    rf"(?:(?:ses|sa|son|leurs?|his|her|their) (?:\w+ )?{_MATTER}"
    rf"|(?:les?|la|cette|ce|ces|the|this|that|these) {_MATTER} (?:de|d'|a|of|from|for|qu'?|that|which)"
    rf" ?(?:mon|ma|mes|my|our|il|elle|he|she|lui|him|her|papa|maman|mum|dad|feu|notre) ?"
    rf"|{_KIN}'?s (?:\w+ )?{_MATTER})"
)
_THEIRS = re.compile(rf"{_B}{_OF_DEAD}")
_DUTY = (
    r"(?:(?:est[- ]?ce|es[- ]?ce|esk|esque|est ?que|es que) ?(?:que |qu')?(?:je|j'|on|nous|ma|mes|mon|c'est)"
    r"(?: \w+){0,3}? ?(?:dois|doit|doi|devons|faut|oblige\w*|redevable\w*|a moi|payer|paye)"
    r"|(?:dois|doi|devons|doit|devrais)[- ](?:je|nous|on)"
    r"|(?:je|on|jdois|nous|faut[- ]il que je|faut que je|c'est a moi|cest a moi|c a moi|a moi|c'est nous)"
    r" ?(?:suis |est |sommes |va |vais )?(?:dois|doit|doi|devons|oblige\w*|tenue?s?|responsable\w*|paye?r?|de|qui)"
    r"|jdoi[st]?|suis[- ]je|vais[- ]je|sommes[- ]nous"
    r"|(?:do|does|will|would|should|must|am|are|is) (?:i|we|me|my \w+|it)"
    r"|(?:have|got|going|need|supposed|expected) (?:i |we )?to|i (?:have|must|gotta)|liable|responsible|on the hook"
    r"|(?:down|up) to (?:me|us)|fall (?:on|to) (?:me|us)|come to me|retombe\w*|reviennent|revient"
    r"|pour (?:ma|notre) pomme|(?:c'?est|c) (?:moi|nous) qui)"
)
_PAY = (
    r"(?:pa(?:y|ye|yer|yé|ie|ier|yez|yee|ying|id)|regle\w*|rembours\w*|reprendre|assumer|settle|cover|clear|pick up"
    r"|take (?:it |this |that )?on|liable|responsible|redevable|responsable|owe|moi|nous|me|us)"
)
_MUST_PAY = re.compile(
    rf"{_B}{_DUTY}{_E}.{{0,40}}?{_B}{_PAY}{_E}"
    rf"|{_B}(?:{_MATTER}|it|ca|that) (?:\w+ ){{0,2}}(?:come|comes|pass|passes|go|goes|fall|falls|reviennent|revient"
    rf"|retombe\w*) (?:a|to|on|sur|down to) (?:moi|nous|me|us){_E}"
)
_OTHER_COST = re.compile(
    rf"{_B}(?:obseques|enterrement|funerailles|pompes|cercueil|tombe|frais|funeral|burial|cremation|coffin|wake"
    rf"|quand|when|combien|how much|comment|how do i|how can i|ou|where|par mois|a month){_E}"
)
_OWN = re.compile(
    rf"{_B}(?:mon|ma|mes|my)(?: propres?| own)? (?:{_MATTER}|plan|mensualit\w+|echeanc\w+|payments?|instal\w+|rent"
    rf"|repayments?){_E}"
    rf"|{_B}(?:(?:peu[xt]?|arrive|reussis|sais) (?:plus|pas|p[au]s|plu)(?: du tout)?(?: a)?(?: vous)? (?:pa[iy]\w*"
    rf"|regler)|(?:can'?t|cannot|can not|cant|unable to|struggling to|couldn'?t|not able to) (?:\w+ ){{0,2}}pay\w*"
    rf"|behind (?:with|on) my|(?:je|i) (?:vous )?(?:dois|owe) (?:encore )?[0-9]){_E}"
)
_INHERITS = re.compile(
    rf"{_B}(?:herit\w*|heredit\w*|inherit\w*) (?:(?:de|d'|des|the|his|her|my|ses|sa|la|les|any|all"
    rf"|of) ?){{0,3}}(?:\w+ )?"
    rf"{_MATTER}|{_B}{_MATTER} (?:\w+ ){{0,3}}(?:inherit\w*|herit\w*)"
    rf"|{_B}(?:renonc\w*|refus\w*|accept\w*|renounce|disclaim) (?:a |au )?(?:(?:la|sa|l'|cette|the|his|her)"
    rf" ?)?"
    rf"(?:succession|heritage|inheritance|estate){_E}"
    rf"|{_B}(?:je suis|jsuis|jsui|i am|i'm|im|nous sommes|we are) (?:(?:l'|une? des?|la|le|les|the|an"
    rf"|one of the|seule?"
    rf"|his|her) ?){{0,3}}(?:heritiere?s?|ayants? droit|executor|executrix|next of kin|heirs?){_E}"
)
_WRITES = re.compile(
    rf"{_B}(?:(?:vous|tu|you|vs|u) (?:(?:n'|ne |still |keep |keep on |continue\w* (?:a|to)|are still|r still|are"
    rf"|arretez pas (?:de|d')) ?){{0,2}}(?:lui|leur|l') ?(?:\w+ )?"
    rf"(?:ecri\w*|envo\w*|rela\w*|reclam\w*|demand\w*|harcel\w*|appel\w*|telephon\w*)"
    rf"|(?:lui|leur|l') ?(?:ecri\w+|envoy\w+|relanc\w+|reclam\w+|harcel\w+|appel(?:er|ez)\w*)"
    rf"|(?:ecri\w+|envoy\w+|text\w*|writ\w+|send\w*|sent|call\w*|ring\w*|chas\w+|messag\w+|contact\w*|mail\w*"
    rf"|bother\w*"
    rf"|pester\w*|harass\w*) (?:(?:letters?|sms|texts?|messages?|emails?|courriers?|bills?|still|des|encore|to"
    rf"|a|an|more"
    rf"|de|les|stuff|things|vos) ){{0,4}}(?:to )?(?:him|her|them|(?:my|our|mon|ma|mes|a mon|a ma) (?:late "
    rf"|dead )?{_KIN}"
    rf"|dead (?:man|woman|person|people)|un mort|une morte)"
    rf"|(?:courriers?|lettres?|letters?|sms|textos?|texts?|messages?|mails?|emails?|factures?|bills?|relances?)"
    rf" (?:\w+ ){{0,4}}(?:(?:a|in|au) (?:son|his|her|leur|the|their) (?:nom|name)|for (?:him|her|them|my {_KIN})"
    rf"|pour (?:lui|elle)|addressed to|adress\w+ a)"
    rf"|(?:il|elle|he|she|lui|on) (?:\w+ ){{0,2}}(?:recoit|recevoir|recois|gets?|getting|receiv\w+)"
    rf" (?:\w+ ){{0,3}}(?:courriers?|lettres?|letters?|sms|texts?|messages?|vos|your|mails?))"
)
_NAMED = re.compile(
    rf"{_B}(?:(?:a|in) (?:son|his|her) (?:nom|name)|(?:le |la )?titulaire du (?:compte|contrat|dossier)"
    rf"|account holder)"
)
_CLOSE = re.compile(
    rf"{_B}(?:clotur\w*|fermer?|arret\w*|stop\w*|clos\w*|cancel\w*|resili\w*|annul\w*) (?:\w+ ){{0,2}}"
    rf"(?:son|sa|ses|his|her) (?:{_MATTER}|dossier|abonnement|nom|file)"
)


def tells_of_heir(text: str) -> HeirWish | None:
    """What somebody who tells of a death wants of the dead person's matter: whether they have to pay it, or that we
    stop writing. None: no death, or no more than their own loss ("mon mari est mort, je peux plus payer").
    """
    words = flat(text)
    dead = _DEAD.search(words) is not None and _WHO.search(words) is not None
    if not dead:
        return "debts" if _INHERITS.search(words) and _THEIRS.search(words) else None
    if _WRITES.search(words) or _CLOSE.search(words):
        return "debts" if _MUST_PAY.search(words) and _asks_duty(words) else "writing"
    if _INHERITS.search(words):
        return "debts"
    if _asks_duty(words):
        return "debts"
    if _OWN.search(words):
        return None
    return "writing" if _NAMED.search(words) else None


def asks_debts_of_dead(text: str) -> bool:
    """Whether somebody who has told of a death before asks if they owe for the dead ("do i have to pay my mums debt?",
    "am i responsible for her debt, yes or no").
    """
    words = flat(text)
    return _MUST_PAY.search(words) is not None and _THEIRS.search(words) is not None and not _OWN.search(words)


def _asks_duty(words: str) -> bool:
    """Whether it is asked if the debt of the dead is theirs; not what a funeral costs, nor how to pay one's own."""
    theirs = _THEIRS.search(words) is not None
    if not _MUST_PAY.search(words) and not (theirs and "?" in words):
        return theirs and not _OWN.search(words)
    return theirs or not (_OWN.search(words) or _OTHER_COST.search(words))
