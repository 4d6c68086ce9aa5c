"""Log-in: one answer to everybody, a lock that doubles, sessions that end, requests that prove their origin."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.service import agents
from bot.store.tables import Agent, AgentSession, AuditLine

REFUSAL = "Identifiant ou mot de passe incorrect"


async def _try(desk, login: str, password: str) -> tuple[int, str]:
    answer = await desk.client.post("/desk/login", data={"login": login, "password": password}, allow_redirects=False)
    return answer.status, await answer.text()


async def test_without_a_session_every_page_leads_to_the_log_in_and_every_part_is_refused(browser):
    desk = browser()
    for path in ("/desk", "/desk/c/1"):
        answer = await desk.client.get(path, allow_redirects=False)
        assert answer.status == 303 and answer.headers["Location"] == "/desk/login"
    for path in ("/desk/queue", "/desk/c/1/view", "/desk/ws"):
        assert (await desk.client.get(path, allow_redirects=False)).status == 401
    assert (await desk.post("/desk/c/1/take", {}))[0] == 401


async def test_unknown_login_wrong_password_and_disabled_agent_get_the_same_answer(browser, demo):
    async with demo.begin() as uow:
        sam = await uow.session.scalar(select(Agent).where(Agent.login == "sam"))
        sam.disabled_at = uow.now
        await uow.commit()
    desk = browser()
    answers = [await _try(desk, *who) for who in (("nobody", "x"), ("camille", "x"), ("sam", "sam-demo"))]
    assert {status for status, _ in answers} == {401}
    assert len({text for _, text in answers}) == 1 and REFUSAL in answers[0][1]


async def test_an_unknown_login_costs_the_same_work_as_a_known_one(demo, monkeypatch):
    verified: list[str] = []
    right = agents._right
    monkeypatch.setattr(agents, "_right", lambda known, given: verified.append(known) or right(known, given))
    for login in ("nobody", "camille"):
        async with demo.begin() as uow:
            with pytest.raises(agents.LogInRefused):
                await agents.log_in(uow, login=login, password="wrong")
    assert len(verified) == 2 and all(known.startswith("$argon2id$") for known in verified)
    assert verified[0].split("$")[3] == verified[1].split("$")[3]  # the same cost


async def test_five_failures_lock_for_fifteen_minutes_then_thirty(browser, clock):
    desk = browser()
    for minutes in (15, 30):
        for _ in range(5):
            assert (await _try(desk, "camille", "wrong"))[0] == 401
        assert await desk.log_in("camille") == 401, "the right password does not open a locked login"
        clock.advance(timedelta(minutes=minutes - 1))
        assert await desk.log_in("camille") == 401
        clock.advance(timedelta(minutes=1))
    assert await desk.log_in("camille") == 303


async def test_tries_at_once_are_no_way_around_the_lock(demo):
    async def one() -> None:
        async with demo.begin() as uow:
            with pytest.raises(agents.LogInRefused):
                await agents.log_in(uow, login="camille", password="wrong")
            await uow.commit()

    await asyncio.gather(*(one() for _ in range(8)))
    async with demo.begin() as uow:
        camille = await uow.session.scalar(select(Agent).where(Agent.login == "camille"))
    assert camille.failures == 5 and camille.locked_until is not None, "three came after the lock and count no more"


async def test_a_success_forgets_failures_and_the_token_is_stored_hashed(browser, demo):
    desk = browser()
    for _ in range(4):
        await _try(desk, "camille", "wrong")
    assert await desk.log_in("camille") == 303
    cookie = desk.client.session.cookie_jar.filter_cookies(desk.client.make_url("/desk"))["repit_desk"].value
    async with demo.begin() as uow:
        assert (await uow.session.scalar(select(Agent.failures).where(Agent.login == "camille"))) == 0
        stored = (await uow.session.scalars(select(AgentSession.token_hash))).all()
    assert stored == [agents.token_hash(cookie)] and cookie not in stored


async def test_the_cookie_is_for_us_alone_and_pages_are_neither_kept_nor_framed(browser):
    desk = browser()
    answer = await desk.client.post(
        "/desk/login", data={"login": "camille", "password": "camille-demo"}, allow_redirects=False
    )
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/desk" in cookie
    page = await desk.client.get("/desk")
    assert page.headers["Cache-Control"] == "no-store" and page.headers["X-Frame-Options"] == "DENY"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    text = await page.text()
    assert not any(word in text for word in ("<style", "style=", "onclick="))


async def test_a_session_ends_after_thirty_idle_minutes(agent, clock):
    desk = await agent("camille")
    clock.advance(timedelta(minutes=29))
    assert (await desk.client.get("/desk", allow_redirects=False)).status == 200
    clock.advance(timedelta(minutes=29))
    assert (await desk.client.get("/desk", allow_redirects=False)).status == 200
    clock.advance(timedelta(minutes=31))
    assert (await desk.client.get("/desk", allow_redirects=False)).status == 303


async def test_a_session_ends_after_eight_hours_however_busy(agent, clock):
    desk = await agent("camille")
    for _ in range(24):
        clock.advance(timedelta(minutes=20))
        await desk.client.get("/desk/queue")
    clock.advance(timedelta(minutes=1))
    assert (await desk.client.get("/desk/queue")).status == 401


async def test_logging_out_ends_the_session_for_whoever_kept_the_cookie(agent, browser):
    desk, thief = await agent("camille"), browser()
    jar = desk.client.session.cookie_jar
    token = jar.filter_cookies(desk.client.make_url("/desk"))["repit_desk"].value
    thief.client.session.cookie_jar.update_cookies({"repit_desk": token}, thief.client.make_url("/desk"))
    assert (await thief.client.get("/desk/queue")).status == 200
    assert (await desk.client.post("/desk/logout", data={"csrf": "forged"})).status == 403
    assert (await thief.client.get("/desk/queue")).status == 200
    await desk.client.post("/desk/logout", data={"csrf": desk.csrf})
    assert (await thief.client.get("/desk/queue")).status == 401


@pytest.mark.parametrize("token", ["", "forged", "x" * 43, "é" * 10, "x" * 5000])
async def test_a_forged_cookie_opens_nothing(browser, token):
    desk = browser()
    answer = await desk.client.get(
        "/desk/queue", headers={"Cookie": f"repit_desk={token}".encode().decode("latin-1")}
    )
    assert answer.status in (400, 401)


async def test_an_action_without_the_token_of_this_very_session_does_nothing(agent, debtor, row):
    camille, dominique, conversation = await agent("camille"), await agent("dominique"), await debtor("DEMO-1001")
    path = f"/desk/c/{conversation}/take"
    for csrf in ("", "forged", dominique.csrf):
        status, body = await camille.post(path, {}, **{"X-CSRF": csrf})
        assert (status, body["code"]) == (403, "csrf")
    assert (await row(conversation)).owner == "waiting"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_sites_page_can_do_nothing_even_with_cookie_and_token(agent, debtor, row, headers):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await camille.post(f"/desk/c/{conversation}/take", {}, **headers))[0] == 403
    assert (await camille.client.get("/desk/ws", headers=headers)).status == 403
    login = await camille.client.post("/desk/login", data={"login": "camille"}, headers=headers)
    assert login.status == 403 and (await row(conversation)).owner == "waiting"


async def test_a_form_of_another_type_is_no_action(agent, debtor, row):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await camille.client.post(
            f"/desk/c/{conversation}/take", data="{}", headers={"X-CSRF": camille.csrf, "Content-Type": kind}
        )
        assert answer.status == 400
    assert (await row(conversation)).owner == "waiting"


async def test_failures_lock_and_log_in_leave_lines_without_a_password(browser, demo):
    desk = browser()
    for _ in range(5):
        await _try(desk, "camille", "hunter2-wrong")
    async with demo.begin() as uow:
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.object_kind == "agent"))).all()
    assert [line.verb for line in lines].count("agent.failed") == 5 and lines[-1].verb == "agent.locked"
    assert "hunter2" not in str([line.data for line in lines])
