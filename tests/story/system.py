"""The whole system, started by the player as anybody would: `python -m bot run`, with a folder and ports of its own."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from tests.story.facts import until, url_of

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 400.0  # a stale model is trained first
READY_SECONDS = 120.0
COMMAND_SECONDS = 120.0
CLOCKS_APART = 60.0
"""Seconds between the moment that was meant and the clock that was set so, at most: the command takes its time."""


class SystemFault(RuntimeError):
    """The system, or one of its commands, did not do what it was started for."""


def free_ports(count: int) -> list[int]:
    """So many ports that nobody uses now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


class System:
    """A running system. `own`: the player has started it, and may stop parts of it."""

    def __init__(self, var: Path, *, base_url: str = "", own: bool = True) -> None:
        self.var, self.own = var, own
        self.environment = dict(os.environ) | {"REPIT_VAR": str(var), "PYTHONUTF8": "1"}
        self.database_url = self.environment.get("REPIT_DATABASE_URL", "")
        self.base_url = base_url
        if own:
            public, rasa, actions = free_ports(3)
            self.base_url, self.database_url = f"http://127.0.0.1:{public}", ""
            self.environment = _without_accounts(self.environment) | {
                "REPIT_MODE": "demo", "REPIT_HOST": "127.0.0.1", "REPIT_PORT": str(public),
                "REPIT_RASA_PORT": str(rasa), "REPIT_ACTIONS_PORT": str(actions),
            }
        self._runner: asyncio.subprocess.Process | None = None

    @property
    def store_url(self) -> str:
        """Where the case store is."""
        return url_of(self.var, self.database_url)

    def state(self) -> dict[str, Any]:
        """var/run.json; empty if nothing runs."""
        try:
            return dict(json.loads((self.var / "run.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def pid(self, name: str) -> int:
        """The process of that name: serve, rasa. Raises SystemFault where it is not ours to touch, or not there."""
        if not self.own:
            raise SystemFault("this story stops processes, and only those that the player started")
        process = self.state().get("processes", {}).get(name)
        if not process:
            raise SystemFault(f"{name} does not run")
        return int(process["pid"])

    async def start(self, at: datetime) -> None:
        """Start everything on a fresh database, its clock at that moment. Raises SystemFault."""
        await self.command("migrate")
        await self.command("clock", "--set", at.isoformat())  # before the demo data, which are dated by it
        log = self.var / "run.log"
        with log.open("ab") as out:
            self._runner = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", stdin=asyncio.subprocess.DEVNULL, stdout=out,
                stderr=asyncio.subprocess.STDOUT, env=self.environment, cwd=ROOT, start_new_session=True,
            )

        async def up() -> bool:
            if self._runner is not None and self._runner.returncode is not None:
                raise SystemFault(f"it ended at its start: {log.read_text(errors='replace')[-800:]}")
            return bool(self.state().get("ready"))

        await until("the system is up", up, seconds=START_SECONDS, every=0.2)
        await self.ready()
        # A start that trained a model, or only a slow one, has used up time: the stories begin on the hour.
        await self.clock_set(at)

    async def stop(self) -> None:
        """Stop everything that `start` has started."""
        if self._runner is None or self._runner.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self._runner.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._runner.wait(), 60)
        except TimeoutError:
            self._runner.kill()
            await self._runner.wait()

    def last_words(self, lines: int = 20) -> str:
        """The ends of what its processes have logged: what a test that fails leaves to whoever reads it."""
        ends = []
        for log in sorted((self.var / "log").glob("*.log")):
            kept = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            ends.append("\n".join([f"--- {log.name}", *(line[:400] for line in kept)]))
        return "\n".join(ends)

    async def command(self, *arguments: str) -> str:
        """`python -m bot …` to its end; gives what it printed. Raises SystemFault unless it ends with 0."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=self.environment, cwd=ROOT,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), COMMAND_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise SystemFault(f"python -m bot {' '.join(arguments)}: no end") from None
        if process.returncode:
            raise SystemFault(f"python -m bot {' '.join(arguments)}: {process.returncode}: {err.decode()[-500:]}")
        return out.decode()

    async def import_feed(self, creditor: str, file: Path) -> str:
        """Take a creditor's file in by the command line."""
        return await self.command("import", "--creditor", creditor, str(file))

    async def now(self) -> datetime:
        """The demo's clock, as the command line shows it."""
        shown = await self.command("clock", "--show")
        return datetime.fromisoformat(shown.split()[0])

    async def clock_set(self, at: datetime) -> None:
        """Set the clock to a moment (aware); the server is told of it in its own time, and is waited for."""
        await self.command("clock", "--set", at.isoformat())
        ahead = (at - datetime.now(UTC)).total_seconds()

        async def look() -> bool:
            async with aiohttp.ClientSession() as http, http.get(self.base_url + "/metrics") as answer:
                told = re.search(r"^repit_clock_ahead_seconds (-?[0-9]+)$", await answer.text(), re.M)
                return told is not None and abs(int(told[1]) - ahead) < CLOCKS_APART

        await until("the server's clock", look, seconds=READY_SECONDS, every=0.05)

    async def clock_to(self, at: datetime) -> str:
        """Move the clock on to a moment (aware), doing what falls due on the way. Raises SystemFault if it is past."""
        away = at.astimezone(UTC) - await self.now()
        minutes = math.ceil(away / timedelta(minutes=1))
        if minutes <= 0:
            raise SystemFault(f"the clock stands after {at.isoformat()}")
        return await self.command("clock", "--advance", f"{minutes // 1440}d{minutes % 1440}m")

    async def ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until /readyz says that everything serves. Raises NotInTime."""
        bound = aiohttp.ClientTimeout(total=4)

        async def look() -> bool:
            try:
                async with aiohttp.ClientSession(timeout=bound) as http, http.get(self.base_url + "/readyz") as answer:
                    return answer.status == 200
            except (aiohttp.ClientError, OSError, TimeoutError):
                return False

        await until("/readyz is 200", look, seconds=seconds, every=0.1)

    async def kill(self, name: str) -> int:
        """kill -9 a process with its group; gives its id, by which its successor is told apart."""
        pid = self.pid(name)
        os.killpg(pid, signal.SIGKILL)
        return pid

    async def back(self, name: str, before: int) -> None:
        """Wait until the supervisor has started it again and everything serves."""

        async def another() -> bool:
            process = self.state().get("processes", {}).get(name)
            return bool(process) and process["pid"] != before

        await until(f"{name} is started again", another, seconds=READY_SECONDS)
        await self.ready()

    @asynccontextmanager
    async def stopped(self, name: str) -> AsyncIterator[None]:
        """The process stands still (SIGSTOP) meanwhile, as one that hangs."""
        pid = self.pid(name)
        os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGCONT)


def _without_accounts(environment: dict[str, str]) -> dict[str, str]:
    """No real provider and no other database is ever reached by a story."""
    ours = ("REPIT_DATABASE_URL", "REPIT_PUBLIC_URL", "REPIT_STRIPE", "REPIT_TWILIO", "STRIPE_", "TWILIO_")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}
