"""The month as it is told, kept in a draft: what an answer fills, what stays in doubt. No store, no conversation."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.service.budget.budget_amend import ALIMONY, amended

AMOUNTS = reading.AMOUNTS


def read_into(draft: dict[str, Any], text: str, *, asked: str | None, language: str, currency: str) -> set[str]:
    """Fill the draft from the debtor's words; returns what was told: fields, arrears_reserved, parts, other_costs.

    `asked` is the field whose question is open: an amount without a role answers that one, and no other. What is told
    under it never lowers a cost told before. A doubtful amount is kept under `doubt` and read back, never guessed; the
    figures that were read back last are `offered`, to be picked.
    `arrears` holds by kind what is reserved each month (0: how much was not told), `parts` what was told of living
    costs before all of them were asked for, `other_costs` by the debtor's own word what no question asks for by name;
    `theirs`, what is somebody else's and not counted; `reckoned`, fields whose sum is none of the figures told.
    """
    if _pick(draft, text, asked, language, currency):
        return {str(asked)}
    if (put_right := amended(draft, text, language=language, currency=currency)) or (
        draft.get("doubt") or {}
    ).get("why") == "overdraft":
        return put_right
    known = {name: int(draft[name]) for name in AMOUNTS if name in draft}
    none_of, words = reading.read_none_of(text)  # "900 et pas d'aides": the aids there are none of, no amount
    placed = reading.place(
        words, asked=asked, known=known, parts=draft.get("parts", {}), language=language, currency=currency,
        costs=draft.get("other_costs", {}),
    )
    corrected = reading.takes_back(text)
    told = _amounts_into(draft, placed, corrected) | _costs_into(draft, placed.costs, corrected)
    told |= _none_into(draft, none_of - told, asked)
    told |= _nothing_else(draft, text, told, len(reading.read_amounts(text, language=language, currency=currency)))
    told -= _still_to_ask(draft, placed, text, told, asked, language, currency)
    told |= _theirs_into(draft, placed, asked, told)
    told |= _household_into(draft, text, asked, language, told)
    told |= _whole_answer(draft, words, asked, told, language)
    if told:
        draft["skipped"] = [f for f in draft.get("skipped", []) if f not in told]
    return told


def _pick(draft: dict[str, Any], text: str, asked: str | None, language: str, currency: str) -> bool:
    """One of the figures that were read back, picked by its sum or by its place; they are offered once."""
    offered = draft.pop("offered", None)
    if offered is None or asked is None or offered["field"] != asked:
        return False
    minor = reading.pick_figure(text, offered["minors"], offered["raws"], language=language, currency=currency)
    if minor is None:
        return False
    draft[asked] = minor
    if minor in offered["minors"] and minor not in offered["raws"]:
        draft["reckoned"] = [asked]  # "250", of a sum by the week
    return True


def picks(draft: Mapping[str, Any], text: str, *, asked: str | None, language: str, currency: str) -> bool:
    """Whether these words pick one of the figures that were read back, without taking it."""
    return _pick(dict(draft), text, asked, language, currency)


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
    if placed.alimony is not None:
        draft[ALIMONY] = {"minor": placed.alimony[0], "as": placed.alimony[1]}
    if "housing" in told:
        draft.pop("housing_aid", None)
        if placed.aid:
            draft["housing_aid"] = placed.aid
    if placed.reckoned:
        draft["reckoned"] = sorted({*draft.get("reckoned", ()), *placed.reckoned})
    _doubts_into(draft, placed)
    return told


def _doubts_into(draft: dict[str, Any], placed: reading.Placed) -> None:
    """The last of what is in doubt is asked about; a figure told before that is put in doubt is asked again with it."""
    for one in placed.doubts:
        known = draft.pop(one.field, 0) if one.beside or one.why == "range" else 0
        minors = [known, *one.minors] if known and one.beside else list(one.minors)
        draft["doubt"] = {"field": one.field, "minor": minors[-1], "minors": minors, "why": one.why}
        if one.raws:
            draft["doubt"]["raws"] = list(one.raws)


def _still_to_ask(
    draft: dict[str, Any], placed: reading.Placed, text: str, told: set[str], asked: str | None, language: str,
    currency: str,
) -> set[str]:
    """What was told and must be asked once more, in other words: an income that is less at times, a rent of several."""
    left: set[str] = set()
    amounts = reading.read_amounts(text, language=language, currency=currency)
    for field, mark, why, is_so in (
        ("income", "weak_asked", "varies", reading.varies), ("housing", "share_asked", "share", reading.parted),
    ):
        if field not in told or not draft.get(field) or draft.get(mark):
            continue
        words = text if field != "housing" or asked == "housing" else reading.around_rent(text, draft[field], amounts)
        if not is_so(words):
            continue
        minor = draft.pop(field)
        left.add(field)
        if "doubt" in draft:
            continue  # one thing at a time: it is asked anew in its turn
        draft[mark] = True
        draft["doubt"] = {"field": field, "minor": minor, "minors": [minor], "why": why}
        if field in placed.reckoned:
            draft["reckoned"] = [one for one in draft["reckoned"] if one != field]
    return left


def _theirs_into(draft: dict[str, Any], placed: reading.Placed, asked: str | None, told: set[str]) -> set[str]:
    """Somebody else's income: counted nowhere, and said not to be. Where one's own was asked, it is asked again."""
    if not placed.theirs:
        return set()
    if asked in ("income", "benefits") and not told and "doubt" not in draft:
        draft["doubt"] = {"field": asked, "minor": placed.theirs[-1], "minors": list(placed.theirs), "why": "theirs"}
        return set()
    draft["theirs"] = list(placed.theirs)
    return {"theirs"} if told or asked is not None else set()


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


_FIGURES = 3
"""Figures in one message from which "rien d'autre" says that there are no other debts."""


def _nothing_else(draft: dict[str, Any], text: str, told: set[str], figures: int) -> set[str]:
    """ "loyer 540, 520 pour vivre, rien d'autre": nothing is paid besides, unless it was told before or is in doubt."""
    costs = told & {"housing", "essentials", "parts"}
    open_ = (draft.get("doubt") or {}).get("field") == "other_debts" or "other_debts" in draft
    if open_ or not costs or figures < _FIGURES or not reading.nothing_else(text):
        return set()
    draft["other_debts"] = 0
    return {"other_debts"}


def _household_into(
    draft: dict[str, Any], text: str, asked: str | None, language: str, told: Collection[str] = ()
) -> set[str]:
    """Who lives there, told when it was asked or in passing; what is unclear of it is kept, and said in its turn."""
    household = _household(draft, text, asked, language)
    if household is None:
        if asked == "household" and not told and not draft.get("household_unclear") and reading.names_people(text):
            draft["household_unclear"] = True  # asked once in other words; then it is what the model makes of it
            draft["doubt"] = {"field": "household", "why": "unclear"}
        return set()
    certain = household.doubt is None and household.children_told
    if asked == "household" and household.doubt == "children":
        draft["household_adults"] = household.adults  # "with my children": how many, decides what is left to live on
        draft["doubt"] = {"field": "household", "why": "children"}
    elif certain or asked == "household":
        draft["household"] = [household.adults, household.children]
        draft.pop("household_adults", None)
        draft.pop("household_heard", None)
        return {"household"}
    elif "household" not in draft:
        draft["household_heard"] = _unclear(household)  # what is unclear is said when the question comes
        if draft["household_heard"] == "children":
            draft["household_adults"] = household.adults
    return set()


def _unclear(household: reading.Household) -> str:
    """What is in doubt of it; of two people no child is made: the other may be one, or an adult."""
    two = household.doubt == "adults" and household.children == 0 and household.adults > 1
    return "two" if two else household.doubt or "children"


def _household(draft: dict[str, Any], text: str, asked: str | None, language: str) -> reading.Household | None:
    """Who lives there; to "how many children?" a number alone is the answer."""
    adults = draft.get("household_adults")
    if asked == "household" and adults is not None:
        whole = reading.read_household_answer(text, language)
        if whole is not None and whole.doubt is None and whole.alone:
            return whole  # "seule avec un enfant": who was named before lives elsewhere
        count = reading.read_count(text, language)
        if count is not None:
            return reading.Household(adults=adults, children=count, alone=adults == 1, doubt=None)
    if asked != "household":
        return reading.read_household(text, language)
    if _ALONE.fullmatch(text.strip()) is not None:
        return reading.read_household("moi", language)
    return reading.read_household_answer(text, language)


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
    if asked in AMOUNTS and "doubt" not in draft and draft.get("no_figure") != asked:
        _no_figure(draft, text, asked)
    if asked == "household" and reading.is_nothing(text, language):
        draft["doubt"] = {"field": asked, "why": "nobody"}
    if asked == "enough_left":
        yes = True if reading.is_yes(text, strict=False) else reading.yes_or_no(text)
        if yes is not None or reading.is_no(text):
            draft["enough_left"] = bool(yes)
            return {"enough_left"}
    return set()


def _no_figure(draft: dict[str, Any], text: str, asked: str) -> None:
    """ "pareil que d'hab", "dunno", "ça dépend": a figure is asked for once, in other words; then it may be passed."""
    said = reading.no_figure(text)
    if said is not None:
        draft["no_figure"] = asked
        low = said == "depends" and asked in ("income", "benefits")
        draft["doubt"] = {"field": asked, "why": "low_month" if low else "figure"}


_ALONE = re.compile(r"(?:1|(?:personne|nobody|no ?one)(?: d'autre| else)?)[\s.!]*", re.I)
"""Who else lives there, to "who lives there?": a figure, or nobody."""


def to_offer(doubt: Mapping[str, Any]) -> dict[str, Any] | None:
    """The figures of a doubt that is being read back, of which one may be picked; None where none of them can be it."""
    if doubt["why"] not in _PICKED:
        return None
    minors: Sequence[int] = doubt["minors"]
    return {"field": doubt["field"], "minors": list(minors), "raws": doubt.get("raws") or list(minors)}


_PICKED = ("range", "half", "varies", "share", "after_aid")
