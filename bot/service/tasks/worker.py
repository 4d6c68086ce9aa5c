"""The worker of a server process: wakes when something falls due, does it, and never dies of one fault.

Several processes may run one at once: every piece of work is claimed in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog

from bot.service.care.oncall import FileOnCall, OnCall
from bot.service.outside.outbox import anything_due, deliver_due
from bot.service.ports import Sender
from bot.service.tasks.handlers.retention import plan_retention
from bot.service.tasks.handlers.samples import plan_sample
from bot.service.tasks.handlers.upkeep import Warned, expire_proofs, return_dropped, return_left, sound_alerts
from bot.service.tasks.tasks import Effect, run_due
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database

log = structlog.get_logger()

AT_LEAST_EVERY = 1.0
"""Seconds (of the monotonic clock) between two looks when nobody wakes us."""
UPKEEP_EVERY = 5.0
SWEEP_EVERY = 2.0
PAYMENTS_EVERY = 20.0
MESSAGES_EVERY = 30.0
SAMPLES_EVERY = 600.0
BATCH = 50
SENDING = 6
"""Messages on their way to a provider at the same time: each takes it some tenths of a second. Those of one thread go
one after the other all the same.
"""
SENDING_HELP = 2
"""Slots beside them for lines of help alone: a provider that hangs over other messages must not hold those up."""
WAKING = frozenset({"task", "outbox", "clock", "alert", "reconnected"})
TO_FINISH = 10.0


class Sweeper(Protocol):
    """Takes up turns that a process which died has left."""

    async def sweep(self) -> None:
        """Look once."""
        ...


class Ears(Protocol):
    """Gives the database's notifications to whoever subscribes."""

    def subscribe(self, handler: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Have every event from now on."""
        ...


class Worker:
    """Due tasks, idle proofs, conversations left by agents, alerts, unanswered turns; and beside it the outbox, so
    that a provider which hangs holds up no alert.
    """

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        turns: Sweeper,
        listener: Ears,
        *,
        oncall: OnCall | None = None,
        effects: Mapping[str, Effect] | None = None,
        payments: Callable[[], Awaitable[object]] | None = None,
        messages: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """What nobody has told us of: `payments` asks the payment provider what became of attempts, `messages` the
        telephone's provider what was written to us while nobody answered.
        """
        self._database, self._senders, self._turns, self._listener = database, senders, turns, listener
        self._oncall, self._effects = oncall or FileOnCall(), dict(effects or {})
        self._payments, self._messages = payments, messages
        self._wakes: list[asyncio.Event] = []
        self._stopping = False
        self._loops: list[asyncio.Task[None]] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._warned = Warned()
        self._last: dict[str, float] = {}

    async def start(self) -> None:
        """Work from now on, in the background."""
        self._listener.subscribe(self._on_event)
        loops = (self.tick, self.keep_delivering, self.deliver_help, self.ask_provider, self.ask_for_messages)
        self._loops = [asyncio.create_task(self._run(work)) for work in loops]

    async def stop(self) -> None:
        """Let what is being done be finished, for a moment; what is cut off is rolled back and done elsewhere."""
        self._stopping = True
        self._wake()
        if self._loops:
            _, running = await asyncio.wait([*self._loops, *self._sending], timeout=TO_FINISH)
            for one in running:
                one.cancel()
            await asyncio.gather(*self._loops, *self._sending, return_exceptions=True)

    async def deliver(self) -> None:
        """The outbox, once."""
        await self.keep_delivering()
        if self._sending:
            await asyncio.wait(self._sending)

    async def keep_delivering(self) -> None:
        """The outbox: every slot that is free looks for something; one that waits for a provider holds up no other."""
        await self._part("outbox", self._outbox)

    async def deliver_help(self) -> None:
        """Lines of help in the outbox, once, by slots of their own."""
        await self._part("help", self._help)

    async def ask_provider(self) -> None:
        """What has become of payments, now and then; beside the rest, for a provider may hang."""
        if self._payments is not None and self._is_time("payments", PAYMENTS_EVERY):
            await self._part("payments", self._payments)

    async def ask_for_messages(self) -> None:
        """What was written to us and never came, now and then; beside the rest as well."""
        if self._messages is not None and self._is_time("messages", MESSAGES_EVERY):
            await self._part("messages", self._messages)

    async def tick(self) -> None:
        """Everything else, once. A fault in one part is logged and leaves the others alone."""
        if self._is_time("upkeep", UPKEEP_EVERY):
            await self._part("alerts", lambda: sound_alerts(self._database))
            await self._part("proofs", lambda: expire_proofs(self._database, self._warned))
            await self._part("left", lambda: return_left(self._database))
            await self._part("dropped", lambda: return_dropped(self._database))
        if self._is_time("samples", SAMPLES_EVERY):
            await self._part("samples", lambda: plan_sample(self._database))
            await self._part("retention", lambda: plan_retention(self._database))
        await self._part("tasks", self._tasks)
        if self._is_time("sweep", SWEEP_EVERY):
            await self._part("sweep", self._turns.sweep)

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        wake = asyncio.Event()
        self._wakes.append(wake)
        while not self._stopping:
            wake.clear()
            await work()
            try:
                async with asyncio.timeout(AT_LEAST_EVERY):
                    await wake.wait()
            except TimeoutError:
                continue

    def _wake(self) -> None:
        for wake in self._wakes:
            wake.set()

    async def _tasks(self) -> None:
        while await run_due(self._database, limit=BATCH, oncall=self._oncall, effects=self._effects) == BATCH:
            await asyncio.sleep(0)

    async def _outbox(self) -> None:
        if await anything_due(self._database):
            for _ in range(SENDING - len(self._sending)):
                slot = asyncio.create_task(self._part("outbox", self._send))
                self._sending.add(slot)
                slot.add_done_callback(self._sending.discard)
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)

    async def _help(self) -> None:
        if await anything_due(self._database, urgent=True):
            send = (deliver_due(self._database, self._senders, urgent=True) for _ in range(SENDING_HELP))
            await asyncio.gather(*send)

    async def _send(self) -> None:
        while await deliver_due(self._database, self._senders, limit=BATCH) == BATCH:
            await asyncio.sleep(0)

    async def _part(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except Exception:  # the loop outlives every fault: a database that is away comes back
            log.exception("worker.failed", part=name)

    def _is_time(self, name: str, every: float) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._last.get(name, float("-inf")) < every:
            return False
        self._last[name] = now
        return True

    async def _on_event(self, event: dict[str, Any]) -> None:
        kind = event.get("kind")
        if kind in ("clock", "reconnected"):
            await self._read_clock()
        if kind in ("clock", "reconnected", "alert"):
            self._last.pop("upkeep", None)
            self._last.pop("samples", None)
            self._last.pop("payments", None)
        if kind in WAKING:
            self._wake()

    async def _read_clock(self) -> None:
        clock = self._database.clock
        if isinstance(clock, OffsetClock):
            async with self._database.look() as uow:
                clock.offset = await read_offset(uow.session)
