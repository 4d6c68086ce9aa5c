"""Turns: one at a time in each conversation, across processes; no transaction stays open while Rasa thinks."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, or_, select

from bot.debt import reading, safety
from bot.service import handover, hearing
from bot.service import safety as care
from bot.service.conversation import (
    StaleFence,
    lock,
    mark_handled,
    remember,
    write,
    write_rendered,
)
from bot.service.ports import Rasa, RasaUnavailable
from bot.service.reply import Answer, say
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Conversation, Message

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
"""How long one process may think before another may take the turn over: longer than Rasa's own limit."""
MESSAGES_AT_ONCE = 10
TURNS_A_SESSION = 15
_UNHANDLED = (
    select(Message)
    .where(Message.conversation_id == bindparam("of"), Message.handled_at.is_(None), Message.author == "you")
    .order_by(Message.seq)
    .limit(MESSAGES_AT_ONCE)
)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What Rasa is asked: everything it may know of this turn."""

    conversation_id: int
    token: str
    fence: int
    sender: str
    text: str
    language: str
    channel: str
    message_ids: tuple[int, ...]
    seq: int = 0  # the newest number in the thread when it began
    listen_only: bool = False
    answered: bool = False
    seed: dict[str, Any] | None = None
    fresh: bool = True
    metadata: dict[str, Any] = field(default_factory=dict)


def claim(uow: UnitOfWork, conversation: Conversation, token: str) -> bool:
    """Take, or keep, the right to answer here for a while; False if another process has it. It must be locked."""
    held = conversation.turn_until is not None and conversation.turn_until >= uow.now
    if held and conversation.turn_token != token:
        return False
    conversation.turn_token, conversation.turn_until = token, uow.now + LEASE
    return True


def give_back(conversation: Conversation) -> None:
    """Whoever wants may answer here."""
    conversation.turn_token, conversation.turn_until = None, None


async def waiting_conversations(uow: UnitOfWork) -> list[int]:
    """Conversations with unanswered messages that nobody is working on: a process may have died."""
    rows = await uow.session.scalars(
        select(Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.handled_at.is_(None),
            or_(Conversation.turn_until.is_(None), Conversation.turn_until < uow.now),
        )
        .distinct()
        .limit(200)
    )
    return list(rows)


class Turns:
    """Answers conversations; one task a conversation in this process, one lease across processes."""

    def __init__(self, database: Database, rasa: Rasa) -> None:
        self._database = database
        self._rasa = rasa
        self._running: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()

    def wake(self, conversation_id: int) -> None:
        """There is something to answer there."""
        if conversation_id in self._running:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._work(conversation_id))
        self._running[conversation_id] = task
        task.add_done_callback(lambda _: self._done(conversation_id))

    def _done(self, conversation_id: int) -> None:
        self._running.pop(conversation_id, None)
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.wake(conversation_id)

    async def sweep(self) -> None:
        """Take up what a process that died has left."""
        async with self._database.begin() as uow:
            for conversation_id in await waiting_conversations(uow):
                self.wake(conversation_id)

    async def stop(self) -> None:
        """Let running turns finish."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _work(self, conversation_id: int) -> None:
        try:
            token = secrets.token_hex(8)
            while await self._one(conversation_id, token):
                pass
        except Exception:
            log.exception("turn.failed", conversation=conversation_id)
            await self._say_trouble(conversation_id)

    async def _say_trouble(self, conversation_id: int) -> None:
        """A fault of ours: told, and a person queued, instead of the same fault again and again in silence."""
        try:
            async with self._database.begin() as uow:
                conversation = await lock(uow, conversation_id)
                messages = await _unhandled(uow, conversation)
                if messages and conversation.owner != "agent":
                    await without_rasa(uow, conversation)
                await mark_handled(uow, [m.id for m in messages])
                give_back(conversation)
                await uow.commit()
        except Exception:  # the database is away as well: a later sweep takes the turn up again
            log.exception("turn.left", conversation=conversation_id)

    async def _one(self, conversation_id: int, token: str) -> bool:
        """One turn; whether there is more to answer."""
        async with self._database.begin() as uow:
            conversation = await lock(uow, conversation_id)
            if not claim(uow, conversation, token):
                return False
            with uow.session.no_autoflush:  # what is written here is read by nobody before the end: one statement
                turn = await prepare(uow, conversation, token)
            if turn is None:
                give_back(conversation)
            await uow.commit()
        if turn is None:
            return False
        if turn.answered:
            return True
        return await (self._listen(turn) if turn.listen_only else self._ask(turn))

    async def _ask(self, turn: Turn) -> bool:
        replies: list[dict[str, Any]] | None
        try:
            if turn.seed:
                await self._rasa.seed(sender=turn.sender, slots=turn.seed, fresh=turn.fresh)
            replies = await self._rasa.turn(sender=turn.sender, text=turn.text, metadata=turn.metadata)
        except RasaUnavailable as error:
            log.warning("rasa.unavailable", conversation=turn.conversation_id, error=str(error))
            replies = None
        async with self._database.begin() as uow:
            conversation = await lock(uow, turn.conversation_id)
            if conversation.turn_token != turn.token:
                return False  # the lease ran out and another process has answered
            may_be_more = conversation.last_seq != turn.seq or len(turn.message_ids) == MESSAGES_AT_ONCE
            try:
                if conversation.owner == "agent":
                    raise StaleFence  # somebody has taken over while Rasa was thinking
                if replies is None:
                    await without_rasa(uow, conversation)
                else:
                    await write_rendered(uow, conversation, replies, fence=_fence_after(conversation, turn))
            except StaleFence:
                log.info("turn.stale", conversation=turn.conversation_id)
            with uow.session.no_autoflush:
                more = await _finish(uow, conversation, turn, may_be_more=may_be_more)
            await uow.commit()
        return more

    async def _listen(self, turn: Turn) -> bool:
        """An agent holds the conversation: nothing is said, but danger is looked for all the same."""
        try:
            parsed = await self._rasa.parse(turn.text)
            intent = parsed.get("intent", {}).get("name")
        except RasaUnavailable:
            intent = None
        said = safety.danger(turn.text).kind
        async with self._database.begin() as uow:
            conversation = await lock(uow, turn.conversation_id)
            if said == "explicit" or intent == "distress":
                await care.flag_to_agent(uow, conversation, kind="distress")
            elif said == "possible" or intent == "possible_distress":
                await care.flag_to_agent(uow, conversation, kind="possible_distress")
            more = await _finish(uow, conversation, turn, may_be_more=True)
            await uow.commit()
        return more


def _fence_after(conversation: Conversation, turn: Turn) -> int:
    # An action of this very turn may have queued a person (bot -> waiting): its own words still hold.
    if conversation.owner == "waiting" and conversation.fence == turn.fence + 1:
        return conversation.fence
    return turn.fence


async def _finish(uow: UnitOfWork, conversation: Conversation, turn: Turn, *, may_be_more: bool) -> bool:
    """Note what has been answered; gives the lease back, and False, if nothing else has come meanwhile."""
    await mark_handled(uow, turn.message_ids)
    turns = int(conversation.memory.get("errand_turns", 0)) + 1
    remember(conversation, errand_turns=turns)
    long = turns >= TURNS_A_SESSION and not conversation.memory.get("budget_asked")
    if conversation.memory.get("errand_over") or long:
        # Rasa reads and replays the whole of a session at every turn: what lasts is here, so it may forget.
        conversation.errand_no += 1
        remember(conversation, errand_over=None, seeded=None, errand_turns=None)
    more = may_be_more and bool(await _unhandled(uow, conversation))
    if not more and conversation.turn_token == turn.token:
        give_back(conversation)
    return more


async def prepare(uow: UnitOfWork, conversation: Conversation, token: str) -> Turn | None:
    """Read what has come, prove identity, decide who answers. None: there is nothing to do."""
    messages = await _unhandled(uow, conversation)
    if not messages:
        return None
    text = "\n".join(m.text for m in messages)
    turn = Turn(
        conversation_id=conversation.id, token=token, fence=conversation.fence, text=text,
        sender=f"{conversation.public_id}.{conversation.errand_no}", channel=conversation.channel,
        language=conversation.language, message_ids=tuple(m.id for m in messages),
        seq=conversation.last_seq,
    )
    if conversation.owner == "agent":
        return replace(turn, text=reading.mask(text, today=uow.today()), listen_only=True)
    care_only = await hearing.care_only(uow, conversation, messages, text)
    if care_only is not None:
        await write(uow, conversation, care_only, author="bot")
        await mark_handled(uow, [m.id for m in messages])
        return replace(turn, answered=True)
    if not any(m.payload for m in messages):
        hearing.follow_language(conversation, text)
    remember(conversation, turn_text=text[:4000])
    said = await hearing.what_rasa_hears(uow, conversation, messages, text)
    seed, seeded = None, conversation.memory.get("seeded")
    if seeded != conversation.language:
        seed = {"language": conversation.language, "question": conversation.memory.get("question")}
        remember(conversation, seeded=conversation.language)
    return replace(
        turn, text=said, language=conversation.language, seed=seed, fresh=seeded is None,
        metadata={"channel": conversation.channel, "language": conversation.language},
    )


async def _unhandled(uow: UnitOfWork, conversation: Conversation) -> Sequence[Message]:
    return (await uow.session.scalars(_UNHANDLED, {"of": conversation.id})).all()


async def without_rasa(uow: UnitOfWork, conversation: Conversation) -> None:
    """Rasa is slow or down: the debtor is told, a person is queued, and what we can do alone is done."""
    text = str(conversation.memory.get("turn_text", ""))
    if safety.danger(text).kind == "possible":
        await write(uow, conversation, await care.possible(uow, conversation), author="system")
        remember(conversation, question="distress_check")
        return
    if conversation.memory.get("question") == "distress_check" and reading.is_no(text):
        await write(uow, conversation, await care.not_in_danger(uow, conversation), author="system")
        remember(conversation, question=None)
        return
    if safety.asks_human(text):
        await write(uow, conversation, await handover.ask_human(uow, conversation), author="system")
        return
    await handover.open_handover(uow, conversation, queue="general", reason="assistant_unavailable")
    comes = await handover.when_somebody_comes(uow, conversation)
    answer: Answer = say("notice_trouble").then(comes)
    await write(uow, conversation, answer, author="system")
