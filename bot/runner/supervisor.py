"""Keeps services running: waits until each answers, starts again what dies, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.runner.children import Children, Spec, ended_how, last_words, rotate
from bot.runner.errors import StartError

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # who ran this long begins with the short pause again


async def answers(url: str, timeout_seconds: float = 2.0) -> int:
    """The status of a GET, or 0 if nobody answers."""
    try:
        bound = aiohttp.ClientTimeout(total=timeout_seconds)
        async with aiohttp.ClientSession(timeout=bound) as http, http.get(url) as answer:
            return answer.status
    except (aiohttp.ClientError, OSError, TimeoutError):
        return 0


class Supervisor:
    """The services of one run. `changed` is called whenever a process was started or has ended."""

    def __init__(
        self, children: Children, say: Callable[[str], None], changed: Callable[[], None] = lambda: None,
        *, first_pause: float = 1.0,
    ) -> None:
        self.children = children
        self.restarts: dict[str, int] = {}
        self._say, self._changed, self._first_pause = say, changed, first_pause
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def start(self, spec: Spec, *, within: float) -> None:
        """Start a service, wait until its URL answers 200, and keep it running from then on.

        Raises StartError if it ends before, or does not answer within so many seconds.
        """
        rotate(spec.log)
        await self.children.start(spec)
        self._changed()
        ended = asyncio.ensure_future(self.children.ended(spec.name))
        answered = asyncio.ensure_future(self._until_ready(spec))
        either: set[asyncio.Future[Any]] = {ended, answered}
        try:
            done, _ = await asyncio.wait(either, timeout=within, return_when=asyncio.FIRST_COMPLETED)
            if ended in done:
                raise StartError(f"{spec.name} ended at its start ({ended_how(ended.result())}): "
                                 f"{last_words(spec.log, 1)} (see {spec.log})")
            if not done:
                raise StartError(f"{spec.name} did not answer within {within:.0f} s (see {spec.log})")
            answered.result()
        except BaseException:
            ended.cancel()
            raise
        finally:
            answered.cancel()
        self.restarts[spec.name] = 0
        self._keepers[spec.name] = asyncio.create_task(self._keep(spec, ended))

    async def stop(self) -> None:
        """Keep nothing any more; the processes themselves are the Children's to end."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)

    async def _until_ready(self, spec: Spec) -> None:
        while spec.ready_url:
            status = await answers(spec.ready_url)
            if status == 200:
                return
            if status == 409:  # Rasa answers this when it serves without a model
                raise StartError(f"{spec.name} could not load its model: {last_words(spec.log, 1)} (see {spec.log})")
            await asyncio.sleep(0.2)

    async def _keep(self, spec: Spec, ended: asyncio.Future[int]) -> None:
        clock = asyncio.get_running_loop().time
        pause, began = self._first_pause, clock()
        while True:
            code = await ended
            self._changed()
            pause = self._first_pause if clock() - began > STEADY_SECONDS else pause
            how = ended_how(code)
            self._say(f"{spec.name} has ended ({how}); it is started again in {pause:g} s (see {spec.log})")
            await asyncio.sleep(pause)
            pause, began = min(pause * 2, LONGEST_PAUSE), clock()
            self.restarts[spec.name] += 1
            ended = asyncio.ensure_future(self._again(spec))
            await self._say_when_back(spec, ended)

    async def _again(self, spec: Spec) -> int:
        try:
            await self.children.start(spec)
        except OSError:  # its interpreter or log is gone for now: counted as one that ended at once
            return 1
        self._changed()
        return await self.children.ended(spec.name)

    async def _say_when_back(self, spec: Spec, ended: asyncio.Future[int]) -> None:
        ready = asyncio.ensure_future(self._until_ready(spec))
        either: set[asyncio.Future[Any]] = {ended, ready}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and not ready.cancelled() and ready.exception() is None:
            self._say(f"{spec.name} answers again")
        ready.cancel()
