"""An answer beside what was told before: no cost is lowered by chance, and no part of one is counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.debt.reading.money.fields import COSTS, Answer
from bot.debt.reading.money.placed import UNNAMED_PART, Doubt, Placed


def reconcile(placed: Placed, answer: Answer, parts: Mapping[str, int]) -> None:
    """Costs told before are not lowered; a part of a cost is in what is told of the whole, and adds to it later."""
    asked, known = answer.asked, answer.known
    doubted = {doubt.field for doubt in placed.doubts}
    if asked == "other_debts" or ("other_debts" in doubted and "other_debts" in placed.told):
        _whole_answer(placed, doubted)
    for name in ("housing", "essentials"):
        if name in doubted and name in placed.told:  # the rest alone would be less than was told
            sure = placed.told.pop(name)
            at = next(index for index, doubt in enumerate(placed.doubts) if doubt.field == name)
            placed.doubts[at] = replace(placed.doubts[at], minors=(sure, *placed.doubts[at].minors))
    for name in COSTS:
        value = placed.told.get(name)
        if value is None or name == asked or answer.corrected or asked is None:
            continue
        if value < known.get(name, 0):
            del placed.told[name]
            placed.doubts.append(Doubt(name, (value,), "place"))
    _living(placed, asked, parts)


def _living(placed: Placed, asked: str | None, parts: Mapping[str, int]) -> None:
    """Parts of what living costs: kinds that were not told before add to the whole, what may be in it does not."""
    told = {kind: max(minor, parts.get(kind, 0)) for kind, minor in placed.parts.items()}
    if "essentials" not in placed.told:
        placed.parts = told
        return
    placed.parts = {}
    whole = placed.told["essentials"] + (0 if asked == "essentials" else sum(told.values()))
    before = sum(parts.values())
    if placed.named:  # "400 de courses", after "edf 80"
        whole += sum(minor for kind, minor in parts.items() if kind not in placed.named and kind != UNNAMED_PART)
    placed.told["essentials"] = max(whole, before)


def _whole_answer(placed: Placed, doubted: set[str]) -> None:
    """To the question on other debts: answered with arrears alone there are none; in doubt it is asked again."""
    if "other_debts" in doubted:
        sure = placed.told.pop("other_debts", None)
        told = [d for d in placed.doubts if d.field == "other_debts"]
        if len(told) == 1 and told[0].why == "range" and not sure and not any(placed.arrears.values()):
            return  # nothing but these two figures
        minors = ((sure,) if sure else ()) + tuple(minor for minor in placed.arrears.values() if minor)
        minors += tuple(minor for d in told for minor in d.minors)
        placed.arrears = dict.fromkeys(placed.arrears, 0)  # the sum that is asked for now has them in it
        placed.doubts = [d for d in placed.doubts if d.field != "other_debts"]
        placed.doubts.append(Doubt("other_debts", minors, told[0].why))
    elif any(placed.arrears.values()):
        placed.told.setdefault("other_debts", 0)
