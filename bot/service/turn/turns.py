"""Turns: one at a time in each conversation, across processes; no transaction stays open while Rasa thinks."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from bot.debt import reading, safety
from bot.service.care import gentle
from bot.service.errand import open_errands
from bot.service.hearing import hearing
from bot.service.ports import Rasa, RasaUnavailable
from bot.service.talk import faq
from bot.service.thread.conversation import lock, mark_handled
from bot.service.thread.saying import StaleFence, write_rendered
from bot.service.turn import asking, bursts, heard_late, overheard
from bot.service.turn.turn import (
    MESSAGES_AT_ONCE,
    Turn,
    claim,
    fence_after,
    finish,
    give_back,
    prepare,
    told_late,
    unhandled,
    waiting_conversations,
    without_rasa,
)
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Conversation, Message

log = structlog.get_logger()

AT_ONCE = 8
"""Turns of this process that Rasa thinks about at the same time. It has one thread: more of them would only make each
other late, and past their limits; those that wait here are stored and safe.
"""

Hearer = Callable[[Conversation, Sequence[Message]], None]


class NotTaken(Exception):
    """A message could not be made a turn together with its storing: it must be stored by itself, and woken for."""


class Turns:
    """Answers conversations; one task a conversation in this process, one lease across processes."""

    def __init__(self, database: Database, rasa: Rasa, hearer: Hearer | None = None, *, quiet: float = 0.0) -> None:
        """`hearer`: told of what has been said as soon as it is kept, before any NOTIFY comes round; `quiet`: seconds
        of silence after which messages that came in a burst are answered (0: none waits for another).
        """
        self._database = database
        self._rasa = rasa
        self._hearer = hearer
        self._running: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._quiet = quiet
        self._lulls: dict[int, bursts.Lull] = {}
        self._thinking = asyncio.Semaphore(AT_ONCE)

    async def take(self, uow: UnitOfWork, conversation: Conversation, message: Message) -> Turn | None:
        """The turn of a message, made in the transaction that stores it; `wake` with it once that is kept.

        None: something is going on there, an earlier turn was left, or more is likely to follow within a moment;
        `wake` finds the message in its order.
        Raises NotTaken for a fault of ours: roll back, and store the message without a turn.
        """
        if await self._waits_for_more(uow, conversation, message):
            return None
        if conversation.id in self._running or conversation.turn_until is not None:
            return None
        token = secrets.token_hex(8)
        claim(uow, conversation, token)
        try:
            with uow.session.no_autoflush:  # what is written here is read by nobody before the end
                return await prepare(uow, conversation, token, [message])
        except Exception as error:
            raise NotTaken from error

    async def _waits_for_more(self, uow: UnitOfWork, conversation: Conversation, message: Message) -> bool:
        if not self._quiet:
            return False
        lull = self._lulls.get(conversation.id)
        if not await bursts.goes_on(uow, conversation, message):
            if lull is not None:
                lull.hurry()
            return False
        if lull is None:
            self._lulls[conversation.id] = bursts.Lull(self._quiet)
        else:
            lull.more()
        return True

    def wake(self, conversation_id: int, turn: Turn | None = None) -> None:
        """There is something to answer there: the turn that was taken, or whatever is found."""
        if turn is None and conversation_id in self._running:
            if conversation_id in self._lulls:
                self._lulls[conversation_id].look()
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._work(conversation_id, turn))
        self._running[conversation_id] = task
        task.add_done_callback(lambda done: self._done(conversation_id, done))

    def _done(self, conversation_id: int, task: asyncio.Task[None]) -> None:
        if self._running.get(conversation_id) is not task:
            return  # a turn that was taken goes on beside a task that had found nothing to do
        del self._running[conversation_id]
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.wake(conversation_id)

    async def sweep(self) -> None:
        """Take up what a process that died has left."""
        async with self._database.look() as uow:
            for conversation_id in await waiting_conversations(uow):
                self.wake(conversation_id)

    async def stop(self) -> None:
        """Let running turns finish, and those that they were woken for meanwhile."""
        for lull in self._lulls.values():
            lull.hurry()
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)
            await asyncio.sleep(0)  # what follows on their end has its moment

    async def _work(self, conversation_id: int, taken: Turn | None) -> None:
        try:
            token = taken.token if taken else secrets.token_hex(8)
            more = taken is None or await self._answer(taken)
            while more:
                turn = await self._next(conversation_id, token, await self._gather(conversation_id))
                more = turn is not None and await self._answer(turn)
        except Exception:
            log.exception("turn.failed", conversation=conversation_id)
            await self._say_trouble(conversation_id)

    async def _say_trouble(self, conversation_id: int) -> None:
        """A fault of ours: told, and a person queued, instead of the same fault again and again in silence."""
        try:
            async with self._database.begin() as uow:
                conversation = await lock(uow, conversation_id)
                messages = await unhandled(uow, conversation)
                if messages and conversation.owner != "agent":
                    await without_rasa(uow, conversation)
                await mark_handled(uow, [m.id for m in messages])
                give_back(conversation)
                await uow.commit()
        except Exception:  # the database is away as well: a later sweep takes the turn up again
            log.exception("turn.left", conversation=conversation_id)

    async def _gather(self, conversation_id: int) -> dict[int, bool]:
        """Until a burst is over, where one has begun: whether the model hears distress in each of the messages, by
        their keys. Distress ends the waiting at once. (What words alone tell was heard on arrival.)
        """
        heard: dict[int, bool] = {}
        lull = self._lulls.get(conversation_id)
        try:
            while True:
                await self._hear_each(conversation_id, heard, waits=lull is not None)
                if lull is None or lull.is_over or any(heard.values()):
                    return heard
                await lull.wait()
        finally:
            self._lulls.pop(conversation_id, None)

    async def _hear_each(self, conversation_id: int, heard: dict[int, bool], *, waits: bool) -> None:
        """Each by itself: beside others a cry might be drowned. One alone is heard in its turn, unless it waits."""
        async with self._database.look() as uow:
            conversation = await uow.session.get_one(Conversation, conversation_id)
            waiting, today = await unhandled(uow, conversation), uow.today()
        if conversation.owner == "agent" or (len(waiting) == 1 and not waits):
            return
        for message in waiting:
            if message.id in heard:
                continue
            heard[message.id] = False
            if message.payload is None and not hearing.harmless(message.text):
                with suppress(RasaUnavailable):
                    async with self._thinking:
                        heard[message.id] = await asking.is_cry(self._rasa, reading.mask(message.text, today=today))

    async def _next(self, conversation_id: int, token: str, heard: Mapping[int, bool]) -> Turn | None:
        """The turn that is due, if any and if nobody else has it."""
        async with self._database.begin() as uow:
            conversation = await lock(uow, conversation_id)
            if not claim(uow, conversation, token):
                return None
            waiting = await unhandled(uow, conversation)
            turn = None
            with uow.session.no_autoflush:  # what is written here is read by nobody before the end: one statement
                if waiting:
                    messages = waiting
                    if conversation.owner != "agent":
                        messages = bursts.together(overheard.of_one_kind(conversation, waiting), heard)
                    turn = await prepare(uow, conversation, token, messages)
                    turn = replace(turn, more_waits=len(messages) < len(waiting))
            if turn is None:
                give_back(conversation)
            await uow.commit()
        return turn

    async def _answer(self, turn: Turn) -> bool:
        """Whether there may be more to answer."""
        if turn.answered:
            return True
        return await (self._listen(turn) if turn.listen_only else self._ask(turn))

    async def _ask(self, turn: Turn) -> bool:
        replies: asking.Replies | None
        try:
            async with self._thinking:
                replies, ranking = await asking.ask(self._rasa, turn)
        except RasaUnavailable as error:
            log.warning("rasa.unavailable", conversation=turn.conversation_id, error=str(error))
            replies, ranking = None, []
        async with self._database.begin() as uow:
            conversation = await lock(uow, turn.conversation_id)
            if conversation.turn_token != turn.token:
                return False  # the lease ran out and another process has answered
            may_be_more = turn.more_waits or conversation.last_seq != turn.seq
            may_be_more = may_be_more or len(turn.messages) == MESSAGES_AT_ONCE
            written: list[Message] = []
            try:
                if conversation.owner == "agent":
                    raise StaleFence  # somebody has taken over while Rasa was thinking
                if replies is None:
                    if not await told_late(uow, conversation, turn.messages):
                        await without_rasa(uow, conversation)
                else:
                    replies = await asking.in_our_words(uow, conversation, replies, ranking)
                    written = await write_rendered(uow, conversation, replies, fence=fence_after(conversation, turn))
                    written += await faq.back_to_question(uow, conversation, written)
                    written += await open_errands.take_up(uow, conversation)
            except StaleFence:
                log.info("turn.stale", conversation=turn.conversation_id)
            with uow.session.no_autoflush:
                more = await finish(uow, conversation, turn, may_be_more=may_be_more)
            await uow.commit()
            if self._hearer is not None and written:
                self._hearer(conversation, written)
        return more

    async def _listen(self, turn: Turn) -> bool:
        """An agent holds the conversation, or the words have had their answer: danger is looked for all the same."""
        unheard, parsed = False, dict[str, Any]()
        try:
            async with self._thinking:
                parsed = await self._rasa.parse(turn.text)
        except RasaUnavailable:
            unheard = True
        kind = None if hearing.harmless(turn.text) else gentle.heard_as(parsed, calm=bool(turn.calm))
        said = safety.danger(turn.text).kind
        async with self._database.begin() as uow:
            conversation = await lock(uow, turn.conversation_id)
            if said == "explicit" or kind == "distress":
                await overheard.heard(uow, conversation, kind="distress", text=turn.text)
            elif said == "possible" or kind == "possible_distress":
                sign = gentle.sign_of(parsed)
                await overheard.heard(uow, conversation, kind="possible_distress", text=turn.text, sign=sign)
            elif unheard:
                heard_late.later(uow, conversation, turn.messages)
            more = await finish(uow, conversation, turn, may_be_more=True)
            await uow.commit()
        return more
