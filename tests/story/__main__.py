"""`make story`: the main job on real input: starts the whole system, plays every story, tells what failed."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.story import checks_care, checks_desk, checks_money, checks_plan, kill  # noqa: F401  (they enter themselves)
from tests.story.cast import Cast
from tests.story.facts import Facts
from tests.story.played import CHECKS, Played
from tests.story.scenes import DOINGS, Stage
from tests.story.stories import DAY, Story, StoryError, in_order_of_time, load
from tests.story.system import ROOT, System, SystemFault

FEEDS = ROOT / "tests" / "data" / "feeds"
FILES = {
    "auralis": "auralis_2026-11-20_full.csv", "volta": "volta_energie_20261120.csv",
    "brightloan": "brightloan_uk_20261120.psv",
}
STORY_SECONDS = 180.0
KILLS = "killed"
KILL_SECONDS = 300.0
NEED_OWN = frozenset({"three_in_the_morning_rasa_down", KILLS})


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.story", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="this story (and what it follows)")
    parser.add_argument("--attach", default="", metavar="URL", help="play against a running one (REPIT_VAR is its)")
    parser.add_argument("--keep", action="store_true", help="leave the system's folder, and show every thread")
    return parser.parse_args(arguments)


def chosen(stories: Sequence[Story], only: Sequence[str]) -> list[Story]:
    """Those asked for with what they follow, in the order of time. Raises StoryError for an unknown id."""
    by_id = {story.id: story for story in stories}
    wanted: set[str] = set()
    for name in only:
        if name not in by_id:
            raise StoryError(f"there is no story {name!r}")
        wanted |= {name, by_id[name].after}
    return in_order_of_time([story for story in stories if not only or story.id in wanted])


class Show:
    """Plays the stories and says how each went."""

    def __init__(self, system: System, *, keep: bool) -> None:
        self.system, self.keep = system, keep
        self.failed: list[str] = []
        self.left_out: list[str] = []

    async def all(self, stories: Sequence[Story]) -> None:
        """Every story, in order."""
        facts = Facts(self.system.store_url)
        named = frozenset(story.case for story in stories)
        stage = Stage(self.system, facts, Cast(facts, named | {"AUR-70001", "AUR-70002"}))
        try:
            for story in stories:
                await self._one(stage, story)
        finally:
            await stage.close()
            await facts.close()

    async def _one(self, stage: Stage, story: Story) -> None:
        if story.id in NEED_OWN and not self.system.own:
            self.left_out.append(story.id)
            print(f"----  {story.id}: stops processes, and only those that the player has started", flush=True)
            return
        begun = time.monotonic()
        try:
            if story.at > await stage.facts.now():
                await stage.clock_to(story.at)
            async with asyncio.timeout(KILL_SECONDS if story.id == KILLS else STORY_SECONDS):
                played = await stage.play(story)
                wrong = await judge(played)
        except Exception as fault:  # a story that breaks off has failed; the others are played all the same
            wrong = [f"broke off: {type(fault).__name__}: {fault}"]
            if self.keep:
                wrong.append(traceback.format_exc())
        seconds = time.monotonic() - begun
        print(f"{'FAIL' if wrong else 'pass'}  {story.id} ({seconds:.1f} s)", flush=True)
        if wrong:
            self.failed.append(story.id)
        self._tell(stage.played.get(story.id), wrong)

    def _tell(self, played: Played | None, wrong: Sequence[str]) -> None:
        for line in wrong:
            print(f"      {line}", flush=True)
        if played is None or not (wrong or self.keep):
            return
        browsers = [("", played.debtor), *((n, d) for n, d in played.notes.items() if hasattr(d, "transcript"))]
        for name, debtor in browsers:
            if debtor is not None:
                print(f"      -- {name or played.story.id}\n{debtor.transcript()}", flush=True)


async def judge(played: Played) -> list[str]:
    """What was expected and not found."""
    wrong = []
    for name, expected in played.story.expect.items():
        try:
            found = await CHECKS[name](played, expected)
        except Exception as fault:  # one check that breaks says so, and the others are made all the same
            found = f"{type(fault).__name__}: {fault}"
        if found is not None:
            wrong.append(f"{name}: expected {expected!r}, found {found}")
    return wrong


async def run(given: argparse.Namespace) -> int:
    """Start, import, play, stop. 0: every story passed; 1: not so."""
    stories = chosen(load(checks=CHECKS, doings=DOINGS), given.only)
    begun = time.monotonic()
    folder = _folder(attached=bool(given.attach))
    system = System(folder, base_url=given.attach.rstrip("/"), own=not given.attach)
    show = Show(system, keep=given.keep)
    try:
        if not given.attach:
            print("the system starts …", flush=True)
            await system.start(DAY)
        for creditor, file in FILES.items():
            await system.import_feed(creditor, FEEDS / file)
        print(f"it runs, three files are imported ({time.monotonic() - begun:.0f} s)\n", flush=True)
        await show.all(stories)
    finally:
        await system.stop()
        if given.keep or show.failed:
            print(f"\nlogs: {folder / 'log'}", flush=True)
        elif not given.attach:
            shutil.rmtree(folder, ignore_errors=True)
    left = f", {len(show.left_out)} left out" if show.left_out else ""
    print(f"\n{len(stories) - len(show.failed) - len(show.left_out)} of {len(stories)} stories pass{left} "
          f"({time.monotonic() - begun:.0f} s)")
    return 1 if show.failed else 0


def _folder(*, attached: bool) -> Path:
    """The folder of a running system, else a fresh one that PostgreSQL's own user may enter."""
    if attached:
        return Path(os.environ.get("REPIT_VAR", ROOT / "var"))
    folder = Path(tempfile.mkdtemp(prefix="repit-story-"))
    folder.chmod(0o755)
    return folder


def main() -> int:
    """The whole of it; a system or a story that can't be played is said in one line."""
    try:
        return asyncio.run(run(options()))
    except (StoryError, SystemFault) as fault:
        print(f"story: {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
