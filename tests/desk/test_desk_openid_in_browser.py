"""The log-in through a provider in a real browser: out to another site and back with every cookie, by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from sqlalchemy import select

from bot.desk import routes
from bot.keys import DATABASE, LISTENER, SETTINGS
from bot.service.desk import openid
from bot.settings import Settings
from bot.store.listen import Listener
from bot.store.tables import Agent, AgentSession
from tests.browser import chromium
from tests.browser.chromium import faults, is_wider_than_screen
from tests.demo_world import demo_world
from tests.openid_stand_in import CLIENT, SECRET, running

pytestmark = pytest.mark.browser


@pytest.fixture
async def doors(database, clock) -> AsyncIterator[tuple[str, str]]:
    """The desk alone at 127.0.0.1, a provider on another site (localhost); address, and a link for Camille."""
    port = unused_port()
    async with running(lambda: int(clock.now().timestamp())) as provider:
        provider.base = provider.base.replace("127.0.0.1", "localhost")
        app, base = web.Application(), f"http://127.0.0.1:{port}"
        app[SETTINGS] = Settings(
            _env_file=None, REPIT_PUBLIC_URL=base, REPIT_OIDC_ISSUER=provider.issuer, REPIT_OIDC_CLIENT_ID=CLIENT,
            REPIT_OIDC_CLIENT_SECRET=SECRET,
        )
        app[DATABASE], app[LISTENER] = await demo_world(database), Listener(database.url)
        async with database.begin() as uow:
            camille = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
            token = await openid.make_link(uow, camille, actor="command")
            await uow.commit()
        routes.add_routes(app)
        async with TestServer(app, host="127.0.0.1", port=port):
            yield base, f"{base}/desk/login/openid/link/{token}"


@pytest.mark.parametrize(("size", "lang"), [(chromium.PHONE, "fr-FR"), (chromium.WIDE, "en-GB")])
async def test_out_to_the_provider_and_back_by_keyboard_with_every_cookie(doors, database, size, lang):
    base, link = doors
    async with chromium.browser() as started:
        context = await chromium.somebody(started, size, lang=lang)
        page = await context.new_page()
        for there in (link, f"{base}/desk/login"):
            await page.goto(there)
            assert await faults(page) == [] and not await is_wider_than_screen(page)
            await page.locator("#openid").focus()
            await page.keyboard.press("Enter")
            await page.locator("#queue-title").wait_for()
            assert page.url == f"{base}/desk"
        cookies = {one["name"]: one for one in await context.cookies(f"{base}/desk/login/openid")}
        assert cookies["repit_desk"]["sameSite"] == "Strict" and "repit_desk_openid" not in cookies
        await page.goto(f"{base}/desk/login?why=unknown")
        await page.locator("#refusal").wait_for()
        assert await faults(page) == []
        await context.close()
    async with database.begin() as uow:
        rows = (await uow.session.scalars(select(AgentSession).order_by(AgentSession.created_at))).all()
    assert sorted(row.ended_at is None for row in rows) == [False, True], "the older session of this browser has ended"
