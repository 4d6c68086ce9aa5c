"""The care that a note adds takes effect: fewer messages of ours, writing rather than calls, specialists first."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from bot.debt.vulnerability import care_of, table
from bot.service.care.care import queue_with
from bot.service.handover import callbacks
from bot.service.handover.handover import add_care, open_handover, open_handover_of
from bot.service.handover.handover_queues import PRIORITY
from bot.service.thread.conversation import lock
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import ContactAttempt, Conversation, Handover, Marker, OutboxMessage
from tests.service.timed_world import Timed, make_world


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def note(world: Timed, *needs: str, level: str = "some") -> int:
    async with world.database.begin() as uow:
        row = Marker(
            creditor_id="demo", person_id=world.person_id, kind="vulnerability", drivers=["health"],
            needs=list(needs), level=level, source="debtor", noted_by="agent:1", consent_id=None, created_at=uow.now,
            review_on=uow.today() + timedelta(days=90),
        )
        uow.session.add(row)
        await uow.commit()
        return row.id


async def own(world: Timed, key: str, text: str = "notice_plan_review") -> None:
    async with world.database.begin() as uow:
        uow.schedule(
            "own_message", key, uow.now, case=world.case_id, person=world.person_id, contact=world.phone_id, text=text
        )
        await uow.commit()


async def _sent(world: Timed) -> int:
    return len(await world.all(OutboxMessage))


# Fewer messages


async def test_whoever_wishes_for_fewer_messages_has_two_weeks_between_two_of_our_own_idea(world: Timed) -> None:
    await note(world, "fewer_contacts")
    for key in ("one", "two"):
        await own(world, key)
    await world.run()
    assert await _sent(world) == 1
    await world.at("2026-11-30T09:00+01:00")
    assert await _sent(world) == 1, "the policy for everybody would have let it go a week ago"
    await world.at("2026-12-04T10:00+01:00")
    assert await _sent(world) == 2


async def test_the_question_at_the_end_of_a_pause_is_not_put_off(world: Timed) -> None:
    await note(world, "fewer_contacts")
    await own(world, "one")
    await world.run()
    await own(world, "two", "notice_pause_ends")
    await world.at("2026-11-23T09:00+01:00")
    assert await _sent(world) == 2, "it comes by the policy for everybody: a protection runs out after it"


async def test_once_taken_back_the_policy_for_everybody_holds_again(world: Timed) -> None:
    key = await note(world, "fewer_contacts")
    for word in ("one", "two"):
        await own(world, word)
    await world.run()
    await world.set(Marker, key, erased_at=world.clock.now())
    await own(world, "three")
    await world.at("2026-11-23T09:00+01:00")
    assert [one.allowed for one in await world.all(ContactAttempt)] == [True, True]


# Calls


@pytest.mark.parametrize(("needs", "proposed"), [((), True), (("calls",), True), (("written",), False)])
async def test_after_a_call_that_failed_no_other_is_proposed_to_who_would_rather_be_written_to(
    world: Timed, needs: tuple[str, ...], proposed: bool
) -> None:
    await note(world, "more_time", *needs)
    await world.identify()
    async with world.database.begin() as uow:
        conversation = await lock(uow, world.conversation_id)
        told = await callbacks.others_for(uow, conversation, "notice_callback_no_answer")
        asked = await callbacks.asked(uow, conversation)
    assert any(one.choices for one in told.says) is proposed
    assert told.says[-1].text_id == ("notice_callback_slots" if proposed else "notice_in_writing_too")
    assert any(one.text_id == "notice_callback_slots" for one in asked.says), "a call that they ask for is theirs"


# Who answers


@pytest.mark.parametrize("queue", PRIORITY)
def test_care_never_makes_anybody_wait_longer_and_passes_neither_danger_nor_law(queue: str) -> None:
    needs = [set(ones) for n in range(4) for ones in combinations(table().needs, n)]
    for level in ("", *table().levels):
        for care in (care_of(level, ones) for ones in needs):
            to, priority = queue_with(queue, care)
            assert priority <= PRIORITY[queue] and PRIORITY[to] <= PRIORITY[queue]
            assert priority == PRIORITY[queue] if PRIORITY[queue] <= 2 else priority >= 2


async def test_whoever_wishes_for_a_specialist_comes_to_those_who_know_hardship_and_first(world: Timed) -> None:
    await note(world, "specialist")
    async with world.database.begin() as uow:
        opened = await open_handover(uow, await lock(uow, world.conversation_id), queue="general", reason="asked")
        assert (opened.queue, opened.priority) == ("hardship", 2)
        raised = await open_handover(uow, await lock(uow, world.conversation_id), queue="distress", reason="distress")
        assert (raised.queue, raised.priority) == ("distress", 0)


async def test_without_that_need_the_queue_is_the_one_of_everybody(world: Timed) -> None:
    await note(world, "more_time")
    async with world.database.begin() as uow:
        opened = await open_handover(uow, await lock(uow, world.conversation_id), queue="general", reason="asked")
        assert (opened.queue, opened.priority) == ("general", PRIORITY["general"])


async def test_who_waits_already_when_it_is_noted_waits_with_that_care(world: Timed) -> None:
    async with world.database.begin() as uow:
        await open_handover(uow, await lock(uow, world.conversation_id), queue="payment", reason="asked")
        await uow.commit()
    await note(world, "plain_words", level="high")
    async with world.database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, world.conversation_id)
        await add_care(uow, conversation)
        found = await open_handover_of(uow, conversation)
        assert isinstance(found, Handover) and (found.queue, found.priority) == ("hardship", 2)
