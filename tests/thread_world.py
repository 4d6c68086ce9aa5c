"""A debtor's thread on the real PostgreSQL: words in, turns taken by a stand-in for Rasa, what came of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from actions import door, wiring
from bot.service.identity.proving import prove_person
from bot.service.thread.conversation import lock, open_conversation
from bot.service.turn import inbound
from bot.service.turn.turns import Turns
from bot.store.database import Database
from bot.store.tables import AuditLine, Brand, Case, Conversation, Creditor, Handover, Message, Party, Person
from tests.demo_world import demo_world
from tests.rasa_stand_in import StandIn, call_of

BORN = {"DEMO-1001": "14/03/1985", "DEMO-1002": "2 novembre 1992", "DEMO-1003": "30/07/1969", "DEMO-2001": "23/06/1979"}
MONEY = re.compile(r"\d[\d\s.,  ]*(?:€|eur|£|gbp)|[£€]\s?\d", re.I)
_cids = itertools.count(1)


async def demo_of(database: Database) -> Database:
    """The demo data, and the actions connected to it."""
    await demo_world(database)
    wiring.connect(database)
    return database


@dataclass
class Thread:
    """One debtor at one browser."""

    database: Database
    rasa: StandIn
    key: int
    turns: Turns
    seen: int = 0
    notes: list[str] = field(default_factory=list)

    async def send(self, text: str, cid: str | None = None) -> inbound.Inbound:
        """Words arrive; no turn is taken yet."""
        async with self.database.begin() as uow:
            got = await inbound.text_in(
                uow, await lock(uow, self.key), cid=cid or f"cid-{next(_cids):08d}", text=text
            )
            await uow.commit()
            return got

    async def tap(self, title_id_or_payload: str, cid: str | None = None) -> inbound.Inbound:
        """Tap the newest message's choice with this payload."""
        message, index = await self.choice(title_id_or_payload)
        async with self.database.begin() as uow:
            got = await inbound.choice_in(
                uow, await lock(uow, self.key), cid=cid or f"cid-{next(_cids):08d}", choice_id=f"{message}.{index}"
            )
            await uow.commit()
            return got

    async def choice(self, payload: str) -> tuple[int, int]:
        """Where the newest choice with that payload (or data key) stands."""
        for message in reversed(await self.messages()):
            for n, choice in enumerate(message.choices):
                if choice["payload"] == payload or payload in choice["data"]:
                    return message.id, n
        raise AssertionError(f"no choice {payload}")

    async def settle(self) -> None:
        """Take turns until nothing waits."""
        self.turns.wake(self.key)
        while self.turns._running:
            await self.turns.stop()

    async def say(self, *texts: str) -> list[Message]:
        """Words arrive, turns are taken; what was answered."""
        before = (await self.row()).last_seq
        for text in texts:
            await self.send(text)
        await self.settle()
        return [m for m in await self.messages(after=before) if m.author != "you"]

    async def pick(self, payload: str) -> list[Message]:
        """A choice is tapped; what was answered."""
        before = (await self.row()).last_seq
        await self.tap(payload)
        await self.settle()
        return [m for m in await self.messages(after=before) if m.author != "you"]

    async def act(
        self, action: str, text: str = "", intent: str | None = None, session: int | None = None, **given: Any
    ) -> list[dict[str, Any]]:
        """Run one action as Rasa would, whatever the dialogue says; its responses. `session`: an older one."""
        if text:
            await self.change(turn_text=text)
        row = await self.row()
        call = call_of(action, f"{row.public_id}.{session or row.errand_no}", text, intent, **given)
        result = await door.executor().run(call)
        return list(result.model_dump()["responses"]) if result else []

    async def row(self) -> Conversation:
        async with self.database.begin() as uow:
            return await uow.session.get_one(Conversation, self.key)

    async def messages(self, after: int = 0) -> list[Message]:
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(Message)
                .where(Message.conversation_id == self.key, Message.seq > after)
                .order_by(Message.seq)
            )
            return list(rows)

    async def handovers(self) -> list[Handover]:
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(select(Handover).where(Handover.conversation_id == self.key))
            return list(rows)

    async def prove(self, reference: str) -> None:
        """Identity as if it had been proven in the dialogue."""
        async with self.database.begin() as uow:
            person = await uow.session.scalar(
                select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
                .where(Case.reference == reference, Party.role == "borrower")
            )
            assert person is not None
            await prove_person(uow, await lock(uow, self.key), person, level=1)
            await uow.commit()

    async def audits(self) -> list[str]:
        """Verbs of this conversation's own audit lines, in order."""
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(AuditLine.verb)
                .where(AuditLine.object_kind == "conversation", AuditLine.object_id == str(self.key))
                .order_by(AuditLine.id)
            )
            return list(rows)

    async def change(self, **values: Any) -> None:
        """Write to the conversation's memory."""
        from bot.service.thread.conversation import remember  # noqa: PLC0415

        async with self.database.begin() as uow:
            remember(await lock(uow, self.key), **values)
            await uow.commit()


async def open_thread(
    database: Database, sender: str = "browser-1", *, lang: str = "fr", means: Mapping[str, str] | None = None,
    rasa: StandIn | None = None, proven: str | None = None,
) -> Thread:
    """A browser's thread, of the borrower of case `proven` if one is named; the demo data must be there."""
    async with database.begin() as uow:
        opened = await open_conversation(uow, sender=sender, channel="web", language=lang)
        await uow.commit()
        key = opened.id
    stand_in = rasa or StandIn(means)
    stand_in.means |= means or {}
    thread = Thread(database=database, rasa=stand_in, key=key, turns=Turns(database, stand_in))
    if proven is not None:
        await thread.prove(proven)
    return thread


def ids(messages: Iterable[Message]) -> list[str | None]:
    """Ids of the sentences."""
    return [m.text_id for m in messages]


async def secrets_of(database: Database) -> list[str]:
    """What nobody who is not identified may read: brands, references, creditors."""
    async with database.begin() as uow:
        brands = list(await uow.session.scalars(select(Brand.name)))
        creditors = list(await uow.session.scalars(select(Creditor.name)))
        references = list(await uow.session.scalars(select(Case.reference)))
    return [*brands, *creditors, *references]


def disclosed(text: str, secrets: Iterable[str]) -> list[str]:
    """What of it a text gives away, amounts among them."""
    found = [s for s in secrets if re.search(rf"(?<!\w){re.escape(s)}(?!\w)", text, re.I)]
    return found + [m.group() for m in MONEY.finditer(text)]


async def count(database: Database, table: Any, *where: Any) -> int:
    """Rows of a table."""
    async with database.begin() as uow:
        return int(await uow.session.scalar(select(func.count()).select_from(table).where(*where)) or 0)
