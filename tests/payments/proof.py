"""A long run of the driver: `python -m tests.payments.proof --steps 20000 [--seed 1]`.

Tells each world as it ends; then steps, seconds, kinds of steps and the faults that were found. The exit code is 1 if
there were any.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.conftest import empty, postgres
from tests.payments.adding_up import faults
from tests.payments.driver import Driver
from tests.payments.payment_world import seed
from tests.payments.stripe_world import stripe_serving

AN_EPOCH = 400
"""Steps in one world; then everything must add up, and another one begins."""
WITHIN = 600.0
"""Seconds for one world: what hangs is a fault as well."""


@dataclass
class Proved:
    """What was done, and what was found."""

    steps: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    played: Counter[str] = field(default_factory=Counter)
    faults: int = 0

    def add(self, driver: Driver, found: list[str]) -> None:
        """One more world."""
        self.steps += driver.kinds.total()
        self.kinds += driver.kinds
        self.happened += Counter(event["type"] for event in driver.door.books.happened)
        self.requests += len(driver.door.stand_in.seen)
        self.played += driver.door.stand_in.played
        self.faults += len(found)


async def epoch(database: Database, clock: FixedClock, seed_: int, steps: int) -> tuple[Driver, list[str]]:
    """One world on an empty database: so many steps twice, checked after each half. The driver, and the faults."""
    world = await seed(database)
    async with stripe_serving(database, clock) as door:
        chance = random.Random(seed_)  # noqa: S311  (a seed that can be run again)
        driver = Driver(door, world, clock, chance, forgetful=seed_ % 2 == 0)
        await driver.begin()
        door.stand_in.lag = lambda: chance.choice((0, 0, 0.01, 0.04))
        for part in (steps // 2, steps - steps // 2):
            try:
                async with asyncio.timeout(WITHIN):
                    await driver.run(part)
                    await driver.tell_all()
                found = [] if driver.forgetful else await faults(driver)
                await driver.ask_all()
            except Exception as error:  # whatever goes wrong is what is looked for
                return driver, [_broken(error)]
            found += await faults(driver) or await driver.files.last_word()
            if found:
                break
    return driver, found


def _broken(error: Exception) -> str:
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/site-packages/" not in frame.filename]
    way = " > ".join(f"{Path(frame.filename).stem}:{frame.lineno} {frame.name}" for frame in ours)
    return f"{type(error).__name__} {str(error)[:600]}, on the way {way}"


async def prove(url: str, steps: int, first: int, told: Callable[[str], None]) -> Proved:
    """Worlds from the seed `first` on, until so many steps are done."""
    proved, begun, number = Proved(), time.monotonic(), first
    while proved.steps < steps:
        clock = FixedClock(datetime.fromisoformat("2026-11-20T10:00:00+01:00"))
        database = Database(url, clock)
        await empty(database)
        driver, found = await epoch(database, clock, number, min(AN_EPOCH, steps - proved.steps))
        await database.close()
        proved.add(driver, found)
        told(f"seed {number}: {proved.steps} steps in {time.monotonic() - begun:.0f} s, faults: {proved.faults}")
        if found:
            told("\n  ".join([f"seed {number}:", *found, "the end of what was done:", *driver.trail]))
        number += 1
    return proved


def main() -> int:
    """Start a database of its own, prove, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with postgres() as url:
        proved = asyncio.run(prove(url, asked.steps, asked.seed, lambda line: print(line, flush=True)))
    for title, counted in (("", proved.kinds), ("at Stripe: ", proved.happened), ("faults played: ", proved.played)):
        print(title + ", ".join(f"{name} {count}" for name, count in counted.most_common()))
    print(f"{proved.steps} steps of {len(proved.kinds)} kinds, {proved.requests} requests to the stand-in for Stripe")
    print(f"faults found: {proved.faults}")
    return 1 if proved.faults else 0


if __name__ == "__main__":
    sys.exit(main())
