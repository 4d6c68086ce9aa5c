"""The amounts of an answer, and among them the costs that have no question of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.amount import Amount, with_role
from bot.debt.reading.amounts import read_all
from bot.debt.reading.costs import MOST, beside_the_answer, joined_to_costs
from bot.debt.reading.loosely import at_times, good_and_bad, one_rhythm
from bot.debt.reading.plain import fold, same_words
from bot.debt.reading.rent_aid import told_as_aid
from bot.debt.reading.theirs import THEIRS, mine


def gather(
    text: str, *, asked: str | None, costs: Collection[str], language: str, currency: str
) -> Sequence[Amount]:
    """Every amount in order. `costs`: words under which costs were told before; said again, they are the same cost."""
    amounts: Sequence[Amount] = read_all(text, language=language, currency=currency)
    amounts = _by_whose(amounts, asked, text)
    amounts = [with_role(a, "cost") if a.role is None and _told_before(a, costs) else a for a in amounts]
    if asked in (None, "income", "benefits"):
        amounts = _loosely(amounts, text)
    amounts = one_rhythm(without_wholes(amounts, asked, text))
    if asked == "housing":
        amounts = told_as_aid(amounts, text)
    if asked in ("income", "benefits"):
        amounts = beside_the_answer(amounts, asked, text)
    return joined_to_costs(amounts, text)


def _loosely(amounts: Sequence[Amount], text: str) -> Sequence[Amount]:
    """Good months and bad ones are those of an earning, whatever is asked."""
    read = good_and_bad(amounts, text)
    if at_times(text) and all("range" in a.marks and a.role is None for a in read):
        return [replace(a, role="income") for a in read]
    return read


def without_wholes(amounts: Sequence[Amount], asked: str | None, text: str) -> list[Amount]:
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


def _mine(amount: Amount, text: str) -> bool:
    before, after = text[max(0, amount.start - _NEAR) : amount.start], text[amount.end : amount.end + _NEAR]
    return mine(fold(before).text if before else "", fold(after).text if after else "")


_NEAR = 30


def counts_alone(amount: Amount, costs: Collection[str]) -> bool:
    """Whether a cost counts where no other figure of a month is told: a fine is what has happened, unless it is paid
    month by month, or was told before.
    """
    each_month = amount.period not in ("unsaid", "once") and amount.doubt is None and amount.minor < MOST
    return each_month or _told_before(amount, costs)


def _told_before(amount: Amount, costs: Collection[str]) -> bool:
    return bool(amount.label) and any(same_words(amount.label, label) for label in costs)
