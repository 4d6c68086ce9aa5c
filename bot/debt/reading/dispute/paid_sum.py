"""Which of several sums is the one that somebody says to have paid: "the letter says 350 but i paid 70 on friday"."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.debt.reading.dispute.disputing import read_disputed
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.text.plain import fold

_PAID = (
    r"(?:pay(?:e|ee|es|er|ed|d)?|paid|piad|pd|regle[es]*|verse[es]*|vire[es]*|sent|envoy\w*|envoi\w*|transferr?ed"
    r"|rembourse[es]*|donne[es]*|gave|given|depose[es]*)"
)
_BEFORE = re.compile(
    rf"(?<![a-z]){_PAID}(?: (?:you|vous|them|it|deja|already|just|about|environ|un|une|a|the|les|la|le|acompte|cheque"
    rf"|payment|of|de|virement|some|off))*[ €£:]*$"
)
_NOT_YET = re.compile(
    r"(?<![a-z])(?:peux|peut|pourrai\w*|veux|voudrai\w*|vais|dois|can|could|will|to|i'll|not|never|pas|jamais|can'?t)"
    r" (?:\w+ ){0,2}$"
)
_HOW_AFTER = re.compile(
    r" ?(?:€|£|euros?|e(?![a-z])|pounds?|quid)? ?(?:par|by|with|in|en|avec|via) (?:un |a )?(?:ch[ea]\w*|check|virement"
    r"|carte|cb|cash|liquide|especes|mandat|card|debit|bank|transfer|paypal|prelevement)"
)
_JOINED = re.compile(r"\W*(?:and|et|\+|plus|&|puis|then)\W*(?:de |another |encore )?\W*")


def read_paid(text: str, *, language: str, currency: str) -> int | None:
    """The one sum that was paid, in minor units; None: none is named, or it can't be told which of several it is."""
    alone = read_disputed(text, language=language, currency=currency)
    if alone is not None:
        return alone
    words, found = fold(text).text, set[int]()
    told = read_amounts(text, language=language, currency=currency)
    if any(_JOINED.fullmatch(words[a.end : b.start]) for a, b in pairwise(told)):
        return None
    for one in told:
        before = words[: one.start]
        at = _BEFORE.search(before)
        done = at is not None and _NOT_YET.search(before[: at.start()]) is None
        if one.doubt is None and (done or _HOW_AFTER.match(words[one.start + len(one.text) :])):
            found.add(one.minor)
    return found.pop() if len(found) == 1 else None


def several_sums(text: str, *, language: str, currency: str) -> tuple[int, ...]:
    """The sums named beside "paid", each once, where it can't be told which of them that was; else ()."""
    if read_paid(text, language=language, currency=currency) is not None:
        return ()
    found = [one.minor for one in read_amounts(text, language=language, currency=currency) if one.doubt is None]
    return tuple(dict.fromkeys(found)) if len(set(found)) > 1 else ()
