"""How the sandbox delivers its events: signed, at least once, again after a failure; a restart loses none."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from sqlalchemy import select

from bot.signature import sign
from bot.store.database import Database
from bot.store.tables import SandboxSession

log = structlog.get_logger()

SIGNATURE = "Sandbox-Signature"
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_PAUSE = 1.0
"""Seconds between two looks; a new event wakes it at once."""
_MOST_TRIES = 20


def backoff(tries: int) -> timedelta:
    """2, 4, 8 … seconds, at most ten minutes."""
    return timedelta(seconds=min(2 ** min(tries, 10), 600))


class Delivery:
    """Sends what is due, in order within a session; two processes may send the same event, as providers do."""

    def __init__(self, database: Database, *, secret: str, webhook_url: str) -> None:
        self._database = database
        self._secret = secret
        self._url = webhook_url
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._client: aiohttp.ClientSession | None = None

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    async def start(self) -> None:
        """Begin to send in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was not sent is sent after the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _run(self) -> None:
        while True:
            try:
                await self.deliver()
            except Exception:  # a simulated provider must not fall silent for good
                log.exception("sandbox.delivery_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _PAUSE)
            self._woken.clear()

    async def deliver(self) -> int:
        """Send everything that is due now. Returns how many events were taken by our webhook."""
        done = 0
        while (claimed := await self._claim()) is not None:
            for event in claimed.events:
                if event["delivered"] or event["tries"] >= _MOST_TRIES:
                    continue
                taken = await self._send(claimed, event)
                await self._note(claimed.ref, event["id"], taken)
                done += taken
        return done

    async def _claim(self) -> SandboxSession | None:
        """A session with something due, put off meanwhile so that nobody else takes it at once."""
        async with self._database.begin() as uow:
            found = await uow.session.scalar(
                select(SandboxSession)
                .where(SandboxSession.deliver_at <= uow.now)
                .order_by(SandboxSession.deliver_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if found is not None:
                tries = [e["tries"] for e in found.events if not e["delivered"]]
                found.deliver_at = uow.now + backoff(max(tries, default=0) + 1)
            await uow.commit()
        return found

    async def _send(self, found: SandboxSession, event: dict[str, Any]) -> bool:
        body = json.dumps({"id": event["id"], "kind": event["kind"], "public_id": found.public_id}).encode()
        header = {
            SIGNATURE: sign(self._secret, body, self._database.clock.now()), "Content-Type": "application/json"
        }
        if self._client is None:
            # No kept connection: our own server would wait for it when it stops.
            self._client = aiohttp.ClientSession(
                timeout=_TIMEOUT, connector=aiohttp.TCPConnector(force_close=True)
            )
        try:
            async with self._client.post(self._url, data=body, headers=header) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("sandbox.not_delivered", event_id=event["id"], error=type(error).__name__)
            return False

    async def _note(self, ref: str, event_id: str, taken: bool) -> None:
        async with self._database.begin() as uow:
            found = await uow.session.get_one(SandboxSession, ref, with_for_update=True)
            found.events = [
                {**e, "tries": e["tries"] + 1, "delivered": taken} if e["id"] == event_id else e for e in found.events
            ]
            if all(e["delivered"] or e["tries"] >= _MOST_TRIES for e in found.events):
                found.deliver_at = None
            await uow.commit()
