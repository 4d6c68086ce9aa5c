"""Whether a debt may still be claimed on a day: running, doubtful, barred or unknown.

Only *running* may be offered or paid through the assistant (design: "Rules that decide"); in the three
other states a person checks. What is not known is therefore never read in the creditor's favour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dateutil.relativedelta import relativedelta
from ruamel.yaml import YAML

from bot.debt.jurisdiction import jurisdictions

State = Literal["running", "doubtful", "barred", "unknown"]

_TABLE = Path(__file__).with_name("limitation.yml")
_RUNS_FROM = ("oldest_unpaid", "oldest_or_last")
_LATER_PAYMENT = ("doubtful", "restarts")
_MARGIN = relativedelta(months=2)  # less than two months before the bar: doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One dated row of the table of periods."""

    id: str
    jurisdictions: frozenset[str]
    natures: frozenset[str]  # "*" = every nature
    years: int
    runs_from: Literal["oldest_unpaid", "oldest_or_last"]
    later_payment: Literal["doubtful", "restarts"]
    source: str
    read_on: date
    valid_from: date | None = None  # None: in force on every day asked about
    demo_only: bool = False

    def fits(self, jurisdiction: str, nature: str, day: date) -> bool:
        """True when this row decides for that jurisdiction and nature on that day."""
        in_force = self.valid_from is None or self.valid_from <= day
        nature_fits = nature in self.natures or "*" in self.natures
        return jurisdiction in self.jurisdictions and nature_fits and in_force


@dataclass(frozen=True, slots=True)
class Limitation:
    """What the rule says: the state, the last day on which the debt may be claimed, the rule and its
    source.
    """

    state: State
    until: date | None
    rule: str
    source: str

    @property
    def running(self) -> bool:
        """True only when the debt may be offered or paid through the assistant."""
        return self.state == "running"


def _rule(row: Mapping[str, Any]) -> Rule:
    values = {**row, "jurisdictions": frozenset(row["jurisdictions"]), "natures": frozenset(row["natures"])}
    rule = Rule(**values)
    if rule.runs_from not in _RUNS_FROM or rule.later_payment not in _LATER_PAYMENT:
        raise ValueError(f"limitation rule {rule.id}: unknown runs_from or later_payment")
    return rule


@cache
def rules(path: Path = _TABLE) -> tuple[Rule, ...]:
    """The table of periods, read once. Raises ValueError or TypeError on a row that is not whole."""
    rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return tuple(_rule(row) for row in rows)


def _find(jurisdiction: str, nature: str, day: date) -> Rule | None:
    row = jurisdictions().get(jurisdiction)
    home = jurisdiction if row is None else row.limitation  # Mayotte: the codes of France apply
    return next((rule for rule in rules() if rule.fits(home, nature, day)), None)


def _unknown(why: str, rule: Rule | None = None) -> Limitation:
    return Limitation("unknown", None, rule.id if rule else "none", why)


def _near(rule: Rule, until: date, day: date) -> Limitation:
    """Barred after the last day, doubtful in the two months before it, else running."""
    if day > until:
        return Limitation("barred", until, rule.id, rule.source)
    doubtful = day > until - _MARGIN
    return Limitation("doubtful" if doubtful else "running", until, rule.id, rule.source)


def _counted(rule: Rule, oldest: date, last: date | None, day: date) -> Limitation:
    """The period counted from the oldest unpaid date, with what the last payment may have changed."""
    until = oldest + relativedelta(years=rule.years)
    from_oldest = _near(rule, until, day)
    if rule.later_payment == "restarts" and last is not None and oldest < last <= until:
        return _near(rule, last + relativedelta(years=rule.years), day)
    if from_oldest.state == "barred" and (last is None or last > oldest):
        # A payment, or the arrangement it was part of, may have moved the start: nobody here can tell.
        return Limitation("doubtful", until, rule.id, rule.source)
    return from_oldest


def limitation(
    *,
    jurisdiction: str,
    nature: str,
    oldest_unpaid: date | None,
    last_payment: date | None,
    judgment: bool = False,
    overdue: bool | None = None,
    day: date,
) -> Limitation:
    """Whether a debt may still be claimed on `day`, and until when.

    `overdue` False says that nothing is overdue: then nothing is running out. None: not told; a case
    without an oldest unpaid date is then counted from its last payment. When a missing last payment matters
    (worked out from the creditors' sample files): a payment can only move the bar *later*. So while the
    period counted from the oldest unpaid date is well within its time the last payment is not needed
    (recent energy invoices never tell one, and are running); once that period is over and the last payment
    is not told, nobody can say whether it was interrupted: doubtful. It is barred only when the last
    payment is known and is not after the oldest unpaid date (or, where a payment starts the period again,
    when that period is over too). Instalments: the oldest unpaid one decides for the case. Dates after
    `day` and a judgment give unknown: a person checks. Sources: the rows of limitation.yml.
    """
    rule = _find(jurisdiction, nature, day)
    if judgment or rule is None:
        return _unknown("judgment: other periods apply" if judgment else f"no row for {jurisdiction}, {nature}")
    if overdue is False:
        return Limitation("running", None, rule.id, rule.source)
    if any(given is not None and given > day for given in (oldest_unpaid, last_payment)):
        return _unknown("a date lies after the day asked about", rule)
    if oldest_unpaid is not None:
        return _counted(rule, oldest_unpaid, last_payment, day)
    if last_payment is None or (overdue and rule.runs_from == "oldest_unpaid"):
        return _unknown("the date from which the period runs is missing", rule)
    return _near(rule, last_payment + relativedelta(years=rule.years), day)
