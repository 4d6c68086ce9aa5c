"""I have paid: what we know of is said first, and nothing of it is held as disputed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from timed_world import Timed, make_world

from bot.service.bank.money import receive
from bot.service.errand import beginnings
from bot.service.pay.paid_already import LATELY
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import Answer
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Dispute, Hold, Receipt


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def _paid(world: Timed) -> None:
    async with world.database.begin() as uow:
        await receive(
            uow, creditor_id="demo", case_id=world.case_id, person_id=world.person_id, provider="desk", key="k1",
            method="cash", minor=5000, currency="EUR", value_on=uow.today(), actor="agent:1",
        )
        await uow.commit()


async def _says_so(world: Timed, **choice: object) -> Answer:
    async with world.database.begin() as uow:
        conversation = await lock(uow, world.conversation_id)
        remember(conversation, choice=choice or None)
        told = await beginnings.contest(uow, conversation, kind="already_paid", text="j'ai déjà réglé")
        await uow.commit()
        return told


async def test_a_payment_that_has_a_receipt_is_named_and_nothing_is_held(world):
    await world.identify()
    await _paid(world)
    (said,) = (await _says_so(world)).says
    (receipt,) = await world.all(Receipt)
    assert said.text_id == "utter_payment_known" and said.values["receipt"] == receipt.number
    assert said.values["amount"].startswith("50,00") and await world.all(Dispute) == [] == await world.all(Hold)
    assert "utter_dispute_already_paid" in [
        one.text_id for one in (await _says_so(world, other_payment=True)).says
    ], "it was another one: that is on record"


async def test_without_proof_of_who_asks_or_a_receipt_of_late_it_is_a_dispute_as_before(world, clock):
    await _paid(world)
    assert (await _says_so(world)).says[0].text_id == "utter_dispute_already_paid", "nobody is told of a payment"
    clock.advance(LATELY + timedelta(days=1))
    await world.identify()
    assert (await _says_so(world)).says[0].text_id == "utter_dispute_already_paid"
