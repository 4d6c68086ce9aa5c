"""Connections to PostgreSQL: how they are opened, what they keep, and that one which has rested is tried first."""

from __future__ import annotations

from time import monotonic
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_STATEMENTS = 400
"""Prepared statements that a connection keeps; a whole conversation uses some 150 (psycopg keeps 100)."""
_FRESH = 1.0
"""Seconds for which a connection that has just been given back is taken to be alive."""


def sqlalchemy_url(url: str) -> str:
    """The URL as SQLAlchemy wants it, with psycopg as its driver."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def libpq_url(url: str) -> str:
    """The URL as libpq wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def make_engine(url: str, *, pool: int, waits: bool) -> AsyncEngine:
    """An engine with so many connections; `waits`: a commit waits until it is on the disk."""
    engine = create_async_engine(
        sqlalchemy_url(url), pool_size=pool, max_overflow=10,
        pool_use_lifo=True,  # a few connections that know their statements, rather than many that do not
        hide_parameters=True,  # an error in the log names the statement, never what a debtor has written
        connect_args={"prepare_threshold": 1},
    )
    event.listen(engine.sync_engine, "connect", _remember_statements)
    if not waits:
        event.listen(engine.sync_engine, "connect", _wait_for_no_disk)
    event.listen(engine.sync_engine, "checkout", _look)
    event.listen(engine.sync_engine, "checkin", _note)
    return engine


def _remember_statements(connection: Any, _: Any) -> None:
    connection.driver_connection.prepared_max = _STATEMENTS


def _wait_for_no_disk(connection: Any, _: Any) -> None:
    connection.cursor().execute("set synchronous_commit = off")
    connection.commit()


def _note(_: Any, record: Any) -> None:
    record.info["given_back"] = monotonic()


def _look(connection: Any, record: Any, _: Any) -> None:
    """Try a connection that has rested before it is used (`pool_pre_ping` would do so nine times a turn)."""
    if monotonic() - record.info.get("given_back", monotonic()) > _FRESH:
        try:
            connection.cursor().execute("select 1")
            connection.commit()  # a rollback would make it forget what it has prepared
        except Exception as error:
            raise DisconnectionError from error
