"""`make test`: every part in order, each with its time; the first that fails ends it. Run as a module."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def parts(root: Path) -> list[Part]:
    """What `make test` holds, the quick ones first."""
    ours, rasas = str(root / ".venv" / "bin" / "python"), str(root / ".venv-rasa" / "bin" / "python")
    domain = ("--domain", domain_of(root))
    return [
        Part(name="ruff", command=[ours, "-m", "ruff", "check", "."]),
        Part(name="mypy", command=[ours, "-m", "mypy", "--strict", "bot", "actions"]),
        Part(name="rasa data validate", rasa=True, command=[rasas, "-m", "rasa", "data", "validate", *domain]),
        Part(name="model", command=[ours, "-m", "bot", "train"]),
        Part(name="understanding", rasa=True, command=[rasas, "-m", "tests.understanding", "--check"]),
        Part(name="rasa test", rasa=True, command=[
            rasas, "-m", "rasa", "test", "core", "--e2e", "--stories", "tests/conversations",
            "--model", "models", "--out", "var/results", "--no-plot", "--fail-on-prediction-errors",
        ]),
        Part(name="pytest", command=[ours, "-m", "pytest", "-n", str(min(os.cpu_count() or 1, AT_ONCE))]),
        Part(name="story", command=[ours, "-m", "tests.story"]),
    ]


def verify(todo: Sequence[Part], root: Path) -> int:
    """Run the parts; 0 if all hold, otherwise 1 after a last line that names the one that does not."""
    times: list[tuple[str, float]] = []
    began = time.monotonic()
    for part in todo:
        print(f"\n=== {part.name}", flush=True)
        start = time.monotonic()
        environment = rasa_env() if part.rasa else dict(os.environ)
        code = subprocess.run(part.command, cwd=root, env=environment, check=False).returncode  # noqa: S603  (our own commands)
        times.append((part.name, time.monotonic() - start))
        if code:
            _table(times)
            print(f"make test FAILED: {part.name} (exit {code}, after {times[-1][1]:.0f} s); what came after it "
                  "was not tried", flush=True)
            return 1
    _table(times)
    print(f"make test PASSED: {len(times)} parts in {time.monotonic() - began:.0f} s", flush=True)
    return 0


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
