"""The United Kingdom: nothing above a token without the operator's guideline, and the budget by SFS category."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.service.desk.panels import budgets_of
from bot.store.tables import BudgetVersion, Offer
from tests.thread_world import demo_of, ids, open_thread

GUIDELINE = """\
kind: guideline
entries:
  - {jurisdictions: [GB-EAW], currency: GBP, valid_from: 2026-04-01, valid_to: 2027-03-31,
     review_by: 2027-03-31, status: official, source: operator, single: "350.00", couple: "500", further: "90"}
"""


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _offered(world) -> list[Offer]:
    thread = await open_thread(world, "browser-1", means={"lost my job": "hardship_job_loss"})
    await thread.prove("DEMO-2001")
    said = ids(await thread.say("lost my job"))
    if "utter_ask_sum_right" in said:
        await thread.say("yes")
    for text in ("1600 wages, I live alone", "nothing", "520", "300", "0"):
        await thread.say(text)
    async with world.begin() as uow:
        return list(await uow.session.scalars(select(Offer).order_by(Offer.id)))


async def test_without_a_guideline_a_token_is_all_that_is_offered(world):
    offers = await _offered(world)
    assert [one.kind for one in offers] == ["token_plan"]
    assert offers[0].data["shares"][0]["instalment"] <= 500


async def test_with_the_operators_guideline_a_plan_is_offered_and_the_agent_sees_the_form(world, tmp_path: Path):
    world.sfs_table = tmp_path / "sfs.yml"
    world.sfs_table.write_text(GUIDELINE, encoding="utf-8")
    offers = await _offered(world)
    assert {one.kind for one in offers} == {"plan"}
    assert offers[0].data["capacity"]["scales"] == ["guideline:GB-EAW@2026-04-01"]
    async with world.begin() as uow:
        version = (await uow.session.scalars(select(BudgetVersion))).one()
        (line,) = await budgets_of(uow, version.person_id, {}, "GBP", "GB-EAW")
    assert line.sfs is not None and line.sfs.guideline_id == "guideline:GB-EAW@2026-04-01"
    assert line.sfs.surplus is not None and line.sfs.surplus.minor == 78_000


async def test_a_french_budget_has_no_such_form(world):
    async with world.begin() as uow:
        lines = await budgets_of(uow, 1, {"income": 100000}, "EUR", "FR")
    assert [line.sfs for line in lines] == [None]
