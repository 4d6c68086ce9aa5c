"""The database: the unit of work, the way to one, and waking others by NOTIFY."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.service.ports import Clock
from bot.store.engine import make_engine
from bot.store.scope import Scope, ScopedSession
from bot.store.tables import AuditLine, Case, Creditor, ExportEvent, IdentityProof, Message, Task

NOTIFY_CHANNEL = "repit"
LineKey = Callable[[str, str, str], str]
"""What a line is known by: channel, our sender (empty: the default one) and their number or address; never in clear."""


def _plain_key(channel: str, ours: str, number: str) -> str:
    return hashlib.sha256(f"{channel}:{ours}|{number}".encode()).hexdigest()


class UnitOfWork:
    """One transaction. Leaving without commit rolls everything back."""

    def __init__(
        self, session: AsyncSession, clock: Clock, base_url: str = "", sfs_table: Path | None = None,
        line_key: LineKey = _plain_key,
    ) -> None:
        self.session = session
        self.clock = clock
        self.base_url = base_url  # what links to us begin with
        self.sfs_table = sfs_table  # the operator's spending guideline for the United Kingdom
        self.line_key = line_key
        self.outgoing: dict[int, Any] = {}  # what this transaction says by telephone, by conversation
        self.proofs: dict[int, IdentityProof | None] = {}  # of the conversations that it has locked
        self.proven: set[int] = set()  # conversations over which identity has been proven in it
        self.recent: dict[int, Sequence[Message]] = {}  # their last few messages, as long as nothing more is said there
        self._news: dict[str, None] = {}
        self._tasks: list[dict[str, Any]] = []

    @property
    def now(self) -> datetime:
        """This moment in UTC, by the port."""
        return self.clock.now()

    def today(self, time_zone: str = "Europe/Paris") -> date:
        """The local day in that zone."""
        return self.now.astimezone(ZoneInfo(time_zone)).date()

    async def limit_to(self, scope: Scope) -> None:
        """From here on the database shows and takes only rows of this scope, whatever is asked of it."""
        await self.session.run_sync(lambda session: _scoped(session).limit_to(scope))

    async def commit(self) -> None:
        """Keep it, and wake those whom it concerns."""
        await self._send_tasks()
        if self._news:
            told = [func.pg_notify(NOTIFY_CHANNEL, payload) for payload in self._news]
            await self.session.execute(select(*told))
            self._news.clear()
        await self.session.commit()
        self.outgoing.clear()

    async def flush(self) -> None:
        """Send what is pending, so that rows have their keys."""
        await self._send_tasks()
        await self.session.flush()

    def notify(self, kind: str, **data: Any) -> None:
        """Wake whoever listens, when (and only if) this transaction is kept. Ids only, no words."""
        self._news[json.dumps({"kind": kind, **data})] = None

    def audit(
        self,
        verb: str,
        object_kind: str,
        object_id: object,
        *,
        actor: str,
        creditor_id: str | None = None,
        **data: Any,
    ) -> None:
        """Leave a line: ids, dotted verb, versions; never a personal value."""
        self.session.add(
            AuditLine(
                creditor_id=creditor_id, at=self.now, actor=actor, verb=verb,
                object_kind=object_kind, object_id=str(object_id), data=data,
            )
        )

    async def tell_creditor(self, case: Case, kind: str, **payload: Any) -> int:
        """Append what this creditor must know to their sequence; the creditor's row keeps it without gaps."""
        numbered = update(Creditor).where(Creditor.id == case.creditor_id)
        seq = await self.session.scalar(
            numbered.values(export_seq=Creditor.export_seq + 1).returning(Creditor.export_seq)
        )
        if seq is None:
            raise LookupError(f"no creditor {case.creditor_id}")
        self.session.add(
            ExportEvent(
                creditor_id=case.creditor_id, seq=seq, kind=kind, case_id=case.id,
                reference=case.reference, payload=payload, at=self.now,
            )
        )
        return int(seq)

    def schedule(
        self, kind: str, key: str, due_at: datetime, *, creditor_id: str | None = None, **data: Any
    ) -> None:
        """Have something done at a time; a second task of the same key changes nothing."""
        self._tasks.append(
            {"kind": kind, "key": key, "due_at": due_at, "creditor_id": creditor_id, "data": data, "attempts": 0}
        )

    async def _send_tasks(self) -> None:
        """All new tasks in one statement."""
        if self._tasks:
            statement = insert(Task).values(self._tasks).on_conflict_do_nothing(index_elements=["key"])
            self._tasks = []
            await self.session.execute(statement)

    async def cancel(self, *keys: str) -> None:
        """Take tasks back that have not been done."""
        await self._send_tasks()
        if keys:
            await self.session.execute(
                update(Task)
                .where(Task.key.in_(keys), Task.done_at.is_(None))
                .values(done_at=self.now, result="cancelled")
            )


def _scoped(session: Session) -> ScopedSession:
    if not isinstance(session, ScopedSession):
        raise TypeError("a session without scopes")
    return session


class Database:
    """The way to a unit of work."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        base_url: str = "http://127.0.0.1:8080",
        pool: int = 10,
        sfs_table: Path | None = None,
        waits: bool = True,
    ) -> None:
        """`waits`: a commit waits until it is on the disk; see `unwaiting`."""
        self.url = url
        self.clock = clock
        self.base_url = base_url
        self.sfs_table = sfs_table
        self.line_key: LineKey = _plain_key  # keyed as soon as the application has its secret
        self.engine = make_engine(url, pool=pool, waits=waits)
        self._looking = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def unwaiting(self) -> Database:
        """The same one for the middle of a turn, whose commits need not wait for the disk.

        The log is written in order: the commit that ends the turn takes them to the disk with it. Where the database
        dies between, the turn is done again from its message, which has been waited for.
        """
        other = Database(self.url, self.clock, base_url=self.base_url, sfs_table=self.sfs_table, waits=False)
        other.line_key = self.line_key
        return other

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work; commit it yourself.

        A rollback makes psycopg forget what the connection has prepared: where it happens all the time (nothing was
        due), commit, or `look`.
        """
        async with AsyncSession(self.engine, sync_session_class=ScopedSession, expire_on_commit=False) as session:
            yield UnitOfWork(session, self.clock, self.base_url, self.sfs_table, self.line_key)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[UnitOfWork]:
        """To read only: each statement sees the newest state and stands for itself."""
        async with AsyncSession(self._looking, sync_session_class=ScopedSession, expire_on_commit=False) as session:
            yield UnitOfWork(session, self.clock, self.base_url, self.sfs_table, self.line_key)

    async def alive(self) -> bool:
        """Whether it answers."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("select 1"))
        except Exception:  # any failure means the same to a health check
            return False
        return True

    async def close(self) -> None:
        """Give its connections back."""
        await self.engine.dispose()
