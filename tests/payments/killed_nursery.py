"""Forks servers (killed_server.py) from a process that has read everything, and hears what becomes of them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import asdict
from typing import Any

from bot.settings import ROOT
from tests.payments.killed_server import Start

PATIENCE = 120.0
"""Seconds for one act; a server that neither answers nor dies is a fault."""


class Stuck(Exception):
    """The way could not be gone to its end; the message says where."""


class Nursery:
    """One server at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def open(cls) -> Nursery:
        """A fresh one; close it."""
        return cls(await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.payments.killed_server", stdin=PIPE, stdout=PIPE, cwd=ROOT
        ))

    async def close(self) -> None:
        """No more servers."""
        self._pipe.close()
        await self._process.wait()

    @property
    def _pipe(self) -> asyncio.StreamWriter:
        if self._process.stdin is None:
            raise RuntimeError("no pipe")
        return self._process.stdin

    async def fork(self, start: Start) -> int:
        """A server that answers; its pid."""
        self._pipe.write((json.dumps(asdict(start)) + "\n").encode())
        what, pid = await self._hear()
        if what != "ready":
            raise Stuck(f"a server that does not start: {what} {pid}")
        return int(pid)

    async def death(self) -> str:
        """The step at which the server has died. Raises Stuck for one that ended otherwise."""
        what, name = await self._hear()
        if what == "died":
            what, code = await self._hear()
        if (what, code if what == "ended" else None) != ("ended", -signal.SIGKILL):
            raise Stuck(f"a server that ended by itself: {what} {name}")
        return str(name)

    async def kill(self, pid: int) -> None:
        """The server is not needed any more."""
        os.kill(pid, signal.SIGKILL)
        await self.ended()

    async def ended(self) -> None:
        """It has gone."""
        while (await self._hear())[0] != "ended":
            continue

    async def _hear(self) -> tuple[str, Any]:
        if self._process.stdout is None:
            raise RuntimeError("no pipe")
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        what, told = json.loads(line)
        return what, told
