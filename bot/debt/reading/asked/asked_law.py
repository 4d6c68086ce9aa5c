"""Questions that come in the middle: of two who have signed, of what comes first; and bills and papers spoken of."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.plain import flat

LawQuestion = Literal["both", "first", "not_concerned", "time"]

_WHY = r"(?:pourquoi|pk|pkoi|pq|why|how come|comment ca se fait)"
_OTHERS = (
    r"(?:son|sa|ses|leur|his|her|their) (?:part|moitie|share|half|dettes?|debts?|bills?|credits?|loans?)"
    r"|(?:pour|a la place de|for|instead of) (?:(?:mon|ma|my)(?: ex)?[- ]?(?:mari|femme|conjointe?|compagn\w+"
    r"|copa?in\w*|ex"
    r"|husband|wife|partner|boyfriend|girlfriend)|lui|elle|him|her|deux|both|mon ex|my ex)"
)
_OTHER = (
    r"(?:(?:mon|ma|my) (?:ex[- ]?)?(?:mari|femme|conjointe?|compagn\w+|copa?in\w*|ex|husband|wife|partner|boyfriend"
    r"|girlfriend|frere|soeur|pere|mere|brother|sister|fils|fille)|lui|elle|him|her|l'autre|the other)"
)
_OR = rf"(?:(?:moi|me|i) (?:ou|or) {_OTHER}|{_OTHER} (?:ou|or) (?:moi|me|i))(?![a-z])"
_PAY = r"(?:pa[iy]\w*|regl\w*|rembours\w*|dois|doit|owe|pay\w*)"
_BOTH = re.compile(
    rf"(?<![a-z]){_WHY}(?![a-z]).{{0,40}}{_PAY}.{{0,30}}(?:{_OTHERS})(?![a-z])"
    rf"|(?:{_OTHERS}),? {_WHY}(?![a-z])"
    r"|(?<![a-z])(?:dois[- ]je|je dois|do i have to|must i|should i|have i got to|faut(?:[- ]il)? que je)"
    rf" (?:quand meme |still |vraiment )?{_PAY}(?: quand meme)? (?:{_OTHERS})(?![a-z])"
    r"|(?<![a-z])(?:separe\w*|divorc\w*|split up|broke up|left me|quitt\w+|plus ensemble).{0,40}"
    rf"(?:{_WHY}|dois[- ]je|do i (?:still )?have to|must i).{{0,25}}{_PAY}"
    # "qui doit payer, moi ou mon mari", "who has to pay, me or my ex"
    rf"|(?<![a-z])(?:qui|ki|who)(?: est[- ]ce qui| c'?est qui)? (?:\w+ ){{0,3}}?{_PAY}\w*(?: \w+){{0,5}},? {_OR}"
    rf"|{_OR},? (?:c'?est )?(?:qui|ki|who) (?:\w+ ){{0,3}}?{_PAY}"
    rf"|(?<![a-z])(?:c'?est|ces|c|is it|est[- ]ce) {_OR} (?:qui|ki|who|that) (?:\w+ ){{0,3}}?{_PAY}"
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
    r"|laquelle est (?:la plus )?(?:urgente|prioritaire)"
    r"|(?:lequel|laquelle|le quel|kel|quel(?:le)?)(?: (?:dette|facture|credit|dossier))?(?: (?:des|de ces) (?:2|deux|3"
    r"|trois))? (?:est|c'?est|c|et|serait) (?:le |la )?(?:plus )?(?:urgente?s?|pressee?|prioritaires?|important[es]*)"
    r"|(?:le|la) plus (?:urgente?|pressee?|prioritaire) (?:c'?est|c|est) (?:lequel|laquelle|quoi|qui)"
    r"|which (?:one |debt |bill |of (?:them|the two|these) )?(?:is|'s) (?:the )?(?:more|most) (?:urgent|important"
    r"|pressing))(?![a-z])"
)
_TIME_WORD = r"(?:prescription|forclusion|delai de prescription|limitation(?: period)?|(?:time|statute)[- ]barred)"
_TIME = re.compile(
    rf"(?<![a-z])(?:c'?est (?:quoi|koi|kwa)|c (?:quoi|koi|kwa)|kesako|qu'est[- ]ce que?(?: c'est que)?|definition de"
    rf"|explique\w*(?:[- ]moi)?|what(?:'s| is| does)?|meaning of) (?:la |le |l'|une? |the |a "
    rf"|it means by )?{_TIME_WORD}"
    rf"(?![a-z])|(?<![a-z]){_TIME_WORD},? (?:(?:ca|sa|c'?est|c|is|mean\w*|veut dire|marche|comment|what|it) ?)*"
    r"(?:quoi|koi|kwa|comment|veut dire|what|mean\w*)(?![a-z])"
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
    """What of these is asked or said: must I pay for the other who signed (both), which debt first (first); or that
    somebody near has nothing to do with it (not_concerned); what prescription is (time). None: none of them.
    """
    words = flat(text)
    if len(words.split()) > _AT_MOST:
        return None
    found = next((topic for topic, pattern in _TOPICS if pattern.search(words)), None)
    beside = _BESIDE.get(found or "")
    return None if beside is not None and beside.search(words) else found


_TOPICS: tuple[tuple[LawQuestion, re.Pattern[str]], ...] = (
    ("not_concerned", _NOT_CONCERNED), ("both", _BOTH), ("first", _FIRST), ("time", _TIME),
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
    words = flat(text)
    return _BILL.search(words) is not None and _NEW.search(words) is None
