"""A conversation is passed on with a note: to a colleague who may see it, or to another queue; distress stays first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.service.thread.conversation import lock, remember
from bot.store.tables import Agent, AgentScope, Alert, Handover, Message, Note


@pytest.fixture
async def held(agent, debtor):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    return desk, conversation


async def _agent(demo, login: str) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Agent.id).where(Agent.login == login))


async def test_to_a_colleague_it_stands_first_in_their_queue_with_the_note_and_the_debtor_is_told(
    held, agent, demo, debtor, row
):
    desk, conversation = held
    await debtor("DEMO-1002", queue="general")
    key = await _agent(demo, "dominique")
    assert (await desk.do(conversation, "transfer", to=f"agent:{key}", note="connaît le dossier"))[0] == 200
    assert (await row(conversation)).owner == "waiting"
    found = (await (await agent("dominique")).queue())["items"]
    assert found[0]["conversation"] == conversation and found[0]["contact"] == "Dominique (demo)"
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Note.text)) == "connaît le dossier"
        texts = set(await uow.session.scalars(select(Message.text_id).where(Message.conversation_id == conversation)))
    assert "notice_transferred" in texts
    assert (await desk.do(conversation, "transfer", to="legal", note="encore"))[1]["code"] == "not_yours"


async def test_to_a_queue_it_takes_that_queues_place(held, demo):
    desk, conversation = held
    assert (await desk.do(conversation, "transfer", to="legal", note="un huissier est passé"))[0] == 200
    async with demo.begin() as uow:
        opened = await uow.session.scalar(select(Handover).where(Handover.closed_at.is_(None)))
    assert (opened.queue, opened.priority, opened.taken_by) == ("legal", 1, None)


async def test_somebody_in_distress_is_passed_on_at_the_head_and_the_alert_sounds(held, demo):
    desk, conversation = held
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, distress="explicit")
        opened = await uow.session.scalar(select(Handover).where(Handover.closed_at.is_(None)))
        opened.queue, opened.priority = "distress", 0
        await uow.commit()
    assert (await desk.do(conversation, "transfer", to="general", note="à rappeler"))[0] == 200
    async with demo.begin() as uow:
        opened = await uow.session.scalar(select(Handover).where(Handover.closed_at.is_(None)))
        assert (opened.queue, opened.priority) == ("distress", 0)
        assert await uow.session.scalar(select(Alert.id).where(Alert.acknowledged_at.is_(None))) is not None


@pytest.mark.parametrize(("to", "note", "code"), [
    ("", "x", "transfer_to"), ("distress", "x", "transfer_to"), ("nowhere", "x", "transfer_to"),
    ("agent:0", "x", "transfer_to"), ("agent:²", "x", "transfer_to"), ("agent:99999999999999", "x", "transfer_to"),
    ("legal", "  ", "needs_note"),
])
async def test_without_a_note_or_to_nobody_it_stays(held, row, to, note, code):
    desk, conversation = held
    assert (await desk.do(conversation, "transfer", to=to, note=note))[1]["code"] == code
    assert (await row(conversation)).owner == "agent"


async def test_never_to_somebody_who_may_not_see_it_nor_to_a_role_that_does_not_answer(held, demo):
    desk, conversation = held
    for login in ("nadia", "alex", "camille"):
        key = await _agent(demo, login)
        assert (await desk.do(conversation, "transfer", to=f"agent:{key}", note="x"))[1]["code"] == "transfer_to"
    async with demo.begin() as uow:
        key = await uow.session.scalar(select(Agent.id).where(Agent.login == "dominique"))
        scope = AgentScope.__table__
        await uow.session.execute(scope.delete().where(scope.c.agent_id == key, scope.c.creditor_id == "maison"))
        await uow.commit()
    assert (await desk.do(conversation, "transfer", to=f"agent:{key}", note="x"))[1]["code"] == "transfer_to"
