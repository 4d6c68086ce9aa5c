"""A browser's cookie is another one as soon as identity is proven: who knew the old one is left with nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.channels import sockets
from bot.channels.session import COOKIE
from bot.service.identity import browser as service
from bot.store.tables import Conversation, FormerSession, IdentityFailure

PROOF = "DEMO-1001, né le 14/03/1985"


async def prove(tab) -> str:
    """Prove who they are; the word by which this very page may turn the session."""
    await tab.say(PROOF)
    return str((await tab.hear("session"))["turn"])


async def turn(debtor, word: object, **headers: str) -> aiohttp.ClientResponse:
    return await debtor.client.post("/chat/session", json={"turn": word}, headers=headers)


def use(debtor, cookie: str) -> None:
    """The browser sends this cookie from now on: one that was planted, or of a second tab."""
    debtor.client.session.cookie_jar.clear()
    debtor.client.session.cookie_jar.update_cookies({COOKIE: cookie}, debtor.client.make_url("/"))


async def count(world, table) -> int:
    async with world.begin() as uow:
        return int(await uow.session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.fixture
async def turned(browser):
    """Somebody who has proven who they are in a browser whose cookie somebody else had seen."""
    debtor = browser()
    tab = await debtor.tab()
    old = debtor.cookie()
    word = await prove(tab)
    assert (await turn(debtor, word)).status == 204
    assert debtor.cookie() not in ("", old)
    return debtor, tab, old, word


async def test_the_thread_and_its_proof_go_on_under_the_new_cookie(turned, world):
    debtor, tab, _, _ = turned
    after = await debtor.tab()
    assert after.got[0]["identified"] is True
    assert await count(world, Conversation) == 1
    await tab.say("merci")  # the page that was open goes on as well
    await tab.hear("ack")


async def test_the_new_cookie_stays_with_its_attributes_and_no_page_gives_another(turned):
    debtor, _, _, _ = turned
    answer = await debtor.open()
    assert answer.status == 200 and "Set-Cookie" not in answer.headers


async def test_the_old_cookie_leads_to_the_thread_for_some_minutes_more_and_then_to_nothing(turned, browser, clock):
    _, _, old, _ = turned
    second = browser()
    use(second, old)
    assert (await second.tab()).got[0]["identified"] is True
    assert "Set-Cookie" not in (await second.open()).headers, "it must not overwrite the new one in a second tab"
    clock.advance(service.GRACE + timedelta(seconds=1))
    late = browser()
    use(late, old)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await late.client.ws_connect("/chat/ws?after=0")
    assert refused.value.status == 403
    assert (await late.open()).headers["Set-Cookie"].startswith(f"{COOKIE}=")
    assert (await late.tab()).got[0]["identified"] is False


async def test_a_page_opened_with_the_old_cookie_is_closed_when_its_time_is_over(browser, monkeypatch):
    monkeypatch.setattr(sockets, "GRACE", timedelta(milliseconds=50))
    debtor, thief = browser(), browser()
    tab = await debtor.tab()
    use(thief, debtor.cookie())
    other = await thief.tab()
    assert (await turn(debtor, await prove(tab))).status == 204
    async with asyncio.timeout(3):
        async for _ in other.ws:
            pass
    assert other.ws.close_code == aiohttp.WSCloseCode.SERVICE_RESTART


async def test_only_the_page_that_proved_it_is_told_how(browser):
    debtor, thief = browser(), browser()
    tab = await debtor.tab()
    use(thief, debtor.cookie())
    other = await thief.tab()
    await prove(tab)
    await other.hear("state", identified=True)
    await other.hear("message", from_="bot")
    assert "session" not in [frame["type"] for frame in other.got]


@pytest.mark.parametrize("word", ["", "x" * 32, "x" * 101, 7, None, "é"])
async def test_another_word_turns_nothing(browser, world, word):
    debtor = browser()
    right = await prove(await debtor.tab())
    before = debtor.cookie()
    assert (await turn(debtor, word)).status in (403, 409)
    assert debtor.cookie() == before and await count(world, FormerSession) == 0
    assert (await turn(debtor, right)).status == 204


async def test_words_that_are_none_are_refused(browser):
    debtor = browser()
    await debtor.open()
    for body in (b"", b"[]", b"7", b"{", b'{"else": 1}'):
        assert (await debtor.client.post("/chat/session", data=body)).status in (400, 403)


async def test_another_browser_or_another_site_cannot_turn_it(browser):
    debtor, other = browser(), browser()
    word = await prove(await debtor.tab())
    await other.tab()
    assert (await turn(other, word)).status == 409
    assert (await turn(debtor, word, Origin="https://elsewhere.example")).status == 403


async def test_asked_again_because_the_answer_was_lost_it_gives_the_same(turned, clock):
    debtor, _, old, word = turned
    given = debtor.cookie()
    use(debtor, old)
    assert (await turn(debtor, word)).status == 204 and debtor.cookie() == given
    use(debtor, old)
    clock.advance(service.GRACE + timedelta(seconds=1))
    assert (await turn(debtor, word)).status == 403 and debtor.cookie() == old


async def test_at_once_from_two_tabs_it_is_turned_once(browser, world):
    debtor = browser()
    word = await prove(await debtor.tab())
    answers = await asyncio.gather(*(turn(debtor, word) for _ in range(5)))
    assert {answer.status for answer in answers} == {204}
    assert len({answer.cookies[COOKIE].value for answer in answers}) == 1
    assert await count(world, FormerSession) == 1


async def test_a_page_that_was_open_before_can_still_be_hidden(browser, world):
    debtor = browser()
    page = await (await debtor.open()).text()
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    assert (await turn(debtor, await prove(await debtor.tab()))).status == 204
    answer = await debtor.client.post("/hide", data={"csrf": csrf}, allow_redirects=False)
    assert answer.status == 303 and debtor.cookie() == ""
    async with world.begin() as uow:
        conversation = await uow.session.scalar(select(Conversation))
        assert conversation.blank_before_seq == conversation.last_seq > 0


async def test_after_hiding_the_word_is_worth_nothing(browser):
    debtor = browser()
    page = await (await debtor.open()).text()
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    word = await prove(await debtor.tab())
    cookie = debtor.cookie()
    await debtor.client.post("/hide", data={"csrf": csrf}, allow_redirects=False)
    use(debtor, cookie)
    assert (await turn(debtor, word)).status == 409


async def test_wrong_guesses_are_still_counted_under_the_new_cookie(browser, world):
    debtor = browser()
    tab = await debtor.tab()
    await tab.say("DEMO-1002, né le 01/01/1980")
    await tab.hear("message", from_="bot")
    assert (await turn(debtor, await prove(tab))).status == 204
    async with world.begin() as uow:
        sender = await uow.session.scalar(select(Conversation.sender))
        assert (await uow.session.get(IdentityFailure, sender)) is not None
        assert await count(world, IdentityFailure) == 1


async def test_turned_twice_both_old_ones_lead_on_or_end(turned, browser, clock):
    debtor, _, first, _ = turned
    second = debtor.cookie()
    clock.advance(timedelta(minutes=16))  # the proof has ended
    assert (await turn(debtor, await prove(await debtor.tab()))).status == 204
    for cookie, identified in ((first, False), (second, True)):
        other = browser()
        use(other, cookie)
        if identified:
            assert (await other.tab()).got[0]["identified"] is True
        else:
            assert "Set-Cookie" in (await other.open()).headers
