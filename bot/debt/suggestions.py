"""Next best suggestions for whoever answers: at most three, each with its reason, none that presses.

A pure function of the state of a conversation and its cases. Nothing here asks for money: a plan is proposed by the
debtor's own rules and agreed by the debtor alone, a payment is theirs to ask for. To somebody in distress, and to a
child, nothing is suggested at all: the safety sheet is what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known, as plain facts; cases, holds by their keys (0: none)."""

    distress: bool = False  # said now or before, and nobody has found them safe
    asked_about_danger: bool = False  # asked, not answered yet
    child: bool = False
    third_party: bool = False
    identified: bool = True
    hold_due: int = 0  # a hold whose day has come, and that an agent may lift
    note_due: bool = False  # what was noted with consent is to be looked at again
    note: bool = False  # something is noted with consent
    note_fits: bool = False  # what happened calls for asking whether it may be noted
    dispute_untold: int = 0  # contested, and not on record for that case yet
    dispute_open: bool = False
    limitation_open: int = 0  # a case whose limitation nobody has checked
    planned: bool = False  # a plan runs
    late_instalments: int = 0  # of the plan that is worst off
    late_case: int = 0  # whose plan that is
    late: bool = False  # something is overdue outside any plan, and may be planned
    budget_known: bool = False
    carried: bool = False  # the budget carries something
    plan_holds: bool = False  # a plan that holds today is worked out
    arrears: bool = False  # of rent, energy or maintenance
    partner: bool = False  # one to whom the person may be referred
    referred: bool = False  # a partner has been asked already
    helper: bool = False  # somebody helps, and sees nothing yet
    call_wished: bool = False  # rather called than written to
    call_free: bool = False  # a time is free, and none is booked


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What could help now. `key` names its words and the desk's action; `of` the case or hold that it is about."""

    key: str
    of: int = 0


_Rule = tuple[str, Callable[[State], bool], Callable[[State], int]]


def _none(_: State) -> int:
    return 0


_RULES: tuple[_Rule, ...] = (
    ("hold_due", lambda s: bool(s.hold_due), lambda s: s.hold_due),
    ("note_due", lambda s: s.note and s.note_due, _none),
    ("note_fits", lambda s: s.note_fits and not s.note, _none),
    ("dispute_untold", lambda s: bool(s.dispute_untold), lambda s: s.dispute_untold),
    ("limitation", lambda s: bool(s.limitation_open), lambda s: s.limitation_open),
    ("dispute_open", lambda s: s.dispute_open, _none),
    ("plan_twice_late", lambda s: s.planned and s.late_instalments > 1, _none),
    ("plan_once_late", lambda s: s.planned and s.late_instalments == 1, lambda s: s.late_case),
    ("call", lambda s: s.call_wished and s.call_free, _none),
    ("helper", lambda s: s.helper, _none),
    ("no_budget", lambda s: s.late and not s.budget_known, _none),
    ("arrears", lambda s: s.arrears and s.partner and not s.referred, _none),
    ("nothing_carried", lambda s: s.late and s.budget_known and not s.carried and s.partner and not s.referred, _none),
    ("propose", lambda s: s.late and s.plan_holds and not s.planned, _none),
)
"""In this order: what protects first, then what was told, then sums."""
_ONE_PARTNER = frozenset({"arrears", "nothing_carried"})
KEYS = ("third_party", "identify", *(key for key, _, _ in _RULES))


def suggestions(state: State) -> tuple[Suggestion, ...]:
    """What could help now, the most important first; three at most, and none twice by the same way."""
    if state.distress or state.asked_about_danger or state.child:
        return ()
    if state.third_party:
        return (Suggestion(key="third_party"),)
    if not state.identified:
        return (Suggestion(key="identify"),)
    found: list[Suggestion] = []
    for key, holds, of in _RULES:
        known = {one.key for one in found}
        if holds(state) and not (key in _ONE_PARTNER and known & _ONE_PARTNER):
            found.append(Suggestion(key=key, of=of(state)))
    return tuple(found[:MOST])
