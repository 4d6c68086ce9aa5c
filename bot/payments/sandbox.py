"""The sandbox: a simulated payment provider behind the same port as a real one. No money moves.

Its memory is a table of its own, so that a restart loses neither a session nor an event that is still to be
delivered; it speaks to us only as a real one would, by signed HTTP.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.debt.settling import BACK
from bot.payments.delivery import Delivery
from bot.service.ports import Order, ProviderState, ProviderUnavailable, Session
from bot.signature import webhook_secret
from bot.store.database import Database
from bot.store.tables import SandboxSession

ACTIONS: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "open": {"card": ("paid", "card"), "refuse": ("failed", "card"), "sepa": ("pending", "sepa")},
    "pending": {"sepa_paid": ("paid", None), "sepa_failed": ("failed", None)},
    "paid": {"refund": ("refunded", None), "dispute": ("disputed", None)},
    "disputed": {"win": ("paid", None), "refund": ("refunded", None)},
}
"""What may be done on its page, by state: the state that follows, and the method."""


class Sandbox:
    """Implements PaymentProvider; `act` is what a person does on its page."""

    name = "sandbox"

    def __init__(self, database: Database, *, secret: str, webhook_url: str) -> None:
        """`secret` is the server's own secret key; what signs the events is worked out from it."""
        self._database = database
        self.delivery = Delivery(database, secret=webhook_secret(secret), webhook_url=webhook_url)

    async def open(self, order: Order) -> Session:
        """A session for that attempt; asked again it is the same one. Raises ProviderUnavailable if the same
        attempt comes with another sum. It has one account, and both ways to pay.
        """
        async with self._database.begin() as uow:
            ref = "sb_" + secrets.token_urlsafe(24)
            row = insert(SandboxSession).values(
                ref=ref, public_id=order.public_id, minor=order.minor, currency=order.currency, lang=order.lang,
                return_url=order.return_url, state="open", created_at=uow.now, expires_at=order.until, events=[],
            )
            await uow.session.execute(row.on_conflict_do_nothing(index_elements=["public_id"]))
            await uow.commit()
            mine = select(SandboxSession).where(SandboxSession.public_id == order.public_id)
            found = (await uow.session.scalars(mine)).one()
        if (found.minor, found.currency) != (order.minor, order.currency):
            raise ProviderUnavailable("the same attempt with another sum")
        return Session(provider_ref=found.ref, url=f"{self._database.base_url}/sandbox/{found.ref}")

    async def fetch(self, *, public_id: str, provider_ref: str, account: str) -> ProviderState:
        """What has become of it. Raises ProviderUnavailable for a session that is not its own."""
        del account
        found = await self.find(provider_ref)
        if found is None or found.public_id != public_id:
            raise ProviderUnavailable("no such session")
        return ProviderState(
            public_id=found.public_id, provider_ref=found.ref, state=found.state, minor=found.minor,
            currency=found.currency, method=found.method, returned_minor=found.minor if found.state in BACK else 0,
        )

    async def expire(self, *, public_id: str, provider_ref: str, account: str) -> None:
        """Close it if it is still open."""
        del public_id, account
        async with self._database.begin() as uow:
            found = await uow.session.get(SandboxSession, provider_ref, with_for_update=True)
            if found is not None and found.state == "open":
                found.state = "expired"
                self._event(found, uow.now)
            await uow.commit()

    async def find(self, ref: str) -> SandboxSession | None:
        """The session, expired by now if its time is over."""
        async with self._database.begin() as uow:
            found = await uow.session.get(SandboxSession, ref, with_for_update=True)
            if found is not None and found.state == "open" and found.expires_at <= uow.now:
                found.state = "expired"
                self._event(found, uow.now)
            await uow.commit()
        return found

    async def act(self, ref: str, action: str) -> SandboxSession | None:
        """Do what its page offers; what its state does not allow changes nothing. None: no such session."""
        if await self.find(ref) is None:
            return None
        async with self._database.begin() as uow:
            found = await uow.session.get_one(SandboxSession, ref, with_for_update=True)
            if action == "again":
                self._once_more(found, uow.now)
            elif action in ACTIONS.get(found.state, {}):
                found.state, method = ACTIONS[found.state][action]
                found.method = method or found.method
                self._event(found, uow.now)
            await uow.commit()
        self.delivery.wake()
        return found

    @staticmethod
    def _event(found: SandboxSession, now: Any) -> None:
        event = {"id": "evt_" + secrets.token_hex(12), "kind": f"payment.{found.state}", "tries": 0, "delivered": False}
        found.events = [*found.events, event]
        found.deliver_at = now

    @staticmethod
    def _once_more(found: SandboxSession, now: Any) -> None:
        if found.events:
            found.events = [*found.events[:-1], {**found.events[-1], "tries": 0, "delivered": False}]
            found.deliver_at = now
