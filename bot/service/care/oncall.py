"""Who is called when somebody is in danger and the desk is closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from bot.service.outside.queueing import enqueue
from bot.settings import Settings
from bot.store.database import UnitOfWork

log = structlog.get_logger()


class OnCall(Protocol):
    """Reaches whoever is on call. Told ids only, never who the debtor is or what they wrote."""

    async def alert(
        self, *, uow: UnitOfWork, alert_id: int, kind: str, times: int, raised_at: datetime, at: datetime
    ) -> None:
        """Sound the alert for the `times`-th time, within the transaction that counts it.

        A repeat is harmless; a failure is told by raising.
        """
        ...


class FileOnCall:
    """The embedded default: a line in var/log/oncall.log, simulated and said so."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    async def alert(
        self, *, uow: UnitOfWork, alert_id: int, kind: str, times: int, raised_at: datetime, at: datetime
    ) -> None:
        """Append a line of JSON. Where it can't be written, the log says so and the alert still sounds at the desk."""
        del uow
        line = {
            "at": at.isoformat(), "alert": alert_id, "kind": kind, "times": times,
            "raised_at": raised_at.isoformat(), "simulated": True,
        }
        log.warning("oncall.alert", alert=alert_id, kind=kind, times=times)
        try:
            path = self._path or Settings().var / "log" / "oncall.log"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        except (OSError, ValueError):
            log.exception("oncall.not_written", alert=alert_id)


class SmsOnCall:
    """An SMS to each number of those on call, each time it sounds, until somebody at the desk says that they know."""

    def __init__(self, numbers: Sequence[str], *, desk: str, lang: str = "fr") -> None:
        self._numbers, self._desk, self._lang = tuple(numbers), desk, lang

    async def alert(
        self, *, uow: UnitOfWork, alert_id: int, kind: str, times: int, raised_at: datetime, at: datetime
    ) -> None:
        """Put it in the outbox, where it is kept until the provider has it. Says the alert's number, and no more."""
        log.warning("oncall.alert", alert=alert_id, kind=kind, times=times)
        minutes = str(max(0, int((at - raised_at).total_seconds() // 60)))
        for number in self._numbers:
            await enqueue(
                uow, key=f"oncall:{alert_id}:{times}:{number}", channel="sms", to=number, lang=self._lang,
                text_id="notice_on_call", due_at=at,
                values={"alert": str(alert_id), "minutes": minutes, "desk": self._desk},
            )
