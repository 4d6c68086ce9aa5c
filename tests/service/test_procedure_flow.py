"""Each state of a procedure, from the debtor's words to the hold: nothing offered, nothing asked that may not be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.procedure import procedures
from bot.service.cases import view_of
from bot.store.tables import Case, Demand, ExportEvent, Hold, Offer
from tests.thread_world import count, demo_of, ids, open_thread

SENTENCES = {
    "rejected": "dossier irrecevable à la commission", "erased": "mes dettes ont été effacées",
    "measures": "j'ai des mesures imposées", "breathing_space": "I'm in Breathing Space", "dro": "I have a DRO",
    "iva": "I have an IVA", "bankruptcy": "I've been made bankrupt", "dmp": "I'm on a debt management plan",
    "debt_review": "I am under debt review", "filed_waiting": "pas encore recevable", "admissible": "il est recevable",
    "filed": "j'ai déposé un dossier", "preparing": "je monte un dossier banque de france",
}


@pytest.fixture
async def world(database):
    return await demo_of(database)


@pytest.mark.parametrize("key", sorted(procedures()))
async def test_a_state_told_is_held_at_once_and_nothing_is_offered_against_it(world, key):
    row, text = procedures()[key], SENTENCES[key]
    reference = "DEMO-2001" if row.jurisdictions[0].startswith("GB") else "DEMO-1001"
    means = {text: "over_indebtedness_file", "en plusieurs fois": "request_plan", "payer 50 euros": "pay_now"}
    thread = await open_thread(world, "browser-1", means=means)
    await thread.prove(reference)
    said = ids(await thread.say(text))
    assert said[:2] == [row.said, row.held]
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        view = await view_of(uow, case.id)
        holds = [hold.reason for hold in view.holds]
        told = await uow.session.scalars(
            select(ExportEvent.payload).where(ExportEvent.case_id == case.id, ExportEvent.kind == "hold_set")
        )
        assert row.hold in holds and row.hold in [one["reason"] for one in told]
        assert not view.offerable and (view.payable.minor > 0) == row.may.debtor_may_pay
    assert (await thread.handovers())[0].queue == "over_indebtedness"
    for wish in ("en plusieurs fois", "payer 50 euros"):
        said = ids(await thread.say(wish))
        assert "utter_ask_offer" not in said
        if not row.may.debtor_may_pay:
            assert "utter_payment_link" not in said
    assert await count(world, Offer) == 0
    assert row.may.debtor_may_pay or await count(world, Demand) == 0
    assert await count(world, Hold, Hold.reason == row.hold, Hold.lifted_at.is_(None)) >= 1
