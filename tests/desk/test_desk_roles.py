"""Roles: every door asks the one table; who reviews reads samples, audit, words and policies; who manages, accounts."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.debt.role import DOINGS, ROLES, may
from bot.desk import session
from bot.service.desk import samples
from bot.service.tasks.handlers.samples import plan_sample
from bot.service.tasks.tasks import run_due
from bot.store.tables import Agent, AgentScope, AuditLine, Conversation, Handover, Sample, SampleWeek, Task

OPEN_TO_ALL = {"/desk/login", "/desk/static"}
LOGINS = {"agent": "camille", "supervisor": "dominique", "compliance": "nadia", "administrator": "alex"}


def _doors(server):
    for route in server.app.router.routes():
        path = route.resource.canonical
        if route.method != "HEAD" and path not in OPEN_TO_ALL:
            yield route.method, path, route.handler


async def test_every_door_of_the_desk_asks_the_table(server):
    doors = list(_doors(server))
    assert len(doors) > 30
    unasked = [path for _, path, handler in doors if session.DOORS.get(handler) not in DOINGS]
    assert not unasked


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_opens_exactly_the_doors_of_the_table(server, agent, role):
    desk = await agent(LOGINS[role])
    for method, path, handler in _doors(server):
        if path.startswith("/desk/login") or path in ("/desk/logout", "/desk/ws"):
            continue
        actions = {"suspense": "credit", "bank": "lay_aside", "moved": "undo"}
        action = next((name for part, name in actions.items() if part in path), "take")
        there = re.sub(r"\{what\}|\{action\}|\{kind\}|\{key\}", action, path)
        there = re.sub(r"\{\w+\}", "99", there)
        if method == "GET":
            answer = await desk.client.get(there, allow_redirects=False)
        else:
            answer = await desk.client.post(there, json={}, headers={"X-CSRF": desk.csrf}, allow_redirects=False)
            if answer.status == 403 and (await answer.text()) == "csrf":
                continue  # a form's token is looked at after the role
        allowed = may(role, session.DOORS[handler])
        home = answer.status == 303 and answer.headers["Location"].startswith("/desk/")
        assert (answer.status == 403 or (path == "/desk" and home)) is not allowed, (method, there, answer.status)


async def test_a_door_that_was_tried_leaves_a_line(agent, demo):
    alex = await agent("alex")
    assert (await alex.client.get("/desk/money")).status == 403
    async with demo.begin() as uow:
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "agent.role_refused"))
    assert line.data == {"doing": "see", "role": "administrator"}


async def test_everybody_begins_where_their_role_works(agent):
    for login, home in (("camille", "/desk"), ("nadia", "/desk/review"), ("alex", "/desk/accounts")):
        desk = await agent(login)
        answer = await desk.client.get("/desk")
        assert (answer.status, answer.url.path) == (200, home)


async def test_a_role_that_is_taken_away_closes_the_open_page(agent, demo, hear):
    camille, alex = await agent("camille"), await agent("alex")
    ws = await camille.socket()
    await hear(ws, "queue")
    key = await _id(demo, "camille")
    await _manage(alex, "change", id=key, role="compliance", creditor="maison")
    assert await hear(ws, "ended") == {"type": "ended"}
    assert (await camille.client.get("/desk/queue")).status == 403


# --- audit ---------------------------------------------------------------------------------------------------------


async def test_the_audit_shows_who_did_what_of_the_readers_creditors_and_notes_the_reading(agent, debtor, demo):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    await camille.do(conversation, "take")
    nadia = await agent("nadia")
    page = await nadia.page(f"/desk/review/audit?kind=conversation&object={conversation}")
    assert "conversation.owner_changed" in page and "Camille (demo)" in page and "Morel" not in page
    assert "conversation.owner_changed" not in await nadia.page("/desk/review/audit?verb=plan")
    async with demo.begin() as uow:
        await uow.session.execute(AgentScope.__table__.delete().where(AgentScope.creditor_id == "maison"))
        await uow.commit()
    page = await nadia.page("/desk/review/audit?verb=conversation&creditor=maison")
    assert "conversation.owner_changed" not in page
    async with demo.begin() as uow:
        reads = await uow.session.scalar(select(func.count()).where(AuditLine.verb == "audit.viewed"))
    assert reads == 3


@pytest.mark.parametrize(
    "query", ["before=x", "before=99999999999999999999", "verb=%25", "object=' or 1=1 --", "kind=é", "actor=agent:²"]
)
async def test_an_odd_filter_finds_nothing_and_breaks_nothing(agent, query):
    nadia = await agent("nadia")
    assert (await nadia.client.get(f"/desk/review/audit?{query}")).status == 200


async def test_words_and_policies_are_readable_without_reading_code(agent):
    nadia = await agent("nadia")
    words = await nadia.page("/desk/review/words?waiting=1")
    assert "utter_crisis" in words and "à relire" in words
    policies = await nadia.page("/desk/review/policies")
    assert "longest_plan_months" in policies and "Auralis" in policies


# --- samples -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def a_week_on(debtor, demo, clock):
    """Five conversations of one creditor and one of nobody's; one of them flagged; a week later."""
    keys = [await debtor("DEMO-1001", queue=None, text=f"bonjour, mail jean{n}@example.fr, {n}") for n in range(5)]
    keys.append(await debtor("DEMO-1002", queue="distress", reason="distress"))
    keys.append(await debtor(None, queue=None))
    clock.advance(timedelta(days=7))
    return keys


async def monday(demo) -> None:
    """What the worker does each week."""
    await plan_sample(demo)
    await run_due(demo)


async def test_each_monday_the_week_before_is_drawn_by_itself_and_the_desk_says_when(a_week_on, agent, demo, clock):
    nadia = await agent("nadia")
    assert "aucun encore" in await nadia.page("/desk/review")
    assert await plan_sample(demo) and not await plan_sample(demo), "one task a week, however many look"
    await asyncio.gather(*(run_due(demo) for _ in range(3)))
    page = await nadia.page("/desk/review")
    assert "le dernier" in page and "/desk/review/sample/" in page
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Sample)) == 6
        (task,) = await uow.session.scalars(select(Task).where(Task.kind == "weekly_sample"))
        assert task.result == "drawn:6"
        task.done_at, task.result = None, None  # as if its process had died before it was marked
        await uow.commit()
    await run_due(demo)
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Sample)) == 6


async def test_it_is_drawn_on_monday_morning_and_not_before(debtor, demo, clock):
    await debtor("DEMO-1001", queue=None)
    clock.at = datetime(2026, 11, 23, 0, 30, tzinfo=samples.ZONE)  # a Monday
    await monday(demo)
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(SampleWeek)) == 0
    clock.at = datetime(2026, 11, 23, 6, 0, tzinfo=samples.ZONE)
    await monday(demo)
    async with demo.begin() as uow:
        assert set(await uow.session.scalars(select(SampleWeek.week))) == {date(2026, 11, 16)}


async def test_a_weeks_sample_is_drawn_once_from_what_nobody_flagged(a_week_on, demo):
    week = samples.last_week(demo.clock)
    assert await samples.draw(demo, week) == 6
    assert await samples.draw(demo, week) == 0
    async with demo.begin() as uow:
        drawn = set(await uow.session.scalars(select(Sample.conversation_id)))
        weeks = dict((await uow.session.execute(select(SampleWeek.creditor_id, SampleWeek.out_of))).all())
    assert drawn == set(a_week_on) - {a_week_on[5]}
    assert (weeks["maison"], weeks[None], weeks["volta"]) == (5, 1, 0)


async def test_no_more_are_drawn_than_can_be_read_and_the_total_is_kept(a_week_on, demo, monkeypatch):
    monkeypatch.setattr(samples, "A_WEEK", 3)
    assert await samples.draw(demo, samples.last_week(demo.clock)) == 4
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(SampleWeek.out_of).where(SampleWeek.creditor_id == "maison")) == 5


async def test_the_reader_sees_words_without_name_or_address_and_the_look_leaves_a_line(a_week_on, agent, demo):
    nadia = await agent("nadia")
    await monday(demo)
    page = await nadia.page("/desk/review")
    first = re.search(r"/desk/review/sample/(\d+)", page)[1]
    shown = await nadia.page(f"/desk/review/sample/{first}")
    assert "bonjour" in shown and not any(word in shown for word in ("@example.fr", "Morel", "DEMO-1001"))
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(AuditLine.object_id).where(AuditLine.verb == "sample.viewed")) == first


async def _judge(desk, key: int, found: str) -> int:
    answer = await desk.client.post(
        f"/desk/review/sample/{key}", data={"csrf": desk.csrf, "found": found}, allow_redirects=False
    )
    return answer.status


async def test_missed_distress_goes_to_a_person_at_once_and_into_the_estimate(a_week_on, agent, demo):
    nadia = await agent("nadia")
    await monday(demo)
    async with demo.begin() as uow:
        keys = (await uow.session.scalars(
            select(Sample.id).join(SampleWeek, SampleWeek.id == Sample.week_id)
            .where(SampleWeek.creditor_id == "maison").order_by(Sample.id)
        )).all()
    assert await _judge(nadia, keys[0], "missed") == 303
    assert await _judge(nadia, keys[0], "missed") == 303, "twice has one effect"
    for key in keys[1:4]:
        assert await _judge(nadia, key, "clear") == 303
    assert await _judge(nadia, keys[4], "perhaps") == 400
    async with demo.begin() as uow:
        opened = (await uow.session.scalars(select(Handover).where(Handover.reason == "distress_missed"))).all()
        owner = (await uow.session.get_one(Conversation, opened[0].conversation_id)).owner
    assert [(one.queue, one.priority) for one in opened] == [("distress", 0)] and owner == "waiting"
    told = await (await nadia.client.get("/desk/review/estimate.json")).json()
    assert (told[0]["missed"], told[0]["read"], told[0]["conversations"]) == (1, 4, 6)
    low, high = told[0]["interval_95"]
    assert 0.04 < low < 0.25 < high < 0.71


async def test_a_sample_of_another_creditor_is_not_there(a_week_on, agent, demo):
    await samples.draw(demo, samples.last_week(demo.clock))
    async with demo.begin() as uow:
        nadia = await uow.session.scalar(select(Agent.id).where(Agent.login == "nadia"))
        await uow.session.execute(
            AgentScope.__table__.delete().where(AgentScope.agent_id == nadia, AgentScope.creditor_id != "volta")
        )
        key = await uow.session.scalar(
            select(Sample.id).join(SampleWeek, SampleWeek.id == Sample.week_id)
            .where(SampleWeek.creditor_id == "maison").limit(1)
        )
        await uow.commit()
    desk = await agent("nadia")
    assert (await desk.client.get(f"/desk/review/sample/{key}")).status == 404
    assert await _judge(desk, key, "clear") == 404
    assert (await (await desk.client.get("/desk/review/estimate.json")).json())[0]["conversations"] == 1


# --- accounts ------------------------------------------------------------------------------------------------------


async def _id(demo, login: str) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Agent.id).where(Agent.login == login))


async def _manage(desk, what: str, **data):
    answer = await desk.client.post(f"/desk/accounts/{what}", data={"csrf": desk.csrf, **data})
    return answer.status, await answer.text()


async def test_a_new_account_begins_with_a_password_that_is_good_once(agent, browser, demo):
    alex = await agent("alex")
    status, page = await _manage(alex, "add", login="Ana.B", name="Ana B.", role="agent", creditor="volta")
    given = re.search(r'id="given">([0-9A-Z-]+)<', page)[1]
    assert status == 200 and len(given) == 23
    desk = browser()
    answer = await desk.client.post(
        "/desk/login", data={"login": "ana.b", "password": given}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/desk/login/password"
    async with demo.begin() as uow:
        assert given not in str((await uow.session.scalars(select(AuditLine.data))).all())


@pytest.mark.parametrize(
    "data",
    [{"login": "camille"}, {"login": "é"}, {"login": ""}, {"name": " "}, {"role": "root"}, {"creditor": "nobody"},
     {"brand": "1"}],
)
async def test_a_malformed_account_is_refused_and_nothing_is_made(agent, demo, data):
    alex = await agent("alex")
    async with demo.begin() as uow:
        before = await uow.session.scalar(select(func.count()).select_from(Agent))
    asked = {"login": "ana", "name": "Ana", "role": "agent", "creditor": "volta", **data}
    assert (await _manage(alex, "add", **asked))[0] == 409
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Agent)) == before


async def test_nobody_changes_their_own_rights(agent, demo):
    alex, own = await agent("alex"), await _id(demo, "alex")
    for what in ("change", "close", "password", "factor"):
        status, page = await _manage(alex, what, id=own, role="supervisor", creditor="volta")
        assert status == 409 and "ses propres droits" in page


async def test_closing_an_account_ends_its_sessions_and_returns_what_it_held(agent, debtor, demo, row):
    camille, alex, conversation = await agent("camille"), await agent("alex"), await debtor("DEMO-1001")
    await camille.do(conversation, "take")
    assert (await _manage(alex, "close", id=await _id(demo, "camille")))[0] == 200
    assert (await camille.client.get("/desk/queue")).status == 401
    assert (await row(conversation)).owner == "waiting"


async def test_an_administrator_sees_no_debtor(agent, debtor):
    conversation, alex = await debtor("DEMO-1001"), await agent("alex")
    for path in ("/desk/queue", f"/desk/c/{conversation}", "/desk/money", "/desk/review/audit", "/desk/certificate"):
        assert (await alex.client.get(path)).status == 403
    page = await alex.page("/desk/accounts")
    assert "Morel" not in page and "camille" in page


@pytest.mark.parametrize("key", ["0", "999999", "-1", "x", "9" * 30])
async def test_an_account_that_does_not_exist_is_not_changed(agent, key):
    alex = await agent("alex")
    assert (await _manage(alex, "close", id=key))[0] in (400, 404)


async def test_the_desk_opens_no_transaction_beside_its_scope():
    allowed = {"session.py", "login.py", "account.py", "accounts.py", "posted.py", "live.py"}
    folder = session.__file__.rsplit("/", 1)[0]
    from pathlib import Path  # noqa: PLC0415

    for path in Path(folder).glob("*.py"):
        if path.name not in allowed:
            assert "DATABASE].begin(" not in path.read_text(encoding="utf-8"), path.name
