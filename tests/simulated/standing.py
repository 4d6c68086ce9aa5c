"""Plans that some debtors already have when they write: agreed in the summer, one instalment gone by unpaid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.debt.plan import add_months
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.tables import Case, Instalment, Party, Plan
from tests.simulated.people import Person

FIRST = date(2026, 9, 16)
COUNT = 8
_AGREED = datetime(2026, 8, 20, 9, tzinfo=UTC)


async def give_plans(url: str, people: Sequence[Person]) -> None:
    """A plan of eight months for each: two instalments kept, the third missed three days ago."""
    clock = OffsetClock()
    database = Database(url, clock)
    try:
        async with database.begin() as uow:
            clock.offset = await read_offset(uow.session)
        async with database.begin() as uow:
            for person in people:
                found = (await uow.session.execute(
                    select(Case, Party.person_id).join(Party, Party.case_id == Case.id)
                    .where(Case.reference == person.account.reference)
                )).one()
                case, person_id = found
                plan = Plan(
                    creditor_id=case.creditor_id, case_id=case.id, person_id=person_id, group=f"sim-{person.number}",
                    kind="plan", state="agreed", currency=case.currency, agreed_at=_AGREED,
                    undo_until=_AGREED + timedelta(days=14), review_on=add_months(FIRST, 5),
                    reminder_channel="none", reminder_days_before=3,
                )
                uow.session.add(plan)
                await uow.flush()
                each = max(person.account.overdue // (COUNT - 2), 500)
                uow.session.add_all(
                    Instalment(
                        creditor_id=case.creditor_id, plan_id=plan.id, n=n + 1, due_on=add_months(FIRST, n), minor=each,
                        paid_minor=each if n < 2 else 0, state=("kept", "kept", "missed")[n] if n < 3 else "due",
                    )
                    for n in range(COUNT)
                )
            await uow.commit()
    finally:
        await database.close()
