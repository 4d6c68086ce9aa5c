"""The worker: wakes by itself, outlives every fault, and looks after what nobody else does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from timed_world import Timed, make_world

from bot.service.handover.handover import open_handover
from bot.service.outside.outbox import DemoSender, deliver_due
from bot.service.ports import Sent
from bot.service.tasks import tasks
from bot.service.tasks import worker as module
from bot.service.tasks.handlers.outcome import Done
from bot.service.tasks.handlers.upkeep import Warned, expire_proofs, return_left
from bot.service.tasks.worker import Worker
from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.saying import receive, write_as_agent
from bot.store.clock import FixedClock, OffsetClock, write_offset
from bot.store.database import Database
from bot.store.listen import Listener
from bot.store.tables import (
    Agent,
    Case,
    Conversation,
    ExportEvent,
    Handover,
    IdentityProof,
    Message,
    OutboxMessage,
    Task,
)


class Turns:
    """Counts sweeps, or breaks."""

    def __init__(self) -> None:
        self.swept = 0
        self.broken = False

    async def sweep(self) -> None:
        self.swept += 1
        if self.broken:
            raise RuntimeError


class Silence:
    """A listener that a test speaks through."""

    def __init__(self) -> None:
        self.handlers: list[Callable[[dict[str, Any]], Awaitable[None]]] = []

    def subscribe(self, handler: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.handlers.append(handler)

    async def say(self, **event: Any) -> None:
        for handler in self.handlers:
            await handler(event)


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    """Wait for it, at most ten seconds."""
    async with asyncio.timeout(10):
        while not await check():
            await asyncio.sleep(0.02)


def make_worker(world: Timed, turns: Turns | None = None, ears: Any = None) -> Worker:
    return Worker(world.database, {"sms": DemoSender()}, turns or Turns(), ears or Silence(), oncall=world.bell)


@pytest.fixture
async def running(world: Timed) -> AsyncIterator[tuple[Worker, Turns, Silence]]:
    turns, ears = Turns(), Silence()
    worker = make_worker(world, turns, ears)
    await worker.start()
    yield worker, turns, ears
    await worker.stop()


async def own(world: Timed, minutes_ago: int = 0) -> None:
    async with world.database.begin() as uow:
        uow.schedule(
            "own_message", "word", uow.now - timedelta(minutes=minutes_ago), case=world.case_id,
            person=world.person_id, contact=world.phone_id, text="notice_plan_review",
        )
        await uow.commit()


async def test_what_falls_due_is_done_and_sent_without_anybody_asking(
    world: Timed, running: tuple[Worker, Turns, Silence]
) -> None:
    await own(world)
    await until(lambda: _sent(world))


async def _sent(world: Timed) -> bool:
    return [m.state for m in await world.all(OutboxMessage)] == ["sent"]


async def test_two_workers_send_it_once(world: Timed, database_url: str) -> None:
    other = Database(database_url, world.clock)
    workers = [make_worker(world), Worker(other, {"sms": DemoSender()}, Turns(), Silence(), oncall=world.bell)]
    for one in workers:
        await one.start()
    await own(world)
    await until(lambda: _sent(world))
    for one in workers:
        await one.stop()
    await other.close()
    assert len(await world.all(OutboxMessage)) == 1


async def test_a_notification_wakes_it_at_once(world: Timed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_LEAST_EVERY", 3600.0)
    listener = Listener(world.database.url)
    await listener.start()
    worker = make_worker(world, ears=listener)
    await worker.start()
    try:
        await asyncio.sleep(0.3)  # the first look is over
        await own(world)
        async with world.database.begin() as uow:
            uow.notify("task")
            await uow.commit()
        await until(lambda: _sent(world))
    finally:
        await worker.stop()
        await listener.stop()


async def test_a_moved_clock_is_read_again(database: Database, database_url: str) -> None:
    store = Database(database_url, OffsetClock())
    ears = Silence()
    worker = Worker(store, {}, Turns(), ears)
    await worker.start()
    async with store.begin() as uow:
        await write_offset(uow.session, timedelta(days=40))
        await uow.commit()
    await ears.say(kind="clock", offset_seconds=1)
    assert isinstance(store.clock, OffsetClock) and store.clock.offset == timedelta(days=40)
    await worker.stop()
    await store.close()


async def test_a_part_that_breaks_stops_neither_the_others_nor_the_loop(world: Timed) -> None:
    turns = Turns()
    turns.broken = True
    worker = make_worker(world, turns)
    await worker.start()
    await own(world)
    await until(lambda: _sent(world))
    await worker.stop()
    assert turns.swept >= 1


async def test_a_provider_that_hangs_holds_up_no_task(world: Timed) -> None:
    class Hangs:
        async def send(self, **_: Any) -> Any:
            await asyncio.sleep(3600)

    worker = Worker(world.database, {"sms": Hangs()}, Turns(), Silence(), oncall=world.bell)
    await worker.start()
    await own(world)
    await until(lambda: _leased(world))
    async with world.database.begin() as uow:
        uow.schedule("own_message", "second", uow.now, case=world.case_id, contact=world.phone_id, text="x")
        await uow.commit()

    async def done() -> bool:
        return (await world.task("second")).result is not None

    await until(done)
    module.TO_FINISH, before = 0.05, module.TO_FINISH
    await worker.stop()
    module.TO_FINISH = before


async def _leased(world: Timed) -> bool:
    return [m.attempts for m in await world.all(OutboxMessage)] == [1]


async def test_stopping_twice_or_before_starting_is_harmless(world: Timed) -> None:
    worker = make_worker(world)
    await worker.stop()
    worker = make_worker(world)
    await worker.start()
    await worker.stop()
    await worker.stop()


async def test_an_idle_proof_is_warned_of_once_then_ended_and_the_thread_is_blank(world: Timed) -> None:
    heard: list[dict[str, Any]] = []

    async def hear(event: dict[str, Any]) -> None:
        heard.append(event)

    listener = Listener(world.database.url)
    listener.subscribe(hear)
    await listener.start()
    await world.identify()
    await world.set(Conversation, world.conversation_id, last_seq=7)
    warned = Warned()
    world.clock.advance(timedelta(minutes=12))
    assert await expire_proofs(world.database, warned) == 0
    world.clock.advance(timedelta(minutes=1, seconds=30))
    for _ in range(3):
        assert await expire_proofs(world.database, warned) == 0
    await until(lambda: _heard(heard, 1))
    world.clock.advance(timedelta(minutes=2))
    assert await expire_proofs(world.database, warned) == 1
    assert await expire_proofs(world.database, warned) == 0
    await until(lambda: _heard(heard, 2))
    await listener.stop()
    (proof,) = await world.all(IdentityProof)
    (conversation,) = await world.all(Conversation)
    assert proof.ended_at is not None and conversation.blank_before_seq == 7


async def _heard(heard: list[dict[str, Any]], count: int) -> bool:
    return [e["kind"] for e in heard] == ["owner"] * count


async def with_agent(world: Timed) -> int:
    async with world.database.begin() as uow:
        agent = Agent(login="ana", name="Ana", password_hash="x", role="agent")
        uow.session.add(agent)
        await uow.flush()
        conversation = await lock(uow, world.conversation_id)
        handover = await open_handover(uow, conversation, queue="general", reason="asked")
        handover.taken_by, handover.taken_at = agent.id, uow.now
        await change_owner(uow, conversation, "agent", agent_id=agent.id, actor=f"agent:{agent.id}")
        await uow.commit()
    return agent.id


async def debtor_writes(world: Timed, cid: str) -> None:
    async with world.database.begin() as uow:
        receive(uow, await lock(uow, world.conversation_id), cid=cid, text="vous êtes là ?")
        await uow.commit()


async def test_a_debtor_left_for_half_an_hour_waits_for_anybody_again_and_is_told(world: Timed) -> None:
    await with_agent(world)
    await debtor_writes(world, "1")
    world.clock.advance(timedelta(minutes=20))
    await debtor_writes(world, "2")
    world.clock.advance(timedelta(minutes=9))
    assert await return_left(world.database) == 0
    world.clock.advance(timedelta(minutes=2))
    assert await return_left(world.database) == 1
    assert await return_left(world.database) == 0
    (conversation,) = await world.all(Conversation)
    assert (conversation.owner, conversation.agent_id) == ("waiting", None)
    (handover,) = await world.all(Handover)
    assert (handover.closed_at, handover.taken_by) == (None, None)
    assert (await world.all(Message))[-1].text_id == "notice_waiting_again"


async def test_an_agent_who_has_answered_keeps_the_conversation(world: Timed) -> None:
    agent_id = await with_agent(world)
    await debtor_writes(world, "1")
    async with world.database.begin() as uow:
        await write_as_agent(uow, await lock(uow, world.conversation_id), agent_id=agent_id, text="Je suis là.")
        await uow.commit()
    world.clock.advance(timedelta(hours=5))
    assert await return_left(world.database) == 0


async def test_an_agent_who_has_just_taken_it_has_their_half_hour(world: Timed) -> None:
    await debtor_writes(world, "1")
    world.clock.advance(timedelta(hours=2))
    await with_agent(world)
    world.clock.advance(timedelta(minutes=29))
    assert await return_left(world.database) == 0


async def test_a_task_cut_off_by_a_stop_is_done_by_the_next_worker(
    world: Timed, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = asyncio.Event()

    async def hangs(uow: Any, task: Task, _: Any) -> Done:
        await uow.tell_creditor(await uow.session.get_one(Case, world.case_id), "half_done")
        await uow.flush()
        entered.set()
        await asyncio.sleep(3600)
        return Done()

    handlers = {**tasks.HANDLERS, "slow": hangs}
    monkeypatch.setattr(tasks, "HANDLERS", handlers)
    monkeypatch.setattr(module, "TO_FINISH", 0.05)
    async with world.database.begin() as uow:
        uow.schedule("slow", "slow:1", uow.now)
        await uow.commit()
    first = make_worker(world)
    await first.start()
    await asyncio.wait_for(entered.wait(), 10)
    await first.stop()
    assert await world.all(ExportEvent) == [] and (await world.task("slow:1")).done_at is None

    async def quick(uow: Any, task: Task, _: Any) -> Done:
        await uow.tell_creditor(await uow.session.get_one(Case, world.case_id), "done")
        return Done()

    handlers["slow"] = quick
    world.clock.advance(timedelta(minutes=5))  # if a failure was noted, its back-off is over
    second = make_worker(world)
    await second.tick()
    assert [e.kind for e in await world.all(ExportEvent)] == ["done"]


async def test_the_payment_provider_is_asked_now_and_then_and_its_faults_stop_nothing(world: Timed) -> None:
    asked = 0

    async def ask() -> None:
        nonlocal asked
        asked += 1
        raise RuntimeError

    worker = Worker(world.database, {"sms": DemoSender()}, Turns(), Silence(), oncall=world.bell, payments=ask)
    await worker.start()
    await own(world)
    await until(lambda: _sent(world))
    await worker.ask_provider()
    await worker.stop()
    assert asked == 1  # not again within its pause


def _row(n: int, world: Timed, text_id: str) -> OutboxMessage:
    return OutboxMessage(
        key=f"row:{n}", creditor_id=None, in_thread=False, channel="sms", to=f"+336399802{n:02}", lang="fr",
        text_id=text_id, text_version="1", body=text_id, state="queued", due_at=world.clock.now(), attempts=0, taps={},
    )


class HangsOverOthers:
    """A provider that takes lines of help, and hangs over everything else."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, *, to: str, body: str, key: str, via: Any) -> Sent:
        if body != "utter_crisis":
            await asyncio.sleep(3600)
        self.sent.append(to)
        return Sent(provider_ref=key)


async def test_lines_of_help_wait_for_no_message_that_hangs(world: Timed) -> None:
    provider = HangsOverOthers()
    worker = Worker(world.database, {"sms": provider}, Turns(), Silence(), oncall=world.bell)
    async with world.database.begin() as uow:
        uow.session.add_all(_row(n, world, "notice_waiting_again") for n in range(module.SENDING + 4))
        await uow.commit()
    await worker.start()
    try:
        await until(lambda: _tried(world, module.SENDING))
        async with world.database.begin() as uow:
            uow.session.add(_row(99, world, "utter_crisis"))
            await uow.commit()
        await until(lambda: _has(provider))
    finally:
        for one in [*worker._loops, *worker._sending]:
            one.cancel()
        await worker.stop()


async def test_lines_of_help_are_sent_before_what_waited_longer(world: Timed) -> None:
    provider = HangsOverOthers()
    async with world.database.begin() as uow:
        uow.session.add_all([_row(1, world, "notice_waiting_again"), _row(2, world, "utter_crisis")])
        await uow.commit()
    assert await deliver_due(world.database, {"sms": provider}, limit=1) == 1
    assert provider.sent == ["+33639980202"]


async def test_one_message_that_hangs_holds_up_none_that_comes_later(world: Timed) -> None:
    class HangsOnce(DemoSender):
        hung = False

        async def send(self, *, to: str, body: str, key: str, via: Any) -> Sent:
            if not self.hung:
                self.hung = True
                await asyncio.sleep(3600)
            return await super().send(to=to, body=body, key=key, via=via)

    worker = Worker(world.database, {"sms": HangsOnce()}, Turns(), Silence(), oncall=world.bell)
    await worker.start()
    try:
        for n in (1, 2):
            async with world.database.begin() as uow:
                uow.session.add(_row(n, world, "notice_waiting_again"))
                await uow.commit()
            await until(lambda: _tried(world, n))  # noqa: B023  (waited for before the next round)
        await until(lambda: _one_sent(world))
    finally:
        for one in [*worker._loops, *worker._sending]:
            one.cancel()
        await worker.stop()


async def _tried(world: Timed, count: int) -> bool:
    return len([m for m in await world.all(OutboxMessage) if m.attempts]) >= count


async def _has(provider: HangsOverOthers) -> bool:
    return bool(provider.sent)


async def _one_sent(world: Timed) -> bool:
    return [m.key for m in await world.all(OutboxMessage) if m.state == "sent"] == ["row:2"]
