"""`make bench`: how fast the real system is, measured; nothing is asserted."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.settings import ROOT
from bot.settings import load as load_settings
from tests.bench import feed, measure, report, web
from tests.bench.door import Door
from tests.bench.script import Script
from tests.story.system import System

DAY = datetime.fromisoformat("2026-11-20T10:00+01:00")
WARM_UP = 3
LONG, LONGER = 5, 200
AROUND = 2  # turns on either side that count as turn 5 and turn 200
QUESTION = "je dois combien ?"


def say(text: str) -> None:
    """Progress, on standard error: the table alone is on standard output."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--repeat", type=int, default=15, help="conversations one after the other (default: 15)")
    parser.add_argument("--debtors", type=int, default=20, help="conversations at once (default: 20)")
    parser.add_argument("--long", type=int, default=3, help="conversations of 200 turns and more (default: 3)")
    parser.add_argument("--train", action="store_true", help="time the training of the model as well")
    return parser.parse_args()


async def started(system: System, found: dict[str, Any]) -> None:
    """Start everything; how long Rasa takes from its first moment until it answers."""
    up, began = asyncio.Event(), perf_counter()
    rasa_url = f"http://127.0.0.1:{system.environment['REPIT_RASA_PORT']}"
    looking = asyncio.create_task(measure.answers_at(f"{rasa_url}/status", until=up))
    await system.start(DAY)
    found["start_seconds"] = round(perf_counter() - began, 1)
    up.set()
    found["boot_seconds"] = round(await looking - measure.started_at(system.pid("rasa")), 1)


async def measured(system: System, folder: Path, chosen: argparse.Namespace, found: dict[str, Any]) -> None:
    """Everything that needs the running system."""
    count = 2 * (chosen.repeat + WARM_UP) + chosen.debtors + chosen.long
    path, people = feed.write(folder, count)
    await system.import_feed("auralis", path)
    scripts = iter([Script(one) for one in people])

    def some(many: int) -> list[Script]:
        return [next(scripts) for _ in range(many)]

    rasa_url = f"http://127.0.0.1:{system.environment['REPIT_RASA_PORT']}"
    async with Door(system.store_url, rasa_url) as door:
        say(f"Rasa's door: {chosen.repeat} times letter_then_plan")
        for script in some(WARM_UP):
            await door.play(script)
        door.rasa.took.clear()
        door.whole.clear()
        for script in some(chosen.repeat):
            await door.play(script)
        found["door"], found["door_with_server_work"] = measure.summary(door.rasa.took), measure.summary(door.whole)
        say(f"the web chat: {chosen.repeat} times letter_then_plan")
        await web.one_after_the_other(system.base_url, some(WARM_UP))
        found["web"] = measure.summary(await web.one_after_the_other(system.base_url, some(chosen.repeat)))
        say(f"the web chat: {chosen.debtors} debtors at once")
        took, seconds = await web.all_at_once(system.base_url, some(chosen.debtors))
        found["crowd"] = {
            "debtors": chosen.debtors, "turns_a_second": round(len(took) / seconds, 1), **measure.summary(took),
        }
        say(f"{chosen.long} conversations of {LONGER + AROUND} turns")
        talks = [await door.long_talk(script, LONGER + AROUND, QUESTION) for script in some(chosen.long)]
        found["growth"] = growth(talks)


def growth(talks: list[list[float]]) -> dict[str, float]:
    """Turn 200 over turn 5 (the medians of those around them, over all conversations)."""

    def around(turn: int) -> float:
        return statistics.median(one for talk in talks for one in talk[turn - 1 - AROUND:turn + AROUND])

    early, late = around(LONG), around(LONGER)
    return {"turn_5_ms": round(early * 1000, 1), "turn_200_ms": round(late * 1000, 1), "ratio": round(late / early, 2)}


async def bench(chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    found: dict[str, Any] = {"machine": measure.machine()}
    with tempfile.TemporaryDirectory(prefix="repit-bench-") as name:
        folder = Path(name)
        system = System(folder)
        if chosen.train:
            say("the model is trained")
            began = perf_counter()
            await train(system)
            found["training_seconds"] = round(perf_counter() - began, 1)
        else:
            await train(system, stale_only=True)
        say("everything is started")
        try:
            await started(system, found)
            await measured(system, folder, chosen, found)
            processes = system.state()["processes"]
            found["memory"] = {name: measure.memory(process["pid"]) for name, process in processes.items()}
        finally:
            await system.stop()
    return found


async def train(system: System, *, stale_only: bool = False) -> None:
    """Train the model; `stale_only`: only if that is needed, so that it does not count as part of the start."""
    command = [sys.executable, "-m", "bot", "train", *([] if stale_only else ["--force"])]
    process = await asyncio.create_subprocess_exec(*command, env=system.environment, cwd=ROOT, stdout=sys.stderr)
    if await process.wait():
        raise SystemExit("bench: the model could not be trained")


def main() -> int:
    """Measure, print, keep."""
    found = asyncio.run(bench(options()))
    path = load_settings().var / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(report.table(found))
    say(f"written to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
