"""The budget as a paper: told once, of use to an adviser or another creditor, and the debtor's to take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from bot.debt import budget as rules
from bot.debt.capacity import Capacity, capacity
from bot.debt.money import Money
from bot.debt.scales import Dated, Scales, load_scales
from bot.debt.sfs import Category, categories_of
from bot.service.budget import budget
from bot.service.budget.running import running_minor
from bot.service.case.cases import CaseView, cases_of
from bot.service.desk.queue import full_name
from bot.service.identity.identify import proof_of
from bot.service.thread.conversation import lock, remember
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation, Creditor, Person

GUIDELINE = "guideline:"
"""How the id of a table begins that is the operator's own."""
STRONG = 2
"""Level of identity at which budgets of earlier threads are shown."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the month: what was told, and what it counts as where a table says more."""

    key: str  # as in bot.debt.budget.FIELDS, household apart; other_costs, arrears_reserved, running_instalments
    told: Money | None
    source: str  # told, not_told, skipped, file
    counted: Money | None = None  # another figure than told, from the table
    table: Dated | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetPaper:
    """A version of a budget with everything that its paper says."""

    version: int
    told_on: date
    made_at: datetime
    made_on: date
    name: str
    currency: str
    jurisdiction: str
    household: tuple[int, int] | None
    household_source: str
    figures: tuple[Figure, ...]
    found: Capacity | None  # None: there is no case any more to reckon for
    tables: tuple[Dated, ...]
    sfs: tuple[Category, ...] = ()  # by category of the Standard Financial Statement; in the United Kingdom alone

    @property
    def known(self) -> bool:
        """Whether what can be carried may be told: all is told that is needed, and a table checks it."""
        found = self.found
        return found is not None and not found.unknown and found.binding != "no_scale" and not found.token_only

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be told before anything can be said of what is left."""
        return self.found.unknown if self.found is not None else ()


async def readable(uow: UnitOfWork, conversation: Conversation) -> BudgetVersion | None:
    """The person's current budget, if it may be shown in this thread: told in it, or identity proven twice."""
    newest = await budget.latest(uow, conversation.person_id or 0)
    if newest is None:
        return None
    proof = await proof_of(uow, conversation)
    strong = proof is not None and proof.level >= STRONG
    return newest if strong or conversation.memory.get("budget_told") == newest.id else None


async def paper_of(uow: UnitOfWork, version: BudgetVersion) -> BudgetPaper:
    """What the paper of this version says today."""
    person = await uow.session.get_one(Person, version.person_id)
    creditor = await uow.session.get_one(Creditor, version.creditor_id)
    views = await cases_of(uow, version.person_id)
    told = budget.as_rules(version.data, version.currency, await running_minor(uow, views))
    scales = load_scales(uow.sfs_table)
    found = _capacity(told, views, uow.today(creditor.time_zone), scales)
    tables = _tables(scales, found)
    return BudgetPaper(
        version=version.version, told_on=version.created_at.astimezone(ZoneInfo(creditor.time_zone)).date(),
        made_at=uow.now, made_on=uow.today(creditor.time_zone), name=full_name(person), currency=version.currency,
        jurisdiction=views[0].case.jurisdiction if views else "", household=told.household,
        household_source=_source(told, "household"), figures=_figures(told, found, tables), found=found,
        tables=tables,
        sfs=categories_of(told) if views and views[0].case.jurisdiction.startswith("GB-") else (),
    )


def _capacity(told: rules.Budget, views: Sequence[CaseView], day: date, scales: Scales) -> Capacity | None:
    if not views:
        return None
    return capacity(told, jurisdiction=views[0].case.jurisdiction, day=day, scales=scales)


def _tables(scales: Scales, found: Capacity | None) -> tuple[Dated, ...]:
    every: tuple[Dated, ...] = (*scales.seizable_entries, *scales.rsa_entries, *scales.essentials_entries)
    used = found.scales if found is not None else ()
    return tuple(entry for entry in every if entry.id in used)


def _source(told: rules.Budget, field: str) -> str:
    if getattr(told, field) is not None:
        return "told"
    return "skipped" if field in told.skipped else "not_told"


def _figures(told: rules.Budget, found: Capacity | None, tables: Sequence[Dated]) -> tuple[Figure, ...]:
    lines = []
    for key in budget.AMOUNTS:
        amount: Money | None = getattr(told, key)
        lines.append(Figure(key=key, told=amount, source=_source(told, key), **_raised(key, amount, found, tables)))
    if told.other_costs:
        lines.append(Figure(key="other_costs", told=told.other_costs, source="told"))
    if told.arrears_reserved:
        lines.append(Figure(key="arrears_reserved", told=told.arrears_reserved, source="told"))
    if told.running_instalments:
        lines.append(Figure(key="running_instalments", told=told.running_instalments, source="file"))
    return tuple(lines)


class _Raised(TypedDict, total=False):
    counted: Money
    table: Dated


def _raised(key: str, amount: Money | None, found: Capacity | None, tables: Sequence[Dated]) -> _Raised:
    """What essentials count as where the dated table says more than was declared.

    The operator's guideline is for its members' eyes: the debtor's paper names it, and never tells its figure.
    """
    if key != "essentials" or found is None:
        return {}
    for step in found.trace:
        table = next((entry for entry in tables if entry.id == step.scale), None)
        if step.key != "least_essentials" or table is None or table.id.startswith(GUIDELINE):
            continue
        if amount is None or amount < step.amount:
            return {"counted": step.amount, "table": table}
    return {}


async def withdraw(uow: UnitOfWork, conversation: Conversation, *, actor: str = "debtor") -> bool:
    """The debtor takes the budget back: no version of it is shown or reckoned with again, here or at the desk.

    A last version without figures, marked withdrawn, says when. What was agreed on its ground stays as it is.
    False: there was none. The conversation must not be locked yet.
    """
    person_id = conversation.person_id or 0
    living = (BudgetVersion.person_id == person_id, BudgetVersion.withdrawn_at.is_(None))
    taken = update(BudgetVersion).where(*living).values(withdrawn_at=uow.now).returning(BudgetVersion.currency)
    currencies = (await uow.session.scalars(taken)).all()
    await _forget_drafts(uow, conversation)
    if not currencies:
        return False
    of_person = BudgetVersion.person_id == person_id
    highest = await uow.session.scalar(select(func.max(BudgetVersion.version)).where(of_person))
    row = BudgetVersion(
        creditor_id=conversation.creditor_id or "", person_id=person_id, version=(highest or 0) + 1,
        currency=currencies[-1], data={}, created_at=uow.now, withdrawn_at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "budget.withdrawn", "budget", row.id, actor=actor, creditor_id=conversation.creditor_id, version=row.version
    )
    return True


async def _forget_drafts(uow: UnitOfWork, conversation: Conversation) -> None:
    """Figures in the memory of the person's threads as well, in one order of locks."""
    of_person = Conversation.person_id == conversation.person_id
    keys = await uow.session.scalars(select(Conversation.id).where(of_person).order_by(Conversation.id))
    for key in keys.all():
        remember(
            await lock(uow, key), budget=None, budget_wanted=None, budget_weighed=None, budget_recalled=None,
            budget_told=None,
        )
