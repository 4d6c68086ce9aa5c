"""A plan with reminders of somebody of the demo world, agreed through the service."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.service.case.cases import view_of
from bot.service.contact.reminders import schedule_reminders
from bot.service.offer.kept_offers import share_data
from bot.service.plan.plan import make_plan
from bot.store.database import Database
from bot.store.tables import Case, ContactPoint, Offer, Party, Plan


async def with_plan(
    database: Database, reference: str, *, kind: str = "phone", first_due: date = date(2026, 12, 7)
) -> Plan:
    """A plan of 60.00 a month on that case, with reminders to the first contact of that kind."""
    async with database.begin() as uow:
        case = (await uow.session.scalars(select(Case).where(Case.reference == reference))).one()
        person = (await uow.session.scalars(select(Party.person_id).where(Party.case_id == case.id))).first()
        view = await view_of(uow, case.id)
        share = rules.Share(
            case_key=str(case.id), overdue=view.overdue, total=view.overdue, instalment=Money(6000, case.currency),
            every="month", first_due=first_due, minimum_charge=Money(50, case.currency),
            policy_id="demo_maison@2026-01-01",
        )
        offer = Offer(
            creditor_id=case.creditor_id, person_id=person, group="tests", rank=0, kind="plan", made_at=uow.now,
            expires_at=uow.now, data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )
        uow.session.add(offer)
        await uow.flush()
        plan = await make_plan(uow, view, share, offer)
        contact = (
            await uow.session.scalars(
                select(ContactPoint)
                .where(ContactPoint.person_id == person, ContactPoint.kind == kind)
                .order_by(ContactPoint.id)
            )
        ).first()
        assert contact is not None
        plan.reminder_channel, plan.reminder_to = "sms" if kind == "phone" else "email", contact.id
        await schedule_reminders(uow, plan)
        await uow.commit()
        return plan
