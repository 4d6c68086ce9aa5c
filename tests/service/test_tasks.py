"""Timed tasks: exactly once however many workers there are; one that fails harms nobody else, and is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from timed_world import Timed, make_world

from bot.service.tasks import tasks
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.tasks import retry, run_due
from bot.service.thread.conversation import lock
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Alert,
    AuditLine,
    ContactAttempt,
    Handover,
    Instalment,
    OutboxMessage,
    Outcome,
    PaymentLink,
    Task,
)


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def leave_a_trace(uow: Any, task: Task, _: Any) -> Done:
    """An effect that can be counted."""
    await asyncio.sleep(0)
    uow.session.add(
        Outcome(creditor_id="demo", errand=task.key, result="x", exchanges=0, language="fr", channel="web", at=uow.now)
    )
    return Done()


async def fail(uow: Any, task: Task, _: Any) -> Done:
    """An effect that is half made when it breaks."""
    await leave_a_trace(uow, task, _)
    await uow.flush()
    raise RuntimeError("the number +33639980101 is not for logs")


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    added: dict[str, Any] = {**tasks.HANDLERS, "trace": leave_a_trace, "fail": fail}
    monkeypatch.setattr(tasks, "HANDLERS", added)
    yield added


async def plan_tasks(world: Timed, kind: str, count: int, **data: Any) -> None:
    async with world.database.begin() as uow:
        for n in range(count):
            uow.schedule(kind, f"{kind}:{n}", uow.now - timedelta(minutes=count - n), **data)
        await uow.commit()


async def test_four_workers_at_once_do_each_task_exactly_once(
    world: Timed, workers: list[Database], kinds: dict[str, Any]
) -> None:
    await plan_tasks(world, "trace", 40)
    await asyncio.gather(*(run_due(one) for one in workers for _ in range(2)))
    errands = sorted(o.errand for o in await world.all(Outcome))
    assert errands == sorted(f"trace:{n}" for n in range(40))
    assert all(t.done_at is not None and t.result == "done" for t in await world.all(Task))


async def test_four_workers_at_once_send_each_reminder_once(world: Timed, workers: list[Database]) -> None:
    await world.plan()
    world.clock.at = datetime.fromisoformat("2026-12-04T10:00+01:00")
    await asyncio.gather(*(run_due(one, oncall=world.bell) for one in workers))
    assert [len(await world.all(t)) for t in (OutboxMessage, PaymentLink, ContactAttempt)] == [1, 1, 1]


async def test_the_oldest_comes_first(world: Timed, kinds: dict[str, Any]) -> None:
    async with world.database.begin() as uow:
        uow.schedule("trace", "young", uow.now - timedelta(minutes=1))
        uow.schedule("trace", "old", uow.now - timedelta(days=1))
        uow.schedule("trace", "future", uow.now + timedelta(minutes=1))
        await uow.commit()
    await run_due(world.database)
    assert [o.errand for o in await world.all(Outcome)] == ["old", "young"]


async def test_a_failing_task_leaves_nothing_behind_and_the_others_go_on(world: Timed, kinds: dict[str, Any]) -> None:
    await plan_tasks(world, "fail", 1)
    await plan_tasks(world, "trace", 2)
    await run_due(world.database)
    assert [o.errand for o in await world.all(Outcome)] == ["trace:0", "trace:1"]
    failed = await world.task("fail:0")
    assert (failed.done_at, failed.attempts) == (None, 1)
    assert failed.due_at > world.clock.now()
    assert failed.last_error is not None and failed.last_error.startswith("RuntimeError")
    assert "+33" not in failed.last_error


async def test_it_is_tried_again_later_and_later_and_then_shown_to_a_person(
    world: Timed, kinds: dict[str, Any]
) -> None:
    await plan_tasks(world, "fail", 1, person=world.person_id)
    waits = []
    for _ in range(tasks.TRIES):
        await run_due(world.database)
        await run_due(world.database)  # not before its time
        task = await world.task("fail:0")
        waits.append(task.due_at - world.clock.now())
        world.clock.at = max(task.due_at, world.clock.now())
    assert waits[:4] == sorted(waits[:4]) and len(set(waits[:4])) == 4
    task = await world.task("fail:0")
    assert (task.result, task.attempts) == ("failed", tasks.TRIES)
    (handover,) = await world.all(Handover)
    assert (handover.reason, handover.conversation_id) == ("task_failed", world.conversation_id)
    assert [line.verb for line in await world.all(AuditLine) if line.verb == "task.failed"] == ["task.failed"]


async def test_a_task_that_was_given_up_can_be_tried_again(world: Timed, kinds: dict[str, Any]) -> None:
    await plan_tasks(world, "fail", 1)
    task = await world.task("fail:0")
    await world.set(Task, task.id, done_at=world.clock.now(), result="failed", attempts=5)
    kinds["fail"] = leave_a_trace
    async with world.database.begin() as uow:
        assert await retry(uow, "fail:0")
        assert not await retry(uow, "fail:1")
        await uow.commit()
    await run_due(world.database)
    assert (await world.task("fail:0")).result == "done"


async def test_a_task_put_off_keeps_its_memory_and_comes_again(world: Timed, kinds: dict[str, Any]) -> None:
    async def later(uow: Any, task: Task, _: Any) -> Done | Again:
        if task.data.get("seen"):
            return Done("second time")
        return Again(uow.now + timedelta(hours=1), "first time", {"seen": True})

    kinds["later"] = later
    await plan_tasks(world, "later", 1, mine=7)
    assert await world.run() == 1
    task = await world.task("later:0")
    assert (task.done_at, task.result, task.data) == (None, "first time", {"mine": 7, "seen": True})
    world.clock.advance(timedelta(hours=1))
    await world.run()
    assert (await world.task("later:0")).result == "second time"


async def test_a_task_cancelled_while_it_is_being_done_has_no_effect(world: Timed, kinds: dict[str, Any]) -> None:
    async def overtaken(uow: Any, task: Task, _: Any) -> Done:
        async with world.database.begin() as other:
            await other.cancel(task.key)
            await other.commit()
        return await leave_a_trace(uow, task, _)

    kinds["overtaken"] = overtaken
    await plan_tasks(world, "overtaken", 1)
    await run_due(world.database)
    assert await world.all(Outcome) == []
    assert (await world.task("overtaken:0")).result == "cancelled"


async def test_a_task_whose_row_a_debtor_is_cancelling_right_now_waits_for_nobody(
    world: Timed, kinds: dict[str, Any]
) -> None:
    await plan_tasks(world, "trace", 1)
    async with world.database.begin() as debtor:
        await debtor.cancel("trace:0")
        async with asyncio.timeout(5):  # the debtor's transaction is open: no waiting, so no deadlock
            await run_due(world.database)
        await debtor.commit()
    assert await world.all(Outcome) == []


async def test_a_debtor_who_moves_an_instalment_while_its_reminder_falls_due_has_the_way(world: Timed) -> None:
    """The debtor's turn holds the thread, writes the instalment and then the task: the worker takes them in the
    same order, so neither kills the other.
    """
    await world.plan()
    world.clock.at = datetime.fromisoformat("2026-12-04T10:00+01:00")
    (first, *_) = await world.instalments()
    async with world.database.begin() as debtor:
        await lock(debtor, world.conversation_id)
        row = await debtor.session.get_one(Instalment, first.id)
        row.state = "moved"
        await debtor.flush()
        worker = asyncio.create_task(run_due(world.database, oncall=world.bell))
        await asyncio.sleep(0.3)  # the worker is at the thread's lock by now, or still before it: both must do
        await debtor.cancel(f"reminder:{first.id}:{first.due_on}")
        await debtor.commit()
    await worker
    task = await world.task(f"reminder:{first.id}:{first.due_on}")
    assert (task.result, task.attempts) == ("cancelled", 0)
    assert await world.all(OutboxMessage) == []


async def test_a_lock_that_somebody_keeps_holds_up_one_task_and_no_alert(
    world: Timed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "LOCKS_WITHIN", "100ms")
    await world.plan()
    async with world.database.begin() as uow:
        alert = Alert(conversation_id=world.conversation_id, kind="distress", raised_at=uow.now, times=1)
        uow.session.add(alert)
        await uow.flush()
        uow.schedule("on_call_alert", "alert:1:1", uow.now, alert=alert.id, n=1)
        await uow.commit()
    world.clock.at = datetime.fromisoformat("2026-12-04T10:00+01:00")
    async with world.database.begin() as stuck:
        await lock(stuck, world.conversation_id)
        async with asyncio.timeout(5):
            await run_due(world.database, oncall=world.bell)
    assert len(world.bell.rung) == 1
    assert (await world.task("reminder:1:2026-12-07")).attempts == 1


async def test_a_kind_that_nobody_here_knows_is_left_alone(world: Timed) -> None:
    await plan_tasks(world, "of_the_future", 1)
    assert await run_due(world.database) == 0
    task = await world.task("of_the_future:0")
    assert (task.done_at, task.attempts) == (None, 0)


async def test_an_effect_outside_the_database_is_done_and_marked_and_again_after_a_failure(world: Timed) -> None:
    seen: list[int] = []

    async def effect(data: Any) -> None:
        seen.append(data["case"])
        if len(seen) == 1:
            raise ConnectionError

    await plan_tasks(world, "expire_for_hold", 1, case=world.case_id)
    await run_due(world.database, effects={"expire_for_hold": effect})
    assert (await world.task("expire_for_hold:0")).attempts == 1
    world.clock.advance(timedelta(minutes=1))
    await run_due(world.database, effects={"expire_for_hold": effect})
    await run_due(world.database, effects={"expire_for_hold": effect})
    assert seen == [world.case_id] * 2
    assert (await world.task("expire_for_hold:0")).result == "done"


async def test_two_processes_never_run_an_outside_effect_at_the_same_time(
    world: Timed, workers: list[Database]
) -> None:
    running, most = 0, 0

    async def effect(data: Any) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1

    await plan_tasks(world, "expire_for_hold", 1, case=world.case_id)
    await asyncio.gather(*(run_due(one, effects={"expire_for_hold": effect}) for one in workers))
    assert most == 1
