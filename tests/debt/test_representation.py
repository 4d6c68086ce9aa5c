"""Who may speak for a debtor: by a paper, for what it names, while it holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.debt.representation import LONGEST, OLDEST, holds, why_not

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(("until", "ended", "found"), [
    (None, False, True), (TODAY, False, True), (TODAY - DAY, False, False), (None, True, False), (TODAY, True, False),
])
def test_it_holds_until_its_last_day_unless_it_was_ended(until: date | None, ended: bool, found: bool) -> None:
    assert holds(until, TODAY, ended=ended) is found


@pytest.mark.parametrize(("more", "why"), [
    ({}, ""), ({"kind": "friend"}, "kind"), ({"scope": []}, "scope"), ({"scope": ["cases", "health"]}, "scope"),
    ({"scope": ["cases", "cases"]}, "scope"), ({"authority_on": TODAY + DAY}, "paper_day"),
    ({"authority_on": TODAY - OLDEST - DAY}, "paper_day"), ({"authority_on": TODAY - OLDEST}, ""),
    ({"until": TODAY - DAY}, "until"), ({"until": TODAY}, ""), ({"until": TODAY + LONGEST + DAY}, "until"),
])
def test_what_is_wrong_with_a_paper_is_named(more: dict[str, object], why: str) -> None:
    given = {"kind": "adviser", "scope": ["cases"], "authority_on": TODAY, "until": None, **more}
    assert why_not(today=TODAY, **given) == why
