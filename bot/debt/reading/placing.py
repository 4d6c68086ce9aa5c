"""Where the amounts of an answer belong in a budget: by their own words, and by the question that is open.

An answer never lowers a cost that was told under another question, unless the words take that figure back. What can't
be placed is a doubt, to be read back and asked: it is never dropped, and never guessed to the debtor's cost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.amount import Amount, with_role
from bot.debt.reading.amounts import read_denied
from bot.debt.reading.costs import MOST, is_bare
from bot.debt.reading.fields import AMOUNTS, COSTS, Answer, field_of
from bot.debt.reading.gathering import counts_alone, gather
from bot.debt.reading.kinds import corrects, is_total, part_of_before, pays, tells_arrears
from bot.debt.reading.placed import UNNAMED_PART, Doubt, Placed
from bot.debt.reading.plain import fold
from bot.debt.reading.reconciling import reconcile
from bot.debt.reading.respelt import respelt

_AID = "housing_aid"
_WHY = {"?": "place", "~": "aid"}
_MOST = 60
"""Amounts read of one message: nobody tells a month in more."""
_WHOLE_MONTH = 3
"""Fields told at once from which an answer is rather a whole month in one breath."""
_LOOSE = 20_00
"""Minor units from which a figure without a word, in a month told at once, is asked about."""
_PENSION = re.compile(r"\b(?:la|une|the) pension(?: (?:est|c'est|de|is|of))*[\s:,]*$")
_MONTHLY_ARREARS = 300_00
"""Minor units of euro or pound: more, without "a month", is rather what is owed in all."""


def place(
    text: str,
    *,
    asked: str | None,
    known: Mapping[str, int],
    parts: Mapping[str, int],
    language: str,
    currency: str,
    costs: Collection[str] = (),
) -> Placed:
    """Place every amount of the text. `asked`: the open question, None outside of them; `known`, `parts` and the words
    of `costs`: told before.
    """
    amounts = gather(text, asked=asked, costs=costs, language=language, currency=currency)[:_MOST]
    words = respelt(fold(text)).text
    denied = read_denied(text, language=language, currency=currency)
    fields = {a.role or asked for a in amounts} & set(AMOUNTS)
    whole = asked is None or len(fields) >= _WHOLE_MONTH
    answer = Answer(text, words, asked, known, corrects(words) or bool(denied), len(amounts) == 1, whole)
    placed = Placed()
    if _takes_back(answer, amounts, denied, placed):
        return placed
    groups: dict[str, list[Amount]] = {}
    for index, amount in enumerate(amounts):
        if amount.role == _AID:
            continue
        to = field_of(amount, answer, _neighbour(groups, amounts, index))
        if to is not None:
            groups.setdefault(to, []).append(amount)
    if asked is None and "income" in groups and len(groups) >= _WHOLE_MONTH:
        bare = [a for a in amounts if is_bare(a) and a.period == "unsaid" and a.minor >= _LOOSE and not a.doubt]
        placed.doubts += [Doubt("other_debts", (a.minor,), "place", beside=True) for a in bare]
    _aid_and_parts(answer, amounts, groups)
    aid = next((a.monthly_minor for a in amounts if a.role == _AID and a.monthly_minor), 0)
    besides = [a for a in groups.pop("cost", ()) if groups or asked or counts_alone(a, costs)]
    _beside(placed, besides, currency)
    for to, group in groups.items():
        if to.startswith("arrears:"):
            _arrears(placed, answer, to.removeprefix("arrears:"), group)
        else:
            _settle(placed, answer, to, group, currency, aid if to == "housing" else 0)
    reconcile(placed, answer, parts)
    return placed


def _beside(placed: Placed, group: Sequence[Amount], currency: str) -> None:
    """Costs that no question asks for by name, by the debtor's own words."""
    for amount in group:
        why = _why(amount, currency) or ("place" if amount.minor >= MOST else None)
        if why is not None:
            placed.doubts.append(Doubt("other_debts", (amount.minor,), why, beside=True))
        else:
            label = amount.label or amount.text.strip()
            placed.costs[label] = placed.costs.get(label, 0) + (amount.monthly_minor or 0)


def _takes_back(answer: Answer, amounts: Sequence[Amount], denied: Sequence[int], placed: Placed) -> bool:
    """ "non, 950 pas 850": the figure that was 850 is 950, whatever is asked."""
    fields = [name for name in AMOUNTS if name in answer.known and answer.known[name] in denied]
    if len(fields) != 1:
        return False
    fitting = [a for a in amounts if a.role in (None, fields[0])]
    if len(fitting) != 1:
        return False
    amount = with_role(fitting[0], fields[0])
    if amount.doubt or amount.monthly_minor is None:
        placed.doubts.append(Doubt(fields[0], (amount.minor,), amount.doubt or "period"))
    else:
        placed.told[fields[0]] = amount.monthly_minor
    return True


def _neighbour(groups: Mapping[str, Sequence[Amount]], amounts: Sequence[Amount], index: int) -> bool:
    """Whether a rent stands right before or right after this amount."""
    before = index > 0 and amounts[index - 1] in groups.get("housing", ())
    return before or (index + 1 < len(amounts) and amounts[index + 1].role == "housing")


def _aid_and_parts(answer: Answer, amounts: Sequence[Amount], groups: dict[str, list[Amount]]) -> None:
    """ "1500 dont 300 de prime d'activité": what is in the amount before it is not added to it."""
    for one, two in pairwise(amounts):
        end = next((a.start for a in amounts if a.start > two.start), len(answer.text))
        inside = part_of_before(answer.between(one.end, two.start), answer.between(two.end, end))
        homes = [next((to for to, group in groups.items() if one_ in group), None) for one_ in (one, two)]
        if not inside or homes[0] is None or two.minor > one.minor:
            continue
        if homes[0] == homes[1] or (homes[0], homes[1]) == ("housing", "part"):
            groups[str(homes[1])].remove(two)
        elif homes == ["income", "benefits"]:
            index = groups["income"].index(one)
            groups["income"][index] = replace(one, minor=one.minor - two.minor, monthly_minor=one.minor - two.minor)


def _arrears(placed: Placed, answer: Answer, kind: str, group: Sequence[Amount]) -> None:
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


def _settle(
    placed: Placed, answer: Answer, to: str, group: Sequence[Amount], currency: str, aid: int
) -> None:
    """Add up the amounts of one field, unless one of them is in doubt."""
    if not group:
        return
    if to[0] in _WHY:
        placed.doubts.append(Doubt(to[1:], tuple(a.minor for a in group), _WHY[to[0]]))
        return
    role = "essentials" if to == "part" else to
    read = [_as(amount, role, answer) for amount in group]
    why = next((_why(a, currency) for a in read if _why(a, currency)), None)
    if role == "income" and len(group) > 1 and any(_whose(a, answer) for a in group):
        why = why or "own"
    if why is not None:
        placed.doubts.append(Doubt(role, tuple(a.minor for a in group), why))
        return
    kept = _total_told(answer, read) if role in COSTS else read
    value = max(sum(a.monthly_minor or 0 for a in kept) - aid, 0)
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


def _why(amount: Amount, currency: str) -> str | None:
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


def takes_back(text: str) -> bool:
    """Whether the words take back a figure told before ("en fait", "actually")."""
    return corrects(fold(text).text)
