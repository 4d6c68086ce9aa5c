"""The day after an instalment: kept, late after three bank days, missed; no reproach, no word to the creditor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from timed_world import Timed, make_world

from bot.service.case.cases import set_hold, view_of
from bot.service.errand import answering
from bot.service.pay.demands import demand_for_instalment, demand_for_sum
from bot.service.pay.ledger import check
from bot.service.plan import late_word
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import Answer
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    ContactAttempt,
    Conversation,
    ExportEvent,
    Handover,
    Hold,
    Instalment,
    LedgerEntry,
    Message,
    OutboxMessage,
    Plan,
)


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    made = await make_world(database, clock)
    await made.plan()  # from Monday 7 December, monthly
    return made


async def states(world: Timed) -> list[str]:
    return [row.state for row in await world.instalments()]


async def every_day(world: Timed, since: str, until: str) -> None:
    """Let the days go by, each with its morning and its noon."""
    day = date.fromisoformat(since)
    while day <= date.fromisoformat(until):
        for hour in ("06:00", "12:00"):
            await world.at(f"{day}T{hour}+01:00")
        day += timedelta(days=1)


async def open_days(world: Timed) -> list[date]:
    return sorted(row.due_on for row in await world.instalments() if row.state == "due")


async def test_a_paid_one_is_kept(world: Timed) -> None:
    await world.pay(8000, (await world.instalments())[0].id)
    await world.at("2026-12-08T06:00+01:00")
    assert (await states(world))[0] == "kept"
    assert (await world.task("instalment_due:1:2026-12-07")).result == "kept"


async def test_who_pays_the_creditor_directly_keeps_the_plan_and_the_books_add_up(world: Timed) -> None:
    async with world.database.begin() as uow:
        uow.session.add(LedgerEntry(
            creditor_id="demo", case_id=world.case_id, account="due", kind="adjustment", minor=-8000, at=uow.now,
            value_on=uow.today(), reason="", source_kind="feed", source_key="file:1",
        ))
        await uow.commit()
    await world.at("2026-12-08T06:00:00+01:00")
    first = (await world.instalments())[0]
    assert (first.state, first.paid_minor) == ("kept", 8000)
    assert await check(world.database) == (1, {})


async def test_three_bank_days_of_grace_before_the_word_late(world: Timed) -> None:
    await world.at("2026-12-08T06:00+01:00")
    await world.at("2026-12-10T23:59+01:00")
    assert (await states(world))[0] == "due"
    await world.at("2026-12-11T06:00+01:00")
    assert (await states(world))[0] == "late"


async def test_a_bank_holiday_does_not_count(database: Database, clock: FixedClock) -> None:
    world = await make_world(database, clock)
    await world.plan(first_due=date(2026, 12, 23))  # then 24, (25, 26, 27 off), 28, 29: late from the 30th
    await world.at("2026-12-24T06:00+01:00")
    await world.at("2026-12-29T23:00+01:00")
    assert (await states(world))[0] == "due"
    await world.at("2026-12-30T06:00+01:00")
    assert (await states(world))[0] == "late"


async def test_a_late_one_brings_one_kind_message_to_who_chose_reminders_and_nothing_to_the_creditor(
    world: Timed,
) -> None:
    told = len(await world.all(ExportEvent))
    for day in ("08", "11", "14", "16"):
        await world.at(f"2026-12-{day}T10:00+01:00")
    sent = await world.all(OutboxMessage, OutboxMessage.text_id == "notice_instalment_late")
    assert len(sent) == 1 and "/l/" in sent[0].body and "retard" not in sent[0].body
    notes = await world.all(Message)
    assert [m.text_id for m in notes] == ["notice_instalment_late", "notice_message_waiting"]
    assert len(await world.all(ExportEvent)) == told and await world.all(Handover) == []


async def test_until_identity_is_proven_the_thread_shows_only_that_something_waits(world: Timed) -> None:
    from bot.service.thread.conversation import thread  # noqa: PLC0415
    from bot.store.tables import Conversation  # noqa: PLC0415

    await world.at("2026-12-11T06:00+01:00")
    async with world.database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, world.conversation_id)
        assert [m.text_id for m in await thread(uow, conversation, after=0)] == ["notice_message_waiting"]


async def test_who_wished_for_no_messages_is_sent_none_and_finds_the_word_in_their_thread(
    database: Database, clock: FixedClock
) -> None:
    world = await make_world(database, clock)
    await world.plan(channel="none")
    await world.at("2026-12-11T10:00+01:00")
    assert (await states(world))[0] == "late"
    assert await world.all(OutboxMessage) == [] and await world.all(ContactAttempt) == []
    assert [m.text_id for m in await world.all(Message)] == ["notice_instalment_late", "notice_message_waiting"]
    assert (await untold(world)).says == (), "it stands in this very thread already"


async def untold(world: Timed, **memory: object) -> Answer:
    """What is said of it to the debtor who has come and proven who they are."""
    async with world.database.begin() as uow:
        conversation = await lock(uow, world.conversation_id)
        remember(conversation, **memory)
        told = await late_word.untold(uow, conversation)
        await uow.commit()
    return told


async def on_the_telephone(database: Database, clock: FixedClock, **memory: object) -> Timed:
    world = await make_world(database, clock)
    await world.plan(channel="none")
    await world.set(Conversation, world.conversation_id, channel="sms", memory={"phone_shared": False, **memory})
    await world.at("2026-12-11T10:00+01:00")
    assert (await states(world))[0] == "late"
    return world


async def test_by_telephone_nothing_is_sent_and_it_is_said_once_when_they_write_again(
    database: Database, clock: FixedClock
) -> None:
    world = await on_the_telephone(database, clock)
    assert await world.all(OutboxMessage) == [] and await world.all(Message) == []
    assert [one.text_id for one in (await untold(world)).says] == ["notice_instalment_late_here"]
    assert (await untold(world)).says == ()


async def test_it_is_said_as_soon_as_identity_is_proven(database: Database, clock: FixedClock) -> None:
    world = await on_the_telephone(database, clock, identity_result="proven")
    await world.identify()
    async with database.begin() as uow:
        answer = await answering.after_facts(uow, await lock(uow, world.conversation_id))
    assert [one.text_id for one in answer.says][:2] == ["utter_identified", "notice_instalment_late_here"]


@pytest.mark.parametrize("memory", [{"phone_shared": True}, {"errand": "stop"}, {"errand": "plan_trouble"}])
async def test_it_is_not_said_where_somebody_reads_along_nor_beside_what_matters_more(
    database: Database, clock: FixedClock, memory: dict[str, object]
) -> None:
    world = await on_the_telephone(database, clock)
    assert (await untold(world, **memory)).says == ()
    assert [one.text_id for one in (await untold(world, phone_shared=False, errand=None)).says] == [
        "notice_instalment_late_here"
    ]


async def test_it_is_not_said_to_somebody_in_distress(database: Database, clock: FixedClock) -> None:
    world = await on_the_telephone(database, clock)
    async with database.begin() as uow:
        await set_hold(uow, await view_of(uow, world.case_id), "distress", set_by="system")
        await uow.commit()
    assert (await untold(world)).says == ()


async def test_two_missed_in_a_row_bring_a_person_and_the_plan_goes_on(world: Timed) -> None:
    for day in ("2026-12-08", "2026-12-11", "2027-01-07", "2027-01-08"):
        await world.at(f"{day}T06:00+01:00")
    assert (await states(world))[0] == "missed" and await world.all(Handover) == []
    for day in ("2027-01-13", "2027-02-08"):
        await world.at(f"{day}T06:00+01:00")
    assert (await states(world))[:2] == ["missed", "missed"]
    (handover,) = await world.all(Handover)
    assert (handover.queue, handover.reason) == ("hardship", "two_instalments_missed")
    (plan,) = await world.all(Plan)
    assert plan.state == "agreed"
    assert "plan_broken" not in [e.kind for e in await world.all(ExportEvent)]


async def test_a_single_miss_followed_by_a_kept_one_brings_nobody(world: Timed) -> None:
    for day in ("2026-12-08", "2026-12-11", "2027-01-07"):
        await world.at(f"{day}T06:00+01:00")
    await world.pay(8000, (await world.instalments())[1].id)
    for day in ("2027-01-08", "2027-02-08"):
        await world.at(f"{day}T06:00+01:00")
    assert (await states(world))[:2] == ["missed", "kept"] and await world.all(Handover) == []


async def test_the_last_one_missed_brings_a_person_for_nobody_follows(database: Database, clock: FixedClock) -> None:
    world = await make_world(database, clock)
    await world.plan(instalment=48000)
    for day in ("2026-12-08", "2026-12-11", "2027-01-06"):
        await world.at(f"{day}T06:00+01:00")
    (handover,) = await world.all(Handover)
    assert handover.reason == "last_instalment_missed"


async def test_money_on_its_way_is_not_late(world: Timed) -> None:
    async with world.database.begin() as uow:
        demand = await demand_for_instalment(uow, (await world.instalments())[0].id)
        uow.session.add(
            Attempt(
                creditor_id="demo", demand_id=demand.id, public_id="at_1", provider="sandbox", provider_ref="r",
                method="sepa_debit", minor=8000, currency="EUR", state="pending", created_at=uow.now,
            )
        )
        await uow.commit()
    for day in range(8, 16):
        await world.at(f"2026-12-{day:02}T06:00+01:00")
    assert (await states(world))[0] == "due"


async def test_a_free_sum_on_its_way_on_the_case_is_the_oldest_instalments(world: Timed) -> None:
    async with world.database.begin() as uow:
        demand = await demand_for_sum(uow, await view_of(uow, world.case_id), 8000)
        uow.session.add(
            Attempt(
                creditor_id="demo", demand_id=demand.id, public_id="at_1", provider="sandbox", provider_ref="r",
                method="sepa_debit", minor=8000, currency="EUR", state="pending", created_at=uow.now,
            )
        )
        await uow.commit()
    for day in ("2026-12-08", "2026-12-11", "2026-12-20", "2027-01-07"):
        await world.at(f"{day}T06:00+01:00")
    assert (await states(world))[0] == "due" and "notice_instalment_late" not in [
        m.text_id for m in await world.all(OutboxMessage)
    ]
    for day in ("2027-01-08", "2027-01-13"):
        await world.at(f"{day}T06:00+01:00")
    assert (await states(world))[:2] == ["due", "late"]  # it stands for one of them


async def test_who_paid_the_creditor_directly_is_not_late(world: Timed) -> None:
    await world.pay(8000)
    await world.at("2026-12-11T06:00+01:00")
    first, second = (await world.instalments())[:2]
    assert (first.state, first.paid_minor) == ("kept", 8000)
    assert (second.state, second.paid_minor) == ("due", 0)


async def test_what_fell_due_under_a_hold_moves_when_it_ends_and_the_debtor_is_told_once(world: Timed) -> None:
    async with world.database.begin() as uow:
        hold = await set_hold(uow, await view_of(uow, world.case_id), "dispute", set_by="debtor")
        await uow.commit()
    await every_day(world, "2026-12-08", "2027-01-14")
    assert (await states(world))[:2] == ["due", "due"]
    await world.set(Hold, hold.id, lifted_at=world.clock.now())
    await every_day(world, "2027-01-15", "2027-02-06")
    assert await open_days(world) == [date(2027, month, 7) for month in (2, 3, 4, 5, 6, 7)]
    assert [m.text_id for m in await world.all(Message)] == ["notice_plan_resumed", "notice_message_waiting"]
    assert "80" in (await world.all(Message))[0].text and "7 février" in (await world.all(Message))[0].text
    assert [m.text_id for m in await world.all(OutboxMessage)] == ["notice_plan_resumed", "notice_reminder"]
    assert [one.reason for one in await world.all(Handover)] == ["hold_review"]
    changed = [e for e in await world.all(ExportEvent) if e.kind == "plan_changed"]
    assert len(changed) == 1


async def test_what_was_late_before_the_hold_keeps_its_grace_after_it(world: Timed) -> None:
    await every_day(world, "2026-12-08", "2026-12-11")
    assert (await states(world))[0] == "late"
    async with world.database.begin() as uow:
        hold = await set_hold(uow, await view_of(uow, world.case_id), "dispute", set_by="debtor")
        await uow.commit()
    await every_day(world, "2026-12-12", "2027-01-07")
    await world.set(Hold, hold.id, lifted_at=world.clock.now())
    await world.at("2027-01-08T06:00+01:00")
    assert (await states(world))[0] == "late"


async def test_a_moved_one_is_left_alone(world: Timed) -> None:
    await world.set(Instalment, (await world.instalments())[0].id, state="moved")
    await world.at("2026-12-08T06:00+01:00")
    assert (await states(world))[0] == "moved"
    assert (await world.task("instalment_due:1:2026-12-07")).result == "skipped:moved"


async def test_the_last_one_kept_completes_the_plan(world: Timed) -> None:
    for row in await world.instalments():
        await world.pay(8000, row.id)
    world.clock.advance(timedelta(days=400))
    await world.run()
    (plan,) = await world.all(Plan)
    assert plan.state == "completed"
    assert [e.kind for e in await world.all(ExportEvent)].count("plan_completed") == 1


async def _third(world: Timed, first: bool, second: bool) -> list[Message]:
    """Two instalments kept, late or not, then a third that is late: what stands in the thread of that."""
    rows = await world.instalments()
    for row, late in ((rows[0], first), (rows[1], second)):
        due = row.due_on
        if not late:
            await world.at(f"{due}T10:00+01:00")
            await world.pay(8000, row.id)
        await world.at(f"{due + timedelta(days=1)}T06:00+01:00")
        await world.at(f"{due + timedelta(days=6)}T06:00+01:00")
        if late:
            await world.pay(8000, row.id)
            await world.at(f"{due + timedelta(days=8)}T06:00+01:00")
    before = len(await world.all(Message))
    due = rows[2].due_on
    await world.at(f"{due + timedelta(days=1)}T06:00+01:00")
    await world.at(f"{due + timedelta(days=6)}T06:00+01:00")
    assert (await world.instalments())[2].state == "late"
    return (await world.all(Message))[before:]


@pytest.mark.parametrize(("first", "second", "often"), [
    (True, True, True), (True, False, False), (False, True, False), (False, False, False),
])
async def test_who_was_late_twice_of_three_is_offered_another_day_or_way_as_taps_and_others_are_not(
    world: Timed, first: bool, second: bool, often: bool
) -> None:
    notice = (await _third(world, first, second))[0]
    assert notice.text_id == ("notice_instalment_late_often" if often else "notice_instalment_late")
    payloads = [choice["payload"] for choice in notice.choices]
    assert payloads == (["/change_due_date", "/change_payment_method"] if often else [])
    sent = await world.all(OutboxMessage, OutboxMessage.text_id.like("notice_instalment_late%"))
    assert {one.text_id for one in sent} <= {"notice_instalment_late"}, "outside the thread nothing tells them apart"


async def test_an_open_question_keeps_its_choices_and_the_words_alone_are_put(world: Timed) -> None:
    from bot.service.thread.conversation import lock  # noqa: PLC0415
    from bot.service.thread.reply import NO, YES, say  # noqa: PLC0415
    from bot.service.thread.saying import write  # noqa: PLC0415

    async with world.database.begin() as uow:
        asked = say("utter_ask_confirm_plan", YES, NO)
        await write(uow, await lock(uow, world.conversation_id), asked, author="bot")
        await uow.commit()
    notice = (await _third(world, True, True))[0]
    assert notice.text_id == "notice_instalment_late_often" and not notice.choices


async def test_a_rest_that_nobody_could_pay_online_is_carried_over_and_not_late(world: Timed) -> None:
    rows = await world.instalments()
    await world.pay(7970, rows[0].id)
    await every_day(world, "2026-12-07", "2026-12-18")
    rows = await world.instalments()
    assert [(row.state, row.minor) for row in rows] == [("kept", 7970), *[("due", 8000)] * 4, ("due", 8030)]
    assert await world.all(OutboxMessage) == [] and await world.all(Message) == []
    for row in rows[1:5]:
        await world.pay(8000, row.id)
    await world.pay(8000, rows[5].id)  # and of the last one it is let go
    await every_day(world, "2027-05-07", "2027-05-09")
    assert [plan.state for plan in await world.all(Plan)] == ["completed"]


async def test_a_rest_that_can_be_paid_is_still_asked_for(world: Timed) -> None:
    await world.pay(7950, (await world.instalments())[0].id)
    await every_day(world, "2026-12-08", "2026-12-11")
    assert (await states(world))[0] == "late"
