"""`python -m bot import` and `python -m bot export`."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.debt.jurisdiction import demo_only
from bot.feeds.export import write_files
from bot.feeds.gather import gather
from bot.feeds.mapping import load
from bot.feeds.read import LARGEST_FILE
from bot.feeds.report import print_report
from bot.service.feeds import (
    FeedRefused,
    FeedUnusable,
    ImportReport,
    apply_feed,
    do_not_contact,
    events_after,
)
from bot.service.feeds.records import Feed
from bot.settings import Settings
from bot.store import embedded
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.tables import Creditor

DONE, REFUSED, UNUSABLE = 0, 1, 2


def register(subparsers: Any) -> None:
    """Add `import` and `export` to the command line; each sets `handler(settings, arguments) -> code`."""
    importing = subparsers.add_parser("import", help="read a creditor's file of cases")
    importing.add_argument("--creditor", required=True, help="id of the creditor")
    importing.add_argument("--check", action="store_true", help="only say what it would do")
    importing.add_argument("file", type=Path, help="the file, under the name that the creditor gave it")
    importing.set_defaults(handler=_import)
    exporting = subparsers.add_parser("export", help="write what a creditor must hear")
    exporting.add_argument("--creditor", required=True, help="id of the creditor")
    exporting.add_argument("--after", type=_number, default=0, help="last number the creditor has")
    exporting.add_argument("--out", type=Path, default=None, help="folder (default: under var/exports)")
    exporting.set_defaults(handler=_export)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of a sequence: 0 or more, 18 digits at most")
    return int(text)


def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    return run_import(settings, arguments.creditor, arguments.file, arguments.check)


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    return run_export(settings, arguments.creditor, arguments.after, arguments.out)


def run_import(settings: Settings, creditor: str, path: Path, check: bool) -> int:
    """Read, judge and apply a file, or only say what it would do. 0 done, 1 refused, 2 unusable."""
    return told(lambda: asyncio.run(_run_import(settings, creditor, path, check)))


def run_export(settings: Settings, creditor: str, after: int, out: Path | None) -> int:
    """Write the creditor's events after that number, and whom nobody may chase. 0 done, 2 unusable."""
    return told(lambda: asyncio.run(_run_export(settings, creditor, after, out)))


def told(work: Callable[[], int]) -> int:
    """Say a refusal in one line on the error stream, and give its code."""
    try:
        return work()
    except FeedUnusable as error:
        print(f"UNUSABLE, nothing has changed: {error}", file=sys.stderr)
        return UNUSABLE
    except FeedRefused as error:
        print(f"REFUSED, nothing has changed: {error}", file=sys.stderr)
        return REFUSED


async def _run_import(settings: Settings, creditor: str, path: Path, check: bool) -> int:
    feed = read_file(creditor, path)
    foreign = {row.values.jurisdiction for row in feed.cases} & demo_only()
    if settings.mode == "production" and foreign:
        raise FeedUnusable(f"cases of {', '.join(sorted(foreign))}: those rules are for the demonstration only")
    async with opened(settings) as database:
        report = await import_feed(database, feed, check=check)
    print(print_report(report, check=check))
    return REFUSED if report.refused else DONE


def read_file(creditor: str, path: Path) -> Feed:
    """Read and judge a file without the store. Raises FeedUnusable."""
    mapping = load(creditor)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FeedUnusable(f"{path.name} has more than {LARGEST_FILE} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise FeedUnusable(f"{path.name} can't be read: {error.strerror}") from error
    return gather(path.name, data, mapping)


async def import_feed(database: Database, feed: Feed, *, check: bool) -> ImportReport:
    """Apply a judged file in one transaction; with `check` everything is rolled back."""
    async with database.begin() as uow:
        report = await apply_feed(uow, feed)
        if not check:
            uow.notify("import", creditor=feed.creditor, run=report.run_id)
            await uow.commit()
        return report


async def _run_export(settings: Settings, creditor: str, after: int, out: Path | None) -> int:
    async with opened(settings) as database, database.begin() as uow:
        found = await uow.session.get(Creditor, creditor)
        if found is None:
            raise FeedUnusable(f"there is no creditor {creditor!r} in the store")
        events = await events_after(uow, creditor, after)
        lines = await do_not_contact(uow, creditor, uow.today(found.time_zone))
    folder = out if out is not None else settings.var / "exports" / creditor
    try:
        written = write_files(folder, after, events, lines)
    except OSError as error:
        raise FeedUnusable(f"{folder} can't be written: {error.strerror}") from error
    last = events[-1].seq if events else after
    print(f"{len(events)} events after {after}, the last is {last}; {len(lines)} lines in do_not_contact.csv")
    print("\n".join(str(path) for path in written))
    return DONE


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The store of the settings, with the clock as the demo has moved it."""
    data = settings.var / "pg"
    url = settings.database_url or await asyncio.to_thread(embedded.start, data)
    clock = OffsetClock()
    database = Database(url, clock, pool=2)
    try:
        if settings.mode == "demo":
            async with database.begin() as uow:
                clock.offset = await read_offset(uow.session)
        yield database
    finally:
        await database.close()
        if not settings.database_url:
            await asyncio.to_thread(embedded.stop, data)
