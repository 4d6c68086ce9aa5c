"""What is known of a person's cases: figures, holds, what may be done today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select

from bot.debt import hold as rules
from bot.debt.limitation import limitation
from bot.debt.money import Money
from bot.service.identity import same
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Creditor, Hold, Instalment, LedgerEntry, Party, Plan

LIVING_PLAN = ("agreed", "rearranged")
LIVING_PAUSE = ("running", "asked")
"""One whose day has come ends with a question (`asked`), not by itself: there is time to answer it, see TO_ANSWER."""
TO_ANSWER = timedelta(days=14)
"""So long after the end of a pause nobody chases, whether the question has been answered or not."""
REVIEWED_AT = time(11, 0)
"""Local time of day at which a hold is looked at."""


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One case as a use case sees it today."""

    case: Case
    brand: Brand
    creditor: Creditor
    overdue: Money  # may be negative: a credit
    outstanding: Money
    next_due: Money | None
    next_due_on: date | None
    holds: tuple[Hold, ...]
    may: rules.Permissions
    limitation: str  # running, doubtful, barred, unknown
    plan: Plan | None
    plan_left: Money  # what the living plan still asks for
    plan_in_time: bool  # it was agreed while the period was running

    @property
    def is_late(self) -> bool:
        """Whether anything is overdue: only then may the word be said."""
        return self.overdue.minor > 0 and self.case.state != "current"

    @property
    def in_time(self) -> bool:
        """Whether anything may be paid as far as limitation goes: the period is running, or was when the plan that
        lives was agreed (C. civ. 2240; C. conso. R312-35): who keeps to a plan is not stopped in the middle of it.
        """
        return self.limitation == "running" or self.plan_in_time

    @property
    def payable(self) -> Money:
        """What of the overdue sum may be paid through the bot today: nothing unless the period is running, or was when
        the living plan was agreed; then no more than that plan asks.
        """
        if not self.in_time or self.overdue.minor <= 0:
            return Money.zero(self.overdue.currency)
        due = self.overdue if self.limitation == "running" else min(self.overdue, self.plan_left)
        return rules.payable_part(due, [as_rule(h, self.case.currency) for h in self.holds])

    @property
    def offerable(self) -> bool:
        """Whether we may propose a plan for it."""
        return self.limitation == "running" and self.may.offers and self.may.debtor_may_plan


def undo_day(plan: Plan, zone: ZoneInfo) -> date:
    """The last local day, to its end, on which the plan may be undone: the one day that is told, and held to."""
    return plan.undo_until.astimezone(zone).date()


def as_rule(row: Hold, currency: str) -> rules.Hold:
    """A stored hold as the pure rules know it."""
    part = Money(row.part_minor, currency) if row.part_minor else None
    return rules.Hold(
        reason=row.reason, review_on=row.review_on, part=part, blocks=own_blocks(row), opened=is_opened(row)
    )


def is_opened(row: Hold) -> bool:
    """Whether the debtor has wished for what their own hold kept away, see `opens` in holds.yml."""
    return bool(row.detail.get("opened"))


def own_blocks(row: Hold) -> frozenset[rules.What] | None:
    """What an agent has named for it to stop (a manual hold only); None: what the table says."""
    named = row.detail.get("blocks") if row.reason == "manual" else None
    return None if named is None else frozenset(what for what in rules.WHATS if what in named)


def _sum(account: str) -> ColumnElement[int]:
    """What stands on that account of the case, in minor units."""
    entries = select(func.sum(LedgerEntry.minor)).where(LedgerEntry.case_id == Case.id, LedgerEntry.account == account)
    return func.coalesce(entries.scalar_subquery(), 0)


def _left() -> ColumnElement[int]:
    """What the plan still asks for, in minor units; what was moved away is asked for elsewhere."""
    rests = select(func.sum(func.greatest(Instalment.minor - Instalment.paid_minor, 0))).where(
        Instalment.plan_id == Plan.id, Instalment.state != "moved"
    )
    return func.coalesce(rests.scalar_subquery(), 0)


_CASES = (
    select(Case, Brand, Creditor, Plan, _sum("due"), _sum("future"), _left())
    .join(Brand, Brand.id == Case.brand_id)
    .join(Creditor, Creditor.id == Case.creditor_id)
    .outerjoin(Plan, and_(Plan.case_id == Case.id, Plan.state.in_(LIVING_PLAN)))
)
_OF_PERSON = (
    _CASES.join(Party, Party.case_id == Case.id)
    .where(Party.person_id == bindparam("of"), Case.state.not_in(("settled", "erased")))
    .order_by(Case.reference)
)
_ONE = _CASES.where(Case.id == bindparam("of"))


async def cases_of(uow: UnitOfWork, person_id: int) -> list[CaseView]:
    """All cases of the person at this creditor, settled and erased ones left out, in order of reference."""
    rows = (await uow.session.execute(_OF_PERSON, {"of": person_id})).all()
    if not rows:
        return []
    holds = await _open_holds(
        uow,
        or_(
            Hold.case_id.in_([row[0].id for row in rows]), Hold.person_id == person_id,
            Hold.person_id.in_(same.others_of(person_id)),
        ),
    )
    return [
        _view(uow, row, [hold for hold in holds if hold.case_id in (None, row[0].id) or hold.person_id == person_id])
        for row in rows
    ]


async def view_of(uow: UnitOfWork, case_id: int) -> CaseView:
    """One case, with the holds on it and on any party of it. Raises LookupError."""
    row = (await uow.session.execute(_ONE, {"of": case_id})).one_or_none()
    if row is None:
        raise LookupError(f"no case {case_id}")
    people = select(Party.person_id).where(Party.case_id == case_id)
    whose = or_(
        Hold.case_id == case_id, Hold.person_id.in_(people), Hold.person_id.in_(same.others_of(people))
    )
    return _view(uow, row, await _open_holds(uow, whose))


def _view(
    uow: UnitOfWork, row: Row[Case, Brand, Creditor, Plan, int, int, int], holds: Sequence[Hold]
) -> CaseView:
    """Figures from the ledger, holds, and what they allow."""
    case, brand, creditor, plan, due, future, left = row
    overdue = Money(int(due), case.currency)
    return CaseView(
        case=case, brand=brand, creditor=creditor, overdue=overdue,
        outstanding=Money(int(due + future), case.currency),
        next_due=Money(case.next_due_minor, case.currency) if case.next_due_minor else None,
        next_due_on=case.next_due_on, holds=tuple(holds), plan=plan,
        may=rules.permissions(
            [as_rule(h, case.currency) for h in holds], overdue if overdue.minor > 0 else None
        ),
        limitation=_limitation(case, overdue, uow.today(creditor.time_zone)),
        plan_left=Money(int(left), case.currency),
        plan_in_time=plan is not None and _agreed_in_time(case, plan, creditor),
    )


def _agreed_in_time(case: Case, plan: Plan, creditor: Creditor) -> bool:
    """Whether the period was running on the day of the yes, by what is known of the case now; later payments, which
    the plan itself has brought, are not counted.
    """
    day = plan.agreed_at.astimezone(ZoneInfo(creditor.time_zone)).date()
    if case.limitation_until is not None and day <= case.limitation_until:
        return True
    last = case.last_payment_on
    return limitation(
        jurisdiction=case.jurisdiction, nature=case.nature, oldest_unpaid=case.oldest_unpaid_on,
        last_payment=last if last is not None and last <= day else None, judgment=case.state == "judgment",
        overdue=True, day=day,
    ).running


def _limitation(case: Case, overdue: Money, day: date) -> str:
    if case.limitation_until is not None and day <= case.limitation_until:
        return "running"  # a person has checked
    return limitation(
        jurisdiction=case.jurisdiction, nature=case.nature, oldest_unpaid=case.oldest_unpaid_on,
        last_payment=case.last_payment_on, judgment=case.state == "judgment", overdue=overdue.minor > 0, day=day,
    ).state


async def _open_holds(uow: UnitOfWork, whose: ColumnElement[bool]) -> Sequence[Hold]:
    rows = await uow.session.scalars(select(Hold).where(Hold.lifted_at.is_(None), whose).order_by(Hold.id))
    return rows.all()


async def set_hold(
    uow: UnitOfWork,
    view: CaseView,
    reason: str,
    *,
    set_by: str,
    part: Money | None = None,
    until: date | None = None,
    detail: dict[str, object] | None = None,
    blocks: frozenset[rules.What] | None = None,
) -> Hold:
    """Set a hold with its review day, once; the creditor is told, and a review is scheduled.

    `blocks` is what an agent has named for a manual hold to stop. Raises ValueError: for another reason.
    """
    for known in view.holds:
        same_part = known.part_minor == (part.minor if part else None)
        if known.reason == reason and same_part and own_blocks(known) == blocks:
            return known
    day = uow.today(view.creditor.time_zone)
    rule = rules.place(reason, day=day, part=part, until=until, blocks=blocks)
    if blocks is not None:
        detail = {**(detail or {}), "blocks": [what for what in rules.WHATS if what in blocks]}
    row = Hold(
        creditor_id=view.case.creditor_id, case_id=view.case.id, reason=reason, set_by=set_by, set_at=uow.now,
        part_minor=part.minor if part else None, review_on=rule.review_on, detail=detail or {},
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "hold.set", "hold", row.id, actor=set_by, creditor_id=view.case.creditor_id, reason=reason,
        review_on=rule.review_on.isoformat(),
    )
    await uow.tell_creditor(
        view.case, "hold_set", reason=reason, review_on=rule.review_on.isoformat(),
        part_minor=part.minor if part else None,
    )
    await schedule_review(uow, row)
    return row


def pause_protects(state: str, until: date, today: date) -> bool:
    """Whether a pause that ends on `until` keeps everybody from chasing on a local day: it runs, or has just ended."""
    return state == "running" or (state == "asked" and today <= until + TO_ANSWER)


async def schedule_review(uow: UnitOfWork, row: Hold) -> None:
    """Have the (flushed) hold looked at on its review day, local time of the creditor.

    At 11:00, after the question about a pause that ends on the same day.
    """
    creditor = await uow.session.get_one(Creditor, row.creditor_id)
    due = datetime.combine(row.review_on, REVIEWED_AT, ZoneInfo(creditor.time_zone))
    uow.schedule("hold_review", f"hold_review:{row.id}", due, creditor_id=row.creditor_id, hold=row.id)


async def lift_hold(uow: UnitOfWork, case: Case, row: Hold, *, by: str, why: str) -> None:
    """Lift a hold; never silently: audit line and a word to the creditor."""
    row.lifted_at, row.lifted_by, row.lift_reason = uow.now, by, why
    uow.audit("hold.lifted", "hold", row.id, actor=by, creditor_id=row.creditor_id, reason=row.reason)
    await uow.tell_creditor(case, "hold_lifted", reason=row.reason, why=why)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Their sum."""
    return sum(amounts, Money.zero(currency))
