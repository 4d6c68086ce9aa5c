"""What became of a plan's instalments, and how an unpaid one is moved without reproach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.debt.money import Money
from bot.debt.plan import Every, Instalment, due_day

State = Literal["open", "kept", "late", "missed"]
_MISSED_AFTER_DAYS = 30  # an instalment that nobody follows (the last one) is missed after so long
_OFTEN, _OF_THE_LAST = 2, 3
_LEAD_DAYS = 7  # a moved instalment is never due sooner than this


@dataclass(frozen=True, slots=True)
class Progress:
    """An instalment and what has been paid of it so far (verified payments only)."""

    instalment: Instalment
    paid: Money

    @property
    def unpaid(self) -> Money:
        """What is still open of it, never below zero."""
        rest = self.instalment.amount - self.paid
        return rest if rest.minor > 0 else Money.zero(rest.currency)


def often_late(were_late: Sequence[bool]) -> bool:
    """Whether the day or the way of paying seems not to suit: two of the last three before this one were late.

    The oldest first; whether they were kept afterwards makes no difference, and nothing follows from it but an offer.
    """
    return sum(were_late[-_OF_THE_LAST:]) >= _OFTEN


def late_from(due_on: date, grace_bank_days: int, bank_holidays: Collection[date] = ()) -> date:
    """First local day on which an instalment is late: the grace days count only when banks work.

    A due day on a weekend is paid on the next bank day, so its grace starts there. Raises ValueError for a
    negative
    grace."""
    if grace_bank_days < 0:
        raise ValueError("grace is not negative")
    day, left = due_on, grace_bank_days
    while not _bank_day(day, bank_holidays):
        day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        left -= _bank_day(day, bank_holidays)
    return day + timedelta(days=1)


def _bank_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def state(
    progress: Progress,
    *,
    today: date,
    grace_bank_days: int,
    bank_holidays: Collection[date] = (),
    next_due: date | None = None,
) -> State:
    """kept (paid in full, whenever), open (due day and grace not over), late, or missed.

    `today` is the debtor's local day. Missed: late, and the next instalment (`next_due`) is due too;
    without a next one, thirty days have gone by."""
    if not progress.unpaid:
        return "kept"
    due_on = progress.instalment.due_on
    if today < late_from(due_on, grace_bank_days, bank_holidays):
        return "open"
    missed_from = next_due or due_on + timedelta(days=_MISSED_AFTER_DAYS)
    return "missed" if today >= missed_from else "late"


def rearrange(
    plan: Sequence[Progress],
    *,
    today: date,
    every: Every,
    minimum_charge: Money,
    resume_on: date | None = None,
    anchor: date | None = None,
    beside: Sequence[tuple[date, Money]] = (),
) -> tuple[Instalment, ...]:
    """The unpaid instalments, moved: those still to come keep day and amount, those gone by go to the end.

    `resume_on`: nothing is due before that day, so what falls before it goes to the end as well. No
    instalment is
    larger than the plan's largest, none smaller than the minimum charge (unless nothing else is left), the
    sum is
    exactly what is unpaid; numbers of moved ones go on after the last. `anchor`: the plan's first due day as it was
    agreed, from which its days are counted (31 August, though the instalments left begin in February). `beside`: what
    the same person's other plans ask for, past and to come (day, amount): what moves goes into the first months in
    which all of it together is no more than it was in the heaviest month so far. Raises ValueError for an empty
    plan."""
    if not plan:
        raise ValueError("a plan has instalments")
    from_day = max(today, resume_on or today)
    kept: list[Instalment] = []
    moved: list[Money] = []
    for item in plan:
        due = item.instalment
        if item.unpaid >= minimum_charge and due.due_on >= from_day:
            kept.append(Instalment(due.n, due.due_on, item.unpaid))
        elif item.unpaid:
            moved.append(item.unpaid)
    # below twice the minimum charge two halves could not be charged: only plans of about one euro come so low
    largest = max(minimum_charge * 2, *(item.instalment.amount for item in plan))
    tail = _tail(moved, largest, minimum_charge)
    if tail and tail[-1] < minimum_charge and kept:
        kept, tail = _absorb(kept, tail[-1], largest)
    months = _Months(plan, kept, beside)
    soonest = max(from_day, today + timedelta(days=_LEAD_DAYS))
    days = _free_days(anchor or plan[0].instalment.due_on, kept, soonest, every, tail, months)
    number = max(item.instalment.n for item in plan)
    ends = [Instalment(number + n, day, part) for n, (day, part) in enumerate(zip(days, tail, strict=True), 1)]
    return (*kept, *ends)


def _tail(parts: list[Money], largest: Money, minimum_charge: Money) -> list[Money]:
    """Amounts for the end, in order; rests too small to be charged are joined to a neighbour."""
    tail: list[Money] = []
    for part in parts:
        small = tail and (part < minimum_charge or tail[-1] < minimum_charge)
        if not small:
            tail.append(part)
            continue
        both = tail.pop() + part
        if both <= largest:
            tail.append(both)
        else:
            half = both.minor // 2
            tail += [Money(both.minor - half, both.currency), Money(half, both.currency)]
    return tail


def _absorb(kept: list[Instalment], rest: Money, largest: Money) -> tuple[list[Instalment], list[Money]]:
    """A single rest under the minimum joins the last instalment that stays, or halves it with a new last
    one."""
    last = kept[-1]
    both = last.amount + rest
    if both <= largest:
        return [*kept[:-1], Instalment(last.n, last.due_on, both)], []
    half = both.minor // 2
    first = Money(both.minor - half, both.currency)
    return [*kept[:-1], Instalment(last.n, last.due_on, first)], [Money(half, both.currency)]


class _Months:
    """What falls due in each calendar month over all plans of a person, and the most that has been agreed to."""

    def __init__(
        self, plan: Sequence[Progress], kept: Sequence[Instalment], beside: Sequence[tuple[date, Money]]
    ) -> None:
        self.others, agreed = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for day, amount in beside:
            self.others[day.year, day.month] += amount.minor
        for item in plan:
            due = item.instalment
            agreed[due.due_on.year, due.due_on.month] += due.amount.minor
        self.most = max((agreed + self.others).values(), default=0)
        self.own = Counter[tuple[int, int]]()
        for one in kept:
            self.own[one.due_on.year, one.due_on.month] += one.amount.minor

    def takes(self, day: date, part: Money) -> bool:
        """Whether it holds in that month; then it is counted there. A month without another plan takes anything that
        this plan's own rhythm brings."""
        month = day.year, day.month
        if self.others[month] and self.others[month] + self.own[month] + part.minor > self.most:
            return False
        self.own[month] += part.minor
        return True


def _free_days(
    anchor: date, kept: Sequence[Instalment], soonest: date, every: Every, tail: Sequence[Money], months: _Months
) -> list[date]:
    """The next days in the plan's own rhythm, after everything that stays."""
    after = max((item.due_on for item in kept), default=date.min)
    days: list[date] = []
    index = 0
    for part in tail:
        while True:
            day = due_day(anchor, every, index)
            index += 1
            if day > after and day >= soonest and months.takes(day, part):
                days.append(day)
                break
    return days
