"""A debtor with a plan, for tests of what happens with time: 480.00 EUR, six instalments of 80.00 from 5 December."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.service.case.cases import view_of
from bot.service.contact.reminders import schedule_reminders
from bot.service.offer.kept_offers import share_data
from bot.service.plan.plan import make_plan
from bot.service.tasks.tasks import run_due
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Brand,
    Case,
    ContactPoint,
    Conversation,
    Creditor,
    IdentityProof,
    Instalment,
    LedgerEntry,
    Offer,
    Party,
    Person,
    Task,
)


@dataclass
class Bell:
    """An on-call service that remembers."""

    rung: list[dict[str, Any]] = field(default_factory=list)

    async def alert(self, **told: Any) -> None:
        """As the port says."""
        self.rung.append(told)


@dataclass
class Timed:
    """Ids of what was made, the clock, and short ways to look and to let time pass."""

    database: Database
    clock: FixedClock
    case_id: int
    person_id: int
    conversation_id: int
    phone_id: int
    plan_id: int = 0
    bell: Bell = field(default_factory=Bell)

    async def plan(self, channel: str = "sms", first_due: date = date(2026, 12, 7), instalment: int = 8000) -> None:
        """Agree a plan through the service, with reminders as the debtor chose."""
        async with self.database.begin() as uow:
            total = Money(48000, "EUR")
            share = rules.Share(
                case_key=str(self.case_id), overdue=total, total=total, instalment=Money(instalment, "EUR"),
                every="month", first_due=first_due, minimum_charge=Money(50, "EUR"),
                policy_id="demo_maison@2026-01-01",
            )
            offer = Offer(
                creditor_id="demo", person_id=self.person_id, group="g1", rank=0, kind="plan", made_at=uow.now,
                expires_at=uow.now, data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
            )
            uow.session.add(offer)
            await uow.flush()
            plan = await make_plan(uow, await view_of(uow, self.case_id), share, offer)
            plan.reminder_channel = channel
            plan.reminder_to = self.phone_id if channel == "sms" else None
            await schedule_reminders(uow, plan)
            await uow.commit()
        self.plan_id = plan.id

    async def at(self, moment: str) -> int:
        """Let it be that moment, and do what is due (at most a hundred rounds)."""
        self.clock.at = datetime.fromisoformat(moment)
        return await self.run()

    async def run(self) -> int:
        """Do what is due now."""
        done = 0
        for _ in range(100):
            tried = await run_due(self.database, oncall=self.bell)
            if not tried:
                break
            done += tried
        return done

    async def all(self, table: type, *where: Any) -> list[Any]:
        """Rows of a table, by key."""
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(table).where(*where).order_by(*table.__table__.primary_key.columns)
            )
            return list(rows.all())

    async def instalments(self) -> list[Instalment]:
        """The plan's, by number."""
        return sorted(await self.all(Instalment), key=lambda row: row.n)

    async def task(self, key: str) -> Task:
        """One task."""
        return (await self.all(Task, Task.key == key))[0]

    async def set(self, table: type, key: int, **values: Any) -> None:
        """Change a row as if somebody had."""
        async with self.database.begin() as uow:
            row = await uow.session.get_one(table, key)
            for name, value in values.items():
                setattr(row, name, value)
            await uow.commit()

    async def pay(self, minor: int, instalment: int | None = None) -> None:
        """Money counted in the ledger, and on an instalment if one is named."""
        async with self.database.begin() as uow:
            count = len(await self.all(LedgerEntry))
            uow.session.add(
                LedgerEntry(
                    creditor_id="demo", case_id=self.case_id, account="due", kind="payment", minor=-minor, at=uow.now,
                    value_on=uow.today(), reason="", source_kind="test", source_key=str(count),
                )
            )
            if instalment is not None:
                row = await uow.session.get_one(Instalment, instalment)
                row.paid_minor += minor
                if row.paid_minor >= row.minor:
                    row.state = "kept"
            await uow.commit()

    async def identify(self) -> None:
        """The debtor has proven who they are, for fifteen minutes."""
        async with self.database.begin() as uow:
            now = uow.now
            uow.session.add(
                IdentityProof(
                    creditor_id="demo", person_id=self.person_id, conversation_id=self.conversation_id, level=1,
                    proven_at=now, until=now.replace(minute=now.minute + 15),
                )
            )
            await uow.commit()


async def make_world(database: Database, clock: FixedClock) -> Timed:
    """480.00 EUR overdue on one case of Léa Martin, who has written once and has a telephone."""
    async with database.begin() as uow:
        uow.session.add(Creditor(id="demo", name="Maison Démo", country="FR", settings={}))
        await uow.flush()
        brand = Brand(creditor_id="demo", key="maison", name="Maison Démo", policy="demo_maison")
        person = Person(
            creditor_id="demo", external_key="p1", last_name="Martin", first_name="Léa",
            birth_date=date(1985, 3, 14), postcode="67000", language="fr", country="FR",
        )
        uow.session.add_all([brand, person])
        await uow.flush()
        case = Case(
            creditor_id="demo", brand_id=brand.id, reference="DEMO-1001", jurisdiction="FR",
            nature="consumer_credit", collector_role="own_account", state="late", currency="EUR",
            oldest_unpaid_on=date(2026, 8, 5), flags=[],
        )
        phone = ContactPoint(creditor_id="demo", person_id=person.id, kind="phone", value="+33639980101")
        thread = Conversation(
            public_id="thread-1", channel="web", sender="s" * 64, creditor_id="demo", person_id=person.id,
            language="fr", country="FR", owner_since=uow.now, created_at=uow.now, memory={}, last_debtor_at=uow.now,
        )
        uow.session.add_all([case, phone, thread])
        await uow.flush()
        uow.session.add_all(
            [
                Party(creditor_id="demo", case_id=case.id, person_id=person.id, role="borrower"),
                LedgerEntry(
                    creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=48000, at=uow.now,
                    value_on=date(2026, 11, 1), reason="", source_kind="feed", source_key="opening:1",
                ),
            ]
        )
        await uow.commit()
    return Timed(database, clock, case.id, person.id, thread.id, phone.id)
