"""`kill -9` at every step of a payment: `python -m tests.payments.killed [--every 1] [--orders told,debit]`.

A server (killed_server.py) is ended by SIGKILL at its first step, then at its second, and so on until a payment runs
through. After each death a fresh server takes over as a real one would: the debtor clicks again, Stripe delivers again,
the bank's file is read again, the worker wakes. Then everything must stand there exactly once.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from tests.conftest import postgres
from tests.payments.killed_nursery import Nursery
from tests.payments.killed_run import ORDERS, one
from tests.payments.killed_server import WARM

MOST_FAULTS = 20


@dataclass
class Told:
    """What a series of deaths has shown."""

    deaths: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    faults: list[str] = field(default_factory=list)


async def kill(
    url: str, orders: Sequence[str], *, every: int = 1, first: int = 1, seed: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> Told:
    """Each order with a death at step `first`, `first` + `every` and so on, until it runs through. After every third
    death the server that takes over is killed as well, somewhere.
    """
    found, chance = Told(), random.Random(seed)  # noqa: S311  (a seed that can be run again)
    nursery = await Nursery.open()
    try:
        for order in orders:
            await one(nursery, url, order, [WARM])
            begun, before = time.monotonic(), found.runs
            for at in itertools.count(first, every):
                deaths = [at, chance.randrange(1, 40)] if found.runs % 3 == 2 else [at]
                died, faults = await one(nursery, url, order, deaths)
                found.runs += 1
                found.deaths.update(name.split(" http")[0] for name in died)
                found.faults += faults
                for fault in faults:
                    told(fault)
                if not died or len(found.faults) > MOST_FAULTS:
                    break
            told(f"{order}: killed {found.runs - before - 1} times, at every {every}. step before {at}, "
                 f"{time.monotonic() - begun:.0f} s")
    finally:
        await nursery.close()
    return found


def main() -> int:
    """Start a database of its own, kill, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", default=",".join(ORDERS))
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with postgres() as url:
        found = asyncio.run(kill(
            url, asked.orders.split(","), every=asked.every, first=asked.first, seed=asked.seed,
            told=lambda line: print(line, flush=True),
        ))
    print(f"{found.deaths.total()} deaths in {found.runs} payments, {len(found.deaths)} different steps")
    print(f"faults found: {len(found.faults)}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
