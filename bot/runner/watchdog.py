"""Ends what its parent has started if the parent dies without a word. Standard library only, run by path.

It reads orders on standard input (see Children.tell_watchdog). The end of the input without `done` means that the
parent was killed: the process groups it named are ended, and the embedded PostgreSQL too if nobody else uses it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

GRACE_SECONDS = 5.0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # a process that has ended but was not fetched by its parent counts as gone
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _send(group: int, number: signal.Signals) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def end_groups(groups: set[int]) -> None:
    """Ask the groups to end; kill what is left after five seconds."""
    left = {group for group in groups if _send(group, signal.SIGTERM)}
    until = time.monotonic() + GRACE_SECONDS
    while any(_alive(group) for group in left) and time.monotonic() < until:
        time.sleep(0.05)
    for group in left:
        _send(group, signal.SIGKILL)


def end_postgres(data: Path, parent: int) -> None:
    """Have the embedded PostgreSQL shut down fast, unless another live process holds it."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        holders = [pid for pid in json.loads((data / ".handle_pids.json").read_text()) if pid != parent]
        if not any(_alive(pid) for pid in holders):
            os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)


def main() -> None:
    """Read orders until the parent is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parent = os.getppid()
    groups: set[int] = set()
    postgres: Path | None = None
    state: Path | None = None
    for line in sys.stdin:
        verb, _, value = line.rstrip("\n").partition(" ")
        if verb == "watch":
            groups.add(int(value))
        elif verb == "forget":
            groups.discard(int(value))
        elif verb == "postgres":
            postgres = Path(value)
        elif verb == "state":
            state = Path(value)
        elif verb == "done":
            return
    end_groups(groups)
    if state:
        state.unlink(missing_ok=True)
    if postgres:
        end_postgres(postgres, parent)


if __name__ == "__main__":
    main()
