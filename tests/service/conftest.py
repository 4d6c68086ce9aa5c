"""What several tests of services share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.clock import FixedClock
from bot.store.database import Database


@pytest.fixture
async def workers(database: Database, database_url: str, clock: FixedClock) -> AsyncIterator[list[Database]]:
    """Four processes' own ways to the one database."""
    made = [Database(database_url, clock) for _ in range(4)]
    yield made
    for one in made:
        await one.close()
