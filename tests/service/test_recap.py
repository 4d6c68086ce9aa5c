"""What stands in a recap: sums that agree to the cent whatever has happened, and only the person's own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.debt.money import Money
from bot.service.case import recap
from bot.service.case.cases import view_of
from bot.service.case.papers import papers_of
from bot.service.plan import rearrange
from bot.service.thread.conversation import lock
from bot.store.tables import Case, Creditor, Hold, Instalment, Obligation, Person, Plan
from tests.service.timed_world import Timed, make_world


@pytest.fixture
async def world(database, clock) -> Timed:
    return await make_world(database, clock)


async def recap_of(world, person_id: int | None = None):
    async with world.database.begin() as uow:
        return await recap.recap_of(uow, person_id or world.person_id, world.plan_id)


async def obliged(world, **parts: int) -> None:
    async with world.database.begin() as uow:
        uow.session.add_all(
            Obligation(
                creditor_id="demo", case_id=world.case_id, external_key=key, component=key.split("_")[0], minor=minor,
                due_on=date(2027 if "later" in key else 2026, 9, 5), claimable="fee" not in key,
            )
            for key, minor in parts.items()
        )
        await uow.commit()


async def test_the_schedule_adds_up_to_what_was_agreed_also_after_part_was_paid_and_the_rest_moved(world) -> None:
    await world.plan()
    first = (await world.instalments())[0]
    await world.pay(3000, first.id)
    async with world.database.begin() as uow:
        thread, view = await lock(uow, world.conversation_id), await view_of(uow, world.case_id)
        await rearrange.move(uow, thread, view, view.plan)
        await uow.commit()
    told = await recap_of(world)
    assert told.state == "rearranged" and told.total == Money(48000) and told.paid == Money(3000)
    assert sum(line.amount.minor for line in told.lines) == 48000
    assert told.lines[0].due_on == first.due_on and told.lines[0].amount == Money(3000) and told.lines[0].done


async def test_parts_corrections_and_total_agree_and_fees_and_what_is_not_due_yet_are_in_none(world) -> None:
    await obliged(world, principal=40000, principal_2=5000, interest=2000, other=1500, other_fee=9900, fee=100,
                  principal_later=70000)
    await world.plan()
    await world.pay(8000)
    found = (await recap_of(world)).overdue
    assert {key: amount.minor for key, amount in found.parts.items()} == {
        "principal": 45000, "interest": 2000, "other": 1500
    }
    assert found.total == Money(40000) and found.corrections == Money(40000 - 48500)


async def test_without_parts_in_the_file_only_the_sum_stands(world) -> None:
    await world.plan()
    found = (await recap_of(world)).overdue
    assert found.parts == {} and not found.corrections and found.total == Money(48000)


async def test_a_disputed_part_is_named_as_not_asked_for(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        uow.session.add(
            Hold(creditor_id="demo", case_id=world.case_id, reason="dispute", part_minor=8000, set_by="debtor",
                 set_at=uow.now, review_on=date(2027, 1, 1), detail={})
        )
        await uow.commit()
    assert (await recap_of(world)).overdue.disputed == Money(8000)


async def test_the_way_to_undo_is_told_for_fourteen_days_and_no_longer(world) -> None:
    await world.plan()
    assert (await recap_of(world)).undo_until == date(2026, 12, 4)
    world.clock.at += timedelta(days=15)
    assert (await recap_of(world)).undo_until is None


async def test_somebody_else_s_an_undone_and_an_erased_one_are_like_none(world) -> None:
    await world.plan()
    async with world.database.begin() as uow:
        other = Person(creditor_id="demo", external_key="p2", last_name="Autre", first_name="", language="fr")
        uow.session.add(other)
        await uow.commit()
    assert await recap_of(world, other.id) is None and await recap_of(world) is not None
    async with world.database.begin() as uow:
        assert await recap.dates_of(uow, other.id, world.plan_id) is None
        assert [paper.kind for paper in await papers_of(uow, world.person_id)] == ["recap", "calendar"]
        assert await papers_of(uow, other.id) == []
    await world.set(Case, world.case_id, state="erased")
    assert await recap_of(world) is None
    await world.set(Case, world.case_id, state="late")
    await world.set(Plan, world.plan_id, state="undone")
    assert await recap_of(world) is None


async def test_who_may_not_pay_is_not_told_how_to_and_their_calendar_drops_the_days(world) -> None:
    await world.plan()
    assert (await recap_of(world)).payable
    async with world.database.begin() as uow:
        uow.session.add(
            Hold(creditor_id="demo", case_id=world.case_id, reason="over_indebtedness_admissible", set_by="feed",
                 set_at=uow.now, review_on=date(2027, 1, 1), detail={})
        )
        await uow.commit()
    assert not (await recap_of(world)).payable
    async with world.database.begin() as uow:
        told = await recap.dates_of(uow, world.person_id, world.plan_id)
    assert len(told.due) == 6 and all(due.gone for due in told.due)


async def test_a_completed_plan_keeps_its_recap_and_has_no_certificate_and_no_calendar(world) -> None:
    await world.plan()
    await world.set(Plan, world.plan_id, state="completed")
    assert (await recap_of(world)).code == ""
    async with world.database.begin() as uow:
        assert await recap.dates_of(uow, world.person_id, world.plan_id) is None
        assert [paper.kind for paper in await papers_of(uow, world.person_id)] == ["recap"]


async def test_the_calendar_leaves_out_what_is_paid_and_cancels_what_was_moved(world) -> None:
    await world.plan()
    rows = await world.instalments()
    await world.pay(8000, rows[0].id)
    await world.set(Instalment, rows[1].id, state="moved")
    async with world.database.begin() as uow:
        told = await recap.dates_of(uow, world.person_id, world.plan_id)
    assert [(due.key, due.gone) for due in told.due] == [(r.id, r.id == rows[1].id) for r in rows[1:]]
    assert told.days_before == 3


async def test_what_the_settings_do_not_tell_is_empty_and_odd_settings_harm_nothing(world) -> None:
    await world.plan()
    assert (await recap_of(world)).parties.phone == ""
    async with world.database.begin() as uow:
        creditor = (await uow.session.scalars(select(Creditor))).one()
        creditor.settings = {"phone": 33, "collector": "Cabinet", "address": None, "desk_hours": {}}
        await uow.commit()
    told = (await recap_of(world)).parties
    assert (told.phone, told.collector, told.address) == ("33", "", "") and "1" in told.hours


async def test_a_rest_too_small_to_be_charged_joins_an_instalment_that_stays_and_nothing_is_lost(world) -> None:
    await world.plan()
    first = (await world.instalments())[0]
    await world.pay(7980, first.id)  # 0.20 are left of it, less than can be charged
    world.clock.at = world.clock.at.replace(month=12, day=12)
    async with world.database.begin() as uow:
        thread, view = await lock(uow, world.conversation_id), await view_of(uow, world.case_id)
        await rearrange.move(uow, thread, view, view.plan)
        await uow.commit()
    open_rows = [row for row in await world.instalments() if row.state == "due"]
    assert sum(row.minor - row.paid_minor for row in open_rows) == 48000 - 7980
    told = await recap_of(world)
    assert told.total == Money(48000) and sum(line.amount.minor for line in told.lines) == 48000
