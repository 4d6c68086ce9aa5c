"""Questions of law that come in the middle: of two who have signed, of what comes first, of benefits and of others."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.plain import fold

LawQuestion = Literal["both", "first", "benefits", "employer", "guarantor", "difference", "not_concerned"]

_WHY = r"(?:pourquoi|pk|pkoi|pq|why|how come|comment ca se fait)"
_OTHERS = (
    r"(?:son|sa|ses|leur|his|her|their) (?:part|moitie|share|half|dettes?|debts?|bills?|credits?|loans?)"
    r"|(?:pour|a la place de|for|instead of) (?:(?:mon|ma|my)(?: ex)?[- ]?(?:mari|femme|conjointe?|compagn\w+"
    r"|copa?in\w*|ex"
    r"|husband|wife|partner|boyfriend|girlfriend)|lui|elle|him|her|deux|both|mon ex|my ex)"
)
_PAY = r"(?:pa[iy]\w*|regl\w*|rembours\w*|dois|doit|owe|pay\w*)"
_BOTH = re.compile(
    rf"(?<![a-z]){_WHY}(?![a-z]).{{0,40}}{_PAY}.{{0,30}}(?:{_OTHERS})(?![a-z])"
    rf"|(?:{_OTHERS}),? {_WHY}(?![a-z])"
    r"|(?<![a-z])(?:dois[- ]je|je dois|do i have to|must i|should i|have i got to|faut(?:[- ]il)? que je)"
    rf" (?:quand meme |still |vraiment )?{_PAY}(?: quand meme)? (?:{_OTHERS})(?![a-z])"
    r"|(?<![a-z])(?:separe\w*|divorc\w*|split up|broke up|left me|quitt\w+|plus ensemble).{0,40}"
    rf"(?:{_WHY}|dois[- ]je|do i (?:still )?have to|must i).{{0,25}}{_PAY}"
)
_FIRST = re.compile(
    r"(?<![a-z])(?:(?:which|what)(?: (?:one|debt|bill|of them|account))? (?:do|should|shall|must|can) (?:i"
    r"|we) pay(?: off)?"
    r" (?:first|before)|(?:laquelle|lequel|lesquel\w*|quoi|quelle (?:dette|facture)|quel credit)(?: (?:est-ce que"
    r"|que))?"
    r" (?:je|on|j'?) ?(?:dois|peux|vais|faut)? ?(?:pa[iy]\w*|regl\w*|rembours\w*)(?: (?:en premier|d'abord|avant))"
    r"|(?:je|on) (?:dois )?(?:pa[iy]\w*|regl\w*) (?:laquelle|lequel|quoi|quelle (?:dette|facture)) (?:en premier"
    r"|d'abord"
    r"|avant)|par (?:laquelle|lequel|quelle) (?:je |on |dois[- ]je )?(?:dette |facture )?(?:commenc\w*)"
    r"|(?:je|on) commence par (?:laquelle|lequel)|which (?:one )?comes first|what'?s (?:the )?(?:priority"
    r"|most urgent)"
    r"|laquelle est (?:la plus )?(?:urgente|prioritaire))(?![a-z])"
)
_AIDS = (
    r"(?:alloc\w*|aides?|rsa|caf|apl|aah|ass|chomage|prestations?|retraite|pension|benefits?|universal credit|uc|pip"
    r"|child benefit|dole)"
)
_BENEFITS = re.compile(
    rf"(?<![a-z])(?:prendre|prelever|saisir|retenir|ponctionner|toucher a|vous servir|take|seize|touch|deduct)"
    rf"(?: \w+){{0,3}} (?:sur|dans|a|from|out of|my|mes|mon|ma|l') ?(?:mes |mon |ma |les |l'|la |my "
    rf"|the )?{_AIDS}(?![a-z])"
    rf"|(?<![a-z]){_AIDS} (?:\w+ ){{0,3}}(?:saisissables?|saisies?|saisi|prise?s?|preleve\w*|taken|seized)(?![a-z])"
)
_EMPLOYER = re.compile(
    r"(?<![a-z])(?:(?:vous |on |tu |ils |il )?(?:allez|va|vont|pouvez|peuvent|vas) (?:\w+ )?(?:appeler|contacter"
    r"|ecrire a"
    r"|prevenir|avertir|dire (?:a|tout a)|parler a|telephoner a|informer)|(?:will|would|can|could|are|do"
    r"|gonna) (?:you|u|they)"
    r" (?:\w+ )?(?:call|contact|tell|ring|phone|write to|inform|speak to|going to (?:call|tell|contact)))"
    r" (?:mon|ma|mes|my|the|le|la) (?:patron\w*|chef\w*|employeur\w*|boulot|travail|boss|employer|work|job|manager"
    r"|voisins?"
    r"|famille|parents?|proprio\w*|family|neighbours?|landlord|mum|mom)(?![a-z])"
)
_GUARANTOR = re.compile(
    r"(?<![a-z])(?:garante?s?|caution(?:naire)?s?|guarantors?|co[- ]?signers?)(?![a-z]).{0,40}(?:risqu\w*|devra"
    r"|doit payer"
    r"|happens?|liable|have to pay)|(?:risqu\w*|what happens|doit payer).{0,30}(?:garante?|caution|guarantor)"
)
_DIFFERENCE = re.compile(
    r"(?<![a-z])(?:difference|pareil|la meme chose|the same).{0,30}(?:huissiers?|commissaires? de justice|bailiffs?"
    r"|tribunal"
    r"|court)(?![a-z])"
)
_NEAR_ONES = (
    r"(?:(?:ma|mon|mes|my|our) (?:femme|mari|conjointe?|compagn\w+|copa?in\w*|fille|fils|enfants?|gosses?|mere|pere"
    r"|parents"
    r"|famille|soeur|frere|wife|husband|partner|kids?|children|son|daughter|mum|mom|dad|family|sister|brother"
    r"|girlfriend"
    r"|boyfriend)|(?:elle|il|she|he|they|eux))"
)
_NOT_CONCERNED = re.compile(
    rf"(?<![a-z]){_NEAR_ONES},? (?:(?:elle|il|they|ils) )?(?:(?:n'?|ne )?(?:a|ont|ai|est|sont)? ?(?:rien|pas) a (?:voir"
    r"|faire)|(?:n'est|est|sont) pas concernee?s?|(?:has|have|got|'s got|has got) (?:nothing|nowt|nothin|no part)"
    r"(?: at all)? to do|isn'?t involved|aren'?t involved|is not involved)"
    rf"|(?<![a-z])(?:laiss\w*|melez pas|leave|keep|don'?t (?:drag|bring|involve)) {_NEAR_ONES}(?: (?:en dehors|hors"
    rf"|tranquille"
    r"|en paix|out of|into|alone))"
)


def asks_law(text: str) -> LawQuestion | None:
    """What of these is asked or said: must I pay for the other who signed (both), which debt first (first), can my
    benefits be taken, will my boss be told, what does a guarantor risk, are you a bailiff; or that somebody near has
    nothing to do with it (not_concerned). None: none of them.
    """
    words = _words(text)
    if len(words.split()) > _AT_MOST:
        return None
    found = next((topic for topic, pattern in _TOPICS if pattern.search(words)), None)
    beside = _BESIDE.get(found or "")
    return None if beside is not None and beside.search(words) else found


_TOPICS: tuple[tuple[LawQuestion, re.Pattern[str]], ...] = (
    ("not_concerned", _NOT_CONCERNED), ("both", _BOTH), ("first", _FIRST), ("benefits", _BENEFITS),
    ("employer", _EMPLOYER), ("guarantor", _GUARANTOR), ("difference", _DIFFERENCE),
)
_AT_MOST = 30
"""Words: a longer message says more than one of these."""
_BESIDE: dict[str, re.Pattern[str]] = {
    "not_concerned": re.compile(
        r"(?<![a-z])(?:ap+el\w*|call\w*|phon\w*|ring\w*|messages?|ecri\w*|contact\w*|sms)(?![a-z])"
    ),
    "both": re.compile(
        r"(?<![a-z])(?:mort\w*|deced\w*|suicid\w*|died|dead|passed away|late husband|veuve?|widow\w*|tout seule?"
        r"|cantine)(?![a-z])"
    ),
    "first": re.compile(r"(?<![a-z])(?:sais (?:pas|plus)|jsais|don'?t know|first month|premier mois)(?![a-z])"),
    "benefits": re.compile(r"(?<![a-z])(?:je viens|viens de|retard|sont prise?s)(?![a-z])"),
    "employer": re.compile(r"(?<![a-z])(?:e-?mail|adresse|address)(?![a-z])"),
    "guarantor": re.compile(r"(?<![a-z])(?:fich\w*|credit|spoil|student|surendettement|rembours\w*)(?![a-z])"),
}
"""Words beside which it is something else: a complaint, a death, a hardship."""
_BILL = re.compile(
    r"(?<![a-z])(?:about|pour|sujet d\w*|concern\w*|propos d\w*|regarding|recu\w*|got|received|re) (?:\w+[' ]){0,4}"
    r"(?:bills?|invoices?|factures?|credits?|loans?|prets?|dettes?|debts?|arrears|impayes?|echeances?|instal\w+"
    r"|reminders?"
    r"|relances?|mise en demeure|lettres?|courriers?|letters?)(?![a-z])"
)
_NEW = re.compile(
    r"(?<![a-z])(?:taux|devis|nouveau|nouvelle|new|quote|rates?|simulation|emprunter|borrow|canape|sims)(?![a-z])"
)


def names_bill(text: str) -> bool:
    """Whether words that seemed out of place speak of a bill, a loan or a letter that they have had."""
    words = _words(text)
    return _BILL.search(words) is not None and _NEW.search(words) is None


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text).text).strip()
