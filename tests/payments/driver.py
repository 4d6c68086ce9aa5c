"""Anything that may happen to payments, in any order and at once, drawn from a seed: clicks, cards, debits, refunds,
disputes (driver_stripe.py), webhooks late, lost, twice and in any order, faults of the network; and beside them plans,
holds, timed tasks (driver_case.py), the creditor's files and the bank's (driver_files.py).

Stripe's books (the stand-in's) say what was kept of each payment. When everything has been told or asked for, ours
must say the same, to the cent.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.service.pay import payments
from bot.service.tasks.handlers.attempts import ask_again
from bot.store.clock import FixedClock
from tests.payments.driver_case import CaseSteps
from tests.payments.driver_files import FileSteps
from tests.payments.driver_stripe import StripeSteps
from tests.payments.payment_world import World
from tests.payments.stripe_world import StripeDoor

QUICK_FAULTS = ("lost_before", "lost_after", "429", "500", "500_after", "nonsense", "webhook_first")
Step = Callable[[], Awaitable[str]]


@dataclass
class Driver:
    """One world and one seed. `kinds` counts what was done, `trail` is its end, for whoever must repeat it."""

    door: StripeDoor
    world: World
    clock: FixedClock
    chance: random.Random
    forgetful: bool = False  # some events are never delivered
    kinds: Counter[str] = field(default_factory=Counter)
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=60))
    shown: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    _taken: int = 0
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _told: list[dict[str, Any]] = field(default_factory=list)
    _under_way: int = 0
    case: CaseSteps = field(init=False)
    files: FileSteps = field(init=False)
    stripe: StripeSteps = field(init=False)

    def __post_init__(self) -> None:
        self.case = CaseSteps(self.world, self.door.stripe, self.chance, self.tokens)
        self.files = FileSteps(self.world, self.chance)
        self.stripe = StripeSteps(self.door.books, self.chance, self._page, self._some)

    async def begin(self) -> None:
        """What the debtor and the creditor have from the start."""
        await self.case.begin()
        await self.files.begin()

    async def run(self, steps: int) -> None:
        """So many steps, one to eight at once, each beginning when it likes."""
        done = 0
        while done < steps:
            chosen = [self._choose() for _ in range(self.chance.choice((1, 2, 3, 4, 8)))]
            results = await asyncio.gather(*(self._after(step) for _, step in chosen))
            for (name, _), result in zip(chosen, results, strict=True):
                self.kinds[name] += 1
                self.trail.append(f"{name}: {result}")
            done += len(chosen)

    async def _after(self, step: Step) -> str:
        await asyncio.sleep(self.chance.choice((0, 0, 0.005, 0.01, 0.02, 0.04)))
        return await step()

    def _choose(self) -> tuple[str, Step]:
        there, case, files = self.stripe, self.case, self.files
        steps: list[tuple[int, str, Step]] = [
            (10, "debt", self._debt), (2, "paid elsewhere", files.paid_elsewhere), (10, "click", self._click),
            (14, "card", there.card), (8, "debit", there.debit),
            (2, "wrong sum", there.wrong_sum), (8, "bank's word", there.settle), (8, "refund", there.refund),
            (3, "refund fails", there.refund_fails), (6, "dispute", there.dispute),
            (5, "dispute closed", there.close_dispute), (30, "webhook", self._webhook), (5, "repeat", self._repeat),
            (2, "webhook lost", self._lose), (8, "race", self._race),
            (5, "return page", self._refresh), (1, "hold", case.hold),
            (6, "hold lifted", case.lift), (4, "tasks", case.tasks), (4, "fault", self._fault),
            (2, "asked", self._ask), (4, "time", self._time),
            (5, "plan agreed", case.agree), (2, "plan undone", case.undo),
            (3, "plan re-arranged", case.rearrange), (2, "instalment skipped", case.skip),
            (6, "instalment's link", case.link), (6, "bank file", files.statement),
        ]
        _, name, step = self.chance.choices(steps, weights=[weight for weight, _, _ in steps])[0]
        return name, step

    async def _debt(self) -> str:
        """More falls due, and a link is sent: for a part of it, or for more than it."""
        minor = self.chance.randrange(1000, 60000)
        told = await self.files.more_due(minor)
        try:
            self.tokens.append(await self.world.link(self.chance.randrange(100, minor * 2)))
        except payments.NotPayable as error:
            return f"{told}; not payable: {error.reason}"
        return told

    async def _click(self, token: str | None = None) -> str:
        if not self.tokens:
            return "no link"
        token = token or self.chance.choice(self.tokens[-4:])
        once = str(self.chance.randrange(3 * len(self.tokens)))
        begun = await payments.start_attempt(
            self.world.database, self.door.stripe, token, once=once, lang="fr"
        )
        if isinstance(begun, payments.NotNow):
            return begun.reason
        self.shown.append(begun.url.rsplit("/", 1)[1])
        return self.shown[-1]

    def _some(self) -> str | None:
        return self.chance.choice(self.shown[-8:]) if self.shown else None

    async def _page(self) -> str | None:
        """A page to pay on: one that is open, else a click. A debtor may also have an old one before them."""
        opened = [ref for ref in self.shown[-8:] if self.door.books.session(ref)["status"] == "open"]
        if opened and self.chance.random() < 0.9:
            return self.chance.choice(opened)
        if await self._click() not in self.shown and self.chance.random() < 0.7:
            await self._debt()
            await self._click(self.tokens[-1] if self.tokens else None)
        return self.shown[-1] if self.shown else None

    def _fetch_events(self) -> None:
        self._waiting += self.door.books.happened[self._taken:]
        self._taken = len(self.door.books.happened)

    async def _webhook(self) -> str:
        """Any event that waits, not the oldest; what we do not take is delivered again."""
        self._fetch_events()
        if not self._waiting:
            return "none"
        event = self._waiting.pop(self.chance.randrange(len(self._waiting)))
        status = await self.door.knock(event)
        (self._told if status == 200 else self._waiting).append(event)
        assert status in (200, 503), status
        return f"{event['type']} {status}"

    async def _repeat(self) -> str:
        if not self._told:
            return "none"
        event = self.chance.choice(self._told)
        answers = await asyncio.gather(self.door.knock(event), self.door.knock(event))
        return f"{event['type']} {answers}"

    async def _lose(self) -> str:
        self._fetch_events()
        if not self._waiting or not self.forgetful:
            return "none"
        return str(self._waiting.pop(self.chance.randrange(len(self._waiting)))["type"])

    async def _refresh(self, ref: str | None = None) -> str:
        ref = ref or self._some()
        session = self.door.books.sessions[ref] if ref else None
        if session is None:
            return "none"
        try:
            return await payments.refresh(self.world.database, self.door.stripe, session["client_reference_id"])
        except payments.ProviderUnavailable as error:
            return type(error).__name__

    async def _race(self) -> str:
        """The answer to a return page is held up, while what it says changes and is told."""
        ref, known, go = self._some(), asyncio.Event(), asyncio.Event()
        if ref is None:
            return "none"
        self.door.stand_in.stall = known, go
        asked = asyncio.create_task(self._refresh(ref))
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                await known.wait()
        there = self.stripe
        changed = await self.chance.choice((there.refund, there.dispute, there.close_dispute, there.settle))(ref)
        for _ in range(3):
            await self._webhook()
        go.set()
        return f"{changed}; {await asked}"

    async def _fault(self) -> str:
        stand_in = self.door.stand_in
        stand_in.before_answer = self._webhook_quietly
        fault = "slow_after" if self.chance.random() < 0.02 else self.chance.choice(QUICK_FAULTS)
        stand_in.faults.extend([fault] * self.chance.choice((1, 1, 3)))
        return fault

    async def _webhook_quietly(self) -> None:
        self._fetch_events()
        if self._waiting:
            event, status = self._waiting.pop(), 0
            self._under_way += 1  # whoever asked may have given up: nobody else waits for this delivery
            try:
                status = await self.door.knock(event)
            finally:
                self._under_way -= 1
                (self._told if status == 200 else self._waiting).append(event)

    async def _ask(self) -> str:
        return str(await ask_again(self.world.database, self.door.stripe))

    async def _time(self) -> str:
        by = timedelta(minutes=self.chance.choice((1, 1, 11, 11, 31, 31, 61, 121, 360, 1440, 1440)))
        self.clock.advance(by)
        return str(by)

    async def tell_all(self) -> None:
        """Everything that was to be told is told, up to three days late."""
        self.door.stand_in.faults.clear()
        self.clock.advance(timedelta(days=self.chance.randrange(4)))
        for ref in self.shown:
            self.door.books.session(ref)  # its time may be over
        self._fetch_events()
        self.chance.shuffle(self._waiting)
        rounds = 3 * len(self.door.books.happened)
        while self._waiting or self._under_way:
            if not self._waiting:
                await asyncio.sleep(0.01)
                continue
            rounds -= 1
            assert rounds > 0, f"{self._waiting[0]['type']} is never taken"
            batch, self._waiting = self._waiting[:4], self._waiting[4:]
            statuses = await asyncio.gather(*(self.door.knock(event) for event in batch))
            self._waiting += [event for event, status in zip(batch, statuses, strict=True) if status != 200]
            self._told += [event for event, status in zip(batch, statuses, strict=True) if status == 200]

    async def ask_all(self) -> None:
        """What was never told is asked for."""
        self.clock.advance(timedelta(hours=25))
        await ask_again(self.world.database, self.door.stripe)
        self._fetch_events()

    async def rows(self, table: type) -> dict[int, Any]:
        """Every row of a table by its id."""
        async with self.world.database.begin() as uow:
            return {row.id: row for row in await uow.session.scalars(select(table))}
