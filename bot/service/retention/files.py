"""Files that were written for somebody to fetch: found and removed by the day on which they were written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot.debt.retention import rules_on
from bot.store.database import Database

_DAY = 86_400


def old_exports(var: Path, *, days: int, now: float) -> list[Path]:
    """Events under `exports` of that folder that were written so many days before `now` (seconds, the real clock's).

    Links are left alone, and so is `do_not_contact.csv`: somebody may still be spared by it, and the next one takes its
    place.
    """
    files = (one for one in (var / "exports").glob("*/events_after_*") if not one.is_symlink() and one.is_file())
    return sorted(one for one in files if one.stat().st_mtime < now - days * _DAY)


def remove_exports(var: Path, day: date, *, now: float | None = None) -> int:
    """Remove those that are over by the table of that day; how many. Twice is harmless."""
    days = [rule.days for rule in rules_on(day) if rule.kind == "export_files"]
    gone = 0
    for path in old_exports(var, days=days[0], now=time.time() if now is None else now) if days else ():
        path.unlink(missing_ok=True)
        gone += 1
    return gone


async def sweep_exports(database: Database, var: Path, data: Mapping[str, Any]) -> None:
    """Task `export_files` {day}: outside the database, so it may be done twice."""
    gone = await asyncio.to_thread(partial(remove_exports, var, date.fromisoformat(str(data["day"]))))
    if gone:
        async with database.begin() as uow:
            uow.audit("retention.carried_out", "retention", data["day"], actor="system", rows={"export_files": gone})
            await uow.commit()
