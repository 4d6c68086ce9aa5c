"""`python -m tests.crowd`: 200 conversations at once on the running system, half by SMS; with `--deaths`, processes are
killed with -9 in the middle. Real Rasa, real PostgreSQL; a stand-in for Twilio. Exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import aiohttp
from aiohttp.test_utils import TestServer

from tests.bench import feed, measure
from tests.crowd.counted import faults, thread_of
from tests.crowd.debtors import Debtor, Lost, PhoneDebtor, WebDebtor
from tests.story.answers import NoAnswer
from tests.story.facts import Facts, until
from tests.story.system import System
from tests.twilio_stand_in import OURS, SID, TOKEN, StandIn

DAY = datetime.fromisoformat("2026-11-20T10:00+01:00")
MORTAL = ("serve", "rasa", "postgres")
COMES_IN = 20.0
"""Seconds within which everybody has begun."""


@dataclass
class Told:
    """What a crowd has shown."""

    web: list[float] = field(default_factory=list)
    sms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    written: int = 0
    troubles: int = 0
    deaths: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)


def say(text: str) -> None:
    """Progress, on standard error."""
    print(f"crowd: {text}", file=sys.stderr, flush=True)


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.crowd", description=__doc__)
    parser.add_argument("--debtors", type=int, default=200, help="at most 900 (default: 200)")
    parser.add_argument("--deaths", default="", help="processes to kill in turn, e.g. serve,rasa,postgres,serve")
    parser.add_argument("--every", type=float, default=25.0, help="seconds between two deaths (default: 25)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="a folder for the logs and threads, if anything was lost")
    chosen = parser.parse_args(given)
    if unknown := set(filter(None, chosen.deaths.split(","))) - set(MORTAL):
        parser.error(f"no process of ours: {', '.join(sorted(unknown))}")
    return chosen


async def one(debtor: Debtor, wait: float, told: Told) -> None:
    """A debtor's whole conversation, begun after so many seconds; whatever goes wrong is a fault, and said."""
    await asyncio.sleep(wait)
    try:
        await debtor.play()
    except (Lost, NoAnswer) as fault:
        told.faults.append(str(fault))
        say(str(fault))


async def die(system: System, names: Sequence[str], every: float, told: Told, chance: random.Random) -> None:
    """Kill one process after the other, at no special moment; each is back before the next."""
    for name in names:
        await asyncio.sleep(every * chance.uniform(0.6, 1.4))
        pid = await system.kill(name)
        began = perf_counter()
        await system.back(name, pid)
        told.deaths.append(name)
        say(f"{name} was killed, and serves again after {perf_counter() - began:.1f} s")


async def played(system: System, api: StandIn, folder: Path, chosen: argparse.Namespace) -> Told:
    """The whole crowd, and what stands there afterwards."""
    told, chance = Told(), random.Random(chosen.seed)  # noqa: S311  (a seed that can be run again)
    path, people = feed.write(folder, chosen.debtors)
    await system.import_feed("auralis", path)
    facts = Facts(system.store_url)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        debtors: list[Debtor] = [
            WebDebtor(who, facts, base_url=system.base_url, address=f"10.1.{n // 250}.{n % 250 + 1}") if n % 2 else
            PhoneDebtor(who, facts, number=feed.number_of(n), url=system.base_url, http=http, api=api)
            for n, who in enumerate(people)
        ]
        began = perf_counter()
        deaths = asyncio.create_task(die(system, chosen.deaths.split(",") if chosen.deaths else [], chosen.every,
                                         told, chance))
        await asyncio.gather(*(one(debtor, chance.uniform(0, COMES_IN), told) for debtor in debtors))
        told.seconds = perf_counter() - began
        deaths.cancel()
        with suppress(asyncio.CancelledError):
            await deaths
    await system.ready()
    await until("nothing is left to do", lambda: _quiet(facts), seconds=120)
    told.faults += await faults(facts, debtors, api)
    told.threads = [await thread_of(facts, debtor) for debtor in debtors if not debtor.reached]
    for debtor in debtors:
        (told.web if isinstance(debtor, WebDebtor) else told.sms).extend(debtor.took)
        told.written += debtor.written
        told.troubles += debtor.troubles
    await facts.close()
    return told


async def _quiet(facts: Facts) -> bool:
    left = await facts.one(
        "select (select count(*) from message where handled_at is null)"
        " + (select count(*) from outbox where state = 'queued' and due_at < now() + interval '5 minutes')"
    )
    return not left


async def crowd(chosen: argparse.Namespace) -> Told:
    """Start everything on a folder of its own, with a stand-in for Twilio; stop it at the end."""
    api = StandIn(now=lambda: datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="repit-crowd-") as name:
        async with AsyncExitStack() as stack:
            stand_in = await stack.enter_async_context(TestServer(api.app()))
            system = System(Path(name))
            system.environment |= {
                "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "REPIT_SMS_FROM": OURS,
                "REPIT_TWILIO_API_BASE": str(stand_in.make_url("")).rstrip("/"), "REPIT_TRUSTED_PROXIES": "127.0.0.1",
            }
            say("everything is started")
            stack.push_async_callback(system.stop)
            await system.start(DAY)
            offset = await system.now() - datetime.now(UTC)
            api.now = lambda: datetime.now(UTC) + offset
            say(f"{chosen.debtors} debtors write")
            told = await played(system, api, Path(name), chosen)
            if told.faults and chosen.logs:
                shutil.copytree(Path(name) / "log", chosen.logs, dirs_exist_ok=True)
                (chosen.logs / "threads.txt").write_text("\n\n".join(told.threads), encoding="utf-8")
            return told


def table(told: Told, debtors: int) -> str:
    """The figures."""
    lines = [f"{debtors} conversations at once, half by SMS: {told.written:,} messages in {told.seconds:.0f} s"]
    for name, took in (("web chat", told.web), ("SMS", told.sms)):
        if took:
            found = measure.summary(took)
            lines.append(
                f"  answer by {name}: median {found['median_ms'] / 1000:.2f} s, 95 % {found['p95_ms'] / 1000:.2f} s,"
                f" longest {found['max_ms'] / 1000:.1f} s"
            )
    if told.deaths:
        lines.append(f"  killed: {', '.join(told.deaths)}; told that something is wrong: {told.troubles} times")
    elif told.troubles:
        lines.append(f"  told that something is wrong: {told.troubles} times")
    return "\n".join([*lines, f"  lost, doubled or left: {len(told.faults)}", *(f"    {f}" for f in told.faults[:40])])


def main() -> int:
    """Play, print; 1 if anything was lost."""
    chosen = options()
    told = asyncio.run(crowd(chosen))
    print(table(told, chosen.debtors))
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main())
