"""var/run.json: what runs, for tools that look at it or stop parts of it; gone when nothing runs."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import IO, Any

from bot.runner.errors import StartError


class RunState:
    """The file, and the lock that lets one runner at a time use a var/ folder."""

    def __init__(self, var: Path) -> None:
        self.path = var / "run.json"
        self._lock_path = var / "run.lock"
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Take the folder. Raises StartError if another runner has it, or nothing can be written there."""
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock = self._lock_path.open("a")
        except OSError as error:
            raise StartError(f"REPIT_VAR: {self.path.parent} can't be written to: {error.strerror}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            pid = self.read().get("pid", "unknown")
            raise StartError(f"it runs already with {self.path.parent} (process {pid}): "
                             "stop that one, or set REPIT_VAR") from error
        self._lock = lock
        self.path.unlink(missing_ok=True)

    def read(self) -> dict[str, Any]:
        """What the file says; empty if there is none."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, content: dict[str, Any]) -> None:
        """Replace it in one step: a reader never sees half of it."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        new.replace(self.path)

    def leave(self) -> None:
        """Give the folder back."""
        if self._lock:
            self.path.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
