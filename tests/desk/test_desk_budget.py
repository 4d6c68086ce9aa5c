"""A month told to an agent is a version of the debtor's budget, on which plans are weighed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.service.thread.conversation import lock
from bot.service.turn import inbound
from bot.store.tables import AuditLine, BudgetVersion

MONTH = {
    "income": "1 800", "benefits": "0", "housing": "500,50", "essentials": "600", "other_debts": "0", "adults": "1",
    "children": "",
}


@pytest.fixture
async def held(agent, debtor):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    return desk, conversation


async def _versions(demo) -> list[BudgetVersion]:
    async with demo.begin() as uow:
        return list((await uow.session.scalars(select(BudgetVersion).order_by(BudgetVersion.version))).all())


async def test_what_is_told_to_an_agent_is_kept_as_a_version_and_carries_a_plan(held, demo):
    desk, conversation = held
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "propose_ask"
    for _ in range(2):
        assert (await desk.do(conversation, "record_budget", **MONTH))[1]["version"] == 1
    (row,) = await _versions(demo)
    assert row.data == {
        "income": 180_000, "benefits": 0, "housing": 50_050, "essentials": 60_000, "other_debts": 0,
        "household": [1, 0],
    }
    async with demo.begin() as uow:
        actor = await uow.session.scalar(select(AuditLine.actor).where(AuditLine.verb == "budget.given"))
        memory = (await lock(uow, conversation)).memory
    assert actor.startswith("agent:") and "budget_told" not in memory
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "confirm_proposal"


async def test_what_is_not_told_leaves_what_is_known_and_is_never_nought(held, demo):
    desk, conversation = held
    await desk.do(conversation, "record_budget", **MONTH)
    await desk.do(conversation, "record_budget", housing="700")
    _, second = await _versions(demo)
    assert second.data["housing"] == 70_000 and second.data["income"] == 180_000


async def test_half_a_budget_is_no_budget(held, demo):
    desk, conversation = held
    await desk.do(conversation, "record_budget", income="1800")
    (row,) = await _versions(demo)
    assert row.data == {"income": 180_000}
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "propose_ask"


@pytest.mark.parametrize(("told", "code"), [
    ({}, "budget_empty"), ({"income": "  "}, "budget_empty"), ({"income": "-5"}, "amount"),
    ({"income": "beaucoup"}, "amount"), ({"income": "9999999"}, "amount"), ({"adults": "0"}, "household"),
    ({"adults": "1", "children": "21"}, "household"), ({"children": "2"}, "household"), ({"adults": "²"}, "household"),
])
async def test_what_can_not_be_read_is_refused_and_nothing_is_kept(held, demo, told, code):
    desk, conversation = held
    assert (await desk.do(conversation, "record_budget", **told))[1]["code"] == code
    assert not await _versions(demo)


async def test_only_of_somebody_known_and_only_by_the_holder(held, agent, debtor):
    desk, conversation = held
    dominique, unknown = await agent("dominique"), await debtor(None)
    assert (await dominique.do(conversation, "record_budget", **MONTH))[1]["code"] == "not_yours"
    await desk.do(unknown, "take")
    assert (await desk.do(unknown, "record_budget", **MONTH))[1]["code"] == "no_case"
    assert (await desk.do(conversation, "record_budget", income=1800))[0] == 400


async def test_the_form_begins_with_what_was_written_while_the_agent_held_it(held, demo):
    desk, conversation = held
    async with demo.begin() as uow:
        thread = await lock(uow, conversation)
        for n, text in enumerate(("980 de rsa et aah, chui seule loyer 390", "merci", "et 120,50 de crédits par mois")):
            await inbound.text_in(uow, thread, cid=f"told-{n}", text=text)
        await uow.commit()
    page = await (await desk.client.get(f"/desk/c/{conversation}")).text()
    (button,) = re.findall(r'<button[^>]*data-dialog="budget"[^>]*>', page[page.index('id="side"'):])[:1]
    for told in ('data-housing="390"', 'data-benefits="980"', 'data-adults="1"', 'data-other_debts="120.50"'):
        assert told in button
    assert "data-income" not in button and await _versions(demo) == [], "nothing is kept that the agent has not sent"
