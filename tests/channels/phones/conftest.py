"""The real application, a stand-in for Twilio's API, and telephones that write to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from phone_world import World

from bot.settings import Settings
from bot.store.clock import FixedClock
from bot.store.database import Database
from tests.outside_world import running
from tests.rasa_stand_in import StandIn as Rasa
from tests.twilio_stand_in import (
    OTHER_OURS,
    OTHER_SID,
    OTHER_TOKEN,
    OURS,
    PUBLIC,
    SID,
    TOKEN,
    WHATSAPP,
    StandIn,
    Twilio,
)


@pytest.fixture
async def api(clock: FixedClock) -> AsyncIterator[StandIn]:
    stand_in = StandIn(now=clock.now)
    async with TestServer(stand_in.app()) as running:
        stand_in.base = str(running.make_url("")).rstrip("/")
        yield stand_in


@pytest.fixture
def settings(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_OTHER", OTHER_TOKEN)
    for name, value in {
        "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "REPIT_TWILIO_API_BASE": api.base,
        "REPIT_SMS_FROM": OURS, "REPIT_WHATSAPP_FROM": WHATSAPP, "REPIT_PUBLIC_URL": PUBLIC,
    }.items():
        monkeypatch.setenv(name, value)
    return Settings(_env_file=None)


@pytest.fixture
async def phones(
    world: Database, clock: FixedClock, rasa: Rasa, api: StandIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    async with running(world, settings, rasa, monkeypatch) as (server, http):
        twilio = Twilio(http, str(server.make_url("")).rstrip("/"), api)
        yield World(
            database=world, clock=clock, server=server, twilio=twilio, api=api, rasa=rasa, settings=settings, http=http
        )


@pytest.fixture
async def other(phones: World) -> World:
    """Groupe Maison has an account and a sender of its own."""
    await phones.set_creditor(
        "maison", twilio={"account": "OTHER", "account_sid": OTHER_SID, "sms_from": OTHER_OURS}
    )
    return phones
