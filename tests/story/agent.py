"""An agent at the desk, over its own HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from typing import Any

import aiohttp

from tests.story.facts import NotInTime, Row

DATA = re.compile(r'<script[^>]*id="desk-data"[^>]*>(.*?)</script>', re.S)
LOGINS = {"auralis": "camille", "maison": "camille", "volta": "ines", "brightloan": "sam", "ukdemo": "sam"}
"""Who answers for which creditor (bot/feeds/demo.yml); the password is the login with `-demo`."""


class DeskFault(AssertionError):
    """The desk has refused something, or was not there."""


class Agent:
    """One agent, logged in. Use as an async context."""

    def __init__(self, base_url: str, login: str = "camille") -> None:
        self.base_url, self.login = base_url, login
        self.http = aiohttp.ClientSession(
            base_url=base_url, cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=20),
        )
        self.csrf = ""

    async def __aenter__(self) -> Agent:
        form = {"login": self.login, "password": f"{self.login}-demo"}
        async with self.http.post("/desk/login", data=form) as answer:
            page = await answer.text()
            if answer.status != 200:
                raise DeskFault(f"{self.login} can't log in: {answer.status}")
        found = DATA.search(page)
        if found is None:
            raise DeskFault("the desk's page has no data for its script")
        self.csrf = str(json.loads(found.group(1))["csrf"])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def queue(self) -> Row:
        """What waits, as the desk gives it to programs: `items` and `alerts`."""
        async with self.http.get("/desk/queue") as answer:
            if answer.status != 200:
                raise DeskFault(f"no queue: {answer.status}")
            return dict(await answer.json())

    async def item(self, conversation_id: int) -> Row | None:
        """The conversation's line in the queue; None if the agent does not see it."""
        found = await self.queue()
        return next((one for one in found["items"] if one["conversation"] == conversation_id), None)

    async def status(self, conversation_id: int) -> int:
        """The HTTP status of the conversation's page: 404 for one that is not theirs."""
        async with self.http.get(f"/desk/c/{conversation_id}") as answer:
            return answer.status

    async def page(self, conversation_id: int) -> str:
        """The conversation's page, or what is shown instead."""
        async with self.http.get(f"/desk/c/{conversation_id}") as answer:
            return await answer.text()

    async def act(self, conversation_id: int, action: str, **body: Any) -> Row:
        """take, write, hand_back … Raises DeskFault when refused."""
        async with self.http.post(
            f"/desk/c/{conversation_id}/{action}", json=body, headers={"X-CSRF": self.csrf}
        ) as answer:
            result = dict(await answer.json())
            if answer.status != 200:
                raise DeskFault(f"{action} is refused: {answer.status} {result.get('code')}")
            return result

    async def acknowledge_all(self) -> int:
        """Whoever is on call has heard every alert that sounds; how many."""
        alerts = (await self.queue())["alerts"]
        for one in alerts:
            async with self.http.post(f"/desk/alert/{one['id']}/ack", json={}, headers={"X-CSRF": self.csrf}) as answer:
                if answer.status != 200:
                    raise DeskFault(f"an alert can't be acknowledged: {answer.status}")
        return len(alerts)

    async def write(self, conversation_id: int, text: str) -> Row:
        """Words into the debtor's thread."""
        return await self.act(conversation_id, "write", text=text, cid=str(uuid.uuid4()))

    async def watch(self) -> aiohttp.ClientWebSocketResponse:
        """The desk's socket, open and having told the queue once."""
        ws = await self.http.ws_connect("/desk/ws")
        async with asyncio.timeout(10):
            while (await ws.receive_json())["type"] != "queue":
                pass
        return ws

    async def sees(self, ws: aiohttp.ClientWebSocketResponse, conversation_id: int, *, seconds: float = 10) -> float:
        """Wait until the socket pushes a queue with the conversation; gives the seconds it took. Raises NotInTime."""
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    frame = await ws.receive_json()
                    if frame["type"] != "queue":
                        continue
                    if any(one["conversation"] == conversation_id for one in frame["items"]):
                        return asyncio.get_running_loop().time() - begun
        except TimeoutError:
            raise NotInTime(f"the desk does not show conversation {conversation_id} within {seconds:.0f} s") from None
