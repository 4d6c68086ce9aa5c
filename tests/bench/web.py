"""letter_then_plan over the web chat: page, cookie, WebSocket; the time from a message to the end of its answer."""

from __future__ import annotations

import asyncio
import uuid
from time import perf_counter
from typing import Any

import aiohttp

from tests.bench.script import FIRST, QUESTIONS, Script, WrongWay
from tests.browser.wording import newest

LULL = 0.05
"""Seconds without a frame after an answer: it was whole. Never counted, the last frame's arrival is."""
ANSWER_SECONDS = 30.0


class WebDebtor:
    """One browser; `took` is the time of each turn in seconds."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.took: list[float] = []
        self._choices: list[dict[str, Any]] = []

    async def play(self, script: Script) -> None:
        """The whole conversation. Raises WrongWay."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self._base_url, cookie_jar=jar) as http:
            async with http.get("/", headers={"Accept-Language": "fr"}) as page:
                page.raise_for_status()
            async with http.ws_connect("/chat/ws?after=0&lang=fr") as ws:
                await self._answer(ws)  # the welcome
                self.took.clear()
                said = await self._turn(ws, {"type": "message", "text": FIRST})
                while question := newest(said, QUESTIONS, "fr"):
                    text = script.answer(question)
                    if text is not None:
                        frame = {"type": "message", "text": text}
                    elif self._choices:
                        frame = {"type": "choice", "id": self._choices[0]["id"]}
                    else:
                        raise WrongWay(f"nothing to tap: {said}")
                    said = await self._turn(ws, frame)
        script.check()

    async def _turn(self, ws: aiohttp.ClientWebSocketResponse, frame: dict[str, str]) -> list[str]:
        await ws.send_json({**frame, "cid": str(uuid.uuid4())})
        return await self._answer(ws)

    async def _answer(self, ws: aiohttp.ClientWebSocketResponse) -> list[str]:
        began, ended = perf_counter(), 0.0
        said: list[str] = []
        while True:
            try:
                frame = await ws.receive_json(timeout=LULL if said else ANSWER_SECONDS)
            except TimeoutError:
                break
            if frame["type"] == "error":
                raise WrongWay(f"refused: {frame}")
            if frame["type"] == "message" and frame["from"] != "you":
                ended = perf_counter()
                said.append(frame["text"])
                self._choices = frame["choices"] or self._choices
        if not said:
            raise WrongWay("no answer")
        self.took.append(ended - began)
        return said


async def one_after_the_other(base_url: str, scripts: list[Script]) -> list[float]:
    """Nobody else is there; every turn's time in seconds."""
    took: list[float] = []
    for script in scripts:
        debtor = WebDebtor(base_url)
        await debtor.play(script)
        took += debtor.took
    return took


async def all_at_once(base_url: str, scripts: list[Script]) -> tuple[list[float], float]:
    """Everybody at the same time; every turn's time, and how long it took in all, in seconds."""
    debtors = [WebDebtor(base_url) for _ in scripts]
    began = perf_counter()
    await asyncio.gather(*(debtor.play(script) for debtor, script in zip(debtors, scripts, strict=True)))
    return [one for debtor in debtors for one in debtor.took], perf_counter() - began
