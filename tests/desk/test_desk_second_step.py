"""The second step: a code of the authenticator, good once; recovery codes; what a role can't do without."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from bot.papers import qr
from bot.service.desk import second_step
from bot.service.desk.log_in import LogInRefused, Where, give_code
from bot.service.desk.second_step import Seal
from bot.settings import Settings
from bot.store.clock import OffsetClock
from bot.store.tables import Agent, AgentFactor, AuditLine, RecoveryCode

STEP = timedelta(seconds=30)


@pytest.fixture
def settings() -> Settings:
    return Settings(_env_file=None, REPIT_DESK_SECOND_STEP="supervisor")


def code_at(secret: str, clock) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


async def _password(desk, login: str) -> str:
    given = {"login": login, "password": f"{login}-demo"}
    answer = await desk.client.post("/desk/login", data=given, allow_redirects=False)
    return str(answer.headers.get("Location", answer.status))


async def _form(desk, path: str) -> tuple[str, str]:
    page = await desk.page(path)
    return page, re.search(r'name="csrf" value="([^"]+)"', page)[1]


async def _send(desk, path: str, **data):
    _, csrf = await _form(desk, path)
    answer = await desk.client.post(path, data={"csrf": csrf, **data}, allow_redirects=False)
    return answer, await answer.text()


@pytest.fixture
async def enrolled(browser, clock):
    """Dominique's browser after the first log-in, the secret and the recovery codes."""
    desk = browser()
    assert await _password(desk, "dominique") == "/desk/login/enrol"
    page, _ = await _form(desk, "/desk/login/enrol")
    secret = re.search(r'id="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    answer, text = await _send(desk, "/desk/login/enrol", code=code_at(secret, clock))
    assert answer.status == 200
    clock.advance(STEP)
    return desk, secret, re.findall(r"S-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", text)


async def test_a_role_that_needs_it_enrols_before_it_sees_anything_and_gets_ten_recovery_codes(enrolled):
    desk, _, codes = enrolled
    assert len(set(codes)) == 10
    assert (await desk.client.get("/desk", allow_redirects=False)).status == 200


async def test_half_logged_in_opens_no_door(enrolled, browser, debtor):
    conversation = await debtor("DEMO-1001")
    desk = browser()
    assert await _password(desk, "dominique") == "/desk/login/code"
    for path in ("/desk", "/desk/money", "/desk/account", f"/desk/c/{conversation}", "/desk/login/enrol"):
        answer = await desk.client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/desk/login/code")
    for path in ("/desk/queue", "/desk/ws", f"/desk/c/{conversation}/view"):
        assert (await desk.client.get(path)).status == 401
    _, desk.csrf = await _form(desk, "/desk/login/code")
    assert (await desk.do(conversation, "take"))[0] == 401


async def test_a_code_opens_the_desk_once_and_its_replay_is_refused(enrolled, browser, clock):
    _, secret, _ = enrolled
    code = code_at(secret, clock)
    first, second = browser(), browser()
    for desk in (first, second):
        assert await _password(desk, "dominique") == "/desk/login/code"
    answer, _ = await _send(first, "/desk/login/code", code=code)
    assert (answer.status, answer.headers["Location"]) == (303, "/desk")
    answer, text = await _send(second, "/desk/login/code", code=code)
    assert answer.status == 401 and "a déjà servi" in text
    clock.advance(STEP)
    answer, _ = await _send(second, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 303


async def test_the_code_that_enrolled_is_used_up_as_well(enrolled, browser, clock):
    _, secret, _ = enrolled
    clock.advance(-STEP)
    desk = browser()
    await _password(desk, "dominique")
    answer, _ = await _send(desk, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 401


async def test_the_step_rotates_the_cookie(enrolled, browser, clock):
    _, secret, _ = enrolled
    desk = browser()
    await _password(desk, "dominique")
    half = desk.cookie("repit_desk")
    await _send(desk, "/desk/login/code", code=code_at(secret, clock))
    assert desk.cookie("repit_desk") != half
    thief = browser()
    thief.client.session.cookie_jar.update_cookies({"repit_desk": half}, thief.client.make_url("/desk"))
    assert (await thief.client.get("/desk/login/code", allow_redirects=False)).headers["Location"] == "/desk/login"


async def test_a_recovery_code_is_good_once_however_it_is_typed(enrolled, browser):
    _, _, codes = enrolled
    typed = codes[3].lower().replace("-", " ")
    for expected in (303, 401):
        desk = browser()
        await _password(desk, "dominique")
        answer, _ = await _send(desk, "/desk/login/code", code=typed)
        assert answer.status == expected
    page = await enrolled[0].page("/desk/account")
    assert "restants : 9" in page


async def test_secrets_and_recovery_codes_are_not_readable_in_the_store(enrolled, demo):
    _, secret, codes = enrolled
    async with demo.begin() as uow:
        factor = await uow.session.scalar(select(AgentFactor))
        kept = (await uow.session.scalars(select(RecoveryCode.code_hash))).all()
        lines = (await uow.session.scalars(select(AuditLine))).all()
    assert secret not in factor.sealed and factor.pending is None
    assert not set(kept) & set(codes) and not any(code in str([line.data for line in lines]) for code in codes)
    assert Seal("another secret").open(factor.sealed) is None


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "٠١٢٣٤٥", "x" * 5000, "S-00000-00000-0"])
async def test_a_wrong_code_opens_nothing(enrolled, browser, code):
    desk = browser()
    await _password(desk, "dominique")
    answer, _ = await _send(desk, "/desk/login/code", code=code)
    assert answer.status == 401


async def test_wrong_codes_make_the_next_wait_even_a_right_one(enrolled, browser, clock):
    _, secret, _ = enrolled
    desk = browser()
    await _password(desk, "dominique")
    for _ in range(5):
        await _send(desk, "/desk/login/code", code="000000")
    answer, text = await _send(desk, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 401 and "1 min" in text
    clock.advance(timedelta(minutes=1))
    answer, _ = await _send(desk, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 303


async def test_strangers_with_the_password_do_not_shut_out_the_agents_own_browser(enrolled, demo, clock, browser):
    own, secret, _ = enrolled
    for n in range(40):
        stranger = browser()
        await _password(stranger, "dominique")
        async with demo.begin() as uow:
            at = await second_step_agent(uow, stranger)
            with pytest.raises(LogInRefused):
                await give_code(uow, at, "000000", where=Where(address=f"a{n}"), seal=Seal("s"))
            await uow.commit()
    fresh = browser()
    await _password(fresh, "dominique")
    answer, _ = await _send(fresh, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 401, "a new browser waits: somebody has the password"
    assert await _password(own, "dominique") == "/desk/login/code"
    answer, _ = await _send(own, "/desk/login/code", code=code_at(secret, clock))
    assert answer.status == 303


async def second_step_agent(uow, desk):
    from bot.service.desk.agents import agent_of  # noqa: PLC0415

    return await agent_of(uow, desk.cookie("repit_desk"), half_done=True)


async def test_who_does_not_need_it_may_add_one_after_giving_the_password(agent, clock, browser):
    desk = await agent("camille")
    answer, _ = await _send(desk, "/desk/account", password="wrong")
    assert answer.status == 405
    _, csrf = await _form(desk, "/desk/account")
    refused = await desk.client.post("/desk/account/enrol", data={"csrf": csrf, "password": "wrong"})
    assert refused.status == 400 and "secret" not in await refused.text()
    shown = await desk.client.post("/desk/account/enrol", data={"csrf": csrf, "password": "camille-demo"})
    secret = re.search(r'id="secret"[^>]*>([A-Z2-7 ]+)<', await shown.text())[1].replace(" ", "")
    done = await desk.client.post("/desk/account/confirm", data={"csrf": csrf, "code": code_at(secret, clock)})
    assert len(re.findall(r"S-[0-9A-Z]{5}-", await done.text())) == 10
    assert await _password(browser(), "camille") == "/desk/login/code"


async def test_a_new_password_ends_the_other_sessions_and_weak_ones_are_refused(agent):
    here, there = await agent("camille"), await agent("camille")
    async def change(old: str, new: str, again: str | None = None) -> int:
        data = {"csrf": here.csrf, "password": old, "new": new, "again": again or new}
        return (await here.client.post("/desk/account/password", data=data)).status

    assert await change("wrong", "un chat sur le toit") == 400
    for weak in ("court", "camille2026!", "aaaaaaaaaaaaaaaa"):
        assert await change("camille-demo", weak) == 400
    assert await change("camille-demo", "un chat sur le toit", "un chien sur le toit") == 400
    assert (await there.client.get("/desk/queue")).status == 200
    assert await change("camille-demo", "un chat sur le toit") == 200
    assert (await there.client.get("/desk/queue")).status == 401
    assert (await here.client.get("/desk/queue")).status == 200
    assert await there.log_in("camille") == 401
    assert await there.log_in("camille", "un chat sur le toit") == 303


async def test_a_password_that_was_given_is_good_for_choosing_ones_own(browser, demo):
    async with demo.begin() as uow:
        (await uow.session.scalar(select(Agent).where(Agent.login == "camille"))).password_given = True
        await uow.commit()
    desk = browser()
    assert await _password(desk, "camille") == "/desk/login/password"
    assert (await desk.client.get("/desk/queue")).status == 401
    answer, _ = await _send(desk, "/desk/login/password", new="un chat sur le toit", again="un chat sur le toit")
    assert answer.headers["Location"] == "/desk"
    assert await _password(browser(), "camille") == "401"


async def test_a_phones_clock_is_not_moved_with_the_demos(database, demo):
    moved = OffsetClock(timedelta(days=40))
    real = OffsetClock()
    demo.clock = moved
    async with demo.begin() as uow:
        assert abs(second_step.real_time(uow) - real.now().timestamp()) < 5


async def test_half_a_log_in_is_over_after_ten_minutes(enrolled, browser, clock):
    desk = browser()
    await _password(desk, "dominique")
    clock.advance(timedelta(minutes=11))
    assert (await desk.client.get("/desk/login/code", allow_redirects=False)).headers["Location"] == "/desk/login"


async def test_the_secret_is_shown_as_a_qr_code_as_well_within_the_page(browser):
    desk = browser()
    await _password(desk, "dominique")
    answer = await desk.client.get("/desk/login/enrol")
    page = await answer.text()
    assert "<svg" in page and 'role="img"' in page and 'id="secret"' in page, "the key stands beside it"
    uri = html.unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1])
    assert qr.svg(uri) in page, "the code says what the link says"
    drawn = re.search(r"<svg.*?</svg>", page, re.S)[0]
    assert not re.search(r"style=|<script|<style|href=", drawn), "nothing that the page's policy would refuse"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
