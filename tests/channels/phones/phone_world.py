"""The running application between its two sides: a stand-in for Twilio, and telephones that write to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.tables import Conversation, Creditor, Message
from tests.outside_world import OutsideWorld
from tests.twilio_stand_in import StandIn, Twilio

PHONE = "+33639980101"
STRANGER = "+33639980777"


@dataclass(kw_only=True)
class World(OutsideWorld):
    """With a stand-in for Twilio, and telephones that write to it."""

    twilio: Twilio
    api: StandIn

    async def say(self, body: str, number: str = PHONE, **more: str) -> list[str]:
        """Somebody writes; what they get."""
        before = len(self.api.taken)
        await self.twilio.text(number, body, **more)
        await self.settle()
        return [str(row["body"]) for row in self.api.taken[before:]]

    async def thread(self, number: str = PHONE) -> Conversation:
        """The newest conversation with a number."""
        return await self.thread_of(number)

    async def messages(self, author: str | None = None) -> list[Message]:
        rows = await self.all(Message)
        return [row for row in rows if author in (None, row.author)]

    async def set_creditor(self, key: str, **settings: object) -> None:
        """Change a creditor's settings."""
        async with self.database.begin() as uow:
            row = await uow.session.get_one(Creditor, key)
            row.settings = {**row.settings, **settings}
            await uow.commit()
