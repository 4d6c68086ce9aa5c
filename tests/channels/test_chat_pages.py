"""The pages around the chat: careful headers everywhere, hiding, personal links, health."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot import bootstrap
from bot.channels.session import COOKIE
from bot.keys import TURNS
from bot.settings import Settings
from bot.store.tables import IdentityFailure, OutboxMessage, Person, PersonalLink
from tests.thread_world import count, disclosed, secrets_of

PAGES = ["/", "/privacy", "/hidden", "/desk/login", "/pay/no-such-token", "/no-such-page", "/l/nothing", "/healthz",
         "/readyz", "/metrics", "/chat/ws", "/static/chat/nothing.js", "/static/chat/../../bootstrap.py", "/desk"]


async def _csrf(debtor) -> str:
    page = await (await debtor.open()).text()
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
async def test_every_answer_carries_the_careful_headers(browser, method):
    client = browser().client
    for path in PAGES:
        answer = await client.request(method, path, allow_redirects=False)
        assert answer.status < 500, (method, path, answer.status)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, path
        assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin"), path
        assert "noindex" in answer.headers["X-Robots-Tag"], path
        if not path.startswith("/static/"):
            assert "no-store" in answer.headers["Cache-Control"], path


async def test_no_page_tells_anything_of_anybody(browser, world):
    debtor, secrets = browser(), await secrets_of(world)
    for path in ("/", "/privacy", "/hidden", "/?lang=en", "/privacy?lang=en"):
        text = re.sub(r"<[^>]+>", " ", await (await debtor.open(path)).text())
        assert not [s for s in disclosed(text, secrets) if not s[0].isdigit()], path


async def test_hiding_ends_the_proof_forgets_the_browser_and_back_shows_nothing(browser, world):
    debtor = browser()
    csrf = await _csrf(debtor)
    tab = await debtor.tab()
    await tab.say("combien je dois")
    await tab.say("DEMO-1001 14/03/1985")
    await tab.until(lambda f: f["type"] == "message" and "480,00" in f["text"])
    cookie = debtor.cookie()
    answer = await debtor.client.post("/hide", data={"csrf": csrf}, allow_redirects=False)
    assert answer.status == 303 and answer.headers["Location"] == "/hidden" and debtor.cookie() == ""
    state = await tab.hear("state", identified=False)
    assert state["blank"]
    debtor.client.session.cookie_jar.update_cookies({COOKIE: cookie})  # "back", or a cookie kept by somebody
    back = await debtor.tab()
    await back.say("combien je dois")
    answer = await back.hear("message", from_="bot")
    assert [f["text"] for f in back.got if f["type"] == "message"] == ["combien je dois", answer["text"]]
    assert "référence" in answer["text"] and "480" not in answer["text"]


async def test_what_was_being_thought_when_the_debtor_hid_is_never_said(browser, world, rasa, server):
    debtor = browser()
    csrf = await _csrf(debtor)
    tab = await debtor.tab()
    await tab.say("DEMO-1001 14/03/1985")
    await tab.hear("message", from_="bot")
    rasa.gate = asyncio.Event()
    rasa.asked.clear()
    await tab.say("combien je dois")
    await rasa.asked.wait()
    await tab.say("alors ?")
    await tab.hear("ack")
    cookie = debtor.cookie()
    await debtor.client.post("/hide", data={"csrf": csrf}, allow_redirects=False)
    rasa.gate.set()
    await server.app[TURNS].stop()
    debtor.client.session.cookie_jar.update_cookies({COOKIE: cookie})
    back = await debtor.tab()
    assert back.texts("bot") == [] and back.texts("you") == []
    await back.say("bonjour")
    await back.hear("message", from_="you")
    assert back.texts("bot") == []


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é", None])
async def test_a_forged_hide_ends_nothing_of_anybodys(browser, csrf):
    debtor = browser()
    tab = await debtor.tab()
    await tab.say("combien je dois")
    await tab.say("DEMO-1001 14/03/1985")
    await tab.until(lambda f: f["type"] == "message" and "480,00" in f["text"])
    cookie = debtor.cookie()
    given = {"csrf": csrf} if csrf is not None else {}
    answer = await debtor.client.post("/hide", data=given, allow_redirects=False)
    assert answer.status == 303 and debtor.cookie() == cookie
    again = await debtor.tab()
    await again.until(lambda f: f["type"] == "message" and "480,00" in f["text"])
    other = await browser().client.post("/hide", data={"csrf": "x"}, allow_redirects=False)
    assert other.status == 303


async def _token(world, reference: str, **given) -> str:
    token = f"token-of-{reference}"
    async with world.begin() as uow:
        person = await uow.session.scalar(select(Person).where(Person.external_key == reference))
        values = {"created_at": uow.now, "expires_at": uow.now + timedelta(days=7), **given}
        uow.session.add(
            PersonalLink(
                token_hash=hashlib.sha256(token.encode()).hexdigest(), creditor_id=person.creditor_id,
                person_id=person.id, **values,
            )
        )
        await uow.commit()
    return token


async def test_a_personal_link_true_false_or_expired_looks_and_asks_the_same(browser, world, clock):
    tokens = [
        await _token(world, "DEMO-1001"), "never-made", "é%00%ff", "x" * 3000,
        await _token(world, "DEMO-1002", expires_at=clock.now()),
        await _token(world, "DEMO-1003", revoked_at=clock.now()),
    ]
    seen = []
    for token in tokens:
        debtor = browser()
        answer = await debtor.open(f"/l/{token}")
        headers = {k: v for k, v in answer.headers.items() if k not in ("Set-Cookie", "Date")}
        tab = await debtor.tab()
        await tab.say("combien je dois")
        asked = await tab.hear("message", from_="bot")
        await tab.say("01/01/1971")
        failed = await tab.hear("message", from_="bot")
        seen.append((answer.status, headers, await answer.text(), asked["text"], failed["text"]))
    assert all(one == seen[0] for one in seen) and seen[0][0] == 303


async def test_previews_open_a_link_many_times_and_it_still_works(browser, world):
    token = await _token(world, "DEMO-1001")
    for _ in range(10):
        crawler = browser()
        for method in ("GET", "HEAD"):
            answer = await crawler.client.request(method, f"/l/{token}", allow_redirects=False)
            assert answer.status == 303 and not disclosed(await answer.text(), await secrets_of(world))
    debtor = browser()
    await debtor.open(f"/l/{token}")
    tab = await debtor.tab()
    await tab.say("combien je dois")
    await tab.hear("message", from_="bot")
    await tab.say("14/03/1985")
    await tab.until(lambda f: f["type"] == "message" and "480,00" in f["text"])
    assert await count(world, IdentityFailure, IdentityFailure.count > 0) == 0
    assert await count(world, OutboxMessage) == 0


async def test_health_says_what_is_true(server, browser, world, monkeypatch):
    client = browser().client
    assert await (await client.get("/healthz")).json() == {"status": "alive"}
    ready = await client.get("/readyz")
    assert ready.status == 200 and await ready.json() == {"database": True, "rasa": True}
    text = await (await client.get("/metrics")).text()
    assert "repit_messages_unanswered 0" in text and "python_info" in text

    async def away() -> bool:
        return False

    monkeypatch.setattr(world, "alive", away)
    answer = await client.get("/readyz")
    assert answer.status == 503 and (await answer.json())["database"] is False


async def test_without_rasa_it_lives_is_not_ready_and_answers_all_the_same(world):
    app = await bootstrap.make_app(Settings(_env_file=None, REPIT_RASA_PORT=1), world)
    async with TestServer(app) as server, TestClient(server) as client:
        assert (await client.get("/healthz")).status == 200
        ready = await client.get("/readyz")
        assert ready.status == 503 and await ready.json() == {"database": True, "rasa": False}
        assert (await client.get("/")).status == 200


async def test_metrics_count_who_waits_and_name_nobody(browser, world):
    tab = await browser().tab()
    await tab.say("jveux plus vivre")
    await tab.until(lambda f: f["type"] == "message" and "3114" in f["text"])
    text = await (await browser().client.get("/metrics")).text()
    assert 'repit_handovers_waiting{queue="distress"} 1' in text
    assert not [s for s in await secrets_of(world) if s in text]
