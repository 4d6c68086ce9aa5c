"""Reminders: what the debtor asked for, in their hours, once, and never about what is paid, moved or held."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from timed_world import Timed, make_world

from bot.service.case.cases import set_hold, view_of
from bot.service.pay.demands import demand_for_instalment, demand_for_sum
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    ContactAttempt,
    ContactPoint,
    Demand,
    Handover,
    Instalment,
    OutboxMessage,
    PaymentLink,
    Plan,
)

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def held(world: Timed, reason: str) -> None:
    async with world.database.begin() as uow:
        await set_hold(uow, await view_of(uow, world.case_id), reason, set_by="agent:1")
        await uow.commit()


async def test_three_days_before_a_neutral_sms_with_a_link_of_their_own_goes_out_once(world: Timed) -> None:
    await world.plan()
    await world.at("2026-12-04T09:59+01:00")
    assert await world.all(OutboxMessage) == []
    await world.at("2026-12-04T10:00+01:00")
    await world.at("2026-12-04T10:05+01:00")
    (message,) = await world.all(OutboxMessage)
    assert (message.channel, message.to, message.state) == ("sms", "+33639980101", "queued")
    assert "/pay/" in message.body and set(message.body) <= GSM7
    for told in ("80", "€", "Maison", "DEMO", "Léa", "dette", "échéance", "plan", "paiement"):
        assert told not in message.body.split("http")[0]
    (demand,) = await world.all(Demand)
    assert demand.minor == 8000 and len(await world.all(PaymentLink)) == 1
    (attempt,) = await world.all(ContactAttempt)
    assert (attempt.reason, attempt.allowed, attempt.channel) == ("reminder", True, "sms")


async def test_a_reminder_that_falls_on_a_saturday_waits_for_monday(world: Timed) -> None:
    await world.plan(first_due=date(2026, 12, 8))
    await world.at("2026-12-05T10:00+01:00")
    assert await world.all(OutboxMessage) == []
    assert (await world.instalments())[0].due_on == date(2026, 12, 8)
    await world.at("2026-12-07T09:00+01:00")
    assert len(await world.all(OutboxMessage)) == 1


async def test_it_waits_for_the_hours_that_the_debtor_named(world: Timed) -> None:
    await world.plan()
    await world.set(ContactPoint, world.phone_id, safe_hours={"from": "17:00", "to": "18:30"})
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []
    await world.at("2026-12-04T17:00+01:00")
    assert len(await world.all(OutboxMessage)) == 1


async def test_a_reminder_that_can_only_go_after_the_day_is_not_sent(world: Timed) -> None:
    await world.plan(first_due=date(2026, 12, 6))  # a Sunday: Thursday's reminder, found on Saturday only
    await world.at("2026-12-05T10:00+01:00")
    assert await world.all(OutboxMessage) == []
    (attempt,) = await world.all(ContactAttempt)
    assert not attempt.allowed
    assert (await world.task("reminder:1:2026-12-06")).result == "skipped:too_late"


@pytest.mark.parametrize("state", ["moved", "kept", "missed"])
async def test_an_instalment_that_is_moved_or_paid_is_not_reminded_of(world: Timed, state: str) -> None:
    await world.plan()
    first = (await world.instalments())[0]
    await world.set(Instalment, first.id, state=state)
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == [] and await world.all(Demand) == []
    assert (await world.task(f"reminder:{first.id}:2026-12-07")).result == f"skipped:{state}"


@pytest.mark.parametrize("named", [True, False])
async def test_no_reminder_goes_out_while_money_is_on_its_way_and_it_goes_if_that_fails(
    world: Timed, named: bool
) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        view = await view_of(uow, world.case_id)
        row = (await world.instalments())[0]
        demand = await (demand_for_instalment(uow, row.id) if named else demand_for_sum(uow, view, 8000))
        attempt = Attempt(
            creditor_id="demo", demand_id=demand.id, public_id="at_1", provider="sandbox", provider_ref="r",
            method="sepa_debit", minor=8000, currency="EUR", state="pending", created_at=uow.now,
        )
        uow.session.add(attempt)
        await uow.commit()
    await world.at("2026-12-04T12:00+01:00")
    assert await world.all(OutboxMessage) == []
    await world.set(Attempt, attempt.id, state="failed")
    await world.at("2026-12-05T12:00+01:00")
    await world.at("2026-12-07T12:00+01:00")
    assert [m.text_id for m in await world.all(OutboxMessage)] == ["notice_reminder"]


async def test_a_plan_that_was_undone_is_not_reminded_of(world: Timed) -> None:
    await world.plan()
    await world.set(Plan, world.plan_id, state="undone")
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []


async def test_what_was_paid_to_the_creditor_directly_is_not_reminded_of(world: Timed) -> None:
    await world.plan()
    await world.pay(48000)
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []


async def test_who_said_stop_gets_nothing_and_the_attempt_is_recorded(world: Timed) -> None:
    await world.plan()
    await world.set(ContactPoint, world.phone_id, opted_out_at=world.clock.now())
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []
    (attempt,) = await world.all(ContactAttempt)
    assert not attempt.allowed


@pytest.mark.parametrize("reason", ["distress", "coerced_debt", "deceased", "over_indebtedness_admissible", "pause"])
async def test_under_a_hold_no_reminder_goes_out(world: Timed, reason: str) -> None:
    await world.plan()
    await held(world, reason)
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == [] and await world.all(PaymentLink) == []


async def test_without_the_wish_for_reminders_none_are_even_planned(world: Timed) -> None:
    await world.plan(channel="none")
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []


async def test_once_the_period_may_be_over_a_person_looks_and_no_link_is_sent(world: Timed) -> None:
    from bot.store.tables import Case  # noqa: PLC0415

    await world.plan()
    await world.set(Case, world.case_id, oldest_unpaid_on=date(2024, 1, 5))
    await world.at("2026-12-04T10:00+01:00")
    assert await world.all(OutboxMessage) == []
    (handover,) = await world.all(Handover)
    assert (handover.queue, handover.reason) == ("legal", "limitation")


async def test_after_an_outage_an_old_reminder_is_let_go(world: Timed) -> None:
    await world.plan()
    world.clock.at = datetime.fromisoformat("2026-12-04T10:00+01:00") + timedelta(days=10)
    await world.run()
    assert await world.all(OutboxMessage, OutboxMessage.key.startswith("reminder:")) == []
    assert (await world.task("reminder:1:2026-12-07")).result == "skipped:past"
