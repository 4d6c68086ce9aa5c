"""Child processes: each in a process group of its own, its output in a log, none left behind.

A small watchdog holds the other end of a pipe. If this process is killed without a chance to stop its children,
the pipe closes and the watchdog stops them (bot/runner/watchdog.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WATCHDOG = Path(__file__).parent / "watchdog.py"
KEPT_LOGS = 5


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One process to start."""

    name: str
    command: Sequence[str]
    log: Path
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    ready_url: str = ""  # answers 200 when it serves
    grace: float = 8.0  # seconds between asking it to end and killing it


def rotate(log: Path) -> None:
    """Begin a new log; the last five are kept as NAME.1.log (the newest) to NAME.5.log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size == 0:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_suffix(f".{number}.log")
        if older.exists():
            older.replace(log.with_suffix(f".{number + 1}.log"))
    log.replace(log.with_suffix(".1.log"))


def last_words(log: Path, lines: int = 3) -> str:
    """The end of a log, as one line."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4000))
            tail = file.read().decode(errors="replace").strip().splitlines()[-lines:]
    except OSError:
        return ""
    return " | ".join(line.strip() for line in tail if line.strip())[-400:]


def ended_how(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit {code}"


class Children:
    """Every process that this one has started. Use as an async context: leaving it ends them all."""

    def __init__(self) -> None:
        self.running: dict[str, asyncio.subprocess.Process] = {}
        self._grace: dict[str, float] = {}
        self._watchdog: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Children:
        self._watchdog = subprocess.Popen(  # noqa: S603  (our own file)
            [sys.executable, "-I", "-S", str(WATCHDOG)], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop_all()
        if self._watchdog:
            self.tell_watchdog("done")
            with contextlib.suppress(OSError):
                self._watchdog.communicate(timeout=5)
            self._watchdog = None

    def tell_watchdog(self, line: str) -> None:
        """One order to the watchdog: `watch PGID`, `forget PGID`, `postgres FOLDER`, `state FILE`, `done`."""
        if self._watchdog and self._watchdog.stdin:
            with contextlib.suppress(OSError):  # it was killed: we go on without it
                self._watchdog.stdin.write(f"{line}\n".encode())
                self._watchdog.stdin.flush()

    async def start(self, spec: Spec) -> asyncio.subprocess.Process:
        """Start one; its output is appended to its log."""
        spec.log.parent.mkdir(parents=True, exist_ok=True)
        with spec.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *spec.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=asyncio.subprocess.STDOUT,
                env=dict(spec.env) or None, cwd=spec.cwd, start_new_session=True,
            )
        self.tell_watchdog(f"watch {process.pid}")
        self.running[spec.name] = process
        self._grace[spec.name] = spec.grace
        return process

    async def ended(self, name: str) -> int:
        """Wait until it has ended by itself, end what it has left behind, and give its exit code."""
        process = self.running[name]
        code = await process.wait()
        _signal_group(process.pid, signal.SIGKILL)
        self.tell_watchdog(f"forget {process.pid}")
        if self.running.get(name) is process:
            del self.running[name]
        return code

    async def finish(self, spec: Spec, watch: Callable[[], None] | None = None) -> int:
        """Run one to its end; it is ended with us if we are cancelled.

        `watch` is called twice a second meanwhile, and once after.
        """
        await self.start(spec)
        waiting = asyncio.ensure_future(self.ended(spec.name))
        try:
            while not (await asyncio.wait({waiting}, timeout=0.5))[0]:
                if watch:
                    watch()
            if watch:
                watch()
            return waiting.result()
        finally:
            waiting.cancel()
            await self.stop(spec.name)

    async def stop(self, name: str) -> None:
        """Ask one and its group to end, then kill what is left."""
        process = self.running.get(name)
        if process is None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), self._grace[name])
        _signal_group(process.pid, signal.SIGKILL)
        await process.wait()
        self.tell_watchdog(f"forget {process.pid}")
        self.running.pop(name, None)

    async def stop_all(self) -> None:
        """Stop all of them, the last started first."""
        for name in reversed(list(self.running)):
            await self.stop(name)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
