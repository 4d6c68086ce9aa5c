"""The real application and a stand-in for a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from mail_world import FROM, SECRET, World

from bot.settings import Settings
from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.outside_world import running
from tests.rasa_stand_in import StandIn as Rasa
from tests.smtp_stand_in import StandIn


@pytest.fixture
async def mails(
    world: Database, clock: FixedClock, rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    smtp = StandIn()
    for name, value in {
        "REPIT_SMTP_URL": await smtp.start(), "REPIT_EMAIL_FROM": FROM, "REPIT_EMAIL_SECRET": SECRET,
        "REPIT_PUBLIC_URL": "https://repit.example",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    async with running(world, settings, rasa, monkeypatch) as (server, http):
        yield World(
            database=world, clock=clock, server=server, smtp=smtp, rasa=rasa, settings=settings, http=http
        )
    await smtp.stop()
