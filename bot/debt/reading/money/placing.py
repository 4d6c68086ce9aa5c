"""Where the amounts of an answer belong in a budget: by their own words, and by the question that is open.

An answer never lowers a cost that was told under another question, unless the words take that figure back. What can't
be placed is a doubt, to be read back and asked: it is never dropped, and never guessed to the debtor's cost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.money.adding_up import reserve, settle, why_doubtful
from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.money.amounts import read_denied
from bot.debt.reading.money.costs import MOST, is_bare
from bot.debt.reading.money.fields import AMOUNTS, Answer, field_of, tells_maintenance
from bot.debt.reading.money.gathering import counts_alone, gather
from bot.debt.reading.money.kinds import corrects, is_total, part_of_before
from bot.debt.reading.money.placed import Doubt, Placed
from bot.debt.reading.money.reconciling import reconcile
from bot.debt.reading.money.rent_aid import AID
from bot.debt.reading.money.theirs import THEIRS, half_of_theirs, nothing_of_mine
from bot.debt.reading.text.plain import fold
from bot.debt.reading.text.respelt import respelt

_MOST = 60
"""Amounts read of one message: nobody tells a month in more."""
_WHOLE_MONTH = 3
"""Fields told at once from which an answer is rather a whole month in one breath."""
_LOOSE = 20_00
"""Minor units from which a figure without a word, in a month told at once, is asked about."""
_PARTS = 2


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
    figures = {a.minor for a in amounts}
    amounts = [a for a in amounts if not _sums_up(a, amounts, text)]
    fields = {a.role or asked for a in amounts} & set(AMOUNTS)
    whole = asked is None or len(fields) >= _WHOLE_MONTH
    answer = Answer(text, words, asked, known, corrects(words) or bool(denied), len(amounts) == 1, whole)
    placed = Placed()
    if _takes_back(answer, amounts, denied, placed):
        return placed
    groups: dict[str, list[Amount]] = {}
    for index, amount in enumerate(amounts):
        if amount.role == AID:
            continue
        to = field_of(amount, answer, _neighbour(groups, amounts, index))
        if to is not None:
            groups.setdefault(to, []).append(amount)
    if asked is None and "income" in groups and len(groups) >= _WHOLE_MONTH:
        bare = [a for a in amounts if is_bare(a) and a.period == "unsaid" and a.minor >= _LOOSE and not a.doubt]
        placed.doubts += [Doubt("other_debts", (a.minor,), "place", beside=True) for a in bare]
    _aid_and_parts(answer, amounts, groups)
    aid = next((a for a in amounts if a.role == AID and a.monthly_minor), None)
    besides = [a for a in groups.pop("cost", ()) if groups or asked or counts_alone(a, costs)]
    _beside(placed, besides, currency)
    placed.theirs = tuple(amount.minor for amount in groups.pop(THEIRS, ()))
    if placed.theirs and asked in ("income", "benefits"):
        _mine(placed, answer)
    _maintenance(placed, answer, groups)
    for to, group in groups.items():
        if to.startswith("arrears:"):
            reserve(placed, answer, to.removeprefix("arrears:"), group)
        else:
            settle(placed, answer, to, group, currency, aid if to == "housing" else None)
    if asked == "benefits" and aid is not None and not groups:
        placed.told[asked] = 0  # the home's cost is asked after it
    reconcile(placed, answer, parts)
    placed.reckoned = frozenset(name for name, minor in placed.told.items() if minor and minor not in figures)
    return placed


def _maintenance(placed: Placed, answer: Answer, groups: Mapping[str, Sequence[Amount]]) -> None:
    """Whether maintenance is paid or received is asked where the words beside other figures do not say."""
    for to, counted in (("arrears:maintenance", "paid"), ("benefits", "benefits")):
        told = [a for a in groups.get(to, ()) if a.kind == "maintenance" and not a.doubt]
        if len(told) != 1:
            continue
        placed.alimony = (told[0].minor, counted)
        unclear = counted == "paid" and not answer.lone and answer.asked in (None, "income", "benefits")
        if unclear and tells_maintenance(told[0], answer) is None:
            placed.doubts.append(Doubt("benefits", (told[0].minor,), "alimony"))


def _sums_up(amount: Amount, amounts: Sequence[Amount], text: str) -> bool:
    """Whether it is the total of what comes in that is told one by one: "880 en tout, 545 d'ASS et 335 de CAF"."""
    parts = [a for a in amounts if a is not amount and a.role in ("income", "benefits") and a.monthly_minor]
    if amount.role not in (None, "income", "benefits") or len(parts) < _PARTS:
        return False
    before, after = text[max(0, amount.start - 24) : amount.start], text[amount.end : amount.end + 24]
    told = is_total(fold(before).text if before else "", fold(after).text if after else "")
    return told and amount.minor == sum(a.monthly_minor or 0 for a in parts)


def _mine(placed: Placed, answer: Answer) -> None:
    """One's own income, told by somebody else's: nothing, or half of it, which is asked about."""
    if nothing_of_mine(answer.words):
        placed.told[str(answer.asked)] = 0
    elif half_of_theirs(answer.words) and len(placed.theirs) == 1:
        placed.doubts.append(Doubt(str(answer.asked), (placed.theirs[0] // 2,), "half"))


def _beside(placed: Placed, group: Sequence[Amount], currency: str) -> None:
    """Costs that no question asks for by name, by the debtor's own words."""
    for amount in group:
        why = why_doubtful(amount, currency) or ("place" if amount.minor >= MOST else None)
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
    if len(fitting) != 1 or (len(amounts) > 1 and fitting[0].role is not None):
        return False  # beside other figures it is placed by its own word
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


def takes_back(text: str) -> bool:
    """Whether the words take back a figure told before ("en fait", "actually")."""
    return corrects(fold(text).text)
