"""What a payment covers of its case: interest, principal, other; by the law, and within it by the brand's policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.debt.allocation import Component, Due, allocate, undo
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.policy.policies import policy_of
from bot.store.database import UnitOfWork
from bot.store.tables import Obligation

PARTS: tuple[Component, ...] = ("interest", "principal", "other")
_NAMED: Mapping[str, Component] = {part: part for part in PARTS}
Covers = list[dict[str, Any]]
"""In the order in which they are covered: {"component": one of PARTS, "minor": …}."""


async def covered(uow: UnitOfWork, view: CaseView, credited: Money) -> Covers:
    """What this payment covers, where the creditor's file tells the parts of the debt; nothing where it does not.

    `view` shows the case before the payment. Oldest day first; of one day interest goes before principal (C. civ.
    1343-1) unless the brand's policy says otherwise. What has been paid since the file is covered first.
    """
    rows = await uow.session.scalars(
        select(Obligation)
        .where(Obligation.case_id == view.case.id, Obligation.claimable.is_(True), Obligation.component.in_(PARTS))
        .order_by(Obligation.due_on.nulls_first(), Obligation.id)
    )
    currency = view.case.currency
    dues = [
        Due(key=str(row.id), due_on=row.due_on, left=Money(row.minor, currency), component=_NAMED[row.component])
        for row in rows
        if row.minor > 0
    ]
    if not dues or not credited:
        return []
    today = uow.today(view.creditor.time_zone)
    policy = policy_of(view, today)
    interest_first = policy is None or policy.allocation == "interest_first"
    whole = sum((due.left for due in dues[1:]), dues[0].left)
    before = max(whole - view.outstanding, Money.zero(whole.currency))
    component = {due.key: due.component for due in dues}

    def parts(amount: Money) -> dict[str, int]:
        shared = allocate(amount, dues, interest_first=interest_first, today=today).parts
        return {key: part.minor for key, part in shared}

    known, found = parts(before), parts(before + credited)
    covers: Covers = []
    for key, minor in found.items():
        new = minor - known.get(key, 0)
        if new and covers and covers[-1]["component"] == component[key]:
            covers[-1]["minor"] += new
        elif new:
            covers.append({"component": component[key], "minor": new})
    return covers


def that_stay(covers: Sequence[dict[str, Any]], *, left: int) -> Covers:
    """What stays of them when only `left` (minor units) of the payment stays: the last covered goes first."""
    stay = undo([one["minor"] for one in covers], left=left)
    return [{**one, "minor": minor} for one, minor in zip(covers, stay, strict=True) if minor]
