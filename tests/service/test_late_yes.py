"""A yes that comes days after the offer: no plan begins in arrears, and none stands on a budget that was taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from timed_world import Timed, make_world

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.service.budget import budget_paper
from bot.service.offer.kept_offers import share_data
from bot.service.plan import plan
from bot.service.thread.conversation import lock, remember
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import BudgetVersion, Instalment, Offer, Plan


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    clock.at = datetime.fromisoformat("2026-11-20T10:00+01:00")
    return await make_world(database, clock)


async def offered(world: Timed, first_due: date, **budget: int) -> None:
    """Six of 80.00, picked by the debtor on 20 November."""
    async with world.database.begin() as uow:
        total = Money(48000, "EUR")
        share = rules.Share(
            case_key=str(world.case_id), overdue=total, total=total, instalment=Money(8000, "EUR"), every="month",
            first_due=first_due, minimum_charge=Money(50, "EUR"), policy_id="demo_maison@2026-01-01",
        )
        version = BudgetVersion(
            creditor_id="demo", person_id=world.person_id, version=1, currency="EUR", data=budget, created_at=uow.now
        )
        uow.session.add(version)
        await uow.flush()
        offer = Offer(
            creditor_id="demo", person_id=world.person_id, conversation_id=world.conversation_id, group="g1", rank=0,
            kind="plan", budget_id=version.id, made_at=uow.now, expires_at=uow.now + timedelta(days=14),
            data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )
        uow.session.add(offer)
        await uow.flush()
        remember(await lock(uow, world.conversation_id), choice={"offer": offer.id})
        await uow.commit()


async def said(world: Timed, what: str, at: str | None = None) -> list[str]:
    if at is not None:
        world.clock.at = datetime.fromisoformat(at)
    async with world.database.begin() as uow:
        answer = await getattr(plan, what)(uow, await lock(uow, world.conversation_id))
        await uow.commit()
    return [one.text_id for one in answer.says if "_effect_" not in one.text_id]


async def days(world: Timed) -> list[date]:
    return [row.due_on for row in await world.all(Instalment)]


async def test_a_yes_to_a_first_day_that_has_come_too_near_is_answered_with_the_same_plan_begun_later(
    world: Timed,
) -> None:
    await offered(world, date(2026, 11, 27))
    assert await said(world, "read_back") == ["utter_read_back", "utter_ask_confirm_plan"]
    again = await said(world, "agree", "2026-12-03T10:00+01:00")
    assert again == ["utter_offer_later_dates", "utter_read_back", "utter_ask_confirm_plan"]
    assert await world.all(Plan) == []
    assert "utter_plan_agreed" in await said(world, "agree")
    assert await days(world) == [date(2026, 12, 27), *(date(2027, month, 27) for month in (1, 2, 3, 4, 5))]
    await world.run()
    assert {row.state for row in await world.instalments()} == {"due"}


async def test_it_is_read_back_with_dates_that_can_be_kept(world: Timed) -> None:
    await offered(world, date(2026, 11, 27))
    told = await said(world, "read_back", "2026-11-24T10:00+01:00")
    assert told == ["utter_offer_later_dates", "utter_read_back", "utter_ask_confirm_plan"]
    assert "utter_plan_agreed" in await said(world, "agree")
    assert (await days(world))[0] == date(2026, 12, 27)


async def test_a_start_that_the_debtor_wished_for_soon_is_kept_as_long_as_it_can_be(world: Timed) -> None:
    await offered(world, date(2026, 11, 23))
    assert "utter_plan_agreed" in await said(world, "agree", "2026-11-22T10:00+01:00")
    assert (await days(world))[0] == date(2026, 11, 23)


async def test_an_offer_made_from_a_budget_that_was_taken_back_is_gone(world: Timed) -> None:
    await offered(world, date(2026, 12, 20), income=1500_00)
    async with world.database.begin() as uow:
        thread = await lock(uow, world.conversation_id)
        assert await budget_paper.withdraw(uow, thread)
        await uow.commit()
    assert await said(world, "agree") == ["utter_offer_gone"]
    assert await world.all(Plan) == []
