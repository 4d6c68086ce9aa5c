"""Amounts that stand beside one another: told loosely, run together, added up, a rent before its aid."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.money.amount import MONTHLY_ROLES, Amount, doubted, with_role
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.text.plain import fold

_RANGE = re.compile(r" ?(?:a|-|/|ou|or|to|et|and|a peu pres) ?")


def ranges(amounts: list[Amount], text: str) -> list[Amount]:
    """Two amounts that are one told loosely ("300 à 400") or run together ("2 50") are both in doubt."""
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        between = fold(text[one.end : two.start]).text
        opened = re.search(r"(?:entre|between) ?$", fold(text[max(0, one.start - 10) : one.start]).text)
        ranged = _RANGE.fullmatch(between) and (opened or between.strip() not in ("et", "and"))
        joined = not between.strip() and "\n" not in between
        if ranged or joined:
            doubt = "separator" if joined else "magnitude"
            role = out[index].role or two.role
            out[index] = doubted(_in_a_range(out[index], role), doubt)
            out[index + 1] = doubted(_in_a_range(two, two.role or role), doubt)
        elif between.strip() in ("+", "plus") and out[index].role is None and two.role and _lends_its_role(two):
            out[index] = with_role(replace(out[index], marks=out[index].marks | {"joined"}), two.role)
    return out


def _lends_its_role(amount: Amount) -> bool:
    """ "300 + 100 de courses"; but "650 + 80 de charges" is a rent."""
    return amount.role in MONTHLY_ROLES and amount.kind != "charges"


def _in_a_range(amount: Amount, role: str | None) -> Amount:
    return replace(amount, role=role, label="", marks=amount.marks | {"range"})


def housing_before_aid(amounts: list[Amount]) -> list[Amount]:
    """ "520 mais 300 d'apl": what stands before its housing aid is the rent."""
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        if one.role is None and two.role == "housing_aid" and two.start - one.end <= 16:
            out[index] = with_role(one, "housing")
    return out


_LIVING = ("housing", "essentials", "cost", "other_debts")
_BY_WEEK = ("week", "fortnight")


def among_weekly(amounts: list[Amount], text: str) -> list[Amount]:
    """ "rent 95 a week, shopping 70, gas 40 a week": whether the 70 is by the week or by the month is not guessed."""
    out = list(amounts)
    for before, one, after in zip(amounts, amounts[1:], amounts[2:], strict=False):
        weekly = before.period in _BY_WEEK and after.period == before.period
        if not weekly or one.role not in _LIVING or one.period not in ("month", "unsaid"):
            continue
        told = [name for _, _, name in periods_in(fold(text[one.end : after.start]).text)]
        if not told and "month" not in [name for *_, name in periods_in(fold(text[before.end : one.start]).text)]:
            out[amounts.index(one)] = doubted(one, "period")
    return out
