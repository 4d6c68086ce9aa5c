"""What is looked at again: a pause ends with a question, a plan is reviewed after five months, a hold never falls."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from timed_world import Timed, make_world

from bot.service.care.safety import crisis_protocol
from bot.service.case.cases import set_hold, view_of
from bot.service.feeds import do_not_contact
from bot.service.pause.pause import set_pause
from bot.service.plan import rearrange
from bot.service.thread.conversation import lock
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    AuditLine,
    ContactPoint,
    Conversation,
    ExportEvent,
    Handover,
    Hold,
    Message,
    OutboxMessage,
    Outcome,
    Pause,
    Plan,
    Task,
)

UNTIL = date(2026, 12, 15)  # a Tuesday


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def pause(world: Timed, until: date = UNTIL) -> None:
    async with world.database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, world.conversation_id)
        await set_pause(uow, await view_of(uow, world.case_id), conversation, until, None)
        await uow.commit()


async def hold(world: Timed, reason: str) -> int:
    async with world.database.begin() as uow:
        row = await set_hold(uow, await view_of(uow, world.case_id), reason, set_by="agent:1")
        await uow.commit()
    return row.id


async def kinds(world: Timed) -> list[str]:
    return [event.kind for event in await world.all(ExportEvent)]


async def test_a_pause_ends_with_one_question_and_the_creditor_hears_that_the_hold_is_lifted(world: Timed) -> None:
    await pause(world)
    await world.at("2026-12-15T09:59+01:00")
    assert (await world.all(Pause))[0].state == "running"
    await world.at("2026-12-15T10:00+01:00")
    await world.at("2026-12-15T12:00+01:00")
    await world.at("2026-12-16T12:00+01:00")
    assert (await world.all(Pause))[0].state == "asked"
    (row,) = await world.all(Hold)
    assert row.lifted_at is not None and (row.lifted_by, row.lift_reason) == ("time", "pause_ended")
    assert await kinds(world) == ["hold_set", "hold_lifted"]
    assert [m.text_id for m in await world.all(Message)] == ["notice_pause_ends", "notice_message_waiting"]
    assert (await world.all(Message))[0].text.count("?") >= 1
    (sent,) = await world.all(OutboxMessage)
    assert sent.text_id == "notice_pause_ends" and "/l/" in sent.body and "pay" not in sent.body
    assert await world.all(Handover) == []


async def listed(world: Timed) -> list[tuple[str, date | None]]:
    async with world.database.begin() as uow:
        return [(line.reason, line.until) for line in await do_not_contact(uow, "demo", uow.today())]


async def test_the_creditor_reads_of_a_pause_while_it_runs_then_that_it_has_ended_and_two_weeks_on_nothing(
    world: Timed,
) -> None:
    await pause(world)
    assert await listed(world) == [("pause", UNTIL)]
    await world.at("2026-12-15T10:00+01:00")
    assert (await world.all(Pause))[0].state == "asked"
    assert await listed(world) == [("pause_ended", date(2026, 12, 29))]
    world.clock.at = datetime.fromisoformat("2026-12-29T23:00+01:00")
    assert await listed(world) == [("pause_ended", date(2026, 12, 29))]
    world.clock.at = datetime.fromisoformat("2026-12-30T01:00+01:00")
    assert await listed(world) == [], "no pause is for ever"


async def test_a_pause_beside_a_plan_moves_what_falls_in_it_and_nobody_is_late(world: Timed) -> None:
    await world.plan()  # six of 80.00 from 7 December
    await pause(world, date(2027, 3, 15))
    day = date(2026, 12, 1)
    while day < date(2027, 4, 7):
        for hour in ("06:00", "12:00"):
            await world.at(f"{day}T{hour}+01:00")
        day += timedelta(days=1)
    rows = [row for row in await world.instalments() if row.state != "moved"]
    assert [(row.due_on, row.minor) for row in rows] == [
        (date(2027, month, 7), 8000) for month in (4, 5, 6, 7, 8, 9)
    ]
    assert {row.state for row in rows} == {"due"}
    told = [m.text_id for m in await world.all(Message)]
    assert told == ["notice_plan_resumed", "notice_message_waiting", "notice_pause_ends", "notice_message_waiting"]
    assert [m.text_id for m in await world.all(OutboxMessage)] == ["notice_pause_ends", "notice_reminder"]


async def test_one_due_on_the_very_day_on_which_the_pause_ends_moves_too(world: Timed) -> None:
    await world.plan(first_due=UNTIL)
    await pause(world)
    await world.at("2026-12-15T10:00+01:00")
    rows = [row for row in await world.instalments() if row.state != "moved"]
    assert rows[0].due_on == date(2027, 1, 15) and len(rows) == 6


async def test_what_a_pause_has_moved_is_not_counted_against_the_debtor(world: Timed) -> None:
    await world.plan()
    await pause(world, date(2027, 3, 15))
    await world.at("2027-03-15T10:00+01:00")
    async with world.database.begin() as uow:
        thread, view = await lock(uow, world.conversation_id), await view_of(uow, world.case_id)
        answer = await rearrange.go_on(uow, thread, [view])
    assert "utter_ask_move" in [one.text_id for one in answer.says]


async def test_who_is_identified_reads_the_question_itself(world: Timed) -> None:
    await pause(world)
    world.clock.at = datetime.fromisoformat("2026-12-15T10:00+01:00")
    await world.identify()
    await world.run()
    assert [m.text_id for m in await world.all(Message)] == ["notice_pause_ends"]


async def test_on_a_sunday_the_note_is_there_and_the_message_waits_for_monday(world: Timed) -> None:
    await pause(world, date(2026, 12, 13))
    await world.at("2026-12-13T10:00+01:00")
    assert len(await world.all(Message)) == 2 and await world.all(OutboxMessage) == []
    await world.at("2026-12-14T09:00+01:00")
    assert len(await world.all(OutboxMessage)) == 1


async def test_in_distress_the_pause_stays_and_nobody_is_written_to(world: Timed) -> None:
    await pause(world)
    async with world.database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, world.conversation_id)
        await crisis_protocol(uow, conversation, source="bot")
        await uow.commit()
    await world.at("2026-12-15T10:00+01:00")
    assert (await world.all(Pause))[0].state == "running"
    assert await world.all(OutboxMessage) == [] and await world.all(Message) == []
    (distress,) = await world.all(Hold, Hold.reason == "distress")
    await world.set(Hold, distress.id, lifted_at=world.clock.now(), lifted_by="agent:1", lift_reason="person_safe")
    await world.at("2026-12-16T10:00+01:00")
    assert (await world.all(Pause))[0].state == "asked"


async def test_a_second_message_of_our_own_waits_for_the_next_week(world: Timed) -> None:
    async with world.database.begin() as uow:
        for n in (1, 2):
            uow.schedule(
                "own_message", f"own:{n}", uow.now, case=world.case_id, person=world.person_id,
                contact=world.phone_id, text="notice_plan_review",
            )
        await uow.commit()
    await world.run()
    assert len(await world.all(OutboxMessage)) == 1
    await world.at("2026-11-23T09:00+01:00")
    assert len(await world.all(OutboxMessage)) == 2


@pytest.mark.parametrize("change", [{"discretion": True}, {"whose": "shared"}, {"opted_out_at": "now"}])
async def test_a_telephone_that_others_read_or_that_said_stop_gets_no_message(world: Timed, change: dict) -> None:
    values = {k: world.clock.now() if v == "now" else v for k, v in change.items()}
    await world.set(ContactPoint, world.phone_id, **values)
    await pause(world)
    await world.at("2026-12-15T10:00+01:00")
    assert (await world.all(Pause))[0].state == "asked"
    assert await world.all(OutboxMessage) == []


async def test_five_months_on_the_plan_is_reviewed_and_the_next_review_is_planned(world: Timed) -> None:
    await world.plan()
    (task,) = await world.all(Task, Task.kind == "plan_review")
    assert task.due_at.date() == date(2027, 4, 20)
    await world.pay(16000)  # ahead, so that no late message of that week is in the way
    async with world.database.begin() as uow:
        for row in await world.instalments():
            await uow.cancel(f"instalment_due:{row.id}:{row.due_on}", f"reminder:{row.id}:{row.due_on}")
        await uow.commit()
    await world.at("2027-04-20T10:00+02:00")
    assert [m.text_id for m in await world.all(Message)] == ["notice_plan_review", "notice_message_waiting"]
    assert [m.text_id for m in await world.all(OutboxMessage)] == ["notice_plan_review"]
    (plan,) = await world.all(Plan)
    assert plan.review_on == date(2027, 9, 20)
    task = await world.task(f"plan_review:{plan.id}")
    assert task.done_at is None and task.due_at.date() == date(2027, 9, 20)
    assert [(o.errand, o.result) for o in await world.all(Outcome)] == [("plan_review", "opened")]


async def test_a_plan_that_has_ended_is_not_reviewed(world: Timed) -> None:
    await world.plan()
    await world.set(Plan, world.plan_id, state="completed")
    await world.at("2027-04-20T10:00+02:00")
    assert await world.all(Message) == [] and await world.all(Outcome) == []


async def test_a_hold_is_looked_at_on_its_day_by_a_person_and_stands(world: Timed) -> None:
    key = await hold(world, "dispute")
    await world.at("2026-12-20T10:59+01:00")
    assert await world.all(Handover) == []
    await world.at("2026-12-20T11:00+01:00")
    (handover,) = await world.all(Handover)
    assert (handover.queue, handover.reason, handover.brief["hold"]) == ("dispute", "hold_review", key)
    (row,) = await world.all(Hold)
    assert row.lifted_at is None and row.review_on == date(2027, 1, 19)
    await world.at("2027-01-19T11:00+01:00")
    (row,) = await world.all(Hold)
    assert row.review_on == date(2027, 2, 18)
    assert [line.verb for line in await world.all(AuditLine)].count("hold.review_due") == 2
    assert await world.all(Message) == []


async def test_without_a_conversation_the_creditor_is_told_that_the_hold_still_stands(world: Timed) -> None:
    await world.set(Conversation, world.conversation_id, person_id=None)
    await hold(world, "over_indebtedness_admissible")
    world.clock.advance(timedelta(days=181))
    await world.run()
    assert await kinds(world) == ["hold_set", "hold_review"]
    assert (await world.all(Hold))[0].lifted_at is None


async def test_a_lifted_hold_is_not_reviewed(world: Timed) -> None:
    key = await hold(world, "dispute")
    await world.set(Hold, key, lifted_at=world.clock.now())
    world.clock.advance(timedelta(days=31))
    await world.run()
    assert await world.all(Handover) == []


async def test_distress_is_reviewed_and_the_creditor_never_learns_why(world: Timed) -> None:
    async with world.database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, world.conversation_id)
        await crisis_protocol(uow, conversation, source="bot")
        await uow.commit()
    assert len(await world.all(Task, Task.kind == "hold_review")) == 1
    async with world.database.begin() as uow:
        await uow.session.execute(Task.__table__.delete().where(Task.kind == "on_call_alert"))
        await uow.commit()
    world.clock.advance(timedelta(days=15))
    await world.run()
    assert (await world.all(Hold))[0].review_on > world.clock.now().date()
    assert "distress" not in str([(e.kind, e.payload) for e in await world.all(ExportEvent)])
