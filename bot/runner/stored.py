"""The verbs that work on the database: migrate, demo, clock."""

from __future__ import annotations

import argparse
import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.runner import postgres
from bot.service.demo import load_demo
from bot.service.tasks import clock
from bot.settings import ConfigurationError, Settings
from bot.store import embedded, migrate

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_FAR = timedelta(days=3_660)
"""Ten years: as far as the demo's clock is moved. Reviews and alerts come round again and again on the way."""
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    migrating = subparsers.add_parser("migrate", help="bring the database to the newest revision")
    migrating.set_defaults(handler=_migrate)
    loading = subparsers.add_parser("demo", help="load the fictional creditors, debtors and agents")
    loading.set_defaults(handler=_demo)
    moving = subparsers.add_parser("clock", help="show or move the demo's clock")
    way = moving.add_mutually_exclusive_group()
    way.add_argument("--advance", type=span, metavar="40d|12h|30m", help="move it on, doing what falls due on the way")
    way.add_argument("--set", type=moment, metavar="ISO", help="move it to a moment: 2026-12-24T09:00+01:00")
    way.add_argument("--reset", action="store_true", help="back to the time of day")
    way.add_argument("--show", action="store_true", help="only show it (as without any option)")
    moving.set_defaults(handler=_clock)


def span(text: str) -> timedelta:
    """Read `40d`, `12h`, `30m` or several together (`1d12h`). Raises argparse.ArgumentTypeError."""
    if not re.fullmatch(r"(\d{1,5}[dhm])+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time: write 40d, 12h or 30m")
    found = timedelta(**_added(re.findall(r"(\d+)([dhm])", text)))
    if found > _FAR:
        raise argparse.ArgumentTypeError(f"{text!r} is more than ten years")
    return found


def _added(parts: list[tuple[str, str]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for number, unit in parts:
        sums[_UNITS[unit]] = sums.get(_UNITS[unit], 0) + int(number)
    return sums


def moment(text: str) -> datetime:
    """Read an ISO moment with its zone. Raises argparse.ArgumentTypeError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO moment") from error
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no zone: write {text}Z or {text}+01:00")
    if abs(at.replace(tzinfo=UTC) - datetime.now(UTC)) > _FAR:
        raise argparse.ArgumentTypeError(f"{text!r} is more than ten years away")
    return at.astimezone(UTC)


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    url = postgres.url(settings)
    try:
        migrate.upgrade(url)
    finally:
        if not settings.database_url:
            embedded.stop(postgres.folder(settings))
    print("the database is at the newest revision")
    return 0


def _demo(settings: Settings, _: argparse.Namespace) -> int:
    _only_demo(settings, "demo data")
    return asyncio.run(_load_demo(settings))


async def _load_demo(settings: Settings) -> int:
    async with postgres.opened(settings) as database, database.begin() as uow:
        new = await load_demo(uow, uow.today())
        await uow.commit()
    print(f"demo data are loaded: {new} new cases")
    return 0


def _clock(settings: Settings, options: argparse.Namespace) -> int:
    if options.advance is not None or options.set or options.reset:
        _only_demo(settings, "a moved clock")
    return asyncio.run(_move(settings, options))


async def _move(settings: Settings, options: argparse.Namespace) -> int:
    async with postgres.opened(settings) as database:
        now = database.clock.now()
        if options.reset:
            await clock.reset(database)
        elif options.advance is not None or options.set:
            target = options.set or now + options.advance
            walk = await clock.advance(database, target) if target > now else None
            if walk is None:
                await clock.move(database, target)
            else:
                print(f"{walk.steps} moments at which something fell due")
                for key in walk.left:
                    print(f"  not done: {key}")
        here = database.clock.now()
        away = round((here - datetime.now(UTC)).total_seconds())
        print(f"{here.isoformat(timespec='seconds')} ({timedelta(seconds=abs(away))} "
              f"{'behind' if away < 0 else 'ahead of'} the time of day)")
    return 0


def _only_demo(settings: Settings, what: str) -> None:
    if settings.mode != "demo":
        raise ConfigurationError(f"{what}: not in production (REPIT_MODE)")
