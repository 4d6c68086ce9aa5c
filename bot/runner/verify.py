"""`make test`: every part in order, each with its time; the first that fails ends it. Run as a module."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bot.runner.model import domain_of, rasa_env
from bot.settings import ROOT

AT_ONCE = 4
"""Processes that run tests, at most: each has a PostgreSQL of its own, and some 700 MB."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that must hold."""

    name: str
    command: Sequence[str]
    rasa: bool = False  # runs in Rasa's environment
    beside: bool = False  # needs one core: runs at the same time as the part before


def parts(root: Path) -> list[Part]:
    """What `make test` holds, the quick ones first."""
    ours, rasas = str(root / ".venv" / "bin" / "python"), str(root / ".venv-rasa" / "bin" / "python")
    domain = ("--domain", domain_of(root))
    return [
        Part(name="ruff", command=[ours, "-m", "ruff", "check", "."]),
        Part(name="mypy", command=[ours, "-m", "mypy", "--strict", "bot", "actions"]),
        Part(name="rasa data validate", rasa=True, beside=True, command=[
            rasas, "-m", "rasa", "data", "validate", *domain,
        ]),
        Part(name="model", command=[ours, "-m", "bot", "train"]),
        Part(name="understanding", rasa=True, command=[rasas, "-m", "tests.understanding", "--check"]),
        Part(name="rasa test", rasa=True, beside=True, command=[
            rasas, "-m", "rasa", "test", "core", "--e2e", "--stories", "tests/conversations",
            "--model", "models", "--out", "var/results", "--no-plot", "--fail-on-prediction-errors",
        ]),
        Part(name="pytest", command=[ours, "-m", "pytest", "-n", str(min(os.cpu_count() or 1, AT_ONCE))]),
        Part(name="story", command=[ours, "-m", "tests.story"]),
    ]


def verify(todo: Sequence[Part], root: Path) -> int:
    """Run the parts; 0 if all hold, otherwise 1 after a last line that names the first that does not."""
    times: list[tuple[str, float]] = []
    began = time.monotonic()
    for group in _groups(todo):
        ended = _together(group, root)
        times += [(part.name, seconds) for part, (_, seconds) in zip(group, ended, strict=True)]
        for part, (code, seconds) in zip(group, ended, strict=True):
            if code:
                _table(times)
                print(f"make test FAILED: {part.name} (exit {code}, after {seconds:.0f} s); what came after it "
                      "was not tried", flush=True)
                return 1
    _table(times)
    print(f"make test PASSED: {len(times)} parts in {time.monotonic() - began:.0f} s", flush=True)
    return 0


def _groups(todo: Sequence[Part]) -> list[list[Part]]:
    """The parts in order; those that run at the same time together."""
    groups: list[list[Part]] = []
    for part in todo:
        if part.beside and groups:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _together(group: Sequence[Part], root: Path) -> list[tuple[int, float]]:
    """Exit code and seconds of each. The first prints as it goes, the others when their turn comes."""
    ended: list[tuple[int, float]] = []
    with ExitStack() as kept, ThreadPoolExecutor(len(group)) as pool:
        logs = [None, *(kept.enter_context(TemporaryFile()) for _ in group[1:])]
        print(f"\n=== {group[0].name}", flush=True)
        runs = [pool.submit(_timed, part, root, log) for part, log in zip(group, logs, strict=True)]
        for part, run, log in zip(group, runs, logs, strict=True):
            ended.append(run.result())
            if log is not None:
                log.seek(0)
                print(f"\n=== {part.name}\n{log.read().decode(errors='replace')}", end="", flush=True)
    return ended


def _timed(part: Part, root: Path, out: IO[bytes] | None) -> tuple[int, float]:
    start = time.monotonic()
    environment = rasa_env() if part.rasa else dict(os.environ)
    code = subprocess.run(  # noqa: S603  (our own commands)
        part.command, cwd=root, env=environment, check=False, stdout=out, stderr=out and subprocess.STDOUT
    ).returncode
    return code, time.monotonic() - start


def _table(times: Sequence[tuple[str, float]]) -> None:
    print()
    for name, seconds in times:
        print(f"  {name:<20} {seconds:7.1f} s")


if __name__ == "__main__":
    try:
        sys.exit(verify(parts(ROOT), ROOT))
    except KeyboardInterrupt:
        print("make test: stopped")
        sys.exit(130)
