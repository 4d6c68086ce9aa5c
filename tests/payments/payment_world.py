"""A creditor, a debtor who owes 480.00 EUR, and the payment door as a browser sees it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select
from yarl import URL

from bot.keys import DATABASE, PROVIDER, SETTINGS
from bot.payments.routes import add_routes
from bot.payments.sandbox import Sandbox
from bot.service.case.cases import view_of
from bot.service.pay.demands import demand_for_sum
from bot.service.pay.payment_links import make_link
from bot.service.pay.settlement import Event, apply_event
from bot.service.ports import PaymentProvider
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    Brand,
    Case,
    Creditor,
    Demand,
    Hold,
    Instalment,
    LedgerEntry,
    Party,
    Person,
    Plan,
)

BIRTH = "14/03/1985"
SECRET = "a secret of the tests, long enough"


@dataclass
class World:
    """Ids of what was seeded, and short ways to look at what became of it."""

    database: Database
    case_id: int
    person_id: int

    async def link(self, minor: int = 48000, kind: str = "personal") -> str:
        """A token for a demand of that sum."""
        async with self.database.begin() as uow:
            demand = await demand_for_sum(uow, await view_of(uow, self.case_id), minor)
            url = await make_link(uow, demand, kind)  # type: ignore[arg-type]
            await uow.commit()
        return url.rsplit("/", 1)[1]

    async def plan(self, *minors: int) -> list[int]:
        """An agreed plan with these instalments, monthly from December; their ids."""
        async with self.database.begin() as uow:
            plan = Plan(
                creditor_id="demo", case_id=self.case_id, person_id=self.person_id, group="g", kind="plan",
                state="agreed", currency="EUR", agreed_at=uow.now, undo_until=uow.now,
            )
            uow.session.add(plan)
            await uow.flush()
            rows = [
                Instalment(creditor_id="demo", plan_id=plan.id, n=n, due_on=date(2026, 11 + n, 5) if n < 2
                           else date(2027, n - 1, 5), minor=minor)
                for n, minor in enumerate(minors, start=1)
            ]
            uow.session.add_all(rows)
            await uow.commit()
        return [row.id for row in rows]

    async def hold(self, reason: str, part: int | None = None) -> None:
        """A hold on the case."""
        async with self.database.begin() as uow:
            uow.session.add(
                Hold(creditor_id="demo", case_id=self.case_id, reason=reason, set_by="agent", set_at=uow.now,
                     review_on=date(2027, 1, 1), part_minor=part, detail={})
            )
            await uow.commit()

    async def all(self, table: type) -> list:
        """Every row of a table, by key."""
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(select(table).order_by(*table.__table__.primary_key.columns))
            return list(rows.all())

    async def sums(self) -> dict[str, int]:
        """The ledger by account."""
        async with self.database.begin() as uow:
            rows = await uow.session.execute(
                select(LedgerEntry.account, func.sum(LedgerEntry.minor)).group_by(LedgerEntry.account)
            )
            return {account: int(total) for account, total in rows.all()}

    async def attempt(self, demand_id: int | None = None, minor: int = 48000, public_id: str = "at_1",
                      state: str = "open", currency: str = "EUR") -> str:
        """An attempt of a demand, as if it had been opened."""
        async with self.database.begin() as uow:
            if demand_id is None:
                demand_id = (await uow.session.scalars(select(Demand.id).order_by(Demand.id))).first()
            uow.session.add(
                Attempt(creditor_id="demo", demand_id=demand_id, public_id=public_id, provider="fake",
                        provider_ref=f"ref_{public_id}", minor=minor, currency=currency, state=state,
                        created_at=uow.now)
            )
            await uow.commit()
        return public_id


async def seed(database: Database) -> World:
    """480.00 EUR overdue on one case of one borrower."""
    async with database.begin() as uow:
        uow.session.add(Creditor(id="demo", name="Maison Démo", country="FR", settings={}))
        await uow.flush()
        brand = Brand(creditor_id="demo", key="maison", name="Maison Démo", policy="demo_maison")
        person = Person(creditor_id="demo", external_key="p1", last_name="Martin", first_name="Léa",
                        birth_date=date(1985, 3, 14), postcode="67000", language="fr", country="FR")
        uow.session.add_all([brand, person])
        await uow.flush()
        case = Case(creditor_id="demo", brand_id=brand.id, reference="DEMO-1001", jurisdiction="FR",
                    nature="consumer_credit", collector_role="own_account", state="late", currency="EUR",
                    oldest_unpaid_on=date(2026, 8, 5), flags=[])
        uow.session.add(case)
        await uow.flush()
        uow.session.add_all([
            Party(creditor_id="demo", case_id=case.id, person_id=person.id, role="borrower"),
            LedgerEntry(creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=48000, at=uow.now,
                        value_on=date(2026, 11, 1), reason="", source_kind="feed", source_key="opening:1"),
        ])
        await uow.commit()
    return World(database, case.id, person.id)


async def knock(world: World, provider: PaymentProvider, event: str = "e1", public_id: str = "at_1") -> str:
    """An event of a provider that tests steer: something changed."""
    return await apply_event(world.database, provider, public_id, Event(event, "payment.changed"))


async def paid_attempt(world: World, provider: Any, minor: int = 48000) -> None:
    """A payment that we have heard of; `provider` is the steered one."""
    await world.link(minor)
    await world.attempt(minor=minor)
    provider.says("at_1", "paid", minor)
    assert await knock(world, provider) == "paid"


async def partly_disputed(world: World, provider: Any) -> None:
    """480.00 came by card, of which 100.00 are disputed and wait."""
    await world.link()
    await world.attempt()
    await world.hold("dispute", part=10000)
    provider.says("at_1", "paid")
    await knock(world, provider)
    assert await world.sums() == {"due": 10000, "suspense": -10000}


@dataclass
class Door:
    """The payment door as a browser sees it."""

    client: TestClient
    sandbox: Sandbox | None = None

    async def csrf(self, path: str) -> str:
        """The token of a form on that page."""
        text = await (await self.client.get(path)).text()
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
        assert found, text
        return found.group(1)

    async def send(self, token: str, do: str, **fields: str):
        """A form of the payment page, sent without following what it leads to."""
        data = {"csrf": await self.csrf(f"/pay/{token}"), "do": do, **fields}
        return await self.client.post(f"/pay/{token}", data=data, allow_redirects=False)

    async def identify(self, token: str, birth: str = BIRTH):
        """The birth date, given."""
        return await self.send(token, "identify", birth=birth)

    async def once(self, token: str) -> str:
        """The value that makes a form one attempt."""
        text = await (await self.client.get(f"/pay/{token}")).text()
        found = re.search(r'name="once" value="([^"]+)"', text)
        assert found, text
        return found.group(1)

    async def go(self, location: str):
        """A page of ours at a whole address, as a redirect names it."""
        return await self.client.get(self._own(location))

    async def click(self, location: str, do: str):
        """A button of the sandbox's page."""
        return await self.client.post(self._own(location), data={"do": do}, allow_redirects=False)

    @staticmethod
    def _own(location: str) -> str:
        url = URL(location)
        return str(url.relative() if url.absolute else url)

    async def pay(self, token: str, once: str | None = None):
        """The pay button."""
        return await self.send(token, "pay", once=once or await self.once(token))


@asynccontextmanager
async def serving(database: Database, provider: PaymentProvider) -> AsyncIterator[TestClient]:
    """The real routes on a real port; a sandbox's events are delivered only when a test asks for it."""
    app = web.Application()
    app[SETTINGS], app[DATABASE] = Settings(REPIT_SECRET_KEY=SECRET), database  # type: ignore[call-arg]
    app[PROVIDER] = provider
    add_routes(app)
    app.cleanup_ctx.remove(app.cleanup_ctx[-1])
    server = TestServer(app)
    await server.start_server()
    database.base_url = str(server.make_url("")).rstrip("/")
    async with TestClient(server) as client:
        yield client
