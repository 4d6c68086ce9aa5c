"""The real application and a stand-in for a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from mail_world import FROM, SECRET, World

from bot import bootstrap
from bot.settings import Settings
from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.rasa_stand_in import StandIn as Rasa
from tests.smtp_stand_in import StandIn


class Idle:
    """A worker that leaves the outbox to the test, so that every try is one that the test makes."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


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
    monkeypatch.setattr(bootstrap, "RasaClient", lambda *_: rasa)
    monkeypatch.setattr(bootstrap, "Worker", Idle)
    world.base_url = settings.base_url
    app = await bootstrap.make_app(settings, world)
    async with TestServer(app) as running, aiohttp.ClientSession() as session:
        yield World(world, clock, running, smtp, rasa, settings, session)
    await smtp.stop()
