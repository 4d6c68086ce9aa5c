"""Words that only prove who somebody is."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.reading.who.births import full_date_spans
from bot.debt.reading.who.references import DEFAULT_PATTERNS, reference_spans

_IDENTITY_WORDS = re.compile(
    r"(?:c|cest|est|ce|le|la|les|l|mon|ma|mes|numero|num|no|n|dossier|reference|references|ref|refs|ne|nee"
    r"|date|de|d|naissance|"
    r"bonjour|bonsoir|salut|slt|voila|voici|merci|svp|stp|s|il|vous|te|plait|et|je|j|suis|au|du|a|oui|ok"
    r"|alors|contrat|compte|client|ddn|my|is|"
    r"born|on|it|its|the|hello|hi|hiya|thanks|thank|you|please|dob|birth|birthday|account|number|and|i|im|m"
    r"|was|am|yes|here|of|"
    r"agreement|sure|anniversaire"
    r"|non|pardon|desolee?|erreur|trompee?|oups|oops|plutot|en|fait|faute|frappe|sorry|actually|rather|wrong|typo"
    r"|mistake|meant|to|say|me"
    r"|sa|ca|cest|ces|ya|y|marque|marquee|marker|mark|ecrit|ecris|crit|juste|exact|bien|correct|right|that|thats|this"
    r"|ok|okay|alright|yeah|yep|ouais|aye|donc|alors|la|lettre|courrier|papier|feuille|facture|haut|bas|page|dessus"
    r"|dedans|dit|disent|ecrite|inscrit|indique|donne|jai|ai|avec|pour|sur|dans|trouve|found|have|got|there|letter"
    r"|paper|bill|top"
    r"|bottom|page|says|said|written|printed|agreement|credit|pret|loan|contract|numeros|nums|code|svp|voila|tiens"
    r"|tenez|anniv|birthdate|naiss|nee|ref|refs|moi|sorry|attendez|attend|wait|hold|so|then|well|euh|bah|ben|her|him)"
)


_OF_A_BRAND = re.compile(
    r"(?<![a-z])(?!no |not |never |stop |lost |paid |wrong |pas |faux |any )[a-z]{3,14} "
    r"(?:loan|bill|account|credit|card|phone bill)(?![a-z])"
)
"""What the letter is about, by a name that nobody knows here: "harbour loan, ref DEMO-2001"."""
_FETCHING = re.compile(
    r"(?<![a-z])(?:(?:(?:deux|2|une?|quelques|two|a|one|just a|give me a|donnez[- ]moi une?) "
    r"(?:petite? )?(?:secondes?|minutes?|instants?|sec|mins?|moment|second)|bear with me|hang on|hold on"
    r"|let me (?:see|look"
    r"|check|find it|get it))|(?:(?:je|j'|i|i'm|im|i am|just|let me|laissez[- ]moi) ?(?:just |vais )?"
    r"(?:prends?|prendre|cherche|chercher|mets|mettre|attrape|sors|sortir|ouvre|regarde|get|getting|grab|grabbing|find"
    r"|finding|fetch|fetching|put|putting|on|looking for|look for|open|opening)"
    r"(?: (?:mes|ma|la|le|les|mon|l'|my|the|that|on|out))*(?: ?(?:lunettes|glasses|specs|lettre|courrier|papiers?"
    r"|feuille"
    r"|enveloppe|dossier|facture|letter|papers?|envelope|bill|folder))?(?: (?:on|out|la|dessus))?))(?![a-z])"
)
"""What is said while the paper is being looked for: "attendez je prends mes lunettes… voilà"."""


def only_identity(text: str, language: str, *, today: date | None = None) -> bool:
    """Whether a text tells a reference or a birth date and nothing more, courtesies aside.

    `today` only bounds two-digit years; the answer does not turn on it.
    """
    plain = fold(text)
    for version in (plain, with_digits(plain, language, ordinals=True)):
        spans = [(s, e) for s, e, _ in reference_spans(version, DEFAULT_PATTERNS)]
        dates = full_date_spans(version, today or date(2000, 1, 1))
        spans += [(s, e) for s, e, _ in dates if not any(a < e and s < b for a, b in spans)]
        if not spans:
            continue
        rest, at = "", 0
        for start, end in sorted(spans):
            rest, at = f"{rest} {version.text[at:start]}", end
        left = re.findall(r"[^\W_]+", _FETCHING.sub(" ", _OF_A_BRAND.sub(" ", rest + " " + version.text[at:])))
        return all(_IDENTITY_WORDS.fullmatch(word) for word in left)
    return False
