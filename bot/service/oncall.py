"""Who is called when somebody is in danger and the desk is closed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from bot.settings import Settings

log = structlog.get_logger()


class OnCall(Protocol):
    """Reaches whoever is on call. Told ids only, never who the debtor is or what they wrote."""

    async def alert(self, *, alert_id: int, kind: str, times: int, raised_at: datetime, at: datetime) -> None:
        """Sound the alert for the `times`-th time. A repeat is harmless; a failure is told by raising."""
        ...


class FileOnCall:
    """The embedded default: a line in var/log/oncall.log, simulated and said so."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    async def alert(self, *, alert_id: int, kind: str, times: int, raised_at: datetime, at: datetime) -> None:
        """Append a line of JSON. Where it can't be written, the log says so and the alert still sounds at the desk."""
        line = {
            "at": at.isoformat(), "alert": alert_id, "kind": kind, "times": times,
            "raised_at": raised_at.isoformat(), "simulated": True,
        }
        log.warning("oncall.alert", alert=alert_id, kind=kind, times=times)
        try:
            path = self._path or Settings().var / "log" / "oncall.log"  # type: ignore[call-arg]  # pydantic fills it from the environment
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        except (OSError, ValueError):
            log.exception("oncall.not_written", alert=alert_id)
