"""One payment by servers that may die, act by act, and who takes over after a death."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer, unused_port

from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.bank_files import Move, camt
from tests.conftest import empty
from tests.payments.killed_nursery import PATIENCE, Nursery, Stuck
from tests.payments.killed_server import COUNT, WARM, Start
from tests.payments.killed_world import Debtor, make, wrong
from tests.payments.payment_world import BIRTH
from tests.payments.stripe_api import StandIn, deliver
from tests.payments.stripe_books import Books

KEY, SECRET = "sk_test_main", "whsec_main"
BEGIN = "2026-11-20T10:00:00+01:00"
ORDERS: dict[str, tuple[str, ...]] = {
    "told": ("click", "card", "webhook", "repeated", "return"),
    "returned": ("click", "card", "return", "webhook"),
    "asked": ("click", "card", "work", "webhook", "return"),
    "debit": ("click", "debit", "webhook", "settled", "webhook"),
    "back": ("click", "card", "webhook", "refund", "webhook", "dispute", "webhook"),
    "transfer": ("bank", "bank"),
}
"""Ways a payment goes, act by act; each of them ends with the worker, a day later and once more."""

class NotYet(Exception):
    """The debtor is shown the page again, and may try again."""


@dataclass
class Run:
    """One payment from the click to its end, by servers that may die; `deaths` are the steps at which they do."""

    nursery: Nursery
    start: Start
    deaths: list[int]
    debtor: Debtor
    clock: FixedClock
    books: Books
    client: aiohttp.ClientSession
    died: list[str] = field(default_factory=list)
    _pid: int = 0
    _ref: str = ""
    _once: str = ""
    _again: str = ""
    _delivered: int = 0

    @property
    def _base(self) -> str:
        return f"http://127.0.0.1:{self.start.port}"

    async def go(self, acts: Sequence[str]) -> None:
        """All acts, each until it has been done; then the worker, a day later and again. Raises Stuck."""
        await self._serve()
        await self._identify()
        await self._count()
        for act in (*acts, "later", "later"):
            for _ in range(2 * len(self.deaths) + 2):
                try:
                    async with asyncio.timeout(PATIENCE):
                        await getattr(self, f"_{act}")()
                    break
                except aiohttp.ClientError as error:
                    await self._take_over(act, error)
                except NotYet:
                    continue
            else:
                raise Stuck(f"{act} is never done")

    async def _serve(self) -> None:
        """A fresh server: it dies at the next of `deaths`, if there is one left."""
        die_at = self.deaths[len(self.died)] if len(self.died) < len(self.deaths) else 0
        start = replace(self.start, now=self.clock.now().isoformat(), die_at=die_at)
        self._pid = 0
        self._pid = await self.nursery.fork(start)

    async def _count(self) -> None:
        if len(self.died) < len(self.deaths) and self.deaths != [WARM]:
            await self._send("POST", COUNT)

    async def _take_over(self, act: str, error: Exception) -> None:
        try:
            self.died.append(await self.nursery.death())
        except TimeoutError:
            raise Stuck(f"{act}: {type(error).__name__}, and nobody had died") from error
        await self._serve()
        await self._count()

    async def end(self) -> None:
        """The last server is not needed any more."""
        if self._pid and self.deaths == [WARM]:
            await self._send("POST", "/proof/end")
            await self.nursery.ended()
        elif self._pid:
            await self.nursery.kill(self._pid)

    async def _send(self, method: str, path: str, **more: Any) -> tuple[int, str, str]:
        """The status, the text, and where it leads."""
        async with self.client.request(method, self._base + path, allow_redirects=False, **more) as answer:
            if answer.status >= 500 and answer.status != 503:
                raise Stuck(f"{path[:12]}: {answer.status}")
            return answer.status, await answer.text(), answer.headers.get("Location", "")

    async def _form(self, **fields: str) -> tuple[int, str, str]:
        page = f"/pay/{self.debtor.token}"
        csrf = _named("csrf", (await self._send("GET", page))[1])
        return await self._send("POST", page, data={"csrf": csrf, **fields})

    async def _identify(self) -> None:
        await self._form(do="identify", birth=BIRTH)

    async def _click(self) -> None:
        """The button; after a death the same form again, or (every other time) a page that was loaded anew."""
        if not self._once or len(self.died) % 2:
            self._once = _named("once", (await self._send("GET", f"/pay/{self.debtor.token}"))[1])
        _, page, url = await self._form(do="pay", once=self._once)
        if "checkout.stripe.com" not in url:
            self._once = ""  # "this form was used": the page is there again
            raise NotYet(page[-400:])
        self._ref = url.rsplit("/", 1)[1]

    async def _card(self) -> None:
        if not self.books.pay(self._ref):
            raise Stuck("the page that was shown is closed")

    async def _debit(self) -> None:
        if not self.books.pay(self._ref, "sepa_debit"):
            raise Stuck("the page that was shown is closed")

    async def _settled(self) -> None:
        self.books.settle(self._ref, paid=True)

    async def _refund(self) -> None:
        self.books.refund(self._ref, 18_000)

    async def _dispute(self) -> None:
        self.books.dispute(self._ref)

    async def _webhook(self) -> None:
        """Every event that has not been taken, the newest first; each until it is taken."""
        for event in reversed(self.books.happened[self._delivered:]):
            if await deliver(f"{self._base}/webhooks/stripe", event, SECRET) != 200:
                raise Stuck(f"{event['type']} is not taken")
        self._delivered = len(self.books.happened)

    async def _repeated(self) -> None:
        self._delivered = 0
        await self._webhook()

    async def _return(self) -> None:
        await self._send("GET", f"/pay/{self.debtor.token}/done")

    async def _work(self) -> None:
        """A quarter of an hour later the worker asks what nobody has told."""
        await self._wake(timedelta(minutes=15), {})

    async def _later(self) -> None:
        await self._wake(timedelta(hours=25), {"rest": "1"})

    async def _wake(self, by: timedelta, how: dict[str, str]) -> None:
        at = (self.clock.now() + by).isoformat()
        await self._send("POST", "/proof/work", params={"at": at, **how})
        self.clock.advance(by)

    async def _bank(self) -> None:
        """The same statement, which a command reads whole however often it was broken off."""
        file = camt(Move(ref="B1", amount="480.00", rf=self.debtor.rf, day="2026-11-19"))
        await self._send("POST", "/proof/bank", data=file)

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What the creditor hears, from the first number on."""
        status, text, _ = await self._send("GET", "/proof/export")
        return [(kind, payload) for kind, payload in json.loads(text)] if status == 200 else []


def _named(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    if found is None:
        raise Stuck(f"a page without {name}")
    return found.group(1)


@asynccontextmanager
async def _ready(nursery: Nursery, database: Database, clock: FixedClock, deaths: list[int]) -> AsyncIterator[Run]:
    await empty(database)
    debtor = await make(database)
    books = Books(clock, "")
    stripe = TestServer(StandIn(clock, {KEY: books}).app())
    await stripe.start_server()
    start = Start(database=database.url, stripe=str(stripe.make_url("")), port=unused_port(), key=KEY,
                  webhook_secret=SECRET, now=BEGIN, owner=os.getpid())
    client = aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(force_close=True)
    )
    run = Run(nursery, start, deaths, debtor, clock, books, client)
    try:
        yield run
    finally:
        await run.end()
        await client.close()
        await stripe.close()


async def one(nursery: Nursery, url: str, order: str, deaths: list[int]) -> tuple[list[str], list[str]]:
    """One payment with these deaths: the steps at which servers died, and what is wrong in the end."""
    clock = FixedClock(datetime.fromisoformat(BEGIN))
    database = Database(url, clock)
    try:
        async with _ready(nursery, database, clock, deaths) as run:
            try:
                await run.go(ORDERS[order])
                found = await wrong(database, run.debtor, run.books, await run.told())
            except (Stuck, TimeoutError, EOFError) as error:
                found = [f"{type(error).__name__} {error}"]
            return run.died, [f"{order}, killed at {run.deaths} ({', '.join(run.died)}): {one}" for one in found]
    finally:
        await database.close()
