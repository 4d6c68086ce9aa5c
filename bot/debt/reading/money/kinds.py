"""What the words around an amount say beyond its role: withheld, shared, corrected, part of another, maybe an aid.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re

_WITHHELD = re.compile(
    r"(?<!apres )(?<!apres la )(?<!avant )(?<!after )(?<!before )"
    r"(?:\bret(?:ient|iennent|enues?|iens)\b(?! a la source)|\bsaisies?\b|\bsaisit\b"
    r"|\bprelev\w+[^,;.]{0,24} sur (?:m|l)\w+ "
    r"(?:salaire|paie|paye|rsa|chomage|retraite|alloc\w*)|\btrop[ -]?percus?\b|\boverpa(?:id|yments?)\b"
    r"|\battachment of earnings\b|\bdeduct(?:ed|ions?|s)\b|\bgarnish\w*"
    r"|\b(?:take|takes|taken|taking|comes|come)\b[^,;.]{0,24} (?:from|off|out of) my (?:wages?|pay|salary|benefits?"
    r"|universal|uc|esa|pension)\b)"
)
_SHARED = re.compile(
    r"\ba (?:nous )?(?:deux|2|trois|3)\b|\bnous deux\b|\bon (?:gagne|touche|percoit|recoit)\b|\bnous (?:gagnons"
    r"|touchons"
    r"|percevons|recevons|avons)\b|\bnos (?:revenus?|salaires?|deux)\b|\bnotre (?:revenu|salaire)\b|\bensemble\b"
    r"|\bfoyer\b|\bmenage\b|\bcouple\b|\ben famille\b|\b(?:avec|et) m(?:on|a) (?:mari|femme|conjointe?"
    r"|compagn\w+|copain|copine"
    r"|epou(?:x|se))\b|\bm(?:on|a) (?:mari|femme|conjointe?|compagn\w+|copain|copine|epou(?:x|se)) et moi\b"
    r"|\bles deux salaires\b|\btous les deux\b"
    r"|\bbetween (?:us|the two|both)\b|\btogether\b|\bwe(?:'re| are)? (?:get|earn|make|bring|have|on|take"
    r"|both)\b|\bjoint(?:ly)?\b"
    r"|\bhousehold\b|\bcombined\b|\bboth of us\b|\bthe two of us\b|\bour (?:income|wages?|pay|salar\w+|take)\b"
    r"|\bas a couple\b"
    r"|\b(?:with|and) my (?:husband|wife|partner|boyfriend|girlfriend)\b"
    r"|\bmy (?:husband|wife|partner|boyfriend|girlfriend) and (?:i|me)\b"
)
_GROSS = re.compile(
    r"\bbruts?\b|\bbrute\b|\bgross\b|\b(?:before|pre)[ -](?:tax|deductions|stoppages|ni)\b|\bavant (?:impots?"
    r"|charges|prelevements?)\b"
    r"|\bimposables?\b"
)
_NOT_SHARED = re.compile(r"\b(?:pas|not|non) (?:en )?(?:brut|gross)\b")
_CORRECTS = re.compile(
    r"\ben fait\b|\ben realite\b|\bfinalement\b|\bplutot\b|\bpardon\b|\bdesolee?\b|\berreur\b|\btrompe\w*"
    r"|\bcorrig\w*|\bcorrection\b"
    r"|\brectifi\w*|\bje voulais dire\b|\bau lieu de\b|\boups\b|^\s*(?:non|no|nan)\b[\s,.:]+(?=\S)|\bactually\b"
    r"|\bin fact\b"
    r"|\bsorry\b|\bi meant?\b|\bmistake\b|\bwrong\b|\brather\b|\binstead\b|\bcorrect(?:ed|ion)?\b"
    r"|\bshould (?:be|say|have)\b"
)
_WITH_RENT = re.compile(
    r"(?:\bavec|\bdont|\by compris|\bplus|\bincluding|\bwith|\bincl\w*|\band|\bet)\.? (?:le |mon |the "
    r"|my )?(?:loyer|logement|rent|mortgage)\b"
    r"|\bloyer (?:compris|inclus)|\b(?:rent|mortgage) included|\btout compris\b|\ball[ -]in\b"
)
_OWES = re.compile(
    r"\b(?:je|on|nous|j'|jdois) ?(?:vous |leur |lui )?(?:dois|doit|devons)\b(?! (?:payer|mettre|sortir|verser))"
    r"|\bowe\b"
)
_PART_OF = re.compile(r"\bdont\b|\by compris\b|\bcomprenant\b|\bincl(?:uding|udes|\.)?\b|\bof which\b|\bou il y a\b")
_INCLUDED = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:compris|inclus|included)")
_TOTAL_BEFORE = re.compile(
    r"(?:\btotal|\ben tout|\bin all|\baltogether|\bau total)(?: (?:de|of|is|est|fait))?[\s:=]*$"
)
_TOTAL_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|par mois|a month|\s)*[\s,]*(?:au total|en tout|total|in total|in all|altogether)\b"
)
_ENDED = re.compile(
    r"\barret|\bstopp|\bended\b|\btermine|\bn[e']? ?(?:m[e'] ?)?(?:verse|paie|paye|donne|recois)\w* (?:plus|pas"
    r"|jamais)\b|\bde moins\b"
    r"|\bdiminue|\bbaisse|\bn'est plus\b|\b(?:doesn't|does not|never|no longer) pays?\b"
)
_BESIDE_AID = re.compile(
    r"\b(?:sans|hors|avant|en dehors|not (?:counting|including)|without|before|excluding|plus)(?: (?:les?|mes"
    r"|des|d'|de|la|l'|my|any))*"
    r" ?(?:aides?|alloc\w*|apl|caf|prime|rsa|benefits?|uc|universal|pip)"
)
_MAYBE_AID = re.compile(
    r"(?<!j')\baides?\b(?![ -]?(?:soignant|a domicile|a la personne|menager|medico|cuisin|comptable|maternel))"
    r"|\bprimes?\b|\brentes?\b"
    r"|\bsubventions?\b|\bsecours\b|\bdons?\b|\bparents?\b|\bgrants?\b|\bsupport\b|\bcarer'?s\b|\bhelp\b"
    r"|\bgifts?\b|\bfamily\b"
)
_EARNED = re.compile(
    r"\binvalidite\b|\bgagn\w+|\bbring\w* home\b|\bretour a l'emploi\b|\bsalaires?\b|\bpaie\b|\bpaye\b"
    r"|\bretraites?\b|\bpensions?\b"
    r"|\bchomage\b|\bindemnites?\b"
    r"|\bare\b|\bij\b"
    r"|\binterim\b|\bsmic\b"
    r"|\btravail\b|\bboulot\b|\bjob\b|\bwages?\b|\bsalary\b|\bpay\b|\bearn\w*|\btake[ -]home\b|\bwork\b"
    r"|\bself[ -]employed\b"
)
_KNOWN_LETTERS = frozenset(
    "CDI CDD ARE SMIC EUR EUROS NET CPAM SNCF RATP EDF BTP MSA IJ IJSS TTC SSP SMP GBP NHS PAYE JE TU IL ET OK SARL SAS"
    " MOI FAIS PAR MOIS AND THE FOR PER".split()
)
_LETTERS = re.compile(r"\b[A-Z]{3,5}\b")
_PAID = re.compile(
    r"\b(?:je|j'|i) ?(?:la |lui |leur )?(?:verse|paye|paie|donne|dois|rembourse|pay|give|owe|repay)\b|\bi(?:'m"
    r"| am) paying\b|\ba payer\b|\bversee?\b"
)
_RECEIVES = re.compile(
    r"\btouche|\bgagne|\bpercois|\brecois|\bpercu|\brecue?s?\b|\bi(?:'m| am|m)? (?:get|receive|earn|make|on"
    r"|paid)\b|\breceive|\bearn"
    r"|\btake[ -]home|\bmon salaire (?:est|c'est|fait)|\bma (?:paie|paye|retraite) (?:est|c'est|fait)"
    r"|\bmy (?:wages?|pay|salary) (?:is|are)"
)


def withheld(words: str) -> bool:
    """Whether somebody keeps it back each month: a deduction, an overpayment taken back."""
    return _WITHHELD.search(words) is not None


def shared(words: str) -> bool:
    """Whether an income is a household's, or is told before tax and contributions."""
    if _SHARED.search(words):
        return True
    return _GROSS.search(words) is not None and _NOT_SHARED.search(words) is None


def corrects(words: str) -> bool:
    """Whether the words take back a figure told before ("en fait", "non, ...", "actually")."""
    return _CORRECTS.search(words) is not None


def with_rent(words: str) -> bool:
    """Whether what living costs was told with the rent in it."""
    return _WITH_RENT.search(words) is not None


def part_of_before(between: str, after: str) -> bool:
    """Whether an amount is a part of the one before it ("1500 dont 300 de ...")."""
    return _PART_OF.search(between) is not None or _INCLUDED.search(after) is not None


def is_total(before: str, after: str) -> bool:
    """Whether an amount is told as the sum of the others."""
    return _TOTAL_BEFORE.search(before) is not None or _TOTAL_AFTER.search(after) is not None


def ended(words: str) -> bool:
    """Whether what is told is paid no more, or by so much less."""
    return _ENDED.search(words) is not None


def owes(words: str) -> bool:
    """Whether the words tell what is owed in all, rather than what is paid."""
    return _OWES.search(words) is not None


def unsure_income(text: str, words: str) -> bool:
    """Whether a lone income may be an aid that can't be seized: told with one in it, or by letters that nobody knows.

    `text` as written, `words` the same in plain words. What is told by an earning's own name ("salaire") is none.
    """
    if _EARNED.search(words) or _BESIDE_AID.search(words):
        return False
    shouted = text.upper() == text and len(text.split()) > 3
    letters = () if shouted else _LETTERS.findall(text)
    return _MAYBE_AID.search(words) is not None or any(one not in _KNOWN_LETTERS for one in letters)


def beside_aid(words: str) -> bool:
    """Whether the words leave the aids out of what is told ("hors aides")."""
    return _BESIDE_AID.search(words) is not None


def earned(words: str) -> bool:
    """Whether an earning is named: wages, unemployment benefit, a pension."""
    return _EARNED.search(words) is not None


def pays(words: str) -> bool:
    """Whether the person pays it."""
    return _PAID.search(words) is not None


def receives(words: str) -> bool:
    """Whether the person gets it."""
    return _RECEIVES.search(words) is not None
