"""The socket: who may open it, and what becomes of frames that are not of the protocol."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import select

from bot.channels import incoming, sockets
from bot.channels.frames import as_frame
from bot.channels.session import COOKIE
from bot.keys import LISTENER
from bot.service.thread.conversation import change_owner, lock
from bot.settings import Settings
from bot.store.tables import Agent, Conversation, IdentityProof, Message
from tests.thread_world import count

NOT_OURS = [
    "", "nonsense", "[]", "[1]", '"text"', "null", "42", "{}", '{"type":"other"}', '{"type":"message"}',
    '{"type":"message","cid":"short","text":"x"}', '{"type":"message","cid":42,"text":"x"}',
    '{"type":"message","cid":"long-enough-1","text":42}', '{"type":"message","cid":"long-enough-1","text":["x"]}',
    '{"type":"message","cid":"long-enough-1\\n","text":"x"}', '{"type":"message","cid":"../../etc/passwd","text":"x"}',
    '{"type":"choice","cid":"long-enough-1"}', '{"type":"choice","cid":"long-enough-1","id":{"a":1}}',
    '{"type":"language","lang":"de"}', '{"type":"language","lang":["fr"]}', '{"type":["message"]}', "[" * 50_000,
    '{"a":' * 9_000 + "1" + "}" * 9_000, "1" * 5_000, "NaN", '{"type":"message","cid":"long-enough-1","text":null}',
]


async def _refused(browser, **given) -> int:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.client.ws_connect("/chat/ws?after=0", **given)
    return refused.value.status


async def test_what_is_not_of_the_protocol_is_refused_and_the_socket_lives_on(browser, stored):
    tab = await browser().tab()
    for frame in NOT_OURS:
        await tab.ws.send_str(frame)
        assert (await tab.hear("error"))["code"] == "malformed", frame[:60]
    await tab.ws.send_bytes(b"\x00\xff" * 100)
    assert (await tab.hear("error"))["code"] == "malformed"
    for blank in ('" "', '"\\n\\t"', '"\\u200b"', '""'):
        await tab.ws.send_str('{"type":"message","cid":"long-enough-1","text":' + blank + "}")
        assert (await tab.hear("error", cid="long-enough-1"))["code"] == "empty"
    await tab.say("bonjour")
    await tab.hear("message", from_="bot")
    assert len(await stored()) == 1


async def test_a_page_of_another_site_can_not_open_the_socket(browser):
    debtor = browser()
    await debtor.open()
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"):
        assert await _refused(debtor, origin=origin) == 403, origin
    ours = f"http://{debtor.client.host}:{debtor.client.port}"
    tab = await debtor.tab(origin=ours)
    await tab.say("bonjour")
    await tab.hear("ack")


async def test_without_a_cookie_of_ours_there_is_no_socket(browser, world):
    debtor = browser()
    assert await _refused(debtor) == 403
    for forged in ("x", "é" * 65, "a" * 65, "a" * 4000, '"; drop', secrets.token_urlsafe(32)):
        assert await _refused(debtor, headers={"Cookie": f"{COOKIE}={forged}"}) == 403, forged
    assert await count(world, Conversation) == 0


async def test_a_cookie_that_was_not_made_here_opens_nothing(browser, world):
    one = browser()
    await (await one.tab()).hear("message")
    thief = browser()
    for forged in (secrets.token_urlsafe(32) + one.cookie()[43:], one.cookie()[:43] + "A" * 22, one.cookie()[:-1]):
        assert await _refused(thief, headers={"Cookie": f"{COOKIE}={forged}"}) == 403
    assert await count(world, Conversation) == 1
    tab = await thief.tab()  # the page gives a session of its own
    await tab.hear("message", from_="system")
    assert tab.texts("you") == [] and await count(world, Conversation) == 2


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(browser):
    answer = await browser().open()
    told = answer.headers["Set-Cookie"].lower()
    assert "httponly" in told and "samesite=lax" in told and len(answer.cookies[COOKIE].value) == 65
    async with browser().client.get("/") as other:
        assert other.cookies[COOKIE].value != answer.cookies[COOKIE].value


async def test_over_https_no_other_host_can_slip_a_session_into_the_browser(browser, monkeypatch):
    debtor = browser()
    await debtor.open()
    planted = debtor.cookie()  # good, and known to somebody else
    monkeypatch.setattr(Settings, "base_url", property(lambda _: "https://repit.example"))
    answer = await debtor.open(Cookie=f"{COOKIE}={planted}")
    told = answer.headers["Set-Cookie"]
    assert told.startswith(f"__Host-{COOKIE}=") and planted not in told
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in told.split(";")}
    assert "domain" not in told.lower()


async def test_the_store_keeps_no_cookie(browser, world):
    debtor = browser()
    await debtor.tab()
    async with world.begin() as uow:
        conversation = await uow.session.scalar(select(Conversation))
    assert conversation is not None and debtor.cookie() not in str(vars(conversation))


@pytest.mark.parametrize("after", ["-1", "abc", "1e3", "٣", "9" * 13, "0x1", "1;2"])
async def test_after_is_a_number_or_refused(browser, after):
    debtor = browser()
    await debtor.open()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await debtor.client.ws_connect("/chat/ws", params={"after": after})
    assert refused.value.status == 400


async def test_after_beyond_the_end_still_brings_what_is_new(browser):
    tab = await browser().tab(after=999_999_999_999)
    await tab.say("bonjour")
    await tab.hear("message", from_="you")
    await tab.hear("message", from_="bot")


async def test_too_many_connections_from_one_place_are_refused_for_a_while(browser):
    debtor = browser()
    await debtor.open()
    seen = []
    for _ in range(90):
        try:
            ws = await debtor.client.ws_connect("/chat/ws?after=0")
            await ws.close()
            seen.append(101)
        except aiohttp.WSServerHandshakeError as refused:
            seen.append(refused.status)
            break
    assert seen[-1] == 429 and len(seen) > 50


async def test_a_language_is_changed_for_this_thread_and_stays(browser, world):
    debtor = browser()
    tab = await debtor.tab()
    await tab.give(type="language", lang="en")
    await tab.hear("state", lang="en")
    await tab.say("bonjour")
    assert (await tab.hear("message", from_="bot"))["lang"] == "en"
    async with world.begin() as uow:
        assert (await uow.session.scalar(select(Conversation))).language_fixed


async def test_an_english_browser_is_welcomed_in_english(browser):
    debtor = browser()
    page = await (await debtor.open("/", **{"Accept-Language": "en-GB,en;q=0.9"})).text()
    assert '<html lang="en"' in page
    ws = await debtor.client.ws_connect("/chat/ws?after=0&lang=en")
    async with asyncio.timeout(8):
        while True:
            frame = await ws.receive_json()
            if frame["type"] == "message":
                break
    assert frame["lang"] == "en"


async def test_a_ping_prolongs_identity_until_it_has_ended_and_then_no_more(browser, world, clock):
    tab = await browser().tab()
    await tab.say("combien je dois")
    await tab.say("DEMO-1001 14/03/1985")
    await tab.hear("state", identified=True)
    clock.advance(timedelta(minutes=10))
    await tab.give(type="ping")
    await tab.until(lambda f: f["type"] == "state" and f["expires_in"] == 900)
    clock.advance(timedelta(minutes=16))
    await tab.give(type="ping")
    state = await tab.until(lambda f: f["type"] == "state" and f["floor"] > 0)  # a look may tell the time sooner
    assert not state["identified"] and state["blank"] and state["expires_in"] is None
    assert await count(world, IdentityProof, IdentityProof.ended_at.is_(None)) == 0


async def test_what_is_said_after_identity_has_ended_comes_after_the_blank(browser, clock):
    """The page takes everything off the screen at the blank: the new message must not be among it."""
    tab = await browser().tab()
    await tab.say("DEMO-1001 14/03/1985, combien je dois")
    await tab.hear("state", identified=True)
    await tab.hear("message", from_="bot")
    clock.advance(timedelta(minutes=16))
    before = len(tab.got)
    cid = await tab.say("bonjour")
    own = await tab.hear("message", from_="you", cid=cid)
    blanks = [f for f in tab.got[before:] if f["type"] == "state" and f["blank"]]
    assert blanks and blanks[-1]["floor"] == own["seq"] - 1
    assert tab.got.index(blanks[-1]) < tab.got.index(own)


async def test_a_storm_of_pings_is_not_worked_through(browser, world, monkeypatch):
    done = []
    true = incoming._stay

    async def stay(app, page):
        done.append(1)
        await true(app, page)

    monkeypatch.setattr(incoming, "_stay", stay)
    tab = await browser().tab()
    for _ in range(200):
        await tab.give(type="ping")
    await tab.say("bonjour")
    await tab.hear("message", from_="bot")
    assert len(done) < 60


async def test_a_fault_in_the_pump_closes_the_socket_so_that_the_page_comes_back(browser, monkeypatch):
    debtor = browser()
    tab = await debtor.tab()

    async def broken(*_):
        raise OSError("the database is away")

    monkeypatch.setattr(sockets, "state_of", broken)
    await tab.say("bonjour")
    async with asyncio.timeout(8):
        while not tab.ws.closed:
            await tab.ws.receive()
    monkeypatch.undo()
    back = await debtor.tab()
    await back.hear("message", from_="you")


async def test_that_somebody_writes_reaches_the_desk_while_an_agent_has_the_conversation_and_only_then(
    browser, server, world
):
    heard: list[dict[str, object]] = []

    async def keep(event: dict[str, object]) -> None:
        heard.append(event)

    server.app[LISTENER].subscribe(keep)
    one = browser()
    tab, other = await one.tab(), await one.tab()
    await tab.give(type="typing")
    async with world.begin() as uow:
        key = await uow.session.scalar(select(Conversation.id))
        camille = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
        await change_owner(uow, await lock(uow, key), "agent", agent_id=camille, actor="agent:1")
        await uow.commit()
    await tab.hear("state", owner="agent")
    await tab.give(type="typing")
    async with asyncio.timeout(5):
        while not (typed := [event for event in heard if event["kind"] == "typing"]):
            await asyncio.sleep(0.02)
    assert typed == [{"kind": "typing", "conversation": key, "from": "you"}]
    await other.give(type="ping")
    await other.hear("state", owner="agent")
    assert not [frame for frame in other.got if frame["type"] == "typing"], "it is for the desk alone"


def test_a_choice_that_stands_for_good_says_so_and_nothing_else_of_it_leaves():
    row = Message(
        id=7, seq=1, author="system", text="x", lang="fr", choices=[
            {"id": "c0", "title": "Retirer", "payload": "/choose_option", "data": {"do": "x"}, "kind": "standing"},
            {"id": "c1", "title": "Oui", "payload": "/affirm", "data": {"offer": 3}, "kind": "yes"},
        ],
    )
    assert as_frame(row, {})["choices"] == [
        {"id": "7.0", "title": "Retirer", "standing": True}, {"id": "7.1", "title": "Oui"},
    ]
