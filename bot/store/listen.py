"""LISTEN: what other transactions and processes have done, given to whoever in this process waits for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog

from bot.store.database import NOTIFY_CHANNEL
from bot.store.engine import libpq_url

log = structlog.get_logger()
Handler = Callable[[dict[str, Any]], Awaitable[None]]


class Listener:
    """One connection that listens; it reconnects by itself and says so, since events may have been missed."""

    def __init__(self, url: str) -> None:
        self.url = libpq_url(url)
        self._handlers: list[Handler] = []
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, handler: Handler) -> None:
        """Have every event; `{"kind": "reconnected"}` means: look for yourself, some may be missing."""
        self._handlers.append(handler)

    async def start(self) -> None:
        """Listen from now on; returns when the first connection listens."""
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._run(ready))
        await ready.wait()

    async def stop(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, ready: asyncio.Event) -> None:
        first = True
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
                async with connection:
                    await connection.execute(f"listen {NOTIFY_CHANNEL}")
                    ready.set()
                    if not first:
                        await self._give({"kind": "reconnected"})
                    first = False
                    async for event in connection.notifies():
                        await self._give(json.loads(event.payload))
            except psycopg.Error as error:
                log.warning("listen.lost", error=type(error).__name__)
            await asyncio.sleep(0.5)

    async def _give(self, event: dict[str, Any]) -> None:
        for handler in self._handlers:
            try:
                await handler(event)
            except Exception:
                log.exception("listen.handler_failed", kind=event.get("kind"))
