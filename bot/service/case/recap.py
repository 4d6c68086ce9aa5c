"""What stands in the papers about a case: the recap of an agreed plan, the certificate of a pause.

Figures and facts, no words: words are put to them in bot/papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from bot.debt import hold as hold_rules
from bot.debt.money import Money
from bot.service.case import certificates
from bot.service.case.cases import LIVING_PAUSE, LIVING_PLAN, CaseView, as_rule, undo_day, view_of
from bot.service.case.papers import SHOWN_PLAN
from bot.service.identity.parties import Parties, name_of, parties_of
from bot.service.plan.instalments import instalments
from bot.service.policy.policies import policy_of
from bot.store.database import UnitOfWork
from bot.store.tables import Instalment, Obligation, Pause, Plan

PARTS = ("principal", "interest", "other")
"""What a sum is made of; fees that stay with the creditor (CPCE L111-8) are in none and never shown."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A day of the schedule. What was paid of an instalment that was moved since stands on its old day."""

    due_on: date
    amount: Money
    paid: Money

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to pay."""
        return self.paid >= self.amount


def lines_of(rows: Sequence[Instalment], currency: str) -> tuple[Line, ...]:
    """The schedule as it stands: its sum is what was agreed, however often instalments were moved."""
    lines = []
    for row in rows:
        paid = Money(min(row.paid_minor, row.minor), currency)
        amount = paid if row.state == "moved" else Money(row.minor, currency)
        if amount:
            lines.append(Line(due_on=row.due_on, amount=amount, paid=paid))
    return tuple(lines)


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """What is overdue on a day, its parts apart; parts, corrections and `total` agree to the cent."""

    parts: dict[str, Money]
    corrections: Money  # payments and corrections that the parts of the creditor's last file do not show yet
    disputed: Money  # the part of `total` that a dispute keeps from being asked for
    total: Money


async def overdue_of(uow: UnitOfWork, view: CaseView) -> Overdue | None:
    """None when nothing is overdue."""
    if view.overdue.minor <= 0:
        return None
    currency, day = view.case.currency, uow.today(view.creditor.time_zone)
    rows = await uow.session.execute(
        select(Obligation.component, func.sum(Obligation.minor))
        .where(
            Obligation.case_id == view.case.id, Obligation.claimable.is_(True), Obligation.component.in_(PARTS),
            or_(Obligation.due_on.is_(None), Obligation.due_on <= day),
        )
        .group_by(Obligation.component)
    )
    told = {component: Money(int(minor), currency) for component, minor in rows.all()}
    parts = {key: told[key] for key in PARTS if told.get(key)}
    whole = sum(parts.values(), Money.zero(currency))
    asked = hold_rules.payable_part(view.overdue, [as_rule(h, currency) for h in view.holds])
    return Overdue(
        parts=parts, corrections=view.overdue - whole if parts else Money.zero(currency),
        disputed=view.overdue - asked if asked else Money.zero(currency), total=view.overdue,
    )


@dataclass(frozen=True, kw_only=True)
class Recap:
    """An agreed plan on paper."""

    name: str
    parties: Parties
    kind: str  # of the plan
    state: str
    agreed_on: date
    made_on: date
    undo_until: date | None  # None: that time is over
    review_on: date | None
    lines: tuple[Line, ...]
    total: Money
    paid: Money
    payable: bool  # False: a hold or the law forbids it, or nothing is left to pay
    overdue: Overdue | None
    effects: tuple[str, ...]  # ids of what the yes means, as it was read back
    code: str  # of the certificate; empty where none stands
    until: date | None


async def recap_of(uow: UnitOfWork, person_id: int, plan_id: int) -> Recap | None:
    """The person's own plan; None for somebody else's, for one that was undone, and for none."""
    plan = await uow.session.get(Plan, plan_id)
    if plan is None or plan.person_id != person_id or plan.state not in SHOWN_PLAN:
        return None
    view = await view_of(uow, plan.case_id)
    if view.case.state == "erased":
        return None
    rows = await instalments(uow, plan.id)
    zone = ZoneInfo(view.creditor.time_zone)
    today = uow.today(view.creditor.time_zone)
    lines = lines_of(rows, plan.currency)
    zero = Money.zero(plan.currency)
    lives = plan.state in LIVING_PLAN
    policy = policy_of(view, plan.agreed_at.astimezone(zone).date())
    return Recap(
        name=await name_of(uow, person_id), parties=parties_of(view), kind=plan.kind, state=plan.state,
        agreed_on=plan.agreed_at.astimezone(zone).date(), made_on=today,
        undo_until=undo_day(plan, zone) if lives and today <= undo_day(plan, zone) else None,
        review_on=plan.review_on if lives else None, lines=lines, total=sum((one.amount for one in lines), zero),
        paid=sum((one.paid for one in lines), zero), payable=lives and may_be_paid(view),
        overdue=await overdue_of(uow, view),
        effects=tuple("utter_effect_" + one.removeprefix("effects/") for one in policy.effects) if policy else (),
        code=(await certificates.for_plan(uow, plan)).code if lives else "", until=certificates.last_day(rows),
    )


def may_be_paid(view: CaseView) -> bool:
    """Whether the debtor may pay at all: never told how to where it is forbidden (L722-5) or in doubt."""
    return view.may.debtor_may_pay and view.in_time


@dataclass(frozen=True, kw_only=True)
class PauseCertificate:
    """A pause on paper."""

    name: str
    parties: Parties
    made_on: date
    until: date
    code: str


async def pause_of(uow: UnitOfWork, person_id: int, pause_id: int) -> PauseCertificate | None:
    """The person's own pause; None for somebody else's, for one that has ended, and for none."""
    pause = await uow.session.get(Pause, pause_id)
    if pause is None or pause.person_id != person_id or pause.state not in LIVING_PAUSE:
        return None
    view = await view_of(uow, pause.case_id)
    if view.case.state == "erased":
        return None
    return PauseCertificate(
        name=await name_of(uow, person_id), parties=parties_of(view), made_on=uow.today(view.creditor.time_zone),
        until=pause.until, code=(await certificates.for_pause(uow, pause)).code,
    )


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day of a plan by the instalment's key in the store; `gone`: moved, or not to be paid now: calendars drop it."""

    key: int
    on: date
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The days of a plan as they stand, and how many days before each the debtor chose to be reminded (None: not)."""

    due: Sequence[Due]
    days_before: int | None
    zone: str
    agreed_at: datetime


async def dates_of(uow: UnitOfWork, person_id: int, plan_id: int) -> Dates | None:
    """The days to come of the person's own living plan; None for any other plan and for none."""
    plan = await uow.session.get(Plan, plan_id)
    if plan is None or plan.person_id != person_id or plan.state not in LIVING_PLAN:
        return None
    view = await view_of(uow, plan.case_id)
    if view.case.state == "erased":
        return None
    due = [
        Due(key=row.id, on=row.due_on, gone=row.state == "moved" or not may_be_paid(view))
        for row in await instalments(uow, plan.id)
        if row.state == "moved" or row.paid_minor < row.minor
    ]
    reminded = plan.reminder_channel != "none"
    return Dates(
        due=due, days_before=plan.reminder_days_before if reminded else None, zone=view.creditor.time_zone,
        agreed_at=plan.agreed_at,
    )
