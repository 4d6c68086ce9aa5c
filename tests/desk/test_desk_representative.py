"""Who may speak for a debtor is on record by a paper, with what they may know; a guardian stops the cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store.tables import AuditLine, ExportEvent, Hold, Message, Representative


@pytest.fixture
async def held(agent, debtor, demo):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    async with demo.begin() as uow:
        today = uow.today()
    paper = {
        "kind": "adviser", "name": "  Mme  Ana Blanc ", "reach": "CCAS, 03 88 00 00 00",
        "authority_on": (today - timedelta(days=3)).isoformat(), "until": (today + timedelta(days=90)).isoformat(),
        "scope_cases": "on", "scope_plan": "on",
    }
    return desk, conversation, paper


async def _rows(demo) -> list[Representative]:
    async with demo.begin() as uow:
        return list((await uow.session.scalars(select(Representative).order_by(Representative.id))).all())


async def test_it_is_recorded_once_shown_with_what_may_not_be_told_and_told_to_both_sides(held, demo):
    desk, conversation, paper = held
    for _ in range(2):
        assert (await desk.do(conversation, "record_representative", **paper))[0] == 200
    (row,) = await _rows(demo)
    assert (row.name, row.scope) == ("Mme Ana Blanc", ["cases", "plan"])
    page = await desk.page(f"/desk/c/{conversation}")
    assert "Ana Blanc" in page and "Ne rien lui dire de : budget, paiements et conversation." in page
    async with demo.begin() as uow:
        told = (await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "representative"))).all()
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "representative.recorded"))
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
        assert await uow.session.scalar(select(Hold.id).where(Hold.reason == "guardianship")) is None
    assert [one.payload["by"] for one in told] == ["adviser"]
    assert "Blanc" not in str(line.data) + str(told[0].payload) + said.text


async def test_a_guardians_cases_stand_still_until_somebody_has_looked(held, demo):
    desk, conversation, paper = held
    assert (await desk.do(conversation, "record_representative", **{**paper, "kind": "guardian"}))[0] == 200
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Hold.set_by).where(Hold.reason == "guardianship")) is not None
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "propose_none_offerable"


async def test_it_is_ended_once_and_over_after_its_last_day(held, demo, clock):
    desk, conversation, paper = held
    await desk.do(conversation, "record_representative", **paper)
    (row,) = await _rows(demo)
    for _ in range(2):
        status, _ = await desk.do(conversation, "end_representative", representative=row.id)
        assert status == 200
    assert (await _rows(demo))[0].ended_at is not None
    assert "a plus cours" in await desk.page(f"/desk/c/{conversation}")
    async with demo.begin() as uow:
        states = [one.payload["state"] for one in (
            await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "representative"))
        ).all()]
    assert states == ["recorded", "ended"]


@pytest.mark.parametrize(("changed", "code"), [
    ({"name": " "}, "name"), ({"name": "x" * 121}, "name"), ({"reach": "x" * 201}, "name"), ({"kind": "boss"}, "kind"),
    ({"scope_cases": "", "scope_plan": ""}, "scope"), ({"authority_on": "hier"}, "paper_day"),
    ({"authority_on": "2099-01-01"}, "paper_day"), ({"until": "2020-01-01"}, "until"), ({"until": "x"}, "until"),
])
async def test_what_is_not_on_paper_is_not_recorded(held, demo, changed, code):
    desk, conversation, paper = held
    found = await desk.do(conversation, "record_representative", **{**paper, **changed})
    assert found[1]["code"] == f"representative_{code}" and not await _rows(demo)


async def test_only_the_holder_and_only_this_persons(held, agent, debtor, demo):
    desk, conversation, paper = held
    dominique, other = await agent("dominique"), await debtor("DEMO-1002")
    assert (await dominique.do(conversation, "record_representative", **paper))[1]["code"] == "not_yours"
    await desk.do(conversation, "record_representative", **paper)
    (row,) = await _rows(demo)
    await desk.do(other, "take")
    assert (await desk.do(other, "end_representative", representative=row.id))[0] == 404
    unknown = await debtor(None)
    await desk.do(unknown, "take")
    assert (await desk.do(unknown, "record_representative", **paper))[1]["code"] == "must_be_identified"
