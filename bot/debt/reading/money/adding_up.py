"""The amounts of one field added up, or put in doubt: what is between two figures, help with the rent, a total told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.money.fields import COSTS, Answer
from bot.debt.reading.money.kinds import is_total, pays
from bot.debt.reading.money.living import tells_arrears
from bot.debt.reading.money.periods import a_month
from bot.debt.reading.money.placed import UNNAMED_PART, Doubt, Placed
from bot.debt.reading.money.rent_aid import inside, rents_after

_MONTHLY_ARREARS = 300_00
"""Minor units of euro or pound: more, without "a month", is rather what is owed in all."""
_LEFT_BEFORE = re.compile(
    r"\b(?:reste(?:nt)?|restant|solde|dois|doit|encore|owe|owing|still|total|remaining)\b[^,;.0-9]{0,14}$"
)
_LEFT_AFTER = re.compile(r"^[\s€£]*(?:euros?|pounds?|quid)?\s*(?:left|to go|remaining|restants?|a rembourser"
    r"|en tout|in all)\b")
_PENSION = re.compile(r"\b(?:la|une|the) pension(?: (?:est|c'est|de|is|of))*[\s:,]*$")
_SAID_ALREADY = re.compile(r"\b(?:ai di[ts]?|deja di[ts]?|jai di[ts]?|told (?:you|u|ya)|i said|said (?:it|that)"
    r"|comme dit)\b")
_WHY = {"?": "place", "~": "aid", "+": "place", "&": "help"}


def reserve(placed: Placed, answer: Answer, kind: str, group: Sequence[Amount]) -> None:
    """Arrears paid off each month; without "a month" a large sum is what is owed, and only its kind is kept."""
    minor = 0
    for amount in group:
        told = amount if amount.role == "arrears" else replace(amount, role="arrears")
        asked, paid = answer.asked == "other_debts", answer.asked in COSTS or pays(answer.words)
        loose = told.period == "unsaid" and kind != "maintenance"
        in_all = loose and (told.minor > _MONTHLY_ARREARS or "owed" in told.marks or not paid)
        if told.doubt or told.monthly_minor is None or in_all:
            if asked or told.doubt not in (None, "period"):
                placed.doubts.append(Doubt("other_debts", (told.minor,), told.doubt or "period"))
        else:
            minor += told.monthly_minor
    placed.arrears[kind] = placed.arrears.get(kind, 0) + minor


def settle(
    placed: Placed, answer: Answer, to: str, group: Sequence[Amount], currency: str, aid: Amount | None
) -> None:
    """Add up the amounts of one field, unless one of them is in doubt."""
    if not group:
        return
    if to[0] in _WHY:
        placed.doubts.append(Doubt(to[1:], tuple(a.minor for a in group), _WHY[to[0]], beside=to[0] == "+"))
        return
    role = "essentials" if to == "part" else to
    group = _without_what_is_left(group, answer) if role == "other_debts" else group
    read = [_as(amount, role, answer) for amount in group]
    why = _why_not(role, group, read, answer, currency)
    doubt = _range(role, read, why) or (Doubt(role, tuple(a.minor for a in group), why) if why else None)
    if doubt is not None:
        placed.doubts.append(doubt)
        return
    kept = _total_told(answer, read)
    value = sum(a.monthly_minor or 0 for a in kept)
    if aid is not None:
        value = _after_aid(placed, answer, value, aid)
    elif role == "benefits" and (why := _not_all_aid(group, answer, value)) is not None:
        placed.doubts.append(Doubt(role, (value,), why))
        return
    if value >= 0:
        _add(placed, answer, to, kept, value)


def _why_not(
    role: str, group: Sequence[Amount], read: Sequence[Amount], answer: Answer, currency: str
) -> str | None:
    """Why the sum of a field is not sure; None: it is."""
    if role == "income" and any("anew" in a.marks for a in group):
        return "now"
    why = next((found for a in read if (found := why_doubtful(a, currency))), None)
    two = role == "income" and len(group) > 1 and any(_whose(a, answer) for a in group)
    return why or ("own" if two else None)


def _add(placed: Placed, answer: Answer, to: str, kept: Sequence[Amount], value: int) -> None:
    """The sum of a field; of a part of what living costs, what is new in it."""
    role = "essentials" if to == "part" else to
    if to == "part" and role in answer.known:  # food was in it; what is named now for the first time was not
        new = sum(a.monthly_minor or 0 for a in kept if a.kind != "food")
        placed.told[role] = max(answer.known[role] + new, value)
        return
    if to == "part":
        for a in kept:
            placed.parts[a.kind or UNNAMED_PART] = placed.parts.get(a.kind or UNNAMED_PART, 0) + (a.monthly_minor or 0)
        return
    placed.told[role] = value
    if role == "essentials" and all(a.kind not in (None, UNNAMED_PART) for a in kept):
        placed.named = frozenset(str(a.kind) for a in kept)


def _not_all_aid(group: Sequence[Amount], answer: Answer, value: int) -> str | None:
    """Why what is told as aids is none: it is the income told before, or has the help with the rent in it."""
    if not any(a.role == "benefits" for a in group) and value:
        again = _SAID_ALREADY.search(answer.words) is not None and value in answer.known.values()
        if again or value == answer.known.get("income"):
            return "same"
    return "aid_inside" if inside(answer.words) else None


def _without_what_is_left(group: Sequence[Amount], answer: Answer) -> Sequence[Amount]:
    """ "120 a month, 4000 left": what is paid each month is told, and what is owed in all is no part of it."""
    monthly = [a for a in group if a.doubt is None and (a.period != "unsaid" or len(group) == 1)]
    sure = monthly or [a for a in group if a.doubt is None and "owed" not in a.marks and a.minor < _MONTHLY_ARREARS]
    owed = [a for a in group if a not in sure and _left(a, answer)]
    return [a for a in group if a not in owed] if sure and len(sure) + len(owed) == len(group) else group


def _left(amount: Amount, answer: Answer) -> bool:
    before, after = answer.between(max(0, amount.start - 30), amount.start), answer.between(amount.end, amount.end + 16)
    return "owed" in amount.marks or _LEFT_BEFORE.search(before) is not None or _LEFT_AFTER.match(after) is not None


def _range(role: str, read: Sequence[Amount], why: str | None) -> Doubt | None:
    """Between two figures, each with what else was told of the field; None: no such thing, or more is in doubt."""
    loose = [a for a in read if "range" in a.marks]
    rest = [a for a in read if "range" not in a.marks]
    if why != "magnitude" or len(loose) != 2 or any(a.monthly_minor is None for a in rest):
        return None
    monthly = [a_month(a.minor, a.period) for a in loose]
    if None in monthly:
        return None
    besides = sum(a.monthly_minor or 0 for a in rest)
    ends = sorted((int(one or 0) + besides, a.minor) for one, a in zip(monthly, loose, strict=True))
    return Doubt(role, tuple(one for one, _ in ends), "range", raws=() if rest else tuple(raw for _, raw in ends))


def _after_aid(placed: Placed, answer: Answer, rent: int, aid: Amount) -> int:
    """The rent without this help; below zero where it must be asked whether it is off already."""
    left = rents_after(rent, aid, answer.text)
    if len(left) > 1:
        placed.doubts.append(Doubt("housing", left, "after_aid"))
        return -1
    placed.aid = rent - left[0]
    return left[0]


def _whose(amount: Amount, answer: Answer) -> bool:
    """ "1500 et 1200", "salaire 1600, la pension 250": of two incomes one may be another's, or be paid."""
    return amount.role is None or _PENSION.search(answer.between(max(0, amount.start - 30), amount.start)) is not None


def _as(amount: Amount, role: str, answer: Answer) -> Amount:
    if amount.role == role or "range" in amount.marks:
        return amount
    read = with_role(amount, role)
    owing = role == "other_debts" and answer.asked == role and amount.period == "unsaid"
    late = tells_arrears(answer.words) and amount.minor > _MONTHLY_ARREARS
    if owing and ("owed" in amount.marks or amount.minor >= 1000_00 or late):
        return replace(read, doubt="period", monthly_minor=None)  # what is owed in all is not what is paid a month
    return read


def why_doubtful(amount: Amount, currency: str) -> str | None:
    """Why its sum a month is not sure; None: it is."""
    if amount.currency != currency:
        return "currency"  # euros told on a debt in pounds are no figure of this budget
    return amount.doubt or ("period" if amount.monthly_minor is None else None)


def _total_told(answer: Answer, group: list[Amount]) -> list[Amount]:
    """Where one amount is the sum of the others ("120 et 80, 200 en tout"), it alone."""
    if len(group) < 2:
        return group
    for amount in group:
        others = sum(a.monthly_minor or 0 for a in group if a is not amount)
        before = answer.between(max(0, amount.start - 24), amount.start)
        after = answer.between(amount.end, amount.end + 24)
        if (amount.monthly_minor or 0) >= others and is_total(before, after):
            return [amount]
    return group
