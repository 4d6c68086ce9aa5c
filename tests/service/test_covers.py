"""What a payment covers: by the law, within it by the policy; told to the creditor, on the receipt, undone with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.debt.money import Money
from bot.papers import case
from bot.service.bank.money import receive, take_back
from bot.service.case.cases import view_of
from bot.service.pay import covers
from bot.service.pay.receipt_paper import receipt_for
from bot.service.policy import policies
from bot.store.tables import Attempt, ExportEvent, Obligation, Receipt
from tests.service.timed_world import Timed, make_world


@pytest.fixture
async def world(database, clock) -> Timed:
    """480.00 overdue: 20.00 of interest and 220.00 of principal each of two days; fees stay with the creditor."""
    made = await make_world(database, clock)
    async with database.begin() as uow:
        uow.session.add_all(
            Obligation(
                creditor_id="demo", case_id=made.case_id, external_key=str(month), component=component, minor=minor,
                due_on=date(2026, month, 5), claimable=component != "fee",
            )
            for month in (9, 10)
            for component, minor in (("principal", 22000), ("interest", 2000), ("fee", 4950))
        )
        await uow.commit()
    return made


async def pay(world: Timed, minor: int, key: str = "k1") -> int:
    async with world.database.begin() as uow:
        attempt = await receive(
            uow, creditor_id="demo", case_id=world.case_id, person_id=world.person_id, provider="desk", key=key,
            method="cash", minor=minor, currency="EUR", value_on=uow.today(), actor="agent:1",
        )
        await uow.commit()
        return attempt.id


async def told(world: Timed) -> list[list[tuple[str, int]]]:
    rows: list[Receipt] = await world.all(Receipt)
    return [[(one["component"], one["minor"]) for one in row.allotment["covers"]] for row in rows]


async def test_interest_goes_before_principal_of_the_same_day_and_the_oldest_day_before_the_next(world):
    await pay(world, 5000)
    await pay(world, 20000, "k2")
    assert await told(world) == [
        [("interest", 2000), ("principal", 3000)], [("principal", 19000), ("interest", 1000)],
    ]
    payload: dict[str, Any] = (await world.all(ExportEvent, ExportEvent.kind == "payment"))[0].payload
    assert payload["covers"] == [{"component": "interest", "minor": 2000}, {"component": "principal", "minor": 3000}]


async def test_a_policy_may_put_principal_first_on_each_day_and_changes_no_order_of_days(world, monkeypatch):
    def principal_first(view, day):
        return replace(policies.policy_of(view, day), allocation="principal_first")

    monkeypatch.setattr(covers, "policy_of", principal_first)
    await pay(world, 25000)
    assert await told(world) == [[("principal", 22000), ("interest", 2000), ("principal", 1000)]]


async def test_what_goes_back_is_taken_from_what_was_covered_last(world):
    attempt_id = await pay(world, 5000)
    async with world.database.begin() as uow:
        attempt = await uow.session.get_one(Attempt, attempt_id)
        await take_back(uow, attempt, value_on=uow.today())
        await uow.commit()
    assert await told(world) == [[]]
    await pay(world, 2500, "k2")
    assert (await told(world))[1] == [("interest", 2000), ("principal", 500)]


async def test_the_debtors_receipt_tells_the_parts_where_there_are_several(world):
    await pay(world, 5000)
    (row,) = await world.all(Receipt)
    async with world.database.begin() as uow:
        paper = await receipt_for(uow, world.person_id, row.number)
    assert paper is not None and paper.covers == (("interest", Money(2000)), ("principal", Money(3000)))
    said = str(case.receipt(paper, "fr"))
    assert "Intérêts" in said and "Principal" in said


async def test_without_parts_in_the_file_nothing_is_said_of_them(database, clock):
    world = await make_world(database, clock)
    await pay(world, 5000)
    assert await told(world) == [[]]


async def test_fees_are_never_covered_however_much_is_paid(world):
    await pay(world, 48000)
    assert {part for part, _ in (await told(world))[0]} == {"interest", "principal"}
    async with world.database.begin() as uow:
        view = await view_of(uow, world.case_id)
        assert await covers.covered(uow, view, Money(100)) == []
        assert await uow.session.scalar(select(Obligation.minor).where(Obligation.component == "fee").limit(1)) == 4950
