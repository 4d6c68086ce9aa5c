"""The desk over HTTP on the real PostgreSQL, with the demo's creditors, debtors and agents."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.desk import routes
from bot.keys import DATABASE, LISTENER, SETTINGS
from bot.service.handover import handover
from bot.service.identity.proving import prove_person
from bot.service.thread.conversation import lock, open_choices, open_conversation
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.turn import inbound
from bot.settings import Settings
from bot.store.database import Database
from bot.store.listen import Listener
from bot.store.tables import Case, Conversation, Party, Person
from tests.demo_world import demo_world
from tests.hanging_up import hang_up

Debtor = Callable[..., Awaitable[int]]
Answer = tuple[int, dict[str, Any]]


@pytest.fixture
async def demo(database: Database) -> Database:
    return await demo_world(database)


@pytest.fixture
def settings() -> Settings:
    return Settings(_env_file=None)


@pytest.fixture
async def server(demo: Database, settings: Settings) -> AsyncIterator[TestServer]:
    app = web.Application()
    app[SETTINGS], app[DATABASE], app[LISTENER] = settings, demo, Listener(demo.url)

    async def listening(app: web.Application) -> AsyncIterator[None]:
        await app[LISTENER].start()
        yield
        await app[LISTENER].stop()

    routes.add_routes(app)
    app.cleanup_ctx.append(listening)
    async with TestServer(app) as running:
        yield running


@dataclass
class Desk:
    """An agent's browser."""

    client: TestClient
    csrf: str = ""

    async def log_in(self, login: str, password: str | None = None) -> int:
        given = {"login": login, "password": password or f"{login}-demo"}
        answer = await self.client.post("/desk/login", data=given, allow_redirects=False)
        if answer.status == 303:
            page = await (await self.client.get("/desk")).text()
            found = re.search(r'name="csrf" value="([^"]+)"', page)
            assert found is not None
            self.csrf = found[1]
        return answer.status

    def cookie(self, name: str, path: str = "/desk") -> str:
        found = self.client.session.cookie_jar.filter_cookies(self.client.make_url(path))
        return str(found[name].value)

    async def do(self, conversation: int, action: str, **body: Any) -> Answer:
        return await self.post(f"/desk/c/{conversation}/{action}", body)

    async def post(self, path: str, body: dict[str, Any], **headers: str) -> Answer:
        answer = await self.client.post(path, json=body, headers={"X-CSRF": self.csrf, **headers})
        return answer.status, await answer.json()

    async def page(self, path: str) -> str:
        return await (await self.client.get(path)).text()

    async def queue(self) -> dict[str, Any]:
        found: dict[str, Any] = await (await self.client.get("/desk/queue")).json()
        return found

    async def socket(self) -> aiohttp.ClientWebSocketResponse:
        return await self.client.ws_connect("/desk/ws")


@pytest.fixture
async def browser(server: TestServer) -> AsyncIterator[Callable[[], Desk]]:
    clients: list[TestClient] = []

    def make() -> Desk:
        clients.append(TestClient(server))
        return Desk(clients[-1])

    yield make
    await hang_up(clients)


@pytest.fixture
def agent(browser: Callable[[], Desk]) -> Callable[[str], Awaitable[Desk]]:
    """A logged-in agent by login."""

    async def one(login: str) -> Desk:
        desk = browser()
        assert await desk.log_in(login) == 303
        return desk

    return one


@pytest.fixture
def debtor(demo: Database) -> Debtor:
    """A conversation; with `reference` its debtor is identified, with `queue` somebody is asked for."""
    numbers = itertools.count(1)

    async def one(
        reference: str | None = None, *, queue: str | None = "general", reason: str = "asked", text: str = "bonjour",
    ) -> int:
        async with demo.begin() as uow:
            made = await open_conversation(uow, sender=f"browser-{next(numbers)}", channel="web", language="fr")
            await write(uow, made, say("notice_welcome"), author="system")
            if reference is not None:
                person = await uow.session.scalar(
                    select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
                    .where(Case.reference == reference, Party.role == "borrower")
                )
                await prove_person(uow, made, person, level=1)
            await inbound.text_in(uow, made, cid=f"first-words-{made.id}", text=text)
            if queue is not None:
                await handover.open_handover(uow, made, queue=queue, reason=reason)
            await uow.commit()
            return made.id

    return one


@pytest.fixture
def writes(demo: Database) -> Callable[..., Awaitable[int]]:
    """The debtor writes something more; its number in the thread."""
    numbers = itertools.count(1)

    async def one(conversation: int, text: str) -> int:
        async with demo.begin() as uow:
            locked = await lock(uow, conversation)
            got = await inbound.text_in(uow, locked, cid=f"more-words-{next(numbers)}", text=text)
            await uow.commit()
            return got.message.seq

    return one


@pytest.fixture
def answers(demo: Database) -> Callable[..., Awaitable[inbound.Inbound]]:
    """The debtor taps the n-th choice of the open question, or writes."""

    async def one(conversation: int, what: int | str, cid: str = "") -> inbound.Inbound:
        async with demo.begin() as uow:
            locked = await lock(uow, conversation)
            cid = cid or f"answer-{locked.last_seq:08d}"
            if isinstance(what, str):
                got = await inbound.text_in(uow, locked, cid=cid, text=what)
            else:
                message, _ = await open_choices(uow, locked)
                assert message is not None
                got = await inbound.choice_in(uow, locked, cid=cid, choice_id=f"{message.id}.{what}")
            await uow.commit()
            return got

    return one


@pytest.fixture
def row(demo: Database) -> Callable[[int], Awaitable[Conversation]]:
    """The conversation as it stands in the store."""

    async def one(conversation: int) -> Conversation:
        async with demo.begin() as uow:
            return await uow.session.get_one(Conversation, conversation)

    return one


@pytest.fixture
def hear() -> Callable[..., Awaitable[dict[str, Any]]]:
    """The next frame of a kind, within so many seconds."""

    async def one(ws: aiohttp.ClientWebSocketResponse, kind: str, seconds: float = 3.0) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                frame = await ws.receive()
                assert frame.type == aiohttp.WSMsgType.TEXT, frame
                data: dict[str, Any] = json.loads(frame.data)
                if data["type"] == kind:
                    return data

    return one
