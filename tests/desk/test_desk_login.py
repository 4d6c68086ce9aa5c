"""Log-in: one answer to everybody, waits that grow for who failed, sessions that end, requests of proven origin."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.service.demo import load_demo
from bot.service.desk import agents, log_in
from bot.store.tables import Agent, AgentBrowser, AgentSession, AuditLine, LoginThrottle
from tests.demo_world import DAY

REFUSAL = "Identifiant ou mot de passe incorrect"
HERE = log_in.Where(address="here")


async def _refused(demo, login: str, password: str, where: log_in.Where) -> bool:
    async with demo.begin() as uow:
        try:
            await log_in.log_in(uow, login=login, password=password, where=where)
        except log_in.LogInRefused:
            return True
        finally:
            await uow.commit()
    return False


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


async def test_an_unknown_login_costs_the_same_work_as_a_known_one(database, monkeypatch):
    async with database.begin() as uow:
        await load_demo(uow, DAY)  # with passwords hashed as they are in real life
        await uow.commit()
    verified: list[str] = []
    right = log_in._right
    monkeypatch.setattr(log_in, "_right", lambda known, given: verified.append(known) or right(known, given))
    for login in ("nobody", "camille"):
        async with database.begin() as uow:
            with pytest.raises(log_in.LogInRefused):
                await log_in.log_in(uow, login=login, password="wrong", where=HERE)
    assert len(verified) == 2 and all(known.startswith("$argon2id$") for known in verified)
    assert verified[0].split("$")[3] == verified[1].split("$")[3]  # the same cost


async def test_the_fifth_failure_makes_the_next_wait_and_each_one_more_doubles_it(browser, clock):
    desk = browser()
    for _ in range(5):
        status, text = await _try(desk, "camille", "wrong")
        assert status == 401
    assert "30 s" in text, "how long to wait is said"
    for seconds in (30, 60, 120):
        assert await desk.log_in("camille") == 401, "not even the right password, from here"
        clock.advance(timedelta(seconds=seconds - 1))
        assert await desk.log_in("camille") == 401
        clock.advance(timedelta(seconds=1))
        assert (await _try(desk, "camille", "wrong"))[0] == 401
    clock.advance(timedelta(minutes=15))
    assert await desk.log_in("camille") == 303


async def test_a_login_that_does_not_exist_waits_just_as_long(browser):
    desk = browser()
    for _ in range(4):
        await _try(desk, "nobody", "wrong")
    assert "30 s" in (await _try(desk, "nobody", "wrong"))[1]


async def test_nobody_locks_another_out_from_elsewhere(demo):
    stranger, own = log_in.Where(address="stranger"), log_in.Where(address="office")
    for _ in range(60):
        assert await _refused(demo, "camille", "wrong", stranger)
    assert await _refused(demo, "camille", "camille-demo", stranger), "the stranger waits, right or wrong"
    assert not await _refused(demo, "camille", "camille-demo", own)


async def test_a_browser_that_logged_in_before_is_not_shut_out_by_strangers_at_the_same_address(browser):
    own, stranger = browser(), browser()
    assert await own.log_in("camille") == 303
    for _ in range(40):
        status, _text = await _try(stranger, "camille", "wrong")
    assert status == 429, "the address as a whole is slowed down"
    assert await stranger.log_in("camille") == 429
    assert await own.log_in("camille") == 303


async def test_a_known_browser_has_its_own_failures_counted(browser):
    own, colleague = browser(), browser()
    assert await own.log_in("camille") == 303
    for _ in range(5):
        await _try(own, "camille", "wrong")
    assert await own.log_in("camille") == 401
    assert await colleague.log_in("camille") == 303, "and nobody else waits for them"


async def test_knowing_a_browser_opens_nothing_and_is_for_one_login_alone(browser):
    own = browser()
    assert await own.log_in("camille") == 303
    own.client.session.cookie_jar.clear(lambda cookie: cookie.key == "repit_desk")
    assert (await own.client.get("/desk/queue")).status == 401
    for _ in range(5):
        await _try(own, "sam", "wrong")
    assert await own.log_in("sam") == 401, "sam never logged in here"


async def test_tries_at_once_are_no_way_around_the_wait(demo):
    async def one() -> None:
        assert await _refused(demo, "camille", "wrong", HERE)

    await asyncio.gather(*(one() for _ in range(8)))
    async with demo.begin() as uow:
        failures = await uow.session.scalar(select(LoginThrottle.failures))
    assert failures == 5, "three came after it and count no more"


async def test_old_failures_are_forgotten_and_swept_away(demo, clock):
    for n in range(3):
        assert await _refused(demo, f"nobody-{n}", "wrong", HERE)
    clock.advance(timedelta(days=3))
    assert await _refused(demo, "somebody", "wrong", HERE)
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(LoginThrottle))).all()
    assert len(rows) == 1
    assert not any(word in rows[0].key for word in ("somebody", "here"))


async def test_a_success_forgets_failures_and_tokens_are_stored_hashed(browser, demo):
    desk = browser()
    for _ in range(4):
        await _try(desk, "camille", "wrong")
    assert await desk.log_in("camille") == 303
    cookie = desk.cookie("repit_desk")
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(LoginThrottle)) == 0
        stored = (await uow.session.scalars(select(AgentSession.token_hash))).all()
        browsers = (await uow.session.scalars(select(AgentBrowser.token_hash))).all()
    assert stored == [agents.token_hash(cookie)] and cookie not in stored
    assert browsers == [agents.token_hash(desk.cookie("repit_desk_known", "/desk/login"))]


async def test_a_log_in_makes_new_cookies_and_ends_the_session_that_the_browser_had(agent, browser):
    desk, thief = await agent("camille"), browser()
    first, known = desk.cookie("repit_desk"), desk.cookie("repit_desk_known", "/desk/login")
    thief.client.session.cookie_jar.update_cookies({"repit_desk": first}, thief.client.make_url("/desk"))
    assert (await thief.client.get("/desk/queue")).status == 200
    assert await desk.log_in("camille") == 303
    assert desk.cookie("repit_desk") != first and desk.cookie("repit_desk_known", "/desk/login") != known
    assert (await thief.client.get("/desk/queue")).status == 401


async def test_logging_out_everywhere_ends_every_session_and_its_open_pages(agent, hear):
    here, there = await agent("camille"), await agent("camille")
    ws = await there.socket()
    await hear(ws, "queue")
    answer = await here.client.post("/desk/logout", data={"csrf": here.csrf, "everywhere": "1"})
    assert answer.status == 200
    assert await hear(ws, "ended") == {"type": "ended"}
    for desk in (here, there):
        assert (await desk.client.get("/desk/queue")).status == 401


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


async def test_failures_leave_lines_without_a_password(browser, demo):
    desk = browser()
    for _ in range(5):
        await _try(desk, "camille", "hunter2-wrong")
    async with demo.begin() as uow:
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.object_kind == "agent"))).all()
    assert [line.verb for line in lines] == ["agent.failed"] * 5 and lines[-1].data["wait"] == 30
    assert "hunter2" not in str([line.data for line in lines])
