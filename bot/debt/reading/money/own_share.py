"""What several pay, and what of it is one's own; and an overdraft, which is no monthly payment.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.debt.reading.money.amount import Amount, weighed, with_role
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_HEADS = re.compile(
    r"[0-9](?: ?(?:€|£|euros?|e|balles|pounds?|quid))?(?: (?:de|du|of) (?:loyer|rent))?,? "
    r"(?:a|pour|entre|divise par|/|between|by|for|split|among) (?:nous )?$"
    rf"|{_B}(?:on est|on vit|on habite|nous sommes|on sera|vivons|we are|we're|were|there(?:'s| is| are)|chez nous)"
    r"(?: (?:a|que|just|only|toujours))? $"
)
_COUPLE_OF = re.compile(r" ?(?:€|£|euros?|e(?![a-z])|pounds?|quid|balles|par|a (?:month|week)|/)")
MOST_HEADS = 9
_MINE_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid|balles)?[\s,(]*(?:(?:c'est|ca fait|is|that's) )?"
    r"(?:pour moi|pour ma (?:part|pomme)|a ma charge|de mon cote|chacune?|par (?:personne|tete)|ma (?:part|moitie)|moi"
    r"|for me|each|per (?:person|head)|my (?:share|part|half|bit)|is mine|me)(?![a-z'])"
)
_MINE_BEFORE = re.compile(
    r"(?:ma (?:part|moitie)|pour moi|de mon cote|moi(?: je paye| je paie| c'est)?|je (?:paye|paie|mets|donne"
    r"|verse) (?:que )?"
    r"|my (?:share|half|part|bit)|i (?:just |only )?pay|for me|mine)(?: (?:c'est|cest|c|est|de|is|of|que|just|only"
    r"|it's))*"
    r"[\s,:=]*[€£]?$"
)
_OVERDRAFT = re.compile(rf"{_B}(?:decouverts?|overdrafts?|overdrawn|dans le rouge|in the red){_E}")
_STATE_BEFORE = re.compile(
    r"(?P<in>(?:je suis|jsui|jsuis|chui|i'm|im|i am|suis|a|en) )?(?:decouverts?|overdrafts?|overdrawn|dans le rouge"
    r"|in the red)(?P<of>(?: (?:de|d'|of|a|at|by|is|c'est|c|est|environ|about|around))*)[\s:=]*[€£]?$"
)
_STATE_AFTER = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid|balles)? ?(?:de |d'|a |of |in (?:my |the |an )?|on (?:my |the )?)?"
    r"(?:decouvert|overdraft|overdrawn|dans le rouge|in the red)"
)
_LITTLE = 200_00
"""Minor units: less, with nothing but the word, is rather what is paid on it ("découvert 60")."""
_EACH_MONTH = re.compile(
    r"agios?|frais|fees?|charges?|par mois|chaque mois|tous les mois|a month|monthly|each month|rembours|pay(?:e"
    r"|ing)? off"
)
_NOT_MONTHLY = re.compile(
    r"(?:pas (?:tous les|par|chaque|un truc (?:par|du)|un paiement (?:par|du)|mensuel)|not (?:a|each|every|per|monthly)"
    r"|isn'?t (?:a|each|every|per|monthly)|c'est (?:juste )?(?:une fois|en tout)|it'?s (?:just )?(?:once|in all"
    r"|in total))"
)


def counts_heads(text: str, start: int, end: int, value: float) -> bool:
    """Whether a figure at text[start:end] says how many pay or live there: "600 à 3", "on est 3 en coloc"."""
    few = value <= MOST_HEADS and value == int(value)
    return few and _HEADS.search(text[:start]) is not None and _COUPLE_OF.match(text, end) is None


def own_share(amounts: Sequence[Amount], text: str, asked: str | None) -> list[Amount]:
    """ "loyer 600 à 3 donc 200 pour moi": the share that is one's own is the rent, and the whole is left out."""
    out = list(amounts)
    homes = ("housing", None) if asked == "housing" else ("housing",)
    for whole in [a for a in amounts if a.role in homes]:
        if whole not in out:
            continue
        at = out.index(whole)
        share = out[at + 1] if at + 1 < len(out) else None
        if share is None or share.minor >= whole.minor:
            continue
        if share.role not in (None, "housing", "offer", "cost", "income"):
            continue
        between = fold(text[whole.end : share.start]).text
        after = fold(text[share.end : share.end + 30]).text if share.end < len(text) else ""
        if _PARTS.search(between) and (_MINE_AFTER.match(after) or _MINE_BEFORE.search(between)):
            mine = replace(share, doubt=None, label="", marks=share.marks - {"shared", "range"})
            out[at : at + 2] = [with_role(mine, "housing")]
    return out


_PARTS = re.compile(
    r"donc|soit|du coup|alors|\ba (?:nous )?[2-9]|a (?:deux|trois|quatre)|coloc|partag|moitie|ma part|mais (?:je"
    r"|moi)|dont"
    r"|so\b|between|split|shar|half|each|but (?:i|my)|my (?:share|part|bit)|en tout|total|pour moi|for me"
)


def overdrawn(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """ "à découvert de 400": what is owed in all, never a payment of each month, unless one is told."""
    return [_as_overdraft(amount, text) for amount in amounts]


def _as_overdraft(amount: Amount, text: str) -> Amount:
    before = fold(text[max(0, amount.start - 40) : amount.start]).text if amount.start else ""
    after = fold(text[amount.end : amount.end + 40]).text if amount.end < len(text) else ""
    led = _STATE_BEFORE.search(before)
    bare = led is not None and not led["of"] and amount.minor < _LITTLE
    told = (led is not None and not bare) or _STATE_AFTER.match(after) is not None
    near = f"{re.split(r'[,;.0-9]', before)[-1]} | {re.split(r'[,;.0-9]', after)[0]}"
    is_state = amount.role in (None, "other_debts", "cost") and told
    if not is_state or amount.period not in ("unsaid", "month") or _EACH_MONTH.search(near):
        return amount
    owed = replace(amount, role="other_debts", period="unsaid", label="", marks=amount.marks | {"owed"})
    return replace(weighed(owed), doubt="period", monthly_minor=None)


def denies_overdraft(text: str) -> bool:
    """Whether the words say that the overdraft is no monthly payment: "et le découvert c'est pas par mois"."""
    plain = fold(text).text
    return _OVERDRAFT.search(plain) is not None and _NOT_MONTHLY.search(plain) is not None


def around_rent(text: str, minor: int, amounts: Sequence[Amount]) -> str:
    """The words right around the rent of so much, where it may be said that several pay it; "": it is not told."""
    rent = next((a for a in amounts if a.role == "housing" and a.minor == minor), None)
    if rent is None:
        return ""
    before = re.split(r"[,;.!?\n]", text[max(0, rent.start - _AROUND) : rent.start])[-1]
    after = re.split(r"[,;.!?\n]", text[rent.end : rent.end + _AROUND])
    return f"{before} {rent.text} {after[0]}"


_AROUND = 40
