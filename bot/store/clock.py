"""The clock: the system's, moved by the demo's offset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import DemoClock


class OffsetClock:
    """The system's time plus an offset that the demo and tests can move."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """This moment (moved), in UTC."""
        return datetime.now(UTC) + self.offset


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move it on."""
        self.at += by


async def read_offset(session: AsyncSession) -> timedelta:
    """How far the demo's clock stands from the system's."""
    row = await session.get(DemoClock, 1)
    return timedelta(seconds=row.offset_seconds) if row else timedelta()


async def write_offset(session: AsyncSession, offset: timedelta) -> None:
    """Move the demo's clock; other processes read it when they are told (NOTIFY) or start."""
    seconds = round(offset.total_seconds())
    statement = insert(DemoClock).values(id=1, offset_seconds=seconds)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"offset_seconds": seconds})
    )
