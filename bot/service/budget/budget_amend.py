"""Figures of the draft put right by words that hold no new one: the rhythm, whose maintenance it is, an overdraft."""

from __future__ import annotations

from typing import Any

from bot.debt import reading

ALIMONY = "alimony"
"""In a draft: the maintenance of which it was asked, or guessed, whether it is paid or received."""


def amended(draft: dict[str, Any], text: str, *, language: str, currency: str) -> set[str]:
    """Put the draft right; the fields that changed, none where the words are of something else."""
    amounts = reading.read_amounts(text, language=language, currency=currency)
    if (rhythms := reading.rhythm_amended(text)) is not None:
        return _rhythm(draft, [one.minor for one in amounts], *rhythms)
    if amounts:
        return set()
    if ALIMONY in draft and (whose := reading.maintenance_paid(text)) is not None:
        return _maintenance(draft, whose)
    if reading.denies_overdraft(text) and draft:
        draft["doubt"] = {"field": "other_debts", "why": "overdraft"}
    return set()


def _rhythm(draft: dict[str, Any], told: list[int], right: str, wrong: str) -> set[str]:
    """ "j'ai dit 900 par mois pas par an": the figure that was made of it is another."""
    for minor in told:
        for field in reading.AMOUNTS:
            if draft.get(field) in (reading.a_month(minor, wrong), reading.a_month(minor, right)):
                draft[field] = reading.a_month(minor, right)
                draft["reckoned"] = [one for one in draft.get("reckoned", ()) if one != field]
                return {field}
    return set()


def _maintenance(draft: dict[str, Any], whose: str) -> set[str]:
    """What was counted on the one side goes to the other."""
    known = draft.pop(ALIMONY)
    minor, was = int(known["minor"]), known["as"]
    if (draft.get("doubt") or {}).get("why") == "alimony":
        del draft["doubt"]
    if whose == "paid":
        if was == "benefits" and "benefits" in draft:
            left = int(draft["benefits"]) - minor
            draft.pop("benefits")
            if left > 0:
                draft["benefits"] = left
        draft["arrears"] = {**draft.get("arrears", {}), "maintenance": minor}
    elif was != "benefits":
        draft["benefits"] = int(draft.get("benefits", 0)) + minor
        draft["arrears"] = {kind: one for kind, one in draft.get("arrears", {}).items() if kind != "maintenance"}
    draft["arrears_reserved"] = sum(draft.get("arrears", {}).values())
    draft[ALIMONY] = {"minor": minor, "as": "benefits" if whose == "received" else "paid"}
    return {"arrears_reserved"} if whose == "paid" else {"benefits"}
