"""Call-backs: a slot of the debtor's choice, in writing, in the queue at its time, at its head when nobody called."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.handover import callbacks, calls, handover
from bot.service.plan import plan
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock, open_choices, remember
from bot.service.thread.saying import write
from bot.service.turn import inbound
from bot.store.tables import AuditLine, Callback, ContactPoint, Conversation, Creditor, Handover, IdentityProof, Message


@pytest.fixture
def asks(demo, debtor):
    """A debtor asks to be called, as the bot hears it; the conversation."""

    async def one(reference: str | None = "DEMO-1001") -> int:
        conversation = await debtor(reference, queue=None)
        async with demo.begin() as uow:
            locked = await lock(uow, conversation)
            await write(uow, locked, await callbacks.asked(uow, locked), author="system")
            await uow.commit()
        return conversation

    return one


async def _picks(demo, conversation: int, n: int = 0) -> None:
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        _, choices = await open_choices(uow, locked)
        remember(locked, choice=choices[n]["data"])
        await write(uow, locked, await plan.choose(uow, locked), author="system")
        await uow.commit()


async def _calls(demo) -> list[Callback]:
    async with demo.begin() as uow:
        return list((await uow.session.scalars(select(Callback).order_by(Callback.id))).all())


async def _said(demo, conversation: int) -> list[Message]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(
            select(Message).where(Message.conversation_id == conversation).order_by(Message.seq)
        )
        return list(rows.all())


def _until(clock, at: datetime) -> None:
    clock.advance(at - clock.now())


async def test_who_is_identified_picks_a_time_and_has_it_in_writing(asks, demo):
    conversation = await asks()
    said = await _said(demo, conversation)
    assert [one.text_id for one in said[-2:]] == ["notice_in_writing_too", "notice_callback_slots"]
    assert 0 < len(said[-1].choices) <= 4 and " h" in said[-1].choices[0]["title"]
    await _picks(demo, conversation)
    (row,) = await _calls(demo)
    said = await _said(demo, conversation)
    assert (row.state, row.booked_by) == ("booked", "debtor") and said[-1].text_id == "notice_callback_booked"
    async with demo.begin() as uow:
        line = await uow.session.get_one(ContactPoint, row.contact_point_id)
    assert line.kind == "phone"


async def test_who_is_not_identified_is_passed_on_as_before(asks, demo):
    conversation = await asks(None)
    ids = [one.text_id for one in await _said(demo, conversation)]
    assert "utter_pass_on_request_callback" in ids and "notice_callback_slots" not in ids


async def test_a_slot_holds_as_many_as_the_creditor_says_and_the_next_gets_others(asks, demo):
    async with demo.begin() as uow:
        row = await uow.session.get_one(Creditor, "maison")
        row.settings = {**row.settings, "callback_capacity": 1}
        await uow.commit()
    first, second = await asks("DEMO-1001"), await asks("DEMO-1002")
    await _picks(demo, first)
    await _picks(demo, second)
    (row,) = await _calls(demo)
    ids = [one.text_id for one in await _said(demo, second)]
    assert row.conversation_id == first and ids[-2:] == ["notice_callback_gone", "notice_callback_slots"]
    await _picks(demo, second)
    one, two = await _calls(demo)
    assert one.starts_at != two.starts_at


async def test_two_at_the_same_moment_do_not_both_get_the_last_place(asks, demo):
    async with demo.begin() as uow:
        row = await uow.session.get_one(Creditor, "maison")
        row.settings = {**row.settings, "callback_capacity": 1}
        await uow.commit()
    await asyncio.gather(*(_picks(demo, one) for one in [await asks("DEMO-1001"), await asks("DEMO-1002")]))
    assert len(await _calls(demo)) == 1


async def test_another_time_moves_the_first(asks, demo):
    conversation = await asks()
    await _picks(demo, conversation)
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        slots = await callbacks.free(uow, locked)
        await callbacks.book(uow, locked, slots[-1], actor="debtor")
        await uow.commit()
    assert [row.state for row in await _calls(demo)] == ["moved", "booked"]


async def test_a_call_to_come_waits_apart_and_stands_high_when_its_time_has_come(asks, agent, debtor, demo, clock):
    conversation = await asks()
    await _picks(demo, conversation)
    desk, other = await agent("camille"), await debtor("DEMO-1002", queue="hardship")
    found = await desk.queue()
    assert found["count"] == 1, "nobody has to do anything yet"
    assert "Rappels à venir" in found["html"]
    (row,) = await _calls(demo)
    _until(clock, row.starts_at - timedelta(minutes=4))
    await desk.log_in("camille")
    await run_due(demo)
    found = await desk.queue()
    assert [item["conversation"] for item in found["items"]] == [conversation, other] and found["count"] == 2
    assert "Rappels à venir" not in found["html"] and "À appeler" in found["html"]


async def test_a_missed_call_goes_to_the_head_and_the_debtor_is_told_and_offered_others(asks, demo, clock, row):
    conversation = await asks()
    await _picks(demo, conversation)
    (call,) = await _calls(demo)
    _until(clock, call.starts_at)
    await run_due(demo)
    _until(clock, call.starts_at + timedelta(minutes=31))
    await run_due(demo)
    (call,) = await _calls(demo)
    assert call.state == "missed"
    said = [one.text_id for one in await _said(demo, conversation)]
    assert said[-3:] == ["notice_callback_missed", "notice_callback_slots", "notice_message_waiting"]
    assert (await row(conversation)).blank_before_seq > 0, "identity has lapsed: shown once it is proven again"
    async with demo.begin() as uow:
        opened = await handover.open_handover_of(uow, await lock(uow, conversation))
        assert (opened.reason, opened.priority) == ("callback_missed", 1)
        assert await uow.session.scalar(select(AuditLine.id).where(AuditLine.verb == "callback.missed")) is not None


async def test_who_asked_for_more_than_a_call_waits_now(asks, agent, demo):
    conversation = await asks()
    await _picks(demo, conversation)
    async with demo.begin() as uow:
        await handover.open_handover(uow, await lock(uow, conversation), queue="general", reason="asked")
        await uow.commit()
    found = await (await agent("camille")).queue()
    assert found["count"] == 1 and "Rappels à venir" not in found["html"]


async def test_whoever_is_there_still_gets_the_other_times_at_once(asks, demo, clock):
    conversation = await asks()
    await _picks(demo, conversation)
    (row,) = await _calls(demo)
    _until(clock, row.starts_at)
    await run_due(demo)
    _until(clock, row.starts_at + timedelta(minutes=31))
    async with demo.begin() as uow:
        proof = await uow.session.scalar(select(IdentityProof).where(IdentityProof.conversation_id == conversation))
        proof.until, proof.ended_at = uow.now + timedelta(minutes=5), None
        await uow.commit()
    await run_due(demo)
    said = await _said(demo, conversation)
    assert [one.text_id for one in said[-2:]] == ["notice_callback_missed", "notice_callback_slots"]


async def test_what_was_asked_for_only_at_the_desk_comes_back_to_the_queue_at_its_time(agent, debtor, demo, clock):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    await desk.do(conversation, "take")
    async with demo.begin() as uow:
        at = (await callbacks.free(uow, await lock(uow, conversation)))[-1]
    for _ in range(2):
        assert (await desk.do(conversation, "book_callback", at=at.isoformat()))[0] == 200
    assert [one.text_id for one in await _said(demo, conversation)].count("notice_callback_booked") == 1
    seen = (await _said(demo, conversation))[-1].seq
    assert (await desk.do(conversation, "close", outcome="callback_agreed", seen_seq=seen))[0] == 200
    _until(clock, at)
    await run_due(demo)
    async with demo.begin() as uow:
        opened = await uow.session.scalar(select(Handover).where(Handover.closed_at.is_(None)))
    assert (opened.conversation_id, opened.reason) == (conversation, "callback_due")


@pytest.mark.parametrize(("end", "text"), [
    ("done", None), ("no_answer", "notice_callback_slots"), ("withdrawn", "notice_callback_withdrawn"),
])
async def test_what_became_of_it_is_noted_once_and_told(asks, agent, demo, end, text):
    conversation = await asks()
    await _picks(demo, conversation)
    desk = await agent("camille")
    await desk.do(conversation, "take")
    (row,) = await _calls(demo)
    before = len(await _said(demo, conversation))
    for _ in range(2):
        assert (await desk.do(conversation, "called", callback=row.id, end=end))[0] == 200
    said = (await _said(demo, conversation))[before:]
    assert (await _calls(demo))[0].state == end
    assert (said[-1].text_id if said else None) == text


async def test_the_debtor_picks_another_time_while_the_agent_is_there(asks, agent, demo):
    conversation = await asks()
    await _picks(demo, conversation)
    desk = await agent("camille")
    await desk.do(conversation, "take")
    (row,) = await _calls(demo)
    await desk.do(conversation, "called", callback=row.id, end="no_answer")
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        message, _ = await open_choices(uow, locked)
        got = await inbound.choice_in(uow, locked, cid="tap-00000001", choice_id=f"{message.id}.1")
        await uow.commit()
    assert got.answered and [one.state for one in await _calls(demo)] == ["no_answer", "booked"]


async def test_a_stretch_that_ends_after_its_time_has_settled_it(asks, agent, demo, clock):
    conversation = await asks()
    await _picks(demo, conversation)
    (row,) = await _calls(demo)
    _until(clock, row.starts_at)
    desk = await agent("camille")
    await desk.do(conversation, "take")
    _until(clock, row.starts_at + timedelta(minutes=31))
    await desk.log_in("camille")
    await run_due(demo)
    assert (await _calls(demo))[0].state == "booked", "somebody is on it"
    await desk.do(conversation, "hand_back")
    assert (await _calls(demo))[0].state == "done"


@pytest.mark.parametrize(
    "at", ["", "demain", "2026-01-01T10:00:00", "2020-01-01T10:00:00+01:00", "2026-11-22T03:00:00+01:00"]
)
async def test_a_time_that_is_not_free_is_refused(agent, debtor, demo, at):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    await desk.do(conversation, "take")
    assert (await desk.do(conversation, "book_callback", at=at))[1]["code"] == "slot_gone"
    assert not await _calls(demo)


async def test_only_the_holder_books_and_ends_and_only_what_is_of_this_conversation(asks, agent, debtor, demo):
    conversation = await asks()
    await _picks(demo, conversation)
    (row,) = await _calls(demo)
    desk = await agent("camille")
    assert (await desk.do(conversation, "called", callback=row.id, end="done"))[1]["code"] == "not_yours"
    assert (await desk.do(conversation, "book_callback", at=row.starts_at.isoformat()))[1]["code"] == "not_yours"
    other = await debtor("DEMO-1002")
    await desk.do(other, "take")
    assert (await desk.do(other, "called", callback=row.id, end="done"))[0] == 404
    await desk.do(conversation, "take")
    assert (await desk.do(conversation, "called", callback=row.id, end="perhaps"))[1]["code"] == "callback_end"
    async with demo.begin() as uow:
        assert (await calls.booked(uow, await uow.session.get_one(Conversation, conversation))) is not None
