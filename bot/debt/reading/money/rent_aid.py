"""Help with the rent beside the rent: it is taken off, or has been taken off already, or it must be asked which.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.text.plain import fold

AID = "housing_aid"
_AFTER_OR_MINUS = re.compile(
    r"\b(?:(?:moins|minus|less|after|apres|avant|before)(?: (?:les|la|le|l'|mes|the|my|de|d'|ses))* ?(?:{aid})?"
    r"|(?:hors|sans|avec|with|without)(?: (?:les|la|le|l'|mes|the|my|de|d'|ses))* ?(?:{aid}))\s*$".replace(
        "{aid}", r"(?:apl|als|alf|aides?|caf|help|support)(?: (?:de|of))?"
    )
)
_HELP = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)?(?: (?:a month|par mois))?\s*(?:(?:of |in |d'|de )?(?:rent )?(?:help|support"
    r"|rebate)\b"
    r"|(?:(?:is|are|was|already|comes?|gets?|being|that's|deja|est|sont|qui|en|a) )*(?:taken |knocked |goes? |paid )?"
    r"off\b"
    r"|(?:de |en )moins\b|(?:(?:deja|est|sont|qui|a ete) )*(?:deduit|retire|enleve)\w*)"
)
_PAID_OUT = re.compile(r"\b(?:je|j'|on|i|we)(?: \w+)? (?:paie|paye|verse|donne|mets|pay|put|give)\w*[^,;.]*$")
_GROSS = re.compile(
    r"\b(?:pas (?:encore |)(?:deduit|retir|enlev|compt|compris)|non (?:deduit|compris|retir)|avant|sans|before|without"
    r"|not (?:yet )?(?:taken|deducted|counted|included|off)|dont\b)"
)
_NET = re.compile(
    r"\b(?:deja (?:dedui|retir|enlev|soustr)|(?:est|sont|a ete) (?:dedui|retir|enlev)|une fois|apres|after|net of|once"
    r"|(?:apl|als|alf|aides?) (?:deja )?(?:dedui|retir|enlev))"
)
_UNSURE = re.compile(r"\b(?:deja|already|hors|avec|with|included|comprise?s?|incluse?s?|incl)\b")
_TAKEN_OFF = re.compile(r"\b(?:avec|with)\b[^,;.]*\b(?:en moins|deduite?s?|(?:taken |knocked )off)\b")


_INSIDE = re.compile(
    r"\b(?:apl|als|alf|aides? (?:(?:au|pour le) )?(?:logement|loyer)|housing (?:benefit|element))\b[^,;.0-9]{0,14}"
    r"(?:compris\w*|inclu\w*|dedans|in (?:it|that))"
    r"|\b(?:avec|y compris|dont|including|with|incl)\b[^,;.0-9]{0,8}\b(?:apl|als|alf|housing (?:benefit"
    r"|element))\b(?! [0-9])"
)


def inside(words: str) -> bool:
    """Whether aids are told with the help for the rent in them."""
    return _INSIDE.search(words) is not None


def told_as_aid(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """To the question what a home costs: "600 minus 210 CAF", "600 but 210 is taken off": the second is help."""
    if len(amounts) < 2:
        return list(amounts)
    out = list(amounts)
    for index, amount in enumerate(amounts):
        before = fold(text[max(0, amount.start - 30) : amount.start]).text if amount.start else ""
        after = fold(text[amount.end : amount.end + 40]).text
        if amount.role not in (None, "benefits", "cost", "housing", "other_debts") or _PAID_OUT.search(before):
            continue
        if (index and amount.role != "housing" and _AFTER_OR_MINUS.search(before)) or _HELP.match(after):
            kept = replace(amount, marks=amount.marks - {"shared"}, label="")
            out[index] = with_role(kept, AID)
    return out if any(a.role != AID for a in out) else list(amounts)


def rents_after(rent: int, aid: Amount, text: str) -> tuple[int, ...]:
    """What is paid of a rent with this aid, in minor units a month: one sum, or two of which one must be asked for."""
    help_ = aid.monthly_minor or 0
    net = rent - help_
    around = fold(text[max(0, aid.start - 60) : aid.end + 40]).text
    if net <= 0:
        return (rent,) if _NET.search(around) or _UNSURE.search(around) else (max(net, 0),)
    if _GROSS.search(around) or _TAKEN_OFF.search(around):
        return (net,)
    if _NET.search(around):
        return (rent,)
    return (net, rent) if _UNSURE.search(around) else (net,)
