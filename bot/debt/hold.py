"""Holds: why a case stands still, and what exactly stands still (the matrix is holds.yml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from ruamel.yaml import YAML

from bot.debt.money import Money

What = Literal["we_write_first", "offers", "debtor_may_plan", "debtor_may_pay", "creditor_may_chase", "instalments_run"]
Who = Literal["debtor", "agent", "creditor", "partner", "time"]

WHATS: tuple[What, ...] = get_args(What)
_WHOS: tuple[Who, ...] = get_args(Who)
_TABLE = Path(__file__).with_name("holds.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRule:
    """One row of the matrix."""

    reason: str
    blocks: frozenset[What]
    blocks_part: frozenset[What] | None = None  # None: the reason knows no parts
    check_in: frozenset[What] = frozenset()
    opens: frozenset[What] = frozenset()
    review_days: int
    lifted_by: frozenset[Who]
    told: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold on one case; every one has a day on which it is looked at again."""

    reason: str
    review_on: date
    part: Money | None = None  # the disputed sum; None = the whole case
    until: date | None = None  # its own end, if one was given
    blocks: frozenset[What] | None = None  # an agent's own choice, for a manual hold only
    opened: bool = False  # the debtor wishes for what the row `opens`


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What may be done on a case; `told` are the ids of the words that say why not, in the table's order."""

    we_write_first: bool
    offers: bool
    debtor_may_plan: bool
    debtor_may_pay: bool
    creditor_may_chase: bool
    instalments_run: bool
    check_in_first: frozenset[What]
    told: tuple[str, ...]


def _rule(row: Mapping[str, Any]) -> HoldRule:
    keys = ("blocks", "blocks_part", "check_in", "opens", "lifted_by")
    sets = {key: frozenset(row[key]) for key in keys if key in row}
    rule = HoldRule(**{**row, **sets})
    for named in (rule.blocks, rule.blocks_part or frozenset(), rule.check_in, rule.opens):
        if not named <= set(WHATS):
            raise ValueError(f"hold {rule.reason}: unknown thing to stop in {sorted(named)}")
    if not rule.lifted_by or not rule.lifted_by <= set(_WHOS) or rule.review_days < 1:
        raise ValueError(f"hold {rule.reason}: somebody must be able to lift it, and it needs a review")
    return rule


@cache
def hold_rules(path: Path = _TABLE) -> Mapping[str, HoldRule]:
    """The matrix by reason, read once. Raises ValueError on a row that is not whole or stands twice."""
    rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    found = {row["reason"]: _rule(row) for row in rows}
    if len(found) != len(rows):
        raise ValueError("a hold stands twice in the matrix")
    return found


def rule_of(reason: str) -> HoldRule:
    """The row for a reason. Raises ValueError for a reason that the matrix does not know."""
    try:
        return hold_rules()[reason]
    except KeyError:
        raise ValueError(f"unknown hold {reason!r}") from None


def place(
    reason: str,
    *,
    day: date,
    part: Money | None = None,
    until: date | None = None,
    blocks: Iterable[What] | None = None,
) -> Hold:
    """A new hold from `day`, reviewed after the table's days, or at `until` if that comes first.

    Raises ValueError: unknown reason, a part for a reason without parts or not above zero, an end before
    `day`, or own `blocks` for another reason than manual.
    """
    rule = rule_of(reason)
    if part is not None and (rule.blocks_part is None or part.minor <= 0):
        raise ValueError(f"hold {reason}: no such part")
    if until is not None and until < day:
        raise ValueError(f"hold {reason}: ends before it begins")
    if blocks is not None and reason != "manual":
        raise ValueError(f"hold {reason}: what it stops is in the table")
    review = day + timedelta(days=rule.review_days)
    if until is not None:
        # A debtor's pause until a far day is still looked at on its way; one until next week, at its end.
        review = min(review, until)
    own = frozenset(blocks) if blocks is not None else None
    return Hold(reason=reason, review_on=review, part=part, until=until, blocks=own)


def stops(hold: Hold) -> frozenset[What]:
    """What one hold stops for the case as a whole (a dispute of a part stops less than one of the whole)."""
    rule = rule_of(hold.reason)
    if hold.part is not None and rule.blocks_part is not None:
        return rule.blocks_part
    blocks = rule.blocks if hold.blocks is None else hold.blocks
    return blocks - rule.opens if hold.opened else blocks


def blocked(holds: Iterable[Hold], what: What) -> bool:
    """True when any of these holds stops `what` for the case as a whole. Raises ValueError for another
    word.
    """
    if what not in WHATS:
        raise ValueError(f"a hold cannot stop {what!r}")
    return any(what in stops(hold) for hold in holds)


def _whole_if_all(holds: Sequence[Hold], total: Money | None) -> tuple[Hold, ...]:
    """Parts that make up the whole sum are a dispute of the whole."""
    parts = [hold.part for hold in holds if hold.part is not None]
    if total is None or not parts or sum((p.minor for p in parts), 0) < total.minor:
        return tuple(holds)
    return tuple(replace(hold, part=None) for hold in holds)


def permissions(holds: Iterable[Hold], total: Money | None = None) -> Permissions:
    """What may be done under these holds. With `total`, disputed parts that reach it count as the whole."""
    standing = _whole_if_all(tuple(holds), total)
    allowed = {what: not blocked(standing, what) for what in WHATS}
    reasons = {hold.reason for hold in standing}
    rows = [rule for reason, rule in hold_rules().items() if reason in reasons]
    check_in = frozenset(what for rule in rows for what in rule.check_in if allowed[what])
    return Permissions(**allowed, check_in_first=check_in, told=_told(rows))


def _told(rows: Iterable[HoldRule]) -> tuple[str, ...]:
    """Words that say why not: what stops nothing on a case is no reason for anything there."""
    return tuple(dict.fromkeys(rule.told for rule in rows if rule.blocks))


def payable_part(total: Money, holds: Iterable[Hold]) -> Money:
    """What of `total` may be asked for or paid: nothing where payment is stopped, else the sum less
    disputed parts.

    Never below zero. Raises CurrencyMismatch when a disputed part is in another currency.
    """
    standing = tuple(holds)
    if blocked(standing, "debtor_may_pay"):
        return Money.zero(total.currency)
    for hold in standing:
        if hold.part is not None:
            total = total - hold.part
    return total if total.minor > 0 else Money.zero(total.currency)


def may_lift(hold: Hold, who: Who, day: date) -> bool:
    """Whether that person, or time itself, may lift the hold on that day; time only at an end that was
    given.
    """
    if who not in rule_of(hold.reason).lifted_by:
        return False
    return who != "time" or (hold.until is not None and day >= hold.until)


def review_due(hold: Hold, day: date) -> bool:
    """True from the review day on. The hold still stands: a review is a task, not an end."""
    return day >= hold.review_on
