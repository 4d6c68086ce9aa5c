"""The month as it is told, kept in a draft: what an answer fills, what stays in doubt. No store, no conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.debt import reading

AMOUNTS = reading.AMOUNTS


def read_into(draft: dict[str, Any], text: str, *, asked: str | None, language: str, currency: str) -> set[str]:
    """Fill the draft from the debtor's words; returns what was told: fields, arrears_reserved, parts, other_costs.

    `asked` is the field whose question is open: an amount without a role answers that one, and no other. What is told
    under it never lowers a cost told before. A doubtful amount is kept under `doubt` and read back, never guessed.
    `arrears` holds by kind what is reserved each month (0: how much was not told), `parts` what was told of living
    costs before all of them were asked for, `other_costs` by the debtor's own word what no question asks for by name.
    """
    known = {name: int(draft[name]) for name in AMOUNTS if name in draft}
    none_of, words = reading.read_none_of(text)  # "900 et pas d'aides": the aids there are none of, no amount
    placed = reading.place(
        words, asked=asked, known=known, parts=draft.get("parts", {}), language=language, currency=currency,
        costs=draft.get("other_costs", {}),
    )
    corrected = reading.takes_back(text)
    told = _amounts_into(draft, placed, corrected) | _costs_into(draft, placed.costs, corrected)
    told |= _none_into(draft, none_of - told, asked)
    household = _household(draft, text, asked, language)
    certain = household is not None and household.doubt is None and household.children_told
    if household is not None and asked == "household" and household.doubt == "children":
        draft["household_adults"] = household.adults  # "with my children": how many, decides what is left to live on
        draft["doubt"] = {"field": "household", "why": "children"}
    elif household is not None and (certain or asked == "household"):
        draft["household"] = [household.adults, household.children]
        draft.pop("household_adults", None)
        draft.pop("household_heard", None)
        told.add("household")
    elif household is not None and "household" not in draft:
        draft["household_heard"] = household.doubt or "children"  # what is unclear is said when the question comes
        if draft["household_heard"] == "children":
            draft["household_adults"] = household.adults
    told |= _whole_answer(draft, words, asked, told, language)
    if told:
        draft["skipped"] = [f for f in draft.get("skipped", []) if f not in told]
    return told


def _amounts_into(draft: dict[str, Any], placed: reading.Placed, corrected: bool) -> set[str]:
    told = set(placed.told)
    for field in told:
        draft[field] = placed.told[field]
        if (draft.get("doubt") or {}).get("field") == field:
            del draft["doubt"]  # said again, and clear now
    parts = {**draft.pop("parts", {}), **placed.parts}
    if parts and "essentials" not in told:
        draft["parts"] = parts
    if placed.parts:
        told.add("parts")
    if placed.arrears:
        kept = draft.get("arrears", {})
        raised = {kind: minor if corrected else max(minor, kept.get(kind, 0)) for kind, minor in placed.arrears.items()}
        draft["arrears"] = {**kept, **raised}
        draft["arrears_reserved"] = sum(draft["arrears"].values())
        told.add("arrears_reserved")
    for one in placed.doubts:
        known = draft.pop(one.field, 0) if one.beside else 0  # asked again, with what was told of it before
        minors = [known, *one.minors] if known else list(one.minors)
        draft["doubt"] = {"field": one.field, "minor": minors[-1], "minors": minors, "why": one.why}
    return told


def _costs_into(draft: dict[str, Any], costs: Mapping[str, int], corrected: bool) -> set[str]:
    """Costs by the debtor's own words: said again, the higher counts, unless it is a correction; 0 takes one back."""
    kept = dict(draft.get("other_costs", {}))
    for label, minor in costs.items():
        known = next((one for one in kept if reading.same_words(one, label)), label)
        kept[known] = minor if corrected else max(minor, kept.get(known, 0))
    kept = {label: minor for label, minor in kept.items() if minor}
    draft.pop("other_costs", None)
    if kept:
        draft["other_costs"] = kept
    return {"other_costs"} if costs else set()


def _none_into(draft: dict[str, Any], none_of: frozenset[str], asked: str | None) -> set[str]:
    """ "pas de crédits": nothing, unless an amount was told before or is in doubt; "no others" takes back none."""
    fields = {f for f in none_of if f == asked or f not in draft}
    fields -= {(draft.get("doubt") or {}).get("field")}
    draft.update(dict.fromkeys(fields, 0))
    return fields


def _household(draft: dict[str, Any], text: str, asked: str | None, language: str) -> reading.Household | None:
    """Who lives there; to "how many children?" a number alone is the answer."""
    adults = draft.get("household_adults")
    if asked == "household" and adults is not None:
        count = reading.read_count(text, language)
        if count is not None:
            return reading.Household(adults=adults, children=count, alone=adults == 1, doubt=None)
    alone = asked == "household" and _ALONE.fullmatch(text.strip()) is not None
    return reading.read_household("moi" if alone else text, language)


def _whole_answer(
    draft: dict[str, Any], text: str, asked: str | None, told: set[str], language: str
) -> set[str]:
    """ "rien", "non": zero where an amount was asked for; "oui", "non" for what is left to live on."""
    if asked is None or asked in told:
        return set()
    lodging = reading.read_lodging(text, language) if asked == "housing" else None
    if asked in AMOUNTS and (lodging == "free" or reading.is_nothing(text, language)):
        # "rien" to what living costs, after some of it was told: nothing besides
        draft[asked] = sum(draft.pop("parts", {}).values()) if asked == "essentials" else 0
        return {asked}
    if lodging == "hosted":
        draft["doubt"] = {"field": asked, "why": "hosted"}  # something may be given for it: asked, not taken as nothing
    if asked == "household" and reading.is_nothing(text, language):
        draft["doubt"] = {"field": asked, "why": "nobody"}
    if asked == "enough_left":
        yes = True if reading.is_yes(text, strict=False) else reading.yes_or_no(text)
        if yes is not None or reading.is_no(text):
            draft["enough_left"] = bool(yes)
            return {"enough_left"}
    return set()


_ALONE = re.compile(r"(?:1|(?:personne|nobody|no ?one)(?: d'autre| else)?)[\s.!]*", re.I)
"""Who else lives there, to "who lives there?": a figure, or nobody."""
