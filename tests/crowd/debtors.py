"""Debtors who write at the same time, by web chat and by SMS, and who do not give up when something dies."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
import psycopg

from tests.bench.feed import Someone
from tests.bench.script import FIRST, KNOWS
from tests.story.answers import Answers, Said, Tap, Type, question
from tests.story.facts import Facts
from tests.twilio_stand_in import OURS, StandIn, signature

MOST_TURNS = 40
PATIENCE = 120.0
"""Seconds until a debtor says that nobody answers: Rasa's boot, a turn's lease and the look into Twilio's list."""
LULL = 0.2
AGAIN = 3.0
"""Seconds until one who was told that something is wrong tries again."""
SHARED_PHONE = "utter_ask_phone_shared"
TROUBLE = frozenset({"notice_trouble", "utter_trouble"})
_TURN = (
    "select c.turn_token is null as idle, m.id, m.seq, m.author, m.text_id, m.choices, m.handled_at is null as waits"
    " from conversation c join message m on m.conversation_id = c.id where c.id = %s and m.seq >= coalesce("
    "(select max(seq) from message where conversation_id = c.id and author = 'you'), 0) order by m.seq"
)


class Lost(Exception):
    """What must not happen to anybody; the message says what."""


@dataclass
class Debtor:
    """One debtor with the answers of letter_then_plan; `took` is the time of each turn in seconds."""

    who: Someone
    facts: Facts
    took: list[float] = field(default_factory=list)
    written: int = 0
    troubles: int = 0
    conversation_id: int = 0
    reached: bool = False
    _refused: str = ""

    def __post_init__(self) -> None:
        facts = {"reference": self.who.reference, "birth_date": self.who.birth_date}
        self.answers = Answers(KNOWS, facts)

    async def play(self) -> None:
        """From the first words until a plan has its payment link. Raises Lost, NoAnswer."""
        words: Type | Tap = Type(FIRST)
        for _ in range(MOST_TURNS):
            said = await self._told(words)
            ids = [one.text_id for one in said]
            asked = question(said)
            if SHARED_PHONE in ids:
                words = Type("non")
            elif asked is not None:
                words = self.answers.to(asked)
            elif TROUBLE & set(ids):
                self.troubles += 1
                await asyncio.sleep(AGAIN)
            elif "utter_payment_link" in ids:
                self.reached = True
                return
            else:
                raise Lost(f"{self.who.reference}: nothing is asked after {ids}")
        raise Lost(f"{self.who.reference}: no end after {MOST_TURNS} turns")

    async def _told(self, words: Type | Tap) -> list[Said]:
        """Say something; what comes back, once all of it is there."""
        self.written += 1
        began = perf_counter()
        await self.give(words)
        until = began + PATIENCE
        while perf_counter() < until:
            ended = await self.quiet(until)
            if self._refused:
                raise Lost(f"{self.who.reference}: refused: {self._refused}")
            rows = await self._rows()
            mine = [row for row in rows if row["author"] == "you"]
            if mine and rows[0]["idle"] and not mine[-1]["waits"] and await self.has(rows):
                self.took.append(ended - began)
                return [
                    Said(row["id"], row["text_id"], tuple(one["payload"] for one in row["choices"]))
                    for row in rows if row["author"] != "you"
                ]
            await asyncio.sleep(LULL)
        raise Lost(f"{self.who.reference}: no answer to turn {self.written}")

    async def _rows(self) -> list[dict[str, Any]]:
        if not self.conversation_id:
            return []
        with suppress(psycopg.Error):
            return await self.facts.rows(_TURN, self.conversation_id)
        return []  # the database is away

    async def give(self, words: Type | Tap) -> None:
        """Say it, and see to it that it arrives."""
        raise NotImplementedError

    async def quiet(self, until: float) -> float:
        """Wait until nothing more comes; the moment at which the last of it came."""
        raise NotImplementedError

    async def has(self, rows: list[dict[str, Any]]) -> bool:
        """Whether all that the store has of this turn has come."""
        raise NotImplementedError


@dataclass
class WebDebtor(Debtor):
    """A browser: it comes back when the socket closes, asks for what it misses, and sends again what has no ack."""

    base_url: str = ""
    address: str = ""
    seqs: Counter[int] = field(default_factory=Counter)
    _last: float = 0.0
    _unsent: dict[str, dict[str, str]] = field(default_factory=dict)
    _ws: aiohttp.ClientWebSocketResponse | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self) -> None:
        """As a browser, from the page on."""
        headers = {"Accept-Language": "fr", "X-Forwarded-For": self.address}
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.base_url, cookie_jar=jar, headers=headers) as http:
            await self._page(http)
            staying = asyncio.create_task(self._stay(http))
            try:
                await super().play()
            finally:
                staying.cancel()
                await asyncio.gather(staying, return_exceptions=True)

    async def _page(self, http: aiohttp.ClientSession) -> None:
        for _ in range(int(PATIENCE)):
            with suppress(aiohttp.ClientError, TimeoutError):
                async with http.get("/") as page:
                    if page.status == 200:
                        return
            await asyncio.sleep(1)
        raise Lost(f"{self.who.reference}: no page")

    async def _stay(self, http: aiohttp.ClientSession) -> None:
        """Connected, whatever happens."""
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
                async with http.ws_connect(f"/chat/ws?after={max(self.seqs, default=0)}&lang=fr") as ws:
                    self._ws = ws
                    for unsent in list(self._unsent.values()):
                        await ws.send_json(unsent)
                    async for frame in ws:
                        if frame.type == aiohttp.WSMsgType.TEXT:
                            await self._heard(frame.json())
            self._ws = None
            await asyncio.sleep(0.5)

    async def _heard(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ack":
            self._unsent.pop(frame["cid"], None)
        elif frame["type"] == "error":
            self._refused = str(frame)
        elif frame["type"] == "message":
            self.seqs[frame["seq"]] += 1
            if frame["from"] != "you":
                self._last = perf_counter()
            if not self.conversation_id:
                self.conversation_id = await self.facts.one(
                    "select conversation_id from message where id = %s", int(frame["id"])
                )
        self._news.set()

    async def give(self, words: Type | Tap) -> None:
        """Sent now, or as soon as there is a socket."""
        frame = {"cid": str(uuid.uuid4())}
        if isinstance(words, Type):
            frame |= {"type": "message", "text": words.text}
        else:
            frame |= {"type": "choice", "id": f"{words.message}.{words.index}"}
        self._last = 0.0
        self._unsent[frame["cid"]] = frame
        if self._ws is not None:
            with suppress(aiohttp.ClientError, ConnectionError):
                await self._ws.send_json(frame)

    async def quiet(self, until: float) -> float:
        """No frame for a moment."""
        while not self._last or perf_counter() - self._last < LULL:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LULL if self._last else min(2.0, until - perf_counter()))
            if perf_counter() > until:
                break
        return self._last

    async def has(self, rows: list[dict[str, Any]]) -> bool:
        """The browser has every number of the turn."""
        return all(self.seqs[row["seq"]] for row in rows)


@dataclass
class PhoneDebtor(Debtor):
    """A telephone. Twilio knocks once; what we do not hear then stays in its list."""

    number: str = ""
    url: str = ""
    http: aiohttp.ClientSession | None = None
    api: StandIn | None = None
    _before: int = 0

    def _bodies(self) -> list[dict[str, Any]]:
        assert self.api is not None
        return [row for row in self.api.taken if row["to"] == self.number]

    async def give(self, words: Type | Tap) -> None:
        """One SMS, told to us once, whatever comes of that."""
        assert self.api is not None and self.http is not None
        body = words.text if isinstance(words, Type) else str(words.index + 1)
        self._before = len(self._bodies())
        row = self.api.write(self.number, body)
        fields = {
            "MessageSid": row["sid"], "AccountSid": row["account_sid"], "From": self.number, "To": OURS, "Body": body,
            "NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01",
        }
        headers = {"X-Twilio-Signature": signature(fields, base=self.url)}
        with suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
            async with self.http.post(
                f"{self.url}/channels/twilio", data=fields, headers=headers, timeout=aiohttp.ClientTimeout(total=15)
            ) as answer:
                if answer.status not in (200, 500, 503):
                    raise Lost(f"{self.who.reference}: Twilio is refused: {answer.status}")

    async def quiet(self, until: float) -> float:
        """No SMS for a moment."""
        count, last = self._before, 0.0
        while perf_counter() < until:
            now = len(self._bodies())
            if now > count:
                count, last = now, perf_counter()
            elif last and perf_counter() - last > LULL:
                break
            await asyncio.sleep(LULL / 4)
        if not self.conversation_id:
            with suppress(psycopg.Error):
                self.conversation_id = await self.facts.one(
                    "select conversation_id from phone_line where number = %s", self.number
                ) or 0
        return last

    async def has(self, rows: list[dict[str, Any]]) -> bool:
        """Nothing of it waits in the outbox."""
        del rows
        return not await self.facts.one(
            "select count(*) from outbox where conversation_id = %s and state = 'queued'", self.conversation_id
        )
