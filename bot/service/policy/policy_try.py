"""Stored budgets replayed under a new policy against the one in force: read, compared, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from bot.debt.capacity import capacity
from bot.debt.policy import Policy
from bot.debt.replay import Replayed, Summary, changed_terms, replay, summary
from bot.debt.scales import load_scales
from bot.service.budget import budget, running
from bot.service.case.cases import CaseView, cases_of
from bot.service.offer import offers
from bot.service.policy import policies
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Party


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a new policy would change. `rows` bear ids of cases, never a name."""

    policy: Policy
    in_force: Policy | None
    day: date
    rows: tuple[Replayed, ...]
    without_budget: int  # people with open cases of the brand whose budget is not known
    with_plan: int  # of those replayed: a plan is agreed already, and no policy touches it

    @property
    def terms(self) -> tuple[tuple[str, str, str], ...]:
        """Terms that differ: name, before, after."""
        return changed_terms(self.in_force, self.policy)

    @property
    def summary(self) -> Summary:
        """Counts."""
        return summary(self.rows)


async def try_policy(uow: UnitOfWork, policy: Policy, *, creditor_id: str | None = None) -> Tried:
    """Replay the newest budget of everybody with open cases at brands of this policy, today.

    What a living plan has settled is replayed as if it were asked for today: a policy counts for offers to come.
    The transaction is set to read only: nothing can be written through it.
    """
    await uow.session.execute(text("set transaction read only"))
    rows: list[Replayed] = []
    without, planned = 0, 0
    for person_id in await _people(uow, policy.brand, creditor_id):
        views = await cases_of(uow, person_id)
        row = await _one(uow, person_id, views, policy)
        if row is None:
            without += 1
        else:
            rows.append(row)
            planned += any(view.plan is not None for view in views)
    day = uow.today()
    return Tried(
        policy=policy, in_force=policies.in_force(policy.brand, day), day=day, rows=tuple(rows),
        without_budget=without, with_plan=planned,
    )


async def _people(uow: UnitOfWork, brand: str, creditor_id: str | None) -> Sequence[int]:
    wanted = (
        select(Party.person_id).distinct()
        .join(Case, Case.id == Party.case_id).join(Brand, Brand.id == Case.brand_id)
        .where(Brand.policy == brand, Case.state.not_in(("settled", "erased")))
        .order_by(Party.person_id)
    )
    if creditor_id is not None:
        wanted = wanted.where(Case.creditor_id == creditor_id)
    return (await uow.session.scalars(wanted)).all()


async def _one(uow: UnitOfWork, person_id: int, views: Sequence[CaseView], policy: Policy) -> Replayed | None:
    version = await budget.latest(uow, person_id)
    if version is None:
        return None
    first = views[0]
    day = uow.today(first.creditor.time_zone)
    told = budget.as_rules(version.data, version.currency, running.contract_minor(views))
    found = capacity(told, jurisdiction=first.case.jurisdiction, day=day, scales=load_scales(uow.sfs_table))

    def tried(view: CaseView, on: date) -> Policy | None:
        return policy if view.brand.policy == policy.brand else policies.policy_of(view, on)

    before = offers.as_debts(views, day, planned=True)
    after = offers.as_debts(views, day, tried, planned=True)
    return replay(f"budget {version.id}", before, after, told, found, day=day)
