"""A long run of the driver: `python -m tests.payments.proof --steps 20000 [--seed 1]`.

Prints steps, seconds, kinds of steps and the faults that were found; the exit code is 1 if there were any.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
import traceback
from collections import Counter
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


async def _prove(url: str, steps: int, first: int) -> int:
    kinds: Counter[str] = Counter()
    happened: Counter[str] = Counter()
    begun, done, bad = time.monotonic(), 0, 0
    for number in range(first, first + -(-steps // AN_EPOCH)):
        clock = FixedClock(datetime.fromisoformat("2026-11-20T10:00:00+01:00"))
        database = Database(url, clock)
        await empty(database)
        driver, found = await epoch(database, clock, number, min(AN_EPOCH, steps - done))
        await database.close()
        kinds += driver.kinds
        happened += driver.happened()
        done += driver.kinds.total()
        if found:
            bad += len(found)
        print(f"seed {number}: {done} steps in {time.monotonic() - begun:.0f} s, faults: {bad}", flush=True)
        if found:
            print(f"seed {number}:", *found, "the end of what was done:", *driver.trail, sep="\n  ", flush=True)
    seconds = time.monotonic() - begun
    print(f"{done} steps in {seconds:.0f} s ({1000 * seconds / done:.1f} ms each), {len(kinds)} kinds")
    print(", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    print("at Stripe:", ", ".join(f"{name} {count}" for name, count in happened.most_common()))
    print(f"faults found: {bad}")
    return 1 if bad else 0


def main() -> int:
    """Start a database of its own, prove, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with postgres() as url:
        return asyncio.run(_prove(url, asked.steps, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
