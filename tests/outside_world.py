"""The running application as whoever writes from outside the web chat meets it; its outbox is emptied by the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot import bootstrap
from bot.keys import TURNS
from bot.service.outside.outbox import deliver_due
from bot.service.turn import bursts
from bot.settings import Settings
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Conversation, OutboxMessage, PhoneLine
from tests.rasa_stand_in import StandIn as Rasa


class Idle:
    """A worker that leaves the outbox to the test, so that every try is one that the test makes."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


@asynccontextmanager
async def running(
    database: Database, settings: Settings, rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[TestServer, aiohttp.ClientSession]]:
    """The application on a port of its own, and a client."""
    monkeypatch.setattr(bootstrap, "RasaClient", lambda *_: rasa)
    monkeypatch.setattr(bursts, "QUIET", 0.0)  # this clock stands still: every message would look like one of a burst
    monkeypatch.setattr(bootstrap, "Worker", Idle)
    database.base_url = settings.base_url
    app: web.Application = await bootstrap.make_app(settings, database)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        yield server, http


@dataclass(kw_only=True)
class OutsideWorld:
    """The running application with both its sides."""

    database: Database
    clock: FixedClock
    server: TestServer
    rasa: Rasa
    settings: Settings
    http: aiohttp.ClientSession

    async def settle(self) -> None:
        """Let turns be taken and the outbox be emptied."""
        turns = self.server.app[TURNS]
        while turns._running:
            await turns.stop()
        await self.deliver()

    async def deliver(self) -> None:
        """The outbox, once."""
        await deliver_due(self.database, bootstrap.senders(self.settings, self.http))

    async def all(self, table: type, *where: object) -> list:
        """The rows of a table, the oldest first."""
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(table).where(*where).order_by(*table.__table__.primary_key.columns)
            )
            return list(rows)

    async def outbox(self) -> list[OutboxMessage]:
        """All that was to be sent."""
        return await self.all(OutboxMessage)

    async def thread_of(self, line: str) -> Conversation:
        """The newest conversation with a number or address."""
        async with self.database.begin() as uow:
            found = await uow.session.scalar(
                select(Conversation).join(PhoneLine, PhoneLine.conversation_id == Conversation.id)
                .where(PhoneLine.number == line).order_by(Conversation.id.desc()).limit(1)
            )
            assert found is not None
            return found
