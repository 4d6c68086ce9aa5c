"""Whether a debtor has got what they came for, by the rows that are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.simulated.mind import PLANNERS
from tests.simulated.record import Record


def _planned(record: Record) -> bool:
    """One of the four outcomes; for who said no or "not now", a choice that they could make."""
    if record.of("plans") or record.of("pauses") or record.of("handovers"):
        return True
    return "utter_ask_offer" in record.ids and record.meant("not_now")


def _disputed(record: Record) -> bool:
    return any(row["case_id"] is not None for row in record.of("disputes"))


PROCEDURES = ("over_indebtedness", "insolvency", "debt_solution")
"""How the holds of all procedures begin."""
REACHED: Mapping[str, Callable[[Record], bool]] = {
    **dict.fromkeys(PLANNERS, _planned),
    "pause": lambda r: bool(r.of("pauses")) or "request_pause" in r.reasons(),
    "already_paid": _disputed,
    "dispute": _disputed,
    "identity_theft": _disputed,
    "wrong_person": lambda r: bool(r.reasons() & {"wrong_person", "identity_theft"}),
    "person": lambda r: bool(r.of("handovers")),
    "call_back": lambda r: "request_callback" in r.reasons() or "asked" in r.reasons(),
    "pay_now": lambda r: bool(r.of("links")),
    "budget_adviser": lambda r: any((line.card or {}).get("kind") == "partners" for line in r.said),
    "over_indebtedness": lambda r: any(one.startswith(PROCEDURES) for one in r.held()),
    "stop_contact": lambda r: "stop_contact" in r.held(),
    "distress": lambda r: bool(r.of("alerts")) and "distress" in r.queues(),
    "possible_distress": lambda r: "utter_ask_distress" in r.ids or bool(r.of("alerts")),
    "late_on_plan": lambda r: bool(r.of("moved")) or bool(r.of("handovers")),
    "change_due_day": lambda r: (
        "change_due_date" in r.reasons() or any(one.startswith(("utter_day_changed", "utter_moved_")) for one in r.ids)
    ),
    "balance": lambda r: any(one.startswith("utter_figures_late") for one in r.ids) or "utter_lookup_done" in r.ids,
}


def reached(record: Record) -> bool:
    """Whether the errand was reached."""
    return REACHED[record.person.goal](record)


def person_reached(record: Record) -> bool:
    """Whether somebody is queued."""
    return bool(record.of("handovers"))


def person_needed(record: Record) -> bool:
    """Whether this debtor needs a person by what they came for or said."""
    return record.person.goal in (
        "person", "call_back", "distress", "wrong_person", "dispute", "already_paid", "identity_theft",
        "over_indebtedness",
    ) or record.meant("ask_human")
