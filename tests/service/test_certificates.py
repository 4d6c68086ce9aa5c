"""Certificates of respite: one code for a plan or a pause, unguessable, known to the creditor, each look-up counted."""

import asyncio
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.debt.code import SIGNS
from bot.service.case import certificates
from bot.service.case.cases import view_of
from bot.service.desk.agents import AgentAt
from bot.service.feeds.export import do_not_contact
from bot.service.pause import pause
from bot.service.plan import rearrange, undo
from bot.service.thread.conversation import lock
from bot.store.tables import Agent, AuditLine, Certificate, Creditor, ExportEvent, Plan
from tests.service.timed_world import Timed, make_world


@pytest.fixture
async def world(database, clock) -> Timed:
    return await make_world(database, clock)


async def agent_of(world, *creditors: str, login: str = "camille") -> AgentAt:
    async with world.database.begin() as uow:
        row = Agent(login=login, name=login, password_hash="x", role="agent")
        uow.session.add(row)
        await uow.commit()
    return AgentAt(
        id=row.id, name=login, role="agent", creditors=frozenset(creditors), csrf="", token_hash=""
    )


async def look_up(world, agent: AgentAt, code: str):
    async with world.database.begin() as uow:
        found = await certificates.look_up(uow, agent, code)
        await uow.commit()
    return found


async def paused(world, until: date = date(2026, 12, 20)) -> None:
    async with world.database.begin() as uow:
        thread = await lock(uow, world.conversation_id)
        await pause.set_pause(uow, await view_of(uow, world.case_id), thread, until, None)
        await uow.commit()


async def the_code(world) -> str:
    (found,) = await world.all(Certificate)
    return found.code


async def events(world, kind: str) -> list[ExportEvent]:
    async with world.database.begin() as uow:
        rows = await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == kind).order_by(ExportEvent.seq))
        return list(rows)


def test_a_code_is_short_random_and_shows_every_slip() -> None:
    codes = {certificates.new_code() for _ in range(200)}
    assert len(codes) == 200 and all(re.fullmatch(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", one) for one in codes)
    for code in list(codes)[:20]:
        for place in (2, 3, 4, 5, 7, 8, 9, 10, 12):
            other = SIGNS[(SIGNS.index(code[place]) + 1) % len(SIGNS)]
            assert certificates.read_code(code[:place] + other + code[place + 1:]) is None


def test_a_code_is_read_however_it_is_typed_and_nothing_else_is() -> None:
    code = certificates.new_code()
    for typed in (code, code.lower(), code.replace("-", " "), code[2:], f"  {code} ", code.replace("0", "O")):
        assert certificates.read_code(typed) == code
    for typed in ("", "C", "x" * 5000, "C-" + "U" * 9, "é" * 9, code[:-1], code + "4", "'; drop table"):
        assert certificates.read_code(typed) is None


async def test_an_agreed_plan_brings_one_and_the_creditor_has_its_code(world) -> None:
    await world.plan()
    code = await the_code(world)
    assert (await events(world, "plan_agreed"))[0].payload["certificate"] == code
    async with world.database.begin() as uow:
        (line,) = [one for one in await do_not_contact(uow, "demo", uow.today()) if one.reason == "plan_agreed"]
    assert (line.certificate, line.until) == (code, date(2027, 5, 7))


async def test_a_pause_brings_one_and_prolonged_it_keeps_its_code(world) -> None:
    await paused(world)
    code = await the_code(world)
    await paused(world, date(2027, 1, 10))
    assert await the_code(world) == code
    async with world.database.begin() as uow:
        (line,) = [one for one in await do_not_contact(uow, "demo", uow.today()) if one.reason == "pause"]
    assert (line.certificate, line.until) == (code, date(2027, 1, 10))


async def test_issued_by_two_at_once_it_is_one(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        await uow.session.delete((await uow.session.scalars(select(Certificate))).one())
        await uow.commit()

    async def issue() -> str:
        async with world.database.begin() as uow:
            found = await certificates.for_plan(uow, await uow.session.get_one(Plan, world.plan_id))
            await uow.commit()
            return found.code

    codes = await asyncio.gather(*(issue() for _ in range(5)))
    assert len(set(codes)) == 1 and len(await world.all(Certificate)) == 1


async def test_the_desk_learns_who_until_when_and_for_what_and_the_creditor_that_somebody_was_chased(world) -> None:
    await world.plan()
    found = await look_up(world, await agent_of(world, "demo"), await the_code(world))
    assert (found.stands, found.why, found.name, found.reference, found.times) == (
        True, "plan", "Léa Martin", "DEMO-1001", 1
    )
    assert found.until == date(2027, 5, 7)
    (told,) = await events(world, "chased_despite_certificate")
    assert told.payload == {"certificate": found.code, "times": 1, "until": "2027-05-07"}


async def test_each_look_up_counts_but_one_call_counts_once(world) -> None:
    await world.plan()
    camille, sam = await agent_of(world, "demo"), await agent_of(world, "demo", login="sam")
    code = await the_code(world)
    assert (await look_up(world, camille, code)).times == 1
    assert (await look_up(world, camille, code)).times == 1  # the page was loaded again
    assert (await look_up(world, sam, code)).times == 2
    world.clock.at += timedelta(minutes=11)
    assert (await look_up(world, sam, code)).times == 3
    assert len(await events(world, "chased_despite_certificate")) == 3


async def test_looked_up_by_many_at_once_none_is_lost(world) -> None:
    await world.plan()
    agents = [await agent_of(world, "demo", login=f"a{n}") for n in range(5)]
    code = await the_code(world)
    found = await asyncio.gather(*(look_up(world, one, code) for one in agents))
    assert sorted(one.times for one in found) == [1, 2, 3, 4, 5]


async def test_a_code_of_another_creditor_is_like_one_that_never_was(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        uow.session.add(Creditor(id="other", name="Autre", country="FR", settings={}))
        await uow.commit()
    stranger = await agent_of(world, "other")
    assert await look_up(world, stranger, await the_code(world)) is None
    assert await look_up(world, stranger, certificates.new_code()) is None
    (row,) = await world.all(Certificate)
    assert row.looked_up == 0 and await events(world, "chased_despite_certificate") == []
    verbs = await world.all(AuditLine, AuditLine.verb == "certificate.unknown")
    assert len(verbs) == 2 and all(row.creditor_id is None for row in verbs)


async def test_what_was_undone_stands_no_more_and_the_creditor_hears_nothing_of_a_look_up(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        assert await undo.undo(uow, await uow.session.get_one(Plan, world.plan_id), actor="debtor")
        await uow.commit()
    found = await look_up(world, await agent_of(world, "demo"), await the_code(world))
    assert (found.stands, found.state) == (False, "undone") and found.times == 1
    assert await events(world, "chased_despite_certificate") == []


async def test_an_instalment_that_was_moved_moves_the_day(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        thread, view = await lock(uow, world.conversation_id), await view_of(uow, world.case_id)
        await rearrange.move(uow, thread, view, view.plan)
        await uow.commit()
    rows = [row for row in await world.instalments() if row.state != "moved"]
    found = await look_up(world, await agent_of(world, "demo"), await the_code(world))
    assert found.until == max(row.due_on for row in rows) > date(2027, 5, 7)
