"""`make simulate`: hundreds of simulated debtors against the running assistant, and what came of them."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.simulated.feed import write
from tests.simulated.people import GOALS, Person, people
from tests.simulated.player import play
from tests.simulated.report import Judged, judge, report
from tests.simulated.standing import give_plans
from tests.story.facts import Facts
from tests.story.system import System, SystemFault

AT = datetime.fromisoformat("2026-11-20T10:00+01:00")
AT_ONCE = 4


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulated", description=__doc__)
    parser.add_argument("--debtors", type=int, default=300, help="how many (default: 300)")
    parser.add_argument("--seed", type=int, default=7, help="who they are (default: 7)")
    parser.add_argument("--only", default="", choices=["", *GOALS], metavar="GOAL", help=f"one of {', '.join(GOALS)}")
    parser.add_argument("--number", type=int, action="append", default=[], help="only these of them, by their number")
    parser.add_argument("--transcripts", type=Path, help="keep every conversation in this folder")
    return parser.parse_args(arguments)


async def all_of(cast: Sequence[Person], system: System, folder: Path | None) -> list[Judged]:
    """Play them, a few at once."""
    facts, places, done = Facts(system.store_url), asyncio.Semaphore(AT_ONCE), 0

    async def one(person: Person) -> Judged:
        nonlocal done
        async with places:
            record = await play(person, facts, system.base_url)
        path = folder / f"{person.name}.txt" if folder is not None else None
        judged = judge(record, str(path or ""))
        if path is not None:
            wrong = "\n".join(f"WRONG {what}" for what in judged.wrong)
            text = f"{record.transcript()}reached: {judged.reached}\n{wrong}\n"
            await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        done += 1
        if done % 25 == 0:
            print(f"{done} of {len(cast)} …", file=sys.stderr, flush=True)
        return judged

    try:
        return list(await asyncio.gather(*(one(person) for person in cast)))
    finally:
        await facts.close()


async def run(given: argparse.Namespace) -> int:
    """Start, import, play, stop. 0: nothing went wrong that must not; 1: something did."""
    everybody = people(given.debtors, given.seed, given.only)
    cast = [one for one in everybody if not given.number or one.number in given.number]
    if given.transcripts is not None:
        given.transcripts.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="repit-simulated-"))
    folder.chmod(0o755)  # the embedded PostgreSQL's own user enters it
    system, begun = System(folder), time.monotonic()
    system.environment["REPIT_TRUSTED_PROXIES"] = "127.0.0.1"  # every debtor comes from an address of their own
    try:
        print("the system starts …", file=sys.stderr, flush=True)
        await system.start(AT)
        for creditor, file in write(folder, cast).items():
            await system.import_feed(creditor, file)
        await give_plans(system.store_url, [one for one in cast if one.goal == "late_on_plan"])
        print(f"it runs ({time.monotonic() - begun:.0f} s)", file=sys.stderr, flush=True)
        played = time.monotonic()
        judged = await all_of(cast, system, given.transcripts)
        print(f"played in {time.monotonic() - played:.0f} s", file=sys.stderr, flush=True)
    finally:
        await system.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(report(judged))
    return 1 if any(one.wrong for one in judged) else 0


def main() -> int:
    """The whole of it; a system that can't be started is said in one line."""
    try:
        return asyncio.run(run(options()))
    except SystemFault as fault:
        print(f"simulated: {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
