"""A creditor, a debtor who owes 480.00 EUR, a provider that tests steer, and the payment door itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from bot.debt.settling import BACK
from bot.payments import pages
from bot.payments.sandbox import Sandbox
from bot.runner.ledger import told
from bot.service.pay.ledger import check
from bot.service.ports import Order, ProviderState, ProviderUnavailable, Session
from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.payments.payment_world import SECRET, Door, World, seed, serving
from tests.payments.stripe_world import StripeDoor, stripe_serving


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    """480.00 EUR overdue on one case of one borrower; whatever a test does to it, its books add up at the end."""
    yield await seed(database)
    number, found = await check(database)
    assert not found, told(number, found)


class Steered:
    """A provider that says what a test tells it to say."""

    name = "fake"

    def __init__(self) -> None:
        self.states: dict[str, ProviderState] = {}
        self.opened: list[str] = []
        self.expired: list[str] = []
        self.down = False
        self.before_answer: Callable[[], Awaitable[None]] | None = None

    def says(self, public_id: str, state: str, minor: int = 48000, currency: str = "EUR", method: str = "card",
             returned: int | None = None) -> None:
        """From now on. What went back is the whole of it unless told."""
        self.states[public_id] = ProviderState(
            public_id=public_id, provider_ref=f"ref_{public_id}", state=state, minor=minor, currency=currency,
            method=method, returned_minor=(minor if state in BACK else 0) if returned is None else returned,
        )

    async def open(self, order: Order) -> Session:
        """As the port says."""
        if self.down:
            raise ProviderUnavailable
        self.opened.append(order.public_id)
        if order.public_id not in self.states:
            self.says(order.public_id, "open", order.minor, order.currency)
        return Session(provider_ref=f"ref_{order.public_id}", url=f"https://pay.example/{order.public_id}")

    async def fetch(self, *, public_id: str, provider_ref: str, account: str) -> ProviderState:
        """As the port says; what happens before the answer arrives is the test's choice."""
        if self.down:
            raise ProviderUnavailable
        answer = self.states[public_id]
        if self.before_answer is not None:
            meanwhile, self.before_answer = self.before_answer, None
            await meanwhile()
        return answer

    async def expire(self, *, public_id: str, provider_ref: str, account: str) -> None:
        """As the port says."""
        if self.down:
            raise ProviderUnavailable
        self.expired.append(public_id)
        if self.states[public_id].state == "open":
            self.states[public_id] = replace(self.states[public_id], state="expired")


@pytest.fixture
def provider() -> Steered:
    """The steered provider."""
    return Steered()


@pytest.fixture
async def door(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    """The real routes with the sandbox, on a real port; events are delivered when a test asks for it."""
    monkeypatch.setattr(pages, "ANSWER_AFTER", 0.0)
    sandbox = Sandbox(database, secret=SECRET, webhook_url="")
    async with serving(database, sandbox) as client:
        sandbox.delivery._url = f"{database.base_url}/webhooks/sandbox"
        yield Door(client, sandbox)
        await sandbox.delivery.stop()


@pytest.fixture
async def stripe_door(
    database: Database, world: World, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StripeDoor]:
    """The real routes with Stripe's adapter, and a stand-in for Stripe on another port of loopback."""
    monkeypatch.setattr(pages, "ANSWER_AFTER", 0.0)
    async with stripe_serving(database, clock) as there:
        yield there
