"""Short questions that many ask, and words that take something back, read by heart: nothing else stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.debt.reading.text.plain import flat, fold

_LEAD = (
    r"(?:(?:bonjour|bonsoir|bjr|slt|salut|hello|hi|ok|et|mais|alors|donc|au fait|and|but|so|euh|oui|non|yes|no"
    r"|est[- ]ce que"
    r"|es ce que|esk|esque|dites[- ]moi|svp|please)[\s,.!?:]*)*"
)
_TAIL = (
    r"(?:[\s,.!?:]*(?:svp|stp|s'il vous plait|please|merci|thanks|ou quoi|ou pas|au juste|exactement|mdr|quoi|la"
    r"|hein))*"
)
_END = r"[\s,.!?:]*"
_YOU = r"(?:(?:vous|on|tu|ils?|you|they) ?)"
_BOSS = (
    r"(?:mon |ma |mes |my |l'|le |the )?(?:patron(?:ne)?|boss|employeur|employer|chef|travail|boulot|work|job"
    r"|entreprise|rh|hr)"
)
_BENEFITS = (
    r"(?:mes |mon |ma |my |les |sur |l'|le |la |the |de )*(?:allocs?|allocations?(?: familiales)?|rsa|caf|aah|apl"
    r"|aides?"
    r"|benefits?|universal credit|child benefit|pip|chomage)"
)
_TAKE = r"(?:prendre|saisir|prelever|piocher|toucher|take|seize|touch|prendra|prenez|prend|saisissez)"
_MODAL = r"(?:allez|va|vas|vont|pouvez|peut|peux|peuvent|risquez|will|can|could|are you going to|gonna|do|would)"
_QUESTIONS: Mapping[str, str] = {
    "employer": (
        rf"(?:{_YOU}?{_MODAL}[- ]?{_YOU}?(?:de |to )?(?:appeler|appelez|contacter|prevenir|dire a|telephoner a"
        rf"|ecrire a|le dire a"
        rf"|call|contact|tell|ring|phone|write to) (?:a |au )?{_BOSS}"
        rf"|{_YOU}?(?:appelez|contactez|prevenez|ecrivez a|call|contact) {_BOSS}"
        rf"|{_BOSS} (?:va|sera|will) (?:le |l')?(?:savoir|etre (?:prevenu|au courant)|know|find out|be told))"
    ),
    "benefits": (
        rf"(?:{_YOU}?{_MODAL}[- ]?{_YOU}?(?:me )?(?:to )?{_TAKE} (?:(?:de l'|l')?argent )?{_BENEFITS}"
        rf"|{_BENEFITS} (?:ca |c'est |est |sont |peut |peuvent |can |be )*(?:etre )?(?:saisissables?|saisi[es]*"
        rf"|seized|taken))"
    ),
    "guarantor": (
        r"(?:(?:ma|mon|mes|my) \w+ (?:est|sont|s'est porte[e]?|is|are)(?: mon| ma| my| the)? (?:garante?s?|cautions?"
        r"|guarantors?)"
        r"(?:[\s,]*(?:il|elle|ils|he|she|they|what)?.{0,30}(?:risque\w*|doit|paye\w*|arrive\w*|happens?|pays?"
        r"|owes?).{0,12})?"
        r"|(?:le|la|ma|mon|the|my) (?:garante?|caution|guarantor).{0,20}(?:risque|doit payer|va payer|pay).{0,12})"
    ),
    "difference": (
        r"(?:(?:c'?est|c|ce|cest)? ?(?:quoi|koi|quelle? est)? ?(?:la |les )?(?:difference|diff) entre (?:un |vous et "
        r"|les )?"
        r"(?:huissiers?|vous|un huissier|commissaire de justice)(?: et (?:vous|un huissier|les huissiers|le bot))?"
        r"|vous etes (?:un |des |qui,? un |pas un )?(?:huissiers?|tribunal|commissaires? de justice)"
        r"|(?:what'?s|what is) the difference between (?:you and )?(?:a )?bailiffs?(?: and you)?"
        r"|are you (?:a )?bailiffs?)"
    ),
    "genuine": (
        r"(?:(?:c'?est|c|cest|ce|is (?:this|it)) (?:pas )?(?:un |une |a |du )?(?:arnaque|scam|fraude|phishing|fake"
        r"|vrai|serieux"
        r"|legit|genuine|real|bidon|piege)(?: (?:votre|ce|cette|ton|your|this|le) (?:truc|site|message|sms|lien"
        r"|histoire|link))?"
        r"|(?:comment|how) (?:etre sur|savoir|verifier|je sais|can i be sure|do i know|do i check).{0,40}"
        r"(?:vrai\w*|arnaque|vous|scam|real|you|genuine)|prouve[zr]?[- ]?moi que (?:c'?est|c|vous etes) (?:vrai\w*"
        r"|serieux|pas .{0,15}))"
    ),
    "start": (
        r"(?:(?:aidez|aide|help)[- ]?(?:moi|me)(?: svp| stp| please)?[\s,.!]*)?"
        r"(?:(?:je |j'? ?|i )?(?:ne )?(?:sais|sai|c|don'?t know) ?(?:pas|pa|plus)? ?(?:par ou|par quoi|where|how)"
        r"(?: je dois| to)? ?(?:commencer|start|begin))"
    ),
    "hello": r"(?:all?o+|hallo+|ohe|coucou|hey+|yo)",
    "given": (
        r"(?:(?:on|vous) me (?:re)?demande[sz]? .{0,40}|mais |non )?(?:je |j'|j)(?:vous )?(?:l'|l|les |vous l'"
        r"|la )?(?:ai|ait|ais)"
        r" (?:deja |dja )?(?:donne[es]*|ecrit[es]*|envoye[es]*|mis|dit|dite)(?: (?:deja|\d|deux|trois"
        r"|2 fois))?(?: fois)?"
        r"(?: (?:ma date.{0,20}|ma reference|la reference|au debut|avant|plus haut))?"
        r"|i (?:already |have already |'ve already )(?:gave|given|sent|told|wrote|written)(?: you)? (?:it|that|them"
        r"|you)(?: .{0,12})?"
    ),
}
_ALONE: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"{_LEAD}(?:{words}){_TAIL}{_END}") for name, words in _QUESTIONS.items()
}
_LONGEST = 120
_TRUE = re.compile(r"^(?!.*(?:prouve|comment|how)).*\b(?:vrai\w*|serieux|real|legit|genuine)\b")


def asks_worry(text: str) -> str | None:
    """Which short question or word this is, and nothing else: `employer`, `benefits`, `guarantor`, `difference` (from a
    bailiff), `genuine`, `start` (where to begin), `hello`, `given` (already told); or None.
    """
    words = flat(text)
    if len(words) > _LONGEST:
        return None
    found = next((name for name, pattern in _ALONE.items() if pattern.fullmatch(words)), None)
    if found == "genuine" and "?" not in words and _TRUE.search(words):
        return None  # "c'est vrai", and no question
    return found


_DISPUTE = r"(?:ma|la|cette|my|the|this) ?(?:contestation|reclamation|demande de verification|dispute|claim|complaint)"
_WITHDRAWS = re.compile(
    rf"\b(?:je |j'|i |j(?=[aer])|pouvez[- ]vous |veux |voudrais |want to |like to )?(?:re?tir\w*|annul\w*|enlev\w*"
    rf"|abandonn\w*|supprim\w*"
    rf"|renonce\w* a|withdraw\w*|cancel\w*|drop\w*|take back|laiss\w* tomber) {_DISPUTE}\b"
    r"|\bje (?:ne )?conteste (?:plus|pu)(?! rien)\b|\bi (?:no longer|don'?t) dispute (?:it|this)? ?(?:any ?more|now)?\b"
)
_NOT_WITHDRAWN = re.compile(
    r"\b(?:pas|jamais|not|never|don'?t|won'?t) (?:\w+ ){0,2}(?:re?tir|annul|withdraw|cancel|drop|abandon)"
)


def withdraws_dispute(text: str) -> bool:
    """Whether somebody takes back what they contested ("je retire ma contestation", "I withdraw my dispute")."""
    words = fold(text).text
    return _WITHDRAWS.search(words) is not None and _NOT_WITHDRAWN.search(words) is None


_DELAY = (
    r"(?:le|ce|mon|la|cette|the|my|that|this) ?(?:dernier |derniere |last )?(?:report|decalage|delay"
    r"|postponement|deferral)"
)
_UNDELAYS = re.compile(
    rf"\b(?:annul\w*|enlev\w*|retir\w*|supprim\w*|cancel\w*|undo|remove) {_DELAY}\b"
    r"|\b(?:remet\w*|remis|put it back|put back) (?:tout |ca |everything )?(?:comme (?:avant|c'etait|prevu)|as it was"
    r"|as before)\b"
    r"|\b(?:put it|put everything) back\b|\b(?:ne )?(?:decalez|reportez) (?:plus|pas|rien)\b"
)


def takes_back_delay(text: str) -> bool:
    """Whether an instalment that was put off is to be paid as it was after all ("annulez le report, je peux payer")."""
    return _UNDELAYS.search(fold(text).text) is not None
