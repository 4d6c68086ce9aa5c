"""Who may speak for a debtor: only by a paper, only for what it names, only while it holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

KINDS = ("adviser", "guardian", "lawyer", "relative")
SECTIONS = ("cases", "budget", "plan", "payments", "messages")
"""What a paper may let somebody know; what it does not name stays between the debtor and us."""
OLDEST = timedelta(days=5 * 366)
"""A paper that is older is asked for anew."""
LONGEST = timedelta(days=5 * 366)
"""No authority is recorded for longer; a guardian's judgment is (C. civ. 441, 453) mostly made for five years."""


def holds(until: date | None, today: date, *, ended: bool) -> bool:
    """Whether it lets somebody speak today (a local day)."""
    return not ended and (until is None or today <= until)


def why_not(kind: str, scope: Collection[str], authority_on: date, until: date | None, today: date) -> str:
    """What is wrong with it (kind, scope, paper_day, until); empty: nothing."""
    if kind not in KINDS:
        return "kind"
    if not scope or not set(scope) <= set(SECTIONS) or len(set(scope)) != len(list(scope)):
        return "scope"
    if not today - OLDEST <= authority_on <= today:
        return "paper_day"
    if until is not None and not max(today, authority_on) <= until <= today + LONGEST:
        return "until"
    return ""
