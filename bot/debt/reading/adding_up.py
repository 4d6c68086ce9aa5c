"""The amounts of one field added up, or put in doubt: what is between two figures, help with the rent, a total told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.debt.reading.amount import Amount, with_role
from bot.debt.reading.fields import COSTS, Answer
from bot.debt.reading.kinds import is_total, pays
from bot.debt.reading.living import tells_arrears
from bot.debt.reading.periods import a_month
from bot.debt.reading.placed import UNNAMED_PART, Doubt, Placed
from bot.debt.reading.rent_aid import inside, rents_after

_MONTHLY_ARREARS = 300_00
"""Minor units of euro or pound: more, without "a month", is rather what is owed in all."""
_PENSION = re.compile(r"\b(?:la|une|the) pension(?: (?:est|c'est|de|is|of))*[\s:,]*$")
_WHY = {"?": "place", "~": "aid", "+": "place"}


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
    read = [_as(amount, role, answer) for amount in group]
    why = next((why_doubtful(a, currency) for a in read if why_doubtful(a, currency)), None)
    if (between := _range(role, read, why)) is not None:
        placed.doubts.append(between)
        return
    if role == "income" and len(group) > 1 and any(_whose(a, answer) for a in group):
        why = why or "own"
    if why is not None:
        placed.doubts.append(Doubt(role, tuple(a.minor for a in group), why))
        return
    kept = _total_told(answer, read)
    value = sum(a.monthly_minor or 0 for a in kept)
    if aid is not None:
        value = _after_aid(placed, answer, value, aid)
        if value < 0:
            return
    if role == "benefits" and (why := _not_all_aid(group, answer, value, aid)) is not None:
        placed.doubts.append(Doubt(role, (value,), why))
        return
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


def _not_all_aid(group: Sequence[Amount], answer: Answer, value: int, aid: Amount | None) -> str | None:
    """Why what is told as aids is none: it is the income told before, or has the help with the rent in it."""
    if not any(a.role == "benefits" for a in group) and value and value == answer.known.get("income"):
        return "same"
    return "aid_inside" if aid is None and inside(answer.words) else None


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
