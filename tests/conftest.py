"""Shared fixtures: the real PostgreSQL, emptied for each test, and a clock that stands still."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.store import embedded, migrate
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.engine import libpq_url
from bot.store.tables import Base


class ByPlace(LoadScopeScheduling):
    """Where several processes run the tests (`-n`), a file stays in one, and so does the browser with its system."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        return folder if folder.endswith("browser") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPlace:
    """In the order in which they stand: the browser's tests, which take longest, are among the first."""
    config.option.loadscopereorder = False
    return ByPlace(config, log)


@contextmanager
def postgres() -> Iterator[str]:
    """An embedded PostgreSQL of one's own, migrated: its URL."""
    with tempfile.TemporaryDirectory(prefix="repit-test-") as folder:
        data = Path(folder) / "pg"
        url = embedded.start(data)
        try:
            hurry(url)
            migrate.upgrade(url)
            yield url
        finally:
            embedded.stop(data)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The embedded PostgreSQL of this test session."""
    with postgres() as url:
        yield url


def hurry(url: str) -> None:
    """Nothing here has to survive a power cut: no waiting for the disk."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"alter system set {setting}")
        connection.execute("select pg_reload_conf()")


# Truncating sixty tables writes sixty new files, a quarter of a second each time; a test fills a handful of them.
# Replica: neither foreign keys nor the triggers that hold the audit log shut stand in the way.
_EMPTY = """
do $$
declare it record; filled boolean;
begin
  set local session_replication_role = replica;
  for it in select unnest(string_to_array('{names}', ' ')) as name loop
    execute format('select exists (select from %I)', it.name) into filled;
    if filled then execute format('delete from %I', it.name); end if;
  end loop;
  perform setval(seqrelid::regclass, 1, false)
    from pg_sequence where pg_sequence_last_value(seqrelid) is not null;
end $$
"""


async def empty(database: Database) -> None:
    """Every table, and the numbers begin anew."""
    names = " ".join(table.name for table in Base.metadata.sorted_tables)
    async with database.engine.begin() as connection:
        await connection.execute(text(_EMPTY.format(names=names)))


@pytest.fixture
def clock() -> FixedClock:
    """Friday 20 November 2026, ten in the morning in Paris."""
    return FixedClock(datetime.fromisoformat("2026-11-20T10:00:00+01:00"))


@pytest.fixture
async def database(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    """The database, with every table emptied."""
    store = Database(database_url, clock)
    await empty(store)
    yield store
    await store.close()
