"""What the amounts of one answer say of one another: whose they are, which is a part of which, what comes instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.money.loosely import at_times, good_and_bad, one_rhythm, varies
from bot.debt.reading.money.theirs import THEIRS, mine
from bot.debt.reading.text.plain import fold


def reread(amounts: Sequence[Amount], *, asked: str | None, text: str) -> Sequence[Amount]:
    """The same amounts, each read again with the others in sight; what is only the whole of another is left out."""
    amounts = _by_whose(_mended(amounts, text), asked, text)
    if asked in (None, "income", "benefits"):
        amounts = _loosely(amounts, text)
    amounts = _without_wholes(_swapped_aid(amounts, text), asked, text)
    amounts = _of_the_rest(one_rhythm(amounts), asked, text)
    return _superseded(amounts, text) if asked in (None, "income") else amounts


def _by_whose(amounts: Sequence[Amount], asked: str | None, text: str) -> Sequence[Amount]:
    """What stands beside a partner, or at a question for an income beside a relative, is theirs: "mon mari 1500"; what
    is said to be one's own beside it is an income: "moi 800".
    """
    beside = {"beside_partner"} if asked != "other_debts" else set()
    beside |= {"beside_relative"} if asked in ("income", "benefits") else set()
    read = [replace(a, role=THEIRS) if a.marks & beside else a for a in amounts]
    if asked is not None or not any(a.role == THEIRS for a in read):
        return read
    return [with_role(a, "income") if a.role is None and _mine(a, text) else a for a in read]


def _mended(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """ "850 de salaire non 950 pardon": the second stands for the first, which is left out."""
    out = list(amounts)
    for one, two in pairwise(amounts):
        between = fold(text[one.end : two.start]).text if one.end < two.start else ""
        if one.role and two.role in (None, "cost") and one in out and _RATHER.search(between):
            read = replace(two, label="", doubt=None, period=one.period if two.period == "unsaid" else two.period)
            out[out.index(two)] = replace(with_role(read, one.role), kind=one.kind)
            out.remove(one)
    return out


_RATHER = re.compile(
    r"(?:^|[\s,.(])(?:(?:euh |ah |mais )?(?:non|nan)|(?:oh |er )?(?:no|nope)|pardon|enfin|je (?:veux|voulais) dire|oups"
    r"|oops|sorry|i mean|i meant)[\s,.]*(?:pardon|enfin|plutot|sorry|rather|c'est|it's|its|je veux dire)?[\s,:£€]*$"
)


def _mine(amount: Amount, text: str) -> bool:
    before, after = text[max(0, amount.start - _NEAR) : amount.start], text[amount.end : amount.end + _NEAR]
    return mine(fold(before).text if before else "", fold(after).text if after else "")


_NEAR = 30


def _loosely(amounts: Sequence[Amount], text: str) -> Sequence[Amount]:
    """Good months and bad ones are those of an earning, whatever is asked."""
    read = good_and_bad(amounts, text)
    loose = [a for a in read if "range" in a.marks]
    if len(loose) == len(read) and all(a.role in (None, "income") for a in loose) and (at_times(text) or varies(text)):
        return [replace(a, role="income") for a in read]
    return read


def _of_the_rest(amounts: Sequence[Amount], asked: str | None, text: str) -> list[Amount]:
    """ "loyer 520, le reste 400": beside a rent, the rest is what living costs."""
    if not any(a.role == "housing" for a in amounts) or asked == "other_debts":
        return list(amounts)
    return [
        replace(with_role(a, "essentials"), kind="food", label="") if a.role is None and _rest_before(a, text) else a
        for a in amounts
    ]


def _rest_before(amount: Amount, text: str) -> bool:
    return bool(amount.start) and _REST.search(fold(text[max(0, amount.start - _NEAR) : amount.start]).text) is not None


_REST = re.compile(r"\b(?:le reste|tout le reste|the rest|everything else)\b[^,;.0-9]{0,20}$")


def _superseded(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """ "je gagne 1180 mais là ... donc 900": the second is an income too; which of them counts must be asked."""
    if not any(a.role == "income" for a in amounts):
        return list(amounts)
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        between = fold(text[one.end : two.start]).text if one.end < two.start else ""
        if one.role == "income" and two.role is None and _INSTEAD_OF_IT.search(between):
            out[index + 1] = replace(with_role(two, "income"), marks=two.marks | {"anew"}, label="")
    return out


_INSTEAD_OF_IT = re.compile(
    r"\b(?:mais|but|sauf)\b.*\b(?:donc|du coup|maintenant|plus que|que|so|now|only|just|down to)(?: (?:c'est|it's"
    r"|its|a|to"
    r"|on|je touche|i get|around|environ))*\s*$"
)


def _swapped_aid(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """ "520 apl 180": the larger is the rent, whatever stands nearer to the word."""
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        between = fold(text[one.end : two.start]).text if one.end < two.start else ""
        if one.role == "housing_aid" and two.role is None and one.minor > two.minor and _AID_BETWEEN.fullmatch(between):
            out[index], out[index + 1] = with_role(one, "housing"), with_role(two, "housing_aid")
    return out


_AID_BETWEEN = re.compile(r"[\s€£,]*(?:euros?)?[\s,(]*(?:l')?(?:apl|als|alf|caf)[\s:=]*(?:de |c'est )?")


def _without_wholes(amounts: Sequence[Amount], asked: str | None, text: str) -> list[Amount]:
    """ "215 sur 430", "300 out of 900": what is a part of it is told, not the whole."""
    out = list(amounts)
    for one, two in pairwise(amounts):
        between = fold(text[one.end : two.start]).text
        if asked in ("housing", "other_debts") and two.minor > one.minor and _OUT_OF.fullmatch(between):
            out.remove(two)
    return out


_OUT_OF = re.compile(
    r"[\s€£]*(?:euros?|pounds?|quid)?\s*(?:sur(?: (?:un|les|le|un total|un loyer))*(?: de)?|out of(?: the| a"
    r"| a total of)?"
    r"|of the|of a total of)[\s€£]*"
)
