"""A debtor at the web chat: the real page's cookie, the real WebSocket, one message after the other."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp

from tests.story.answers import Answers, NoAnswer, Said, Tap, question
from tests.story.facts import Facts, NotInTime, Row, until

SETTLE_SECONDS = 60.0  # a turn that a killed process had claimed is taken up again after its lease of 30
ACK_SECONDS = 15.0
MOST_STEPS = 30
MOST_REPEATS = 2


class Debtor:
    """One browser. `answers`: what this debtor knows."""

    def __init__(self, facts: Facts, base_url: str, answers: Answers, *, language: str = "fr") -> None:
        self.facts, self.base_url, self.answers, self.language = facts, base_url, answers, language
        self.frames: list[Row] = []  # messages, in the order in which they came
        self.state: Row = {}
        self.conversation_id = 0
        self.after_my_words = 0  # seq of the newest of my own messages that has been answered to
        self.http: aiohttp.ClientSession | None = None
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._acks: dict[str, Row] = {}
        self._news = asyncio.Event()

    async def open(self) -> None:
        """Get the page and its cookie, then the socket; wait for the welcome."""
        if self.http is None:
            self.http = aiohttp.ClientSession(
                base_url=self.base_url, cookie_jar=aiohttp.CookieJar(unsafe=True),
                headers={"Accept-Language": self.language}, timeout=aiohttp.ClientTimeout(total=30),
            )
            async with self.http.get("/") as page:
                page.raise_for_status()
        await self.connect()
        await self._until("the welcome", lambda: bool(self.frames))
        found = await self.facts.one("select conversation_id from message where id = %s", int(self.frames[0]["id"]))
        self.conversation_id = int(found)

    async def connect(self) -> None:
        """Open the socket (again), asking for what came since."""
        await self._hang_up()
        assert self.http is not None
        self._ws = await self.http.ws_connect(f"/chat/ws?after={self.last_seq}&lang={self.language}")
        self._reader = asyncio.create_task(self._read(self._ws))

    async def close(self) -> None:
        """Close the browser."""
        await self._hang_up()
        if self.http is not None:
            await self.http.close()

    async def _hang_up(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._ws is not None:
            with suppress(Exception):  # the server may be gone
                await self._ws.close()

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in ws:
            if frame.type != aiohttp.WSMsgType.TEXT:
                continue
            told = frame.json()
            if told["type"] == "message":
                if told["seq"] not in {one["seq"] for one in self.frames}:
                    self.frames.append(told)
            elif told["type"] in ("ack", "error"):
                self._acks[str(told.get("cid"))] = told
            elif told["type"] == "state":
                self.state = told
            self._news.set()

    async def _until(self, what: str, holds: Any, seconds: float = ACK_SECONDS) -> None:
        async with asyncio.timeout(seconds) as bound:
            with suppress(TimeoutError):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
        if bound.expired():
            raise NotInTime(f"{what}: not within {seconds:.0f} s")

    @property
    def last_seq(self) -> int:
        """Number of the newest message that the browser has."""
        return max((one["seq"] for one in self.frames), default=0)

    async def say(self, text: str, *, settle: bool = True, cid: str = "") -> str:
        """Write something; gives the id that the browser made for it."""
        return await self._send({"type": "message", "cid": cid or str(uuid.uuid4()), "text": text}, settle)

    async def tap(self, message: int, index: int) -> str:
        """Tap a choice."""
        return await self._send({"type": "choice", "cid": str(uuid.uuid4()), "id": f"{message}.{index}"}, True)

    async def _send(self, frame: Row, settle: bool) -> str:
        assert self._ws is not None
        cid = str(frame["cid"])
        self._acks.pop(cid, None)
        self.after_my_words = self.last_seq
        await self._ws.send_json(frame)
        await self._until("the ack", lambda: cid in self._acks)
        if self._acks[cid]["type"] == "error":
            raise NotInTime(f"refused: {self._acks[cid].get('code')}")
        if settle:
            await self.settle()
        return cid

    async def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Until nothing of this conversation waits for an answer, and the browser has all of it."""

        async def quiet() -> bool:
            row = await self.facts.row(
                "select last_seq, blank_before_seq, turn_token is null as idle, (select count(*) from message m"
                " where m.conversation_id = c.id and m.handled_at is null) as unanswered"
                " from conversation c where id = %s", self.conversation_id,
            )
            assert row is not None
            shown = row["last_seq"] <= max(self.last_seq, row["blank_before_seq"])
            return bool(row["idle"] and not row["unanswered"] and shown)

        await until("an answer", quiet, seconds=seconds)

    async def turn(self) -> list[Said]:
        """What has been said to me since my last words, as the store has it."""
        rows = await self.facts.rows(
            "select id, text_id, choices from message where conversation_id = %s and author in ('bot', 'system')"
            " and seq > coalesce((select max(seq) from message where conversation_id = %s and author = 'you'), 0)"
            " order by seq", self.conversation_id, self.conversation_id,
        )
        return [Said(r["id"], r["text_id"], tuple(c["payload"] for c in r["choices"])) for r in rows]

    async def converse(self, say: Sequence[str]) -> None:
        """Say these words in order, then answer whatever is asked until nothing is. Raises NoAnswer, NotInTime."""
        for words in say:
            await self.say(words)
        await self.answer_all()

    async def answer_all(self) -> None:
        """Answer until nothing is asked any more. Raises NoAnswer, also when words of `then` found no question."""
        asked: list[str] = []
        for _ in range(MOST_STEPS):
            open_question = question(await self.turn())
            if open_question is None:
                if self.answers.then:
                    raise NoAnswer(f"nothing is asked, and there was still {self.answers.then[0]!r} to say")
                return
            asked.append(str(open_question.text_id))
            if asked[-MOST_REPEATS - 1:] == asked[-1:] * (MOST_REPEATS + 1):
                raise NoAnswer(f"{asked[-1]} is asked again and again")
            answer = self.answers.to(open_question)
            if isinstance(answer, Tap):
                await self.tap(answer.message, answer.index)
            else:
                await self.say(answer.text)
        raise NoAnswer(f"no end after {MOST_STEPS} answers")

    def transcript(self) -> str:
        """The thread as the browser has it."""
        lines = []
        for one in sorted(self.frames, key=lambda frame: int(frame["seq"])):
            card = f" [{one['card']['kind']}]" if one.get("card") else ""
            taps = " / ".join(choice["title"] for choice in one.get("choices", ()))
            lines.append(f"      {one['from']:>6}: {one['text']}{card}{f'  ({taps})' if taps else ''}")
        return "\n".join(lines)
