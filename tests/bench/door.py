"""letter_then_plan at Rasa's door.

The turns are prepared and stored here as the server does it (bot.service), so that the request to Rasa can be timed
by itself: the dialogue, and the custom actions that Rasa calls back in the server with all their database work.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

import aiohttp
from sqlalchemy import select

from bot.channels.rasa import RasaClient
from bot.service.thread.conversation import lock, open_conversation
from bot.service.turn import inbound
from bot.service.turn.turns import Turns
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.tables import Message
from tests.bench.script import FIRST, QUESTIONS, Script, WrongWay


class TimedRasa:
    """Rasa's client, with the time of each turn in seconds."""

    def __init__(self, inner: RasaClient) -> None:
        self._inner = inner
        self.took: list[float] = []

    async def turn(self, *, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """As the port says."""
        began = perf_counter()
        replies = await self._inner.turn(sender=sender, text=text, metadata=metadata)
        self.took.append(perf_counter() - began)
        return replies

    async def parse(self, text: str) -> dict[str, Any]:
        """As the port says."""
        return await self._inner.parse(text)

    async def seed(self, **values: Any) -> None:
        """As the port says."""
        await self._inner.seed(**values)


@dataclass
class Door:
    """The store and Rasa of a running system, used from outside its server."""

    url: str
    rasa_url: str
    database: Database = field(init=False)
    rasa: TimedRasa = field(init=False)
    whole: list[float] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        clock = OffsetClock()
        self.database = Database(self.url, clock)
        async with self.database.begin() as uow:
            clock.offset = await read_offset(uow.session)
        http = await self._stack.enter_async_context(aiohttp.ClientSession())
        self._stack.push_async_callback(self.database.close)
        self.rasa = TimedRasa(RasaClient(http, self.rasa_url, 30.0))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def begin(self) -> int:
        """A new conversation's number."""
        async with self.database.begin() as uow:
            conversation = await open_conversation(uow, sender=secrets.token_hex(16), channel="web", language="fr")
            await uow.commit()
            return conversation.id

    async def turn(self, key: int, *, text: str = "", choice: str = "") -> list[Message]:
        """One message and its answer; the times are added to `rasa.took` and `whole`. Raises WrongWay."""
        turns, began, asked = Turns(self.database, self.rasa), perf_counter(), len(self.rasa.took)
        async with self.database.begin() as uow:
            conversation = await lock(uow, key)
            if choice:
                got = await inbound.choice_in(uow, conversation, cid=str(uuid.uuid4()), choice_id=choice)
            else:
                got = await inbound.text_in(uow, conversation, cid=str(uuid.uuid4()), text=text)
            seq = got.message.seq
            await uow.commit()
        turns.wake(key)
        await turns.stop()
        self.whole.append(perf_counter() - began)
        if len(self.rasa.took) != asked + 1:
            raise WrongWay(f"Rasa was not asked, or did not answer: {text or choice}")
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(Message).where(Message.conversation_id == key, Message.seq > seq).order_by(Message.seq)
            )
            return list(rows)

    async def play(self, script: Script) -> int:
        """letter_then_plan; gives the conversation. Raises WrongWay."""
        key = await self.begin()
        said = await self.turn(key, text=FIRST)
        while True:
            asked = next((one for one in reversed(said) if one.text_id in QUESTIONS), None)
            if asked is None:
                break
            text = script.answer(str(asked.text_id))
            said = await self.turn(key, text=text) if text is not None else await self.turn(key, choice=f"{asked.id}.0")
        script.check()
        return key

    async def long_talk(self, script: Script, turns: int, words: str) -> list[float]:
        """The same question again and again by somebody who has a plan; Rasa's time of each turn, the first first."""
        key = await self.play(script)
        start = len(self.rasa.took)
        for _ in range(turns):
            await self.turn(key, text=words)
        return self.rasa.took[start:]
