"""The running application between its two sides: a stand-in for Twilio, and telephones that write to it."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot import bootstrap
from bot.keys import TURNS
from bot.service.outside.outbox import deliver_due
from bot.settings import Settings
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Conversation, Creditor, Message, OutboxMessage, PhoneLine
from tests.rasa_stand_in import StandIn as Rasa
from tests.twilio_stand_in import StandIn, Twilio

PHONE = "+33639980101"
STRANGER = "+33639980777"


@dataclass
class World:
    """The running application with both its sides."""

    database: Database
    clock: FixedClock
    server: TestServer
    twilio: Twilio
    api: StandIn
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

    async def say(self, body: str, number: str = PHONE, **more: str) -> list[str]:
        """Somebody writes; what they get."""
        before = len(self.api.taken)
        await self.twilio.text(number, body, **more)
        await self.settle()
        return [str(row["body"]) for row in self.api.taken[before:]]

    async def all(self, table: type, *where: object) -> list:
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(table).where(*where).order_by(*table.__table__.primary_key.columns)
            )
            return list(rows)

    async def thread(self, number: str = PHONE) -> Conversation:
        """The newest conversation with a number."""
        async with self.database.begin() as uow:
            found = await uow.session.scalar(
                select(Conversation).join(PhoneLine, PhoneLine.conversation_id == Conversation.id)
                .where(PhoneLine.number == number).order_by(Conversation.id.desc()).limit(1)
            )
            assert found is not None
            return found

    async def messages(self, author: str | None = None) -> list[Message]:
        rows = await self.all(Message)
        return [row for row in rows if author in (None, row.author)]

    async def outbox(self) -> list[OutboxMessage]:
        return await self.all(OutboxMessage)

    async def set_creditor(self, key: str, **settings: object) -> None:
        """Change a creditor's settings."""
        async with self.database.begin() as uow:
            row = await uow.session.get_one(Creditor, key)
            row.settings = {**row.settings, **settings}
            await uow.commit()
