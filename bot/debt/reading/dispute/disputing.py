"""What is said around a dispute: which sum it is about, how something was paid, and a yes to what is left."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.debt.reading.money.amount import Amount
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.money.not_a_sum import is_sum_disputed
from bot.debt.reading.text.alone import AT_MOST, nothing_but, said
from bot.debt.reading.text.plain import fold, with_digits

_CLAUSES = re.compile(r"[,;.!?\n]+|\s(?:so|donc|alors|because|cause|car|parce que)\s")
_JOINED = re.compile(r"\W*(?:and|et|\+|plus|&)\W*", re.I)
_MAY_BE_DISPUTED = (None, "disputed", "offer")
"""Roles: what somebody earns or pays elsewhere is no part of what they contest."""


_RIGHT_ONE = re.compile(
    r"(?:\b(?:pas|not|au lieu d[eu]|instead of|rather than|plutot que|devrai\w* (?:etre|faire)"
    r"|should (?:only |just )?(?:be|have been)|ought to be|plutot|normalement|owe (?:only|just)|only owe"
    r"|dois (?:que|seulement|juste)|thought (?:it )?w[aie][sz]|(?:pensais|croyais) (?:que )?(?:c'etait|a)))"
    r" (?:(?:only|just|about|around|les?|the|a|de|environ|seulement) ){0,2}[£€]? ?[0-9]"
)
"""In front of a sum: it is the one that they hold to be right, or the one they deny; what they contest is not named."""


def read_disputed(text: str, *, language: str, currency: str) -> int | None:
    """The one sum that a dispute names, in minor units; None: none, several, or what they say that they do owe.

    "I never got the cushions, so that 80 isn't mine": a "never" before it takes nothing from the sum itself.
    """
    if _RIGHT_ONE.search(with_digits(fold(text), language).text):
        return None
    found = _sums(text, language, currency)
    if not found:
        found = [one for part in _CLAUSES.split(text) for one in _sums(part, language, currency)]
    marked = [one for one in found if one.role == "disputed"] or found
    minors = {one.minor for one in marked}
    joined = any(_JOINED.fullmatch(text[a.end : b.start]) for a, b in pairwise(found))
    if len(minors) != 1 or joined or any("owed" in one.marks for one in marked):
        return None
    return minors.pop()


def _sums(text: str, language: str, currency: str) -> list[Amount]:
    read = read_amounts(text, language=language, currency=currency)
    return [
        one for one in read
        if not one.doubt and (one.role in _MAY_BE_DISPUTED or _paid(one, text)) and _is_sum(one, text)
    ]


_CURRENCY = re.compile(r"[€£]|euro|eur|[0-9] ?e$|quid|pound|balle|livre|gbp|pence|cent", re.I)


def _is_sum(one: Amount, text: str) -> bool:
    """Whether a unit of money was told with it, or it is none of the figures that count: "2 erreurs de votre part"."""
    if _CURRENCY.search(one.text) or one.minor % 100:
        return True
    return is_sum_disputed(fold(text).text, one.end, one.minor)


_PAID_BEFORE = re.compile(
    r"(?<![a-z])(?:paye\w*|paid|regle\w*|verse\w*|vire\w*|sent|envoye\w*)[^a-z0-9]+(?:\w+ ){0,2}$"
)


def _paid(one: Amount, text: str) -> bool:
    """Whether a sum stands right after "paid": "j'ai payé 50 hier au tabac" buys no tobacco."""
    return one.role in ("essentials", "cost") and _PAID_BEFORE.search(fold(text[: one.start]).text) is not None


_ALL_OF_IT = re.compile(
    r"\b(?:tout|toute la (?:somme|dette)|en entier|integralite|totalite|la totale|rien du tout|all|everything|the whole"
    r"|full|entire|any of it|none of (?:it|this))\b"
)


def means_all(text: str) -> bool:
    """Whether a dispute speaks of everything ("none of it is mine", "je conteste tout")."""
    return _ALL_OF_IT.search(fold(text).text) is not None


_PAID_IT = (
    r"(?:(?:no|non|nan|oui|yes|yeah|en fait|actually|i mean|je veux dire|sorry|pardon|euh|um),? )*"
    r"(?:(?:that'?s|thats|that is|c'est|c|cest|it was|c'etait|ct|i (?:have |had )?(?:paid|did|made|sent|done)"
    r"|i'?ve paid|paid|j'ai (?:paye|regle|envoye|verse|vire|fait)|jai (?:paye|regle|fait)|paye|regle|we paid|on a paye)"
    r"(?: (?:how i (?:paid|did)(?: it)?|comme ca(?: que j'ai paye)?|it|them|ca|le|that|this|l'argent|a|un|une|vous|you"
    r"))*,? )?"
)
_HOW = (
    r"(?:(?:by|with|via|through|par|en|avec|in|on|au|a la|a l'|over) ?)?(?:(?:a|the|my|ma|mon|une?|la|le|sa|direct"
    r"|bank|debit|credit|standing) )*"
    r"(?:carte?(?: (?:bleue|bancaire|bleu|visa))?|cb|card|visa|mastercard|paypal|virements?(?: bancaires?)?"
    r"|(?:bank )?transfers?|bacs|cheques?|check|mandat(?: cash| postal)?|cash|especes|liquide|prelevements?"
    r"|direct debit|standing order|debit|phone|telephone|internet|online|(?:en )?ligne|(?:the )?app(?:li)?|poste?"
    r"|post office|guichet|magasin|shop|store|branch|agence|bank|banque)"
)
_WHEN_OR_SO = (
    r"(?:,? (?:i think|i believe|i guess|je crois|je pense|il me semble|or (?:something|so)|en ligne|online|sur le site"
    r"|(?:last|le mois|this|the|in|on|en|au|le|la|du|de|of|mois|dernier|derniere|week|month|year|semaine|passee?)"
    r"(?:(?: de| d')? ?(?:[0-9]{1,2}(?:er|st|nd|rd|th)?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre"
    r"|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|week|month|year|semaine|mois|debut|fin|dernier|derniere|passee?|of))*))*"
)
_HOW_ALONE = nothing_but(rf"{_PAID_IT}{_HOW}(?: {_HOW})?{_WHEN_OR_SO}")


def says_how_paid(text: str) -> bool:
    """Whether a message tells how something was paid, and nothing else ("by card I think", "c'était par virement").

    A wish for another way to pay has the same words: only what was said before tells them apart.
    """
    words = said(text)
    return len(words) <= AT_MOST and _HOW_ALONE.fullmatch(words) is not None


_DEALS = (
    r"(?:sort|deal with|do|look at|pay|settle|clear|spread|arrange|handle|go on with|carry on with|help (?:me )?with"
    r"|voir|voyons|regle[rz]?|paye[rz]?|paie|arrange[rz]?|solde[rz]?|regarde[rz]?|regardons|etale[rz]?|cherche[rz]?"
    r"|continue[rz]?|faire|fait(?:es)?|occupe[rz]?(?:[- ]vous)?)"
)
_THE_REST = r"(?:the (?:rest|remainder|other part|remaining)|le reste|ce qui reste|du reste|au reste|l'autre partie)"
_GOES_ON = re.compile(
    rf"\b(?:yes|yeah|yep|aye|ok|okay|please|sure|oui|ouais|ui|d'accord|volontiers)\b[^.!?\n]{{0,25}}{_THE_REST}"
    rf"|\b{_DEALS}(?: (?:out|for|pour|avec|on|de))? {_THE_REST}"
    rf"|{_THE_REST}[, ]+(?:(?:c'est|is|ca)[, ]+)?(?:yes|yeah|ok|oui|d'accord|fine|bon)\b"
)
_REFUSED = re.compile(
    r"\b(?:pas|plus|jamais|rien|not|never|nothing|cannot|without|sans|aussi|too|either|neither|conteste|dispute"
    r"|\w+n'?t)\b"
)


def goes_on_with_rest(text: str) -> bool:
    """Whether somebody wants what is left to be dealt with ("anyway yes sort the rest"), and takes none of it back."""
    for clause in re.split(r"[.!?\n]+", fold(text).text):
        if _GOES_ON.search(clause) and not _REFUSED.search(clause):
            return True
    return False


_HALF = re.compile(
    r"(?<![a-z])(?:i|je|j'|on|we)(?:'ll| will| can| could| would| peux| vais| veux)? ?(?:only |just )?(?:pay|paye"
    r"|paie|payer"
    r"|payerai|paierai|regle|regler|donne|verse|give)(?: you| que| just| only)? (?:the |my |our |la |ma "
    r"|notre )?(?:half|share"
    r"|part|moitie)(?![a-z])|(?<![a-z])(?:my|ma) (?:half|share|moitie|part) (?:is|c'est|fait)(?![a-z])"
)


def pays_share(text: str) -> bool:
    """Whether somebody offers their half or their share ("i pay half. 445"): an offer, whatever the sum is."""
    words = fold(text).text
    return _HALF.search(words) is not None and "?" not in words
