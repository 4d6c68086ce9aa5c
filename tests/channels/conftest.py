"""The real application on the real PostgreSQL; only Rasa is a stand-in (its client is tried on its own)."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot import bootstrap
from bot.channels.session import COOKIE
from bot.service.turn import bursts
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Message
from tests.hanging_up import hang_up
from tests.rasa_stand_in import StandIn
from tests.thread_world import demo_of

_cids = itertools.count(1)
PATIENCE = 20.0


@dataclass
class Tab:
    """An open page: what it was sent is kept in order."""

    ws: aiohttp.ClientWebSocketResponse
    got: list[dict[str, Any]] = field(default_factory=list)

    async def give(self, **frame: Any) -> str:
        """A frame; a message or choice gets an id of its own."""
        if frame.get("type") in ("message", "choice"):
            frame.setdefault("cid", f"browser-{next(_cids):08d}")
        await self.ws.send_str(json.dumps(frame, ensure_ascii=False))  # as a browser does
        return str(frame.get("cid"))

    async def say(self, text: str) -> str:
        """Words of the debtor."""
        return await self.give(type="message", text=text)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read frames until one is wanted; those before are kept in `got`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = await self.ws.receive()
                assert frame.type == aiohttp.WSMsgType.TEXT, frame
                data: dict[str, Any] = json.loads(frame.data)
                self.got.append(data)
                if wanted(data):
                    return data

    async def hear(self, kind: str, **like: Any) -> dict[str, Any]:
        """The next frame of that type with those values (`from_` stands for "from")."""
        wanted = {"type": kind, **{k.rstrip("_"): v for k, v in like.items()}}
        return await self.until(lambda f: all(f.get(k) == v for k, v in wanted.items()))

    def texts(self, who: str) -> list[str]:
        """What was shown so far of that author."""
        return [f["text"] for f in self.got if f["type"] == "message" and f["from"] == who]


@dataclass
class Browser:
    """Somebody's browser, with its cookie."""

    client: TestClient
    database: Database

    async def open(self, path: str = "/", **headers: str) -> aiohttp.ClientResponse:
        return await self.client.get(path, headers=headers, allow_redirects=False)

    async def tab(self, after: object = 0, **given: Any) -> Tab:
        """Open the chat in a tab."""
        if not self.cookie():
            assert (await self.open()).status == 200
        tab = Tab(await self.client.ws_connect(f"/chat/ws?after={after}", max_msg_size=0, **given))
        await tab.hear("state")
        return tab

    def cookie(self) -> str:
        """The value of our cookie, or nothing."""
        return next((c.value for c in self.client.session.cookie_jar if c.key == COOKIE), "")


@pytest.fixture
async def rasa() -> StandIn:
    return StandIn({"bonjour": "greet", "combien je dois": "ask_balance", "merci": "thank"})


@pytest.fixture
async def world(database: Database) -> Database:
    return await demo_of(database)


@pytest.fixture
async def server(world: Database, rasa: StandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestServer]:
    monkeypatch.setattr(bootstrap, "RasaClient", lambda *_: rasa)
    monkeypatch.setattr(bursts, "QUIET", 0.0)  # this clock stands still: every message would look like one of a burst
    app = await bootstrap.make_app(Settings(_env_file=None), world)
    async with TestServer(app) as running:
        yield running


@pytest.fixture
async def browser(server: TestServer, world: Database) -> AsyncIterator[Callable[[], Browser]]:
    clients: list[TestClient] = []

    def make() -> Browser:
        clients.append(TestClient(server))
        return Browser(clients[-1], world)

    yield make
    await hang_up(clients)


@pytest.fixture
def stored(world: Database) -> Callable[[], Awaitable[list[Message]]]:
    """Everything debtors have written, in order."""

    async def all_of_it() -> list[Message]:
        async with world.begin() as uow:
            rows = await uow.session.scalars(select(Message).where(Message.author == "you").order_by(Message.id))
            return list(rows)

    return all_of_it
