"""Nobody chases while a partner works: a hold on the person, of which the creditor learns that it stands, never why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot.debt import hold as rules
from bot.debt import referral as courses
from bot.service.case.cases import CaseView, schedule_review
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Creditor, Hold, Party, Referral

TOLD = "care"
"""What a creditor reads: a debtor's going to an adviser is theirs to tell."""


async def begin(uow: UnitOfWork, referral: Referral, views: Sequence[CaseView]) -> Hold:
    """The hold with its review day; one that stands from before is taken over. The creditor is told, for each case.

    On the person, not on the case: nobody else who owes it is told of it.
    """
    known: Hold | None = await uow.session.scalar(
        select(Hold).where(
            Hold.person_id == referral.person_id, Hold.reason == "referral", Hold.lifted_at.is_(None)
        ).limit(1)
    )
    day = uow.today(views[0].creditor.time_zone)
    review = rules.place("referral", day=day).review_on
    if known is not None:
        await _prolong(uow, known, max(review, known.review_on))
        return known
    row = Hold(
        creditor_id=referral.creditor_id, person_id=referral.person_id, reason="referral", set_by="debtor",
        set_at=uow.now, review_on=review, detail={"referral": referral.id},
    )
    uow.session.add(row)
    await uow.flush()
    await schedule_review(uow, row)
    uow.audit(
        "hold.set", "hold", row.id, actor="debtor", creditor_id=row.creditor_id, reason=row.reason,
        review_on=review.isoformat(),
    )
    for view in views:
        await uow.tell_creditor(view.case, "hold_set", reason=TOLD, review_on=review.isoformat(), part_minor=None)
    return row


async def after(uow: UnitOfWork, referral: Referral, outcome: courses.Outcome, day: date) -> None:
    """Lifted or prolonged by what the partner has reported; one that a person has lifted stays lifted."""
    row = await uow.session.get(Hold, referral.hold_id, with_for_update=True, populate_existing=True)
    if row is None or row.lifted_at is not None:
        return
    creditor = await uow.session.get_one(Creditor, row.creditor_id)
    known = rules.Hold(reason=row.reason, review_on=row.review_on)
    if courses.COURSES[outcome].lifts and rules.may_lift(known, "partner", uow.today(creditor.time_zone)):
        row.lifted_at, row.lifted_by, row.lift_reason = uow.now, "partner", "referral_done"
        uow.audit("hold.lifted", "hold", row.id, actor="partner", creditor_id=row.creditor_id, reason=row.reason)
        for case in await _cases(uow, row):
            await uow.tell_creditor(case, "hold_lifted", reason=TOLD, why="reviewed")
        return
    await _prolong(uow, row, courses.hold_until(outcome, day=day, known=row.review_on))


async def _prolong(uow: UnitOfWork, row: Hold, until: date) -> None:
    if until <= row.review_on:
        return
    row.review_on = until
    uow.audit(
        "hold.prolonged", "hold", row.id, actor="system", creditor_id=row.creditor_id, reason=row.reason,
        review_on=until.isoformat(),
    )
    for case in await _cases(uow, row):
        await uow.tell_creditor(case, "hold_set", reason=TOLD, review_on=until.isoformat(), part_minor=None)


async def _cases(uow: UnitOfWork, row: Hold) -> Sequence[Case]:
    found = await uow.session.scalars(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(Party.person_id == row.person_id, Case.state.not_in(("settled", "erased")))
        .order_by(Case.id)
    )
    return found.all()
