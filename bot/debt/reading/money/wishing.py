"""Which of several sums is the one that somebody wishes to pay: "next one is 50, could I drop it to 20" wishes for 20.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.debt.reading.money.amount import Amount
from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_CHANGES = (
    r"(?:drop|lower|reduce|bring|cut|change|go|get|gone?|put|make|take|move|knock|turn|switch|up|raise|increase"
    r"|passer?|passe[rz]?|baisse[rz]?|descend(?:re|s|ez)?|redui(?:re|t|s|sez)|ramene[rz]?|mettre|mets|mette[rz]?"
    r"|diminue[rz]?"
    r"|abaisse[rz]?|change[rz]?|tombe[rz]?|augmente[rz]?|monter)"
)
_TO = re.compile(
    _B + rf"{_CHANGES}{_E}[^.;!?0-9]{{0,34}}{_B}(?:to|at|a|vers|jusqu'a|down)\s*(?:about |around |environ |just "
        rf"|only )?[£€]?$"
    rf"|{_B}{_CHANGES}{_E}[^.;!?]{{0,30}}[0-9][^.;!?0-9]{{0,24}}{_B}(?:to|at|a|vers|jusqu'a)\s*(?:about |just "
    rf"|only )?[£€]?$"
)
"""Before a sum: what it is to become. Between the verb and the sum another may stand: "reduce my 50 to 25"."""
_IS_NOW = re.compile(
    _B + r"(?:(?:next|last) (?:one|payment|instal?ment)|(?:la|le) (?:prochaine?|derniere?|mensualite|echeance|paiement)"
    r"|(?:the|my|ma|mon|mes) (?:plan|payment|instal?ment|mensualite|echeance|echeancier|prelevement)|it is|its|it's"
    r"|c'est|cest"
    r"|i(?:'m)? (?:pay|paying|am paying)|je (?:paie|paye|verse|rembourse)|from|de|sur les|sur|out of(?: the)?|the"
    r"|les|des"
    r"|my|mes)(?: (?:is|est|de|at|a|for|c'est|fait|of))*\s*[£€]?$"
)
_NOW_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)?(?: (?:a|per|par|each|every) (?:month|week|mois|semaine))?[\s,]*(?:now|right now"
    r"|at the (?:minute|moment)|currently|actuellement|en ce moment|pour l'instant|maintenant)" + _E
)
_TOO_MUCH = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)?(?: (?:a|par) (?:month|mois|week|semaine))?[\s,.]*(?:no wait|non attends?"
    r"|attends?"
    r"|wait)?[\s,.]*(?:(?:c'est|cest|c|is|it's|its|that's|thats|would be|serait|ca fait|sa fait|fait) )?(?:(?:far"
    r"|way|bit|a"
    r"|vraiment|beaucoup|bien|un peu|quand meme) )*(?:trop|too (?:much|high|dear|steep)|bcp|beaucoup|a lot"
    r"|more than i can|je peux pas|jpeux pas|jpe pas|j'y arrive pas|i can'?t|impossible)" + _E
)
_NOT_PAID = re.compile(_B + r"(?:instead of|rather than|au lieu d\w*|plutot qu\w*|not|pas)(?: (?:les|the|de|des|my"
    r"|mes))?\s*[£€]?$")
_RHYTHMS = ("month", "week", "fortnight")
_ASIDE = re.compile(_B + r"(?:instead of|rather than|au lieu d\w*|plutot qu\w*)[^.;!?]*")
_TAKES_BACK = re.compile(
    _B + r"(?:non|no|nope|wait|attends?|actually|sorry|pardon|en fait|finalement|enfin|plutot|rather|scratch that"
        r"|i mean"
    r"|je veux dire|euh|oups|oops)" + _E
)


_EITHER_FROM = 150_00
"""Minor units a month: less is hardly what somebody lives on."""
_SHORT = 8
_OFFERS = re.compile(
    _B + r"(?:peu[xt]?|px|jpeux|pourrai\w*|propos\w*|pay\w*|paie\w*|mettr\w*|mets|met|vers\w*|donn\w*|rembours\w*"
        r"|regl\w*"
    r"|ok|d'accord|va pour|disons|dirais|maxi?\w*|possible|jusqu'a|propose|offre|can|could|cud|manage|offer\w*"
    r"|afford|give"
    r"|do|up to|maybe|say|how about|what about|instead|trop|too|plutot|rather|pas|not|no|non|each time|instal\w*"
    r"|mensualit\w*"
    r"|echeance\w*|plan)" + _E
)
_IN = re.compile(
    _B + r"(?:comes? in|coming in|i(?:'m| am)? (?:get|gets|earn|paid|make|on|bring)|what i live on|wages?|salary"
        r"|income|pay"
    r"|benefits?|uc|universal credit|pension|ce que je (?:touche|gagne|recois|percois|vis)|je (?:touche|gagne"
    r"|recois|percois)"
    r"|touche|gagne|salaire|paie|paye|revenus?|chomage|rsa|retraite|aides?|allocs?|rentre|the first|le premier)" + _E
)
_OUT = re.compile(
    _B + r"(?:i (?:can|could|'d|would|want to|will)|could pay|can pay|to pay|pay (?:you|off|back|it|that)|offer"
        r"|je (?:peux"
    r"|pourrais|propose|veux)|ce que je (?:peux|pourrais|propose)|payer|rembourser|verser|propose|the second|le second"
    r"|le deuxieme)" + _E
)


def may_be_either(text: str, amounts: Sequence[Amount]) -> Amount | None:
    """The one bare sum with a rhythm that may be what comes in as well as what could be paid: "580 a fortnight"."""
    plain = fold(text).text
    if len(amounts) != 1 or len(plain.split()) > _SHORT or _OFFERS.search(plain):
        return None
    amount = amounts[0]
    bare = amount.role is None and not amount.doubt and amount.period in _RHYTHMS
    return amount if bare and (amount.monthly_minor or 0) >= _EITHER_FROM and not cues_in(plain) else None


def comes_in_or_goes(text: str) -> Literal["in", "out"] | None:
    """Which of the two short words say; None where they say neither, or both."""
    plain = fold(text).text
    if len(plain.split()) > _SHORT or "?" in plain:
        return None
    goes, comes = _OUT.search(plain) is not None, _IN.search(plain) is not None
    if goes:
        return "out" if not re.search(r"\b(?:touche|gagne|get|earn|wages|salaire|comes? in)\b", plain) else None
    return "in" if comes else None


def names_income(text: str) -> bool:
    """Whether the words name wages, a pension or an aid."""
    plain = fold(text).text
    named = {plain[start:end] for start, end, role in cues_in(plain) if role in ("income", "benefits")}
    return any(re.fullmatch(r"(?:touches?|toucher|gagne|percois|recois|net|brut|i get|i make|earn)", one) is None
               for one in named)


def wished(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """Of sums that may be proposals those that are wished for; all of them where the words do not tell.

    What is due now, what is said to be too much and what is taken back are none of them.
    """
    plain = fold(text).text
    if len(amounts) == 1:
        return (_in_its_rhythm(amounts[0], plain),)
    if not amounts or len(plain) != len(text):
        return tuple(amounts)
    for index, amount in enumerate(amounts):
        if _TO.search(plain[: amount.start]):
            return (_alone(amount, amounts, index),)
    unwished = {a.minor for a in amounts if _unwished(plain, a)}
    left = [a for a in amounts if a.minor not in unwished]
    if not left or len(left) == len(amounts):
        left = list(amounts)
    return _latest(plain, amounts, left)


def _in_its_rhythm(amount: Amount, plain: str) -> Amount:
    """ "20 instead of 50 each month": the rhythm was told beside the sum that is set aside."""
    aside = _ASIDE.search(plain)
    told = [name for _, _, name in periods_in(aside[0])] if aside and amount.period == "unsaid" else []
    if not told or told[0] not in _RHYTHMS:
        return amount
    return replace(amount, period=told[0], doubt=None if amount.doubt == "period" else amount.doubt)


def changes_sum(text: str) -> bool:
    """Whether the words change a sum that is paid already: "could I drop it to 20" is of each instalment."""
    plain = fold(text).text
    return any(_TO.search(plain[: found.start()]) for found in re.finditer(r"[0-9]+", plain))


def _unwished(plain: str, amount: Amount) -> bool:
    before, after = plain[: amount.start], plain[amount.end :]
    return bool(
        _TOO_MUCH.match(after) or _NOW_AFTER.match(after) or _NOT_PAID.search(before)
        or (amount.role is None and _IS_NOW.search(before))
    )


def _latest(plain: str, amounts: Sequence[Amount], left: list[Amount]) -> tuple[Amount, ...]:
    """Where one sum takes back another, it: "100 par mois, euh non, 60"."""
    if len(left) > 1:
        one, two = left[-2], left[-1]
        if _TAKES_BACK.search(plain[one.end : two.start]) and not re.search(r"[0-9]", plain[one.end : two.start]):
            left = [two]
    if len(left) == 1:
        return (_alone(left[0], amounts, list(amounts).index(left[0])),)
    return tuple(left)


def _alone(amount: Amount, amounts: Sequence[Amount], index: int) -> Amount:
    """The sum by itself: no longer one of two told loosely; its rhythm may have been told beside the other."""
    others = [a.period for n, a in enumerate(amounts) if n != index]
    rhythm = next((one for one in others if one in _RHYTHMS), "")
    period = rhythm if amount.period == "unsaid" and rhythm else amount.period
    loose = amount.doubt == "magnitude" and "range" in amount.marks
    doubt = None if loose or (amount.doubt == "period" and period != "unsaid") else amount.doubt
    return replace(amount, period=period, doubt=doubt, marks=amount.marks - {"range"})
