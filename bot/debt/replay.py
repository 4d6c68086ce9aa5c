"""The same budgets under two policies: what each would be offered, and who gains or loses by the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from bot.debt.budget import Budget
from bot.debt.capacity import Capacity
from bot.debt.money import Money
from bot.debt.offers import outcome
from bot.debt.outcomes import Debt, Offer, Outcome, PauseAndPartner, PlanOffers, TokenPlan
from bot.debt.policy_terms import Policy

Kind = Literal["plan", "plan_by_person", "token", "pause", "person", "nothing_late"]
# From what helps at once to what leaves somebody waiting for a person.
RANK: dict[Kind, int] = {"plan": 4, "plan_by_person": 3, "token": 2, "pause": 1, "person": 0, "nothing_late": 0}
Verdict = Literal["gains", "loses", "both", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one budget would be offered: the lightest offer's figures, where there is one."""

    kind: Kind
    reason: str = ""  # of a handover
    instalment: Money | None = None  # a month, over all cases
    payments: int = 0
    pause_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One person's budget before and after; `key` says which, without a name."""

    key: str
    cases: tuple[str, ...]
    before: Seen
    after: Seen

    @property
    def verdict(self) -> Verdict:
        """gains, loses, both (lighter, say, but no longer at once) or same, in the debtor's eyes."""
        return verdict(self.before, self.after)

    @property
    def fell(self) -> bool:
        """Whether the person falls to an outcome that helps less: from a plan to a token, a pause, a person."""
        return RANK[self.after.kind] < RANK[self.before.kind]


def seen(result: Outcome) -> Seen:
    """An outcome in the few figures that are compared."""
    if isinstance(result, PlanOffers):
        first = result.offers[0]
        return _offered(first, "plan" if first.bot_may_agree else "plan_by_person")
    if isinstance(result, TokenPlan):
        return _offered(result.offer, "token")
    if isinstance(result, PauseAndPartner):
        return Seen(kind="pause", pause_until=result.pause_until)
    kind: Kind = "nothing_late" if result.reason == "nothing_overdue" else "person"
    return Seen(kind=kind, reason=result.reason, pause_until=result.pause_until)


def _offered(offer: Offer, kind: Kind) -> Seen:
    return Seen(kind=kind, instalment=offer.instalment, payments=offer.count)


def verdict(before: Seen, after: Seen) -> Verdict:
    """Who stands better: first what kind of help, then what is paid each month, then how long nothing is asked.

    A longer plan at less a month is a gain (CONC 7.3.10R: nobody is pressed into few, large payments)."""
    better = worse = False
    kept = before.kind == after.kind
    for gain in (RANK[after.kind] - RANK[before.kind], -_heavier(before, after), kept * _longer(before, after)):
        better, worse = better or gain > 0, worse or gain < 0
    if better and worse:
        return "both"
    return "gains" if better else "loses" if worse else "same"


def _heavier(before: Seen, after: Seen) -> int:
    """By how much a month's payment has grown, where both are payments of one kind; below zero: it is lighter."""
    if before.instalment is None or after.instalment is None or "token" in (before.kind, after.kind):
        return 0  # a token is what can be carried: less of it is no gift
    return after.instalment.minor - before.instalment.minor


def _longer(before: Seen, after: Seen) -> int:
    """By how many days the pause has grown; none at all counts as ending on no day."""
    old, new = (one.pause_until.toordinal() if one.pause_until else 0 for one in (before, after))
    return new - old


def replay(
    key: str, before: Sequence[Debt], after: Sequence[Debt], budget: Budget, capacity: Capacity, *, day: date
) -> Replayed:
    """One budget's outcome under the policies of `before` and of `after`: the same debts but for their policies."""
    cases = tuple(dict.fromkeys(debt.case_key for debt in (*before, *after)))
    first, second = (seen(outcome(debts, budget, capacity, day=day)) for debts in (before, after))
    return Replayed(key=key, cases=cases, before=first, after=second)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all that was replayed."""

    replayed: int
    verdicts: dict[Verdict, int]
    moves: dict[tuple[Kind, Kind], int]  # (before, after): how many
    fell_to: dict[Kind, int]  # of those who fell, by where they landed


def summary(rows: Iterable[Replayed]) -> Summary:
    """What a report tells first."""
    kept = list(rows)
    verdicts: Counter[Verdict] = Counter(row.verdict for row in kept)
    moves: Counter[tuple[Kind, Kind]] = Counter((row.before.kind, row.after.kind) for row in kept)
    fell: Counter[Kind] = Counter(row.after.kind for row in kept if row.fell)
    order: tuple[Verdict, ...] = ("gains", "loses", "both", "same")
    return Summary(len(kept), {one: verdicts[one] for one in order}, dict(moves), dict(fell))


def changed_terms(before: Policy | None, after: Policy) -> tuple[tuple[str, str, str], ...]:
    """Terms that differ: name, before, after, as they are written; all of them where nothing was in force."""
    found = []
    for one in fields(Policy):
        if one.name in ("brand", "valid_from"):
            continue
        old = "" if before is None else _written(getattr(before, one.name))
        new = _written(getattr(after, one.name))
        if old != new:
            found.append((one.name, old, new))
    return tuple(found)


def _written(value: object) -> str:
    if isinstance(value, Money):
        return value.text("en")
    if isinstance(value, dict):
        return ", ".join(value) or "-"
    if isinstance(value, tuple):
        return ", ".join(getattr(one, "text_id", str(one)) for one in value) or "-"
    return str(value)
