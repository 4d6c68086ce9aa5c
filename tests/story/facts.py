"""The case store as the player reads it: a connection of its own, read only, plain SQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from bot.store.engine import libpq_url

Row = dict[str, Any]


class NotInTime(TimeoutError):
    """Something that was waited for has not come about; the message says what."""


async def until[T](what: str, look: Callable[[], Awaitable[T]], *, seconds: float, every: float = 0.05) -> T:
    """Look until the answer is true, and give it. Raises NotInTime."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        found = await look()
        if found:
            return found
        if asyncio.get_running_loop().time() > end:
            raise NotInTime(f"{what}: not within {seconds:.0f} s")
        await asyncio.sleep(every)


def url_of(var: Path, database_url: str = "") -> str:
    """The store of a running system: by URL, else the embedded PostgreSQL of that folder. Raises OSError."""
    if database_url:
        return libpq_url(database_url)
    lines = (var / "pg" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    port, folder = lines[3].strip(), lines[4].strip()
    return f"postgresql://postgres@/postgres?host={folder}&port={port}"


class Facts:
    """One connection; it comes back by itself after the database was away."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.AsyncConnection[DictRow] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def _open(self) -> psycopg.AsyncConnection[DictRow]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self.url, autocommit=True, row_factory=dict_row, connect_timeout=10,
                options="-c default_transaction_read_only=on -c statement_timeout=30s",
            )
        return self._connection

    async def rows(self, query: str, *values: object) -> list[Row]:
        """All rows of a query with %s for its values."""
        async with self._one_at_a_time:
            connection = await self._open()
            found = await connection.execute(query.encode(), values)
            return await found.fetchall()

    async def row(self, query: str, *values: object) -> Row | None:
        """The first row."""
        found = await self.rows(query, *values)
        return found[0] if found else None

    async def one(self, query: str, *values: object) -> Any:
        """The first value of the first row; None where there is none."""
        found = await self.row(query, *values)
        return next(iter(found.values())) if found else None

    async def values(self, query: str, *values: object) -> list[Any]:
        """The first value of every row."""
        return [next(iter(row.values())) for row in await self.rows(query, *values)]

    async def now(self) -> datetime:
        """This moment by the demo's clock, in UTC."""
        offset = await self.one("select offset_seconds from demo_clock")
        return datetime.now(UTC) + timedelta(seconds=int(offset or 0))

    async def close(self) -> None:
        """Leave."""
        if self._connection is not None:
            await self._connection.close()

    @asynccontextmanager
    async def locked(self, table: str) -> AsyncIterator[None]:
        """Hold a whole table (a name of our own), so that whoever comes to it stops exactly there."""
        connection = await psycopg.AsyncConnection.connect(self.url, connect_timeout=10)
        try:
            await connection.execute(f'lock table "{table}" in access exclusive mode'.encode())
            yield
        finally:
            await connection.rollback()
            await connection.close()

    async def somebody_waits_for(self, table: str) -> bool:
        """Whether another connection stands at the lock of that table."""
        return bool(
            await self.one(
                "select 1 from pg_locks where not granted and relation = %s::regclass", f'"{table}"'
            )
        )
