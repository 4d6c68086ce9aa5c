"""A creditor's file against a living plan: down, the plan follows; up, a person looks; never more than is owed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from ledger import AURALIS, DELTA, case_of, sums
from sqlalchemy import select

from bot.debt.money import Money
from bot.debt.outcomes import Share
from bot.service.case.cases import view_of
from bot.service.feeds import do_not_contact
from bot.service.identity.proving import prove_person
from bot.service.offer.kept_offers import share_data
from bot.service.pay.demands import demand_for_sum, free_now
from bot.service.pay.ledger import check
from bot.service.plan.plan import make_plan
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import open_conversation
from bot.store.tables import (
    Attempt,
    ExportEvent,
    Handover,
    Hold,
    Instalment,
    Message,
    Offer,
    Party,
    Person,
    Plan,
    Task,
)

REFERENCE = "AUR-70000"


async def planned(store, minor: int = 10_00) -> int:
    """52.69 are overdue: a plan of so much a month over all of it, for a debtor who has written. Gives its key."""
    case = await case_of(store, REFERENCE)
    async with store.begin() as uow:
        person = await uow.session.scalar(select(Person).join(Party).where(Party.case_id == case.id))
        thread = await open_conversation(uow, channel="web", sender="browser-1", language="fr")
        await prove_person(uow, thread, person, level=1)
        view = await view_of(uow, case.id)
        share = Share(
            case_key=str(case.id), overdue=view.overdue, total=view.overdue, instalment=Money(minor), every="month",
            first_due=date(2026, 12, 5), minimum_charge=Money(50), policy_id="auralis@2026-01-01",
        )
        offer = Offer(
            creditor_id="auralis", person_id=person.id, group="g1", rank=0, kind="plan", made_at=uow.now,
            expires_at=uow.now, data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )
        uow.session.add(offer)
        await uow.flush()
        plan = await make_plan(uow, view, share, offer)
        await uow.commit()
        return plan.id


async def told(store, importing, feed_bytes, due: str) -> None:
    """The creditor says that so much is overdue; what follows from it is done."""
    data = feed_bytes(DELTA).replace(b";10,00;0,00;", f";{due};0,00;".encode())
    assert f";{due};0,00;".encode() in data
    await importing("auralis", DELTA, data=data)
    for _ in range(5):
        await run_due(store)


async def rows(store, table, *where):
    async with store.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where).order_by(table.id)))


async def left(store, plan_id: int) -> list[int]:
    found = await rows(store, Instalment, Instalment.plan_id == plan_id)
    return [row.minor - row.paid_minor for row in sorted(found, key=lambda row: row.due_on)]


@pytest.fixture
async def plan_id(store, importing) -> int:
    await importing("auralis", AURALIS)
    return await planned(store)


async def test_a_lower_figure_covers_the_oldest_and_nothing_above_it_is_asked(store, importing, feed_bytes, plan_id):
    assert await left(store, plan_id) == [10_00] * 5 + [2_69]
    await told(store, importing, feed_bytes, "30,00")
    assert await left(store, plan_id) == [0, 0, 7_31, 10_00, 10_00, 2_69] and sum(await left(store, plan_id)) == 30_00
    first, _, third = (await rows(store, Instalment, Instalment.plan_id == plan_id))[:3]
    assert (first.state, first.covered_minor, third.state) == ("kept", 10_00, "due")
    assert await rows(store, Message, Message.text_id == "notice_plan_lower")
    (event,) = await rows_of_events(store, "plan_changed")
    assert [one["minor"] for one in event.payload["instalments"]] == [7_31, 10_00, 10_00, 2_69]
    assert (await check(store, "auralis"))[1] == {}


async def rows_of_events(store, kind: str) -> list[ExportEvent]:
    async with store.begin() as uow:
        return list(await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == kind)))


async def test_the_same_file_again_changes_nothing_more(store, importing, feed_bytes, plan_id):
    await told(store, importing, feed_bytes, "30,00")
    await told(store, importing, feed_bytes, "30,00")
    assert sum(await left(store, plan_id)) == 30_00 and len(await rows_of_events(store, "plan_changed")) == 1


async def test_nothing_overdue_any_more_completes_the_plan_and_its_hold_falls(store, importing, feed_bytes, plan_id):
    await told(store, importing, feed_bytes, "0,00")
    assert (await sums(store, REFERENCE))[0] == 0
    (plan,) = await rows(store, Plan, Plan.id == plan_id)
    assert plan.state == "completed"
    holds = await rows(store, Hold, Hold.reason == "plan_agreed", Hold.case_id == plan.case_id)
    assert all(hold.lifted_at for hold in holds)
    assert (await check(store, "auralis"))[1] == {}


async def test_a_higher_figure_asks_no_more_of_the_debtor_and_brings_a_person(store, importing, feed_bytes, plan_id):
    await told(store, importing, feed_bytes, "80,00")
    assert sum(await left(store, plan_id)) == 52_69
    (handover,) = await rows(store, Handover, Handover.reason == "more_owed_than_planned")
    assert handover.queue == "hardship"
    assert not await rows(store, Message, Message.text_id == "notice_plan_lower")


@pytest.mark.parametrize("down", ["30,00", "0,00"])
async def test_what_was_lowered_and_raised_again_is_a_persons_and_nobody_chases_meanwhile(
    store, importing, feed_bytes, plan_id, clock, down: str
):
    await told(store, importing, feed_bytes, down)
    assert not await rows(store, Handover)
    await told(store, importing, feed_bytes, "52,69")
    (handover,) = await rows(store, Handover)
    assert handover.reason == "more_owed_than_planned"
    asked = sum(await left(store, plan_id))
    for _ in range(45):
        clock.advance(timedelta(days=1))
        await run_due(store)
    assert sum(await left(store, plan_id)) == asked, "what was agreed is asked, and no more"
    async with store.begin() as uow:
        lines = await do_not_contact(uow, "auralis", uow.today())
    assert "plan_agreed" in {line.reason for line in lines if line.reference == REFERENCE}
    found = await rows(store, Instalment, Instalment.plan_id == plan_id)
    assert down != "0,00" or {row.state for row in found} == {"kept"}


async def test_a_plan_that_the_debtor_has_paid_is_not_brought_up_again(store, importing, feed_bytes, plan_id):
    async with store.begin() as uow:
        plan = await uow.session.get_one(Plan, plan_id)
        plan.state, plan.ended_at = "completed", uow.now
        for row in await uow.session.scalars(select(Instalment).where(Instalment.plan_id == plan_id)):
            row.paid_minor, row.state = row.minor, "kept"
        await uow.commit()
    await told(store, importing, feed_bytes, "80,00")
    assert not await rows(store, Handover) and not await rows(store, Hold, Hold.reason == "plan_agreed")


async def test_who_paid_the_creditor_directly_is_not_late_on_the_day(store, importing, feed_bytes, plan_id, clock):
    await told(store, importing, feed_bytes, "42,69")
    for day in range(20):
        clock.advance(timedelta(days=1))
        await run_due(store)
        if day == 0:
            first = (await rows(store, Instalment, Instalment.plan_id == plan_id))[0]
            assert first.state == "kept"
    found = await rows(store, Instalment, Instalment.plan_id == plan_id)
    assert [row.state for row in found] == ["kept", *["due"] * 5]


async def test_a_file_that_changes_no_figure_of_a_planned_case_leaves_its_plan_alone(store, importing, plan_id):
    await importing("auralis", AURALIS)
    assert not await rows(store, Task, Task.kind == "plan_figures")


@pytest.mark.parametrize(("due", "closed"), [("30,00", [52_69]), ("52,69", [])])
async def test_a_page_that_is_open_at_the_provider_is_looked_at_after_each_file(
    store, importing, feed_bytes, due: str, closed: list[int]
):
    await importing("auralis", AURALIS)
    case = await case_of(store, REFERENCE)
    async with store.begin() as uow:
        demand = await demand_for_sum(uow, await view_of(uow, case.id), 100_00)
        uow.session.add(
            Attempt(
                creditor_id="auralis", demand_id=demand.id, public_id="at_1", provider="fake", provider_ref="r",
                minor=demand.minor, currency="EUR", state="open", url="u", created_at=uow.now,
            )
        )
        await uow.commit()
    await told(store, importing, feed_bytes, due)
    (task,) = await rows(store, Task, Task.kind == "expire_for_hold")
    assert task.data == {"case": case.id}
    async with store.begin() as uow:
        free, _ = await free_now(uow, await view_of(uow, case.id))
    assert [one.minor for one in await rows(store, Attempt) if one.minor > free.minor] == closed
