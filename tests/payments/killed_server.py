"""A server process that dies by SIGKILL at its n-th step: before a statement, before or after a commit, before or after
a call over HTTP, before an answer. What it leaves behind is what a power cut of one machine would leave.

It runs the real payment door, the real adapter for Stripe and the real worker. `killed.py` starts it and picks up
after it: `python -m tests.payments.killed_server` reads one line of JSON for each server, forks it, and writes what
becomes of it ("ready" and its pid, the step at which it dies, "ended").
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import stripe as library
import structlog
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.bootstrap import read_tables
from bot.feeds.bank.cli import statement_of
from bot.keys import DATABASE, PROVIDER, SETTINGS
from bot.payments import pages, stripe
from bot.payments.routes import add_routes
from bot.payments.stripe import Stripe
from bot.service.bank import apply_statement
from bot.service.feeds.export import events_after
from bot.service.outside.outbox import DemoSender
from bot.service.pay.attempts import close_attempts
from bot.service.tasks.handlers.attempts import ask_again
from bot.service.tasks.worker import Worker
from bot.settings import Settings
from bot.settings.accounts import StripeAccount
from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.payments.payment_world import SECRET

COUNT = "/proof/count"
"""From now on steps are counted."""
WARM = -1
LOOK_EVERY = 2.0
"""Seconds between two looks whether whoever wants it is still there."""
_COMPILED: dict[Any, Any] = {}
"""Statements, as they were compiled for one server: those that are forked later need not do it again."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """All that a server is told. `die_at` 0: it lives; WARM: it is no process of its own, and ends when asked. It also
    ends when the process `owner` has gone.
    """

    database: str
    stripe: str
    port: int
    key: str
    webhook_secret: str
    now: str
    owner: int
    die_at: int = 0


@dataclass
class Steps:
    """Counts, and ends the process at the step that was asked for, after its name was told."""

    die_at: int
    taken: int = 0
    counting: bool = False

    def take(self, name: str) -> None:
        """One more step is about to happen."""
        if not self.counting:
            return
        self.taken += 1
        if self.taken == self.die_at:
            _tell("died", name)
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, database: Database) -> None:
        """Every statement and commit of the database, every call over HTTP."""
        engine = database.engine.sync_engine

        def statement(_c: Any, _k: Any, text: str, *_: Any) -> None:
            self.take("before " + " ".join(text.split())[:60])

        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", lambda _: self.take("before a commit"))
        event.listen(Session, "after_commit", lambda _: self.take("after a commit"))
        ask = aiohttp.ClientSession._request

        async def asked(client: aiohttp.ClientSession, method: str, url: Any, **more: Any) -> aiohttp.ClientResponse:
            self.take(f"before {method} {url}"[:60])
            answer = await ask(client, method, url, **more)
            self.take(f"after {method} {url}"[:60])
            return answer

        aiohttp.ClientSession._request = asked  # type: ignore[method-assign]

    @web.middleware
    async def answering(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The work is done, and nobody has heard of it yet."""
        try:
            return await handler(request)
        finally:
            if request.path != COUNT:
                self.take(f"before the answer to {request.method} {request.path[:12]}")


class Nothing:
    """No conversations to sweep, no notifications to hear, no bell to ring: the worker's other halves."""

    async def sweep(self) -> None:
        """As the port says."""

    def subscribe(self, handler: object) -> None:
        """As the port says."""

    async def alert(self, **told: Any) -> None:
        """As the port says."""


class Server:
    """The payment door, and beside it what a command or a timer would start: the worker, a bank file, an export."""

    def __init__(self, start: Start) -> None:
        self.clock = FixedClock(datetime.fromisoformat(start.now))
        self.database = Database(start.database, self.clock, base_url=f"http://127.0.0.1:{start.port}")
        self.database.engine = self.database.engine.execution_options(compiled_cache=_COMPILED)
        self.ended, self.owner = asyncio.Event(), start.owner
        account = StripeAccount(api_key=SecretStr(start.key), webhook_secret=SecretStr(start.webhook_secret))
        self.provider = Stripe({"": account}, api_base=start.stripe)
        self.steps = Steps(start.die_at)

    def app(self) -> web.Application:
        """All its doors; those under /proof stand for the clock and for the command line."""
        app = web.Application(middlewares=[self.steps.answering])
        app[SETTINGS], app[DATABASE] = Settings(REPIT_SECRET_KEY=SECRET), self.database  # type: ignore[call-arg]
        app[PROVIDER] = self.provider
        app.add_routes([
            web.post(COUNT, self._count), web.post("/proof/work", self._work),
            web.post("/proof/bank", self._bank), web.get("/proof/export", self._export),
            web.post("/proof/end", self._end),
        ])
        add_routes(app)
        return app

    async def _count(self, _: web.Request) -> web.Response:
        self.steps.watch(self.database)
        self.steps.counting = True
        return web.Response()

    async def _work(self, request: web.Request) -> web.Response:
        """The worker wakes, at that moment; `rest`: nobody dies of it."""
        self.steps.counting = self.steps.counting and "rest" not in request.query
        self.clock.at = datetime.fromisoformat(request.query["at"])

        async def close(data: Mapping[str, Any]) -> None:
            await close_attempts(self.database, self.provider, int(data["case"]))

        async def ask() -> None:
            await ask_again(self.database, self.provider)

        nobody = Nothing()
        worker = Worker(
            self.database, {"sms": DemoSender()}, nobody, nobody, oncall=nobody, effects={"expire_for_hold": close},
            payments=ask,
        )
        for part in (worker.tick, worker.ask_provider, worker.deliver, worker.tick):
            await part()
        return web.Response()

    async def _bank(self, request: web.Request) -> web.Response:
        """`python -m bot bank`: the lines' results."""
        report = await apply_statement(self.database, statement_of("demo", "file.xml", await request.read()))
        return web.json_response(report.counts())

    async def _export(self, _: web.Request) -> web.Response:
        """`python -m bot export`: the kinds of what the creditor is told, in their order. Nobody dies any more."""
        self.steps.counting = False
        async with self.database.begin() as uow:
            told = await events_after(uow, "demo", 0)
        return web.json_response([[one.kind, one.payload] for one in told])

    async def _end(self, _: web.Request) -> web.Response:
        self.ended.set()
        return web.Response()

    async def run(self) -> None:
        """Serve until it is asked to end."""
        runner = web.AppRunner(self.app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(self.database.base_url.rsplit(":", 1)[1])).start()
        _tell("ready", os.getpid())
        while not self.ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self.ended.wait()
            os.kill(self.owner, 0)  # raises where there is none: nobody is left to end us
        await runner.cleanup()
        await self.provider.close()
        await self.database.close()


def _tell(*words: object) -> None:
    os.write(sys.stdout.fileno(), (json.dumps(words) + "\n").encode())


async def _serve(start: Start) -> None:
    await Server(start).run()


def main() -> None:
    """Read all modules and tables once; then fork a server for each line, one after another."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    pages.ANSWER_AFTER = 0.0
    library.HTTPClient.INITIAL_DELAY, stripe.TIMEOUT = 0.005, 2.0
    read_tables()
    for line in sys.stdin:
        start = Start(**json.loads(line))
        pid = os.fork() if start.die_at != WARM else 0
        if pid == 0:
            asyncio.run(_serve(start))
            _tell("ended", 0)
            continue
        _, status = os.waitpid(pid, 0)
        _tell("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
