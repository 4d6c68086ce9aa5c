"""The creditors, and a way to import a file of tests/data/feeds or one made up."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.cli import import_feed
from bot.feeds.gather import gather
from bot.feeds.mapping import load
from bot.service.feeds import ImportReport
from bot.store.database import Database
from tests.demo_world import demo_world

FEEDS = Path(__file__).resolve().parent.parent / "data" / "feeds"
Importing = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
def expected() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((FEEDS / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def feed_bytes() -> Callable[[str], bytes]:
    return lambda name: (FEEDS / name).read_bytes()


@pytest.fixture
async def store(database: Database) -> Database:
    """The emptied database with the demo's creditors and brands."""
    return await demo_world(database, database.clock.now().date())


@pytest.fixture
def importing(store: Database) -> Importing:
    """`await importing("auralis", "auralis_2026-11-20_full.csv")`, or with `data=` of one's own."""

    async def run(creditor: str, name: str, *, data: bytes | None = None, check: bool = False) -> ImportReport:
        content = data if data is not None else (FEEDS / name).read_bytes()
        return await import_feed(store, gather(name, content, load(creditor)), check=check)

    return run


@pytest.fixture
def as_expected() -> Callable[[ImportReport, dict[str, Any]], None]:
    """Every line of the report against what expected.json says of it."""

    def compare(report: ImportReport, lines: dict[str, Any]) -> None:
        got: dict[str, dict[str, Any]] = {}
        for line in report.lines:
            wanted = lines.get(str(line.line), {})
            got[str(line.line)] = {"result": line.result}
            if "flags" in wanted:
                got[str(line.line)]["flags"] = sorted(line.flags)
            if line.result == "rejected":
                got[str(line.line)]["reason"] = line.reason
        wanted_all = {
            key: {**value, **({"flags": sorted(value["flags"])} if "flags" in value else {})}
            for key, value in lines.items()
        }
        assert got == wanted_all

    return compare
