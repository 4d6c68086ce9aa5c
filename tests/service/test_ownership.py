"""Whose a conversation is: every event in any order, on the real store, and what must hold after each of them."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.debt.money import Money
from bot.service.desk import giving_back, work, writing
from bot.service.desk.agents import AgentAt
from bot.service.desk.giving_back import CARE_OUTCOMES, OUTCOMES
from bot.service.outside import phone
from bot.service.outside.outbox import DemoSender, deliver_due
from bot.service.outside.text import Text
from bot.service.pay import payment_notices
from bot.service.tasks.handlers.upkeep import Warned, expire_proofs, return_left
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.turn.turns import Turns
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Agent, Alert, Conversation, Handover, Message, OutboxMessage, PhoneLine
from tests.thread_world import Thread, demo_of, open_thread

NUMBER = "+33639980999"
STEPS = 45
SEEDS = range(8)
MEANS = {
    "bonjour": "greet", "combien je dois": "ask_balance", "perdu mon boulot": "hardship_job_loss", "merci": "thank",
    "un conseiller svp": "ask_human", "DEMO-1001 14/03/1985": "identify", "c'est un vol": "dispute_debt",
    "azerty": "nlu_fallback", "1450": "inform", "n'importe": "skip",
}
SAID = [*MEANS, "oui", "non", "/restart", '/affirm{"language":"en"}', "le 5 ça va", "😀"]
DANGER = "je veux me suicider ce soir"


SECRET = "a secret of the tests"
_sids = itertools.count(1)


class ByPhone(Thread):
    """The same by SMS: words come through the door of telephones; what would leave the house is counted."""

    async def send(self, text: str, cid: str | None = None) -> Any:
        async with self.database.begin() as uow:
            heard = await phone.hear(uow, SECRET, Text(
                channel="sms", account="", ours="", number=NUMBER, creditor_id="maison",
                sid=cid or f"SM{next(_sids):08d}", words=text,
            ))
            await uow.commit()
        self.key = heard.conversation.id
        return heard

    async def line(self) -> PhoneLine:
        async with self.database.begin() as uow:
            return await uow.session.get_one(PhoneLine, self.key)

    async def deliver(self) -> list[OutboxMessage]:
        """What leaves the house now."""
        async with self.database.begin() as uow:
            last = await uow.session.scalar(select(func.max(OutboxMessage.id)).where(OutboxMessage.state == "sent"))
        await deliver_due(self.database, {"sms": DemoSender()})
        async with self.database.begin() as uow:
            rows = await uow.session.scalars(
                select(OutboxMessage).where(OutboxMessage.state == "sent", OutboxMessage.id > (last or 0))
            )
            return list(rows.all())


@dataclass
class Walk:
    """One conversation, two agents, and whatever can happen to it."""

    thread: Thread
    clock: FixedClock
    agents: list[AgentAt]
    chance: random.Random
    typed: list[str] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    before: Conversation | None = None

    @property
    def database(self) -> Database:
        return self.thread.database

    def steps(self) -> list[Callable[[], Awaitable[object]]]:
        return [
            self.says, self.says, self.says, self.burst, self.in_danger, self.taps, self.takes, self.takes, self.writes,
            self.gives_back, self.requeues, self.closes, self.gone, self.minutes, self.hours, self.reminder,
            self.payment, self.rasa_falls, self.rasa_rises, self.redeploy, self.taken_while_it_thinks,
            *((self.stops, self.wants_silence, self.starts, self.starts) if self.by_phone else (self.leaves,)),
        ]

    @property
    def by_phone(self) -> ByPhone | None:
        return self.thread if isinstance(self.thread, ByPhone) else None

    async def stops(self) -> None:
        """The carrier's word: nothing is said, and nothing leaves the house until START."""
        self.typed.append("STOP")
        assert not await self.thread.say("STOP")
        assert self.by_phone and (await self.by_phone.line()).barred_at is not None

    async def wants_silence(self) -> None:
        words = "ne m'écrivez plus"
        self.typed.append(words)
        await self.thread.say(words)
        assert self.by_phone
        line = await self.by_phone.line()
        assert line.barred_at is not None or line.stopped_at is not None

    async def starts(self) -> None:
        self.typed.append("START")
        await self.thread.say("START")
        assert self.by_phone
        line = await self.by_phone.line()
        assert line.barred_at is None and line.stopped_at is None

    async def says(self) -> None:
        words = self.chance.choice(SAID)
        self.typed.append(words)
        await self.thread.say(words)

    async def burst(self) -> None:
        words = self.chance.choices(SAID, k=3)
        self.typed += words
        await self.thread.say(*words)

    async def in_danger(self) -> None:
        self.typed.append(DANGER)
        was = await self.thread.row()
        said = await self.thread.say(DANGER)
        if was.owner == "agent":
            assert not [m for m in said if m.author == "bot"]
        else:
            assert any((m.text_id or "").startswith("utter_crisis") for m in said)
        assert (await self.open_handover()).queue == "distress"

    async def taps(self) -> None:
        choices = [m for m in await self.thread.messages() if m.choices]
        if choices and self.by_phone:
            self.typed.append("1")
            await self.thread.say("1")
        elif choices:
            message = choices[-1]
            try:
                await self.thread.tap(message.choices[0]["payload"])
            except Exception as fault:
                assert type(fault).__name__ == "StaleChoice", fault
            else:
                self.typed.append(message.choices[0]["title"])
            await self.thread.settle()

    async def at_desk(self, use: Callable[[Any, AgentAt], Awaitable[object]]) -> bool:
        agent = self.chance.choice(self.agents)
        async with self.database.begin() as uow:
            try:
                await use(uow, agent)
            except (work.DeskRefusal, LookupError):
                return False
            await uow.commit()
        await self.thread.settle()
        return True

    async def takes(self) -> None:
        await self.at_desk(lambda uow, agent: work.take(uow, agent, self.thread.key))

    async def writes(self) -> None:
        cid, words = f"agent-{len(self.wrote)}", f"Bonjour, ici l'équipe ({len(self.wrote)})."
        if await self.at_desk(
            lambda uow, agent: writing.write_words(uow, agent, self.thread.key, cid=cid, text=words)
        ):
            self.wrote.append(words)

    async def gives_back(self) -> None:
        was = await self.thread.row()
        if await self.at_desk(lambda uow, agent: giving_back.hand_back(uow, agent, self.thread.key)):
            assert was.memory.get("distress") != "explicit" or was.owner == "bot"

    async def requeues(self) -> None:
        await self.at_desk(lambda uow, agent: giving_back.requeue(uow, agent, self.thread.key))

    async def closes(self) -> None:
        was, outcome = await self.thread.row(), self.chance.choice(OUTCOMES + CARE_OUTCOMES)
        if await self.at_desk(
            lambda uow, agent: giving_back.close(
                uow, agent, self.thread.key, outcome=outcome, seen_seq=was.last_seq, note="entendu"
            )
        ) and was.memory.get("distress") == "explicit" and was.owner == "agent":
            assert outcome in CARE_OUTCOMES

    async def gone(self) -> None:
        await self.at_desk(lambda uow, agent: giving_back.give_up_all(uow, agent.id, actor="system"))

    async def minutes(self) -> None:
        await self.later(timedelta(minutes=self.chance.randrange(1, 20)))

    async def hours(self) -> None:
        await self.later(timedelta(hours=self.chance.randrange(1, 30)))

    async def later(self, by: timedelta) -> None:
        self.clock.advance(by)
        await expire_proofs(self.database, Warned())
        await return_left(self.database)
        await run_due(self.database)
        await self.thread.turns.sweep()
        await self.thread.settle()

    async def reminder(self) -> None:
        async with self.database.begin() as uow:
            await write(uow, await lock(uow, self.thread.key), say("notice_message_waiting"), author="system")
            await uow.commit()

    async def payment(self) -> None:
        async with self.database.begin() as uow:
            thread = await lock(uow, self.thread.key)
            await payment_notices.tell(uow, thread, "notice_payment_received", Money(4000, "EUR"))
            await uow.commit()

    async def rasa_falls(self) -> None:
        self.thread.rasa.down = True

    async def rasa_rises(self) -> None:
        self.thread.rasa.down = False

    async def redeploy(self) -> None:
        """A message is kept, and the process is gone before its turn; the next one finds it."""
        self.typed.append("bonjour")
        await self.thread.send("bonjour")
        self.thread.turns = Turns(self.database, self.thread.rasa)
        await self.thread.turns.sweep()
        await self.thread.settle()

    async def taken_while_it_thinks(self) -> None:
        rasa = self.thread.rasa
        rasa.gate, rasa.asked = asyncio.Event(), asyncio.Event()
        self.typed.append("merci")
        await self.thread.send("merci")
        self.thread.turns.wake(self.thread.key)
        asked = asyncio.create_task(rasa.asked.wait())
        working = [*self.thread.turns._running.values()]
        await asyncio.wait([asked, *working], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        async with self.database.begin() as uow:
            with suppress(work.DeskRefusal):
                await work.take(uow, self.chance.choice(self.agents), self.thread.key)
            await uow.commit()
        seq = (await self.thread.row()).last_seq
        rasa.gate.set()
        await self.thread.settle()
        rasa.gate = None
        assert not [m for m in await self.thread.messages(after=seq) if m.author == "bot"]

    async def leaves(self) -> None:
        """The browser hides."""
        from bot.channels.chat import end_session  # noqa: PLC0415  (a door, used here as it is)

        async with self.database.begin() as uow:
            await end_session(uow, "browser-1")
            await uow.commit()

    async def open_handover(self) -> Handover:
        found = [one for one in await self.thread.handovers() if one.closed_at is None]
        assert len(found) == 1, [(one.queue, one.reason) for one in found]
        return found[0]

    async def check(self) -> None:
        """What holds after every step."""
        row, messages = await self.thread.row(), await self.thread.messages()
        assert [m.seq for m in messages] == list(range(1, row.last_seq + 1))
        assert not [m.text for m in messages if m.author == "you" and m.handled_at is None], "left without an answer"
        assert len([m for m in messages if m.author == "you"]) == len(self.typed), "lost, or twice"
        assert [m.text for m in messages if m.author == "agent"] == self.wrote
        assert row.turn_token is None
        handovers = [one for one in await self.thread.handovers() if one.closed_at is None]
        if row.owner == "bot":
            assert not handovers and row.agent_id is None
            heard = (row.memory.get("returned") or {}).get("outcome") in CARE_OUTCOMES  # by a person, with a note
            assert heard or row.memory.get("distress") != "explicit", "left to a machine"
        else:
            one = await self.open_handover()
            assert one.taken_by == (row.agent_id if row.owner == "agent" else None)
            assert (row.agent_id is None) == (row.owner == "waiting")
        await self._compare(row, messages)
        if self.by_phone:
            barred = (await self.by_phone.line()).barred_at is not None
            went = await self.by_phone.deliver()
            assert not (barred and went), "sent after STOP"
            assert row.owner != "agent" or not [one for one in went if one.fence is not None], "the bot's, late"
        async with self.database.begin() as uow:
            alerts = (await uow.session.scalars(select(Alert).where(Alert.acknowledged_at.is_(None)))).all()
        assert len(alerts) <= 1 and (not alerts or row.owner != "bot")

    async def _compare(self, row: Conversation, messages: list[Message]) -> None:
        was, self.before = self.before, row
        if was is None:
            return
        assert row.fence >= was.fence
        assert ((row.owner, row.agent_id) == (was.owner, was.agent_id)) or row.fence > was.fence
        if row.fence == was.fence and row.owner == "agent":
            assert not [m for m in messages if m.seq > was.last_seq and m.author == "bot"], "over an agent's head"


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_in_whatever_order_one_answers_and_nothing_is_lost(database, clock, seed):
    world = await demo_of(database)
    async with world.begin() as uow:
        rows = (await uow.session.scalars(select(Agent).where(Agent.login.in_(("camille", "dominique"))))).all()
    agents = [
        AgentAt(id=one.id, name=one.name, role="agent", creditors=frozenset({"maison"}), csrf="", token_hash="")
        for one in rows
    ]
    thread = await open_thread(world, means=MEANS)
    if seed % 2:  # every second one by SMS
        thread = ByPhone(world, thread.rasa, 0, Turns(world, thread.rasa))
        await thread.send("bonjour")
        await thread.settle()
    walk = Walk(thread, clock, agents, random.Random(seed))  # noqa: S311
    walk.typed += ["bonjour"] if seed % 2 else []
    for _ in range(STEPS):
        step = walk.chance.choice(walk.steps())
        walk.done.append(step.__name__)
        try:
            await step()
            await walk.check()
        except AssertionError as fault:
            raise AssertionError(f"{fault} after {walk.done}") from fault
