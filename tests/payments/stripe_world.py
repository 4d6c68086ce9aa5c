"""The payment door with Stripe's own adapter, and the stand-in that it speaks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import stripe as library
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.payments import stripe
from bot.payments.stripe import Stripe
from bot.service.pay import payments
from bot.service.ports import Clock
from bot.settings.accounts import StripeAccount
from bot.store.database import Database
from bot.store.tables import Attempt
from tests.payments.payment_world import Door, World, serving
from tests.payments.stripe_api import StandIn, deliver
from tests.payments.stripe_books import Books

KEYS = {"": "sk_test_main", "acme": "sk_test_acme"}
SECRETS = {"": "whsec_main", "acme": "whsec_acme"}


@dataclass
class StripeDoor(Door):
    """A browser's view, Stripe's books and the way by which its events come."""

    database: Database | None = None
    stripe: Stripe | None = None
    stand_in: StandIn | None = None
    delivered: int = 0

    @property
    def books(self) -> Books:
        """Of the default account."""
        return self.stand_in.books[KEYS[""]]

    @property
    def url(self) -> str:
        """Our webhook."""
        return f"{self.database.base_url}/webhooks/stripe"

    async def begin(self, token: str, once: str = "one", lang: str = "fr") -> str:
        """Click, as the page does; the session's id at Stripe."""
        begun = await payments.start_attempt(self.database, self.stripe, token, once=once, lang=lang)
        assert isinstance(begun, payments.Started), begun
        return begun.url.rsplit("/", 1)[1]

    async def knock(self, event: dict[str, Any], account: str = "") -> int:
        """Deliver one event; the status that we answer."""
        return await deliver(self.url, event, SECRETS[account])

    async def deliver(self, events: Iterable[dict[str, Any]] | None = None) -> list[int]:
        """Deliver these, or all that has happened since the last time; what we answer."""
        if events is None:
            events = self.books.happened[self.delivered:]
            self.delivered = len(self.books.happened)
        return [await self.knock(event) for event in events]


@asynccontextmanager
async def stripe_serving(database: Database, clock: Clock) -> AsyncIterator[StripeDoor]:
    """Both on loopback; the library waits a hundredth of what it waits before it repeats a request."""
    stand_in = StandIn(clock, {key: Books(clock, name) for name, key in KEYS.items()})
    server = TestServer(stand_in.app())
    await server.start_server()
    before, timeout = library.HTTPClient.INITIAL_DELAY, stripe.TIMEOUT
    library.HTTPClient.INITIAL_DELAY, stripe.TIMEOUT = 0.005, 0.5
    accounts = {
        name: StripeAccount(api_key=SecretStr(KEYS[name]), webhook_secret=SecretStr(SECRETS[name])) for name in KEYS
    }
    provider = Stripe(accounts, api_base=str(server.make_url("")))
    try:
        async with serving(database, provider) as client:
            yield StripeDoor(client, None, database, provider, stand_in)
    finally:
        library.HTTPClient.INITIAL_DELAY, stripe.TIMEOUT = before, timeout
        await provider.close()
        await server.close()


async def states(world: World) -> list[str]:
    """Of our attempts, in the order in which they were made."""
    return [attempt.state for attempt in await world.all(Attempt)]
