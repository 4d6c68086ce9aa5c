"""What puts a figure of the month right without a new one: its rhythm, who pays the maintenance, that it is no offer.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.debt.reading.money.amount import Amount
from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.text.alone import in_short
from bot.debt.reading.text.plain import flat, fold

_LONGEST = 18
"""Words: a longer message says more than one of these."""
_RHYTHMS = {
    "month": r"(?:par|au|du|le|chaque|/|a|per|each|every) ?(?:mois|month)|mensuels?|monthly",
    "year": r"(?:par|a|l'|/|per|each|every|over the) ?(?:an|annee|year)|a l'annee|annuels?|yearly|annually",
    "week": r"(?:par|la|a la|/|a|per|each|every) ?(?:semaine|week|wk)|hebdo\w*|weekly|wkly",
    "fortnight": r"(?:par|la|a|per|each|every) ?(?:quinzaine|fortnight)|fortnightly|every two weeks",
}
_AMENDED = {
    (right, wrong): re.compile(rf"(?:{one})[\s,]*(?:et |and )?(?:pas|not|non|no) (?:{two})(?![a-z])")
    for right, one in _RHYTHMS.items() for wrong, two in _RHYTHMS.items() if right != wrong
}
_PAYS_IT = re.compile(
    r"(?<![a-z])(?:(?:je|j') ?(?:la |lui |leur )?(?:paye|paie|verse|donne)|c'?(?:est)? ?moi qui (?:la |lui "
    r"|l')?(?:paye|paie"
    r"|verse|donne)|cest moi qui (?:la )?(?:paye|paie|verse|donne)|moi qui (?:la )?(?:paye|paie|verse|donne)"
    r"|(?:i|me that|i'm the one (?:who|that)) pays?(?: it)?|i (?:have to )?pay|(?:it's )?me (?:who|that) pays"
    r"|paying it)"
    r"(?![a-z])"
)
_GETS_IT = re.compile(
    r"(?<![a-z])(?:(?:je|j') ?(?:la |l')?(?:recois|touche|percois)|(?:on|il|elle|ex|pere|mere) (?:me "
    r"|m')(?:la )?(?:verse|paye"
    r"|paie|donne)"
    r"|i (?:get|receive)(?: it)?|(?:he|she|they|my ex) pays? (?:it to )?me|recue?)(?![a-z])"
)
_NO_OFFER = re.compile(
    r"(?<![a-z])(?:(?:c'?(?:est)?|cest|ce n'est|it'?s|its|that'?s|thats|this is|is)? ?(?:pas"
    r"|(?<!can )(?<!could )(?<!will )not|aucune|no)(?: du tout)? "
    r"(?:une |an |a |my |ma |what i )?(?:proposition|offre|offer\w*|ce que je propose|suggest\w*|payment|paiement)"
    r"|(?:propose|offre|offer)s? (?:rien|pas|nothing)|(?:didn'?t|don'?t|never"
    r"|(?<!can )(?<!could )(?<!will )not) offer\w*)(?![a-z])"
)
_TIMES_BEFORE = re.compile(
    r"(?<![0-9.,])[1-9][0-9]? ?(?:fois|x|times|mensualites?|versements?|paiements?|payments?"
    r"|instal?lments?)(?: (?:de|d'|of))?"
    r" ?[€£]?$"
)
_TIMES_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid|balles)? ?(?:en |in |over |sur |x ?|for )?[1-9][0-9]? ?(?:fois|x|times"
    r"|mensualites?"
    r"|versements?|payments?|instal?lments?|goes)(?![a-z])|^[\s€£]*(?:euros?|pounds?)? ?x ?[1-9](?![0-9])"
)
_RATHER = re.compile(
    r"(?<![a-z])(?:alors|du coup|plutot|a la place|then|instead|rather|max(?:imum|i)?|pas plus|no more"
    r"|at most)(?![a-z])"
)
_OWN_DEBT = re.compile(
    r"(?<![a-z])(?:c'?(?:est)?|cest|ca c'est|it'?s|that'?s|thats|its|is) ?(?:juste |bien |just )?(?:ma|la|cette"
    r"|votre|vos|mon"
    r"|my|the|your|what i owe)? ?(?:dettes?|factures?|debts?|bill|que je (?:vous )?dois|what i owe)(?: (?:a vous"
    r"|chez vous"
    r"|totale?))?(?: (?:de|c'est|is|of|les|des|the))*[\s:,=]*[€£]?$"
)
_OWN_DEBT_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)?[\s,(]*(?:c'?(?:est)?|cest|ca c'est|it'?s|that'?s|thats|is) (?:juste |just )?"
    r"(?:ma|la|votre|my|the|what|ce que) ?(?:dettes?|factures?|debts?|bill|i owe|je (?:vous )?dois)"
)
_LITTLE = 50_00
_FEW = 8


def rhythm_amended(text: str) -> tuple[str, str] | None:
    """The rhythm that is right and the one that was read, of "900 par mois pas par an"; None: nothing of the kind."""
    words = flat(text)
    if len(words.split()) > _LONGEST:
        return None
    return next((pair for pair, said in _AMENDED.items() if said.search(words)), None)


def maintenance_paid(text: str) -> Literal["paid", "received"] | None:
    """Whether the words say that one pays it ("la pension c moi qui la paye"), or gets it."""
    words = flat(text)
    if len(words.split()) > _LONGEST:
        return None
    if _GETS_IT.search(words):
        return "received" if not _PAYS_IT.search(words) else None
    return "paid" if _PAYS_IT.search(words) else None


def denies_offer(text: str) -> bool:
    """Whether the words say that a sum is no proposal: "no thats me pip not an offer", "c'est pas une proposition"."""
    return in_short(text, _NO_OFFER, words=_LONGEST)


def cue_of(text: str) -> str:
    """The word in these that tells what an income, an aid or a cost is; "": there is none."""
    plain = fold(text).text
    told = [plain[start:end] for start, end, role in cues_in(plain) if role in ("benefits", "essentials", "housing")]
    return told[0] if told else ""


def offers_rather(text: str) -> bool:
    """Whether a sum is named in the place of the one that was spoken of: "10 alors", "just 15 then", "20 max"."""
    return len(flat(text).split()) <= _FEW and _RATHER.search(fold(text).text) is not None


def no_income(amount: Amount, text: str, asked: str | None, *, lone: bool) -> bool:
    """Whether a sum without a word is none of the month where what comes in is asked: "3 fois 100", "10 alors", and
    "c'est ma dette 233", which is what this is all about.
    """
    before = fold(text[max(0, amount.start - 40) : amount.start]).text if amount.start else ""
    after = fold(text[amount.end : amount.end + 30]).text if amount.end < len(text) else ""
    if amount.role in (None, "other_debts", "cost", "income") and asked != "other_debts" and (
        _OWN_DEBT.search(before) or _OWN_DEBT_AFTER.match(after)
    ):
        return True
    if asked not in ("income", "benefits") or amount.role not in (None, "cost", "offer"):
        return False
    if _TIMES_BEFORE.search(before) or _TIMES_AFTER.match(after):
        return True
    return lone and amount.minor < _LITTLE and _RATHER.search(fold(text).text) is not None


def of_the_month(amounts: Sequence[Amount], text: str, asked: str | None) -> list[Amount]:
    """The amounts without those that are none of the month (see `no_income`)."""
    return [a for a in amounts if not no_income(a, text, asked, lone=len(amounts) == 1)]
