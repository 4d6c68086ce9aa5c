"""What is looked after without a task: idle proofs, conversations that an agent has left, alerts that fell silent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.debt.identity import WARNING
from bot.service.desk.giving_back import to_queue
from bot.service.handover.handover import open_handover, open_handover_of
from bot.service.handover.waiting import there
from bot.service.identity import identify
from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import Database, UnitOfWork
from bot.store.tables import AgentSession, Alert, Conversation, IdentityProof, Message, Task

LEFT_FOR = timedelta(minutes=30)
"""So long a debtor's message may wait for the agent who holds the conversation."""
SILENT_FOR = timedelta(minutes=15)
"""An alert that nobody acknowledged and that has not sounded for so long has lost its task: it begins anew."""
GONE_FOR = timedelta(minutes=5)
"""So long a page may be away (a reload, a tunnel) before its agent counts as gone."""
AT_ONCE = 100


class Warned:
    """Which proofs this process has warned of: once for each end."""

    def __init__(self) -> None:
        self._ends: dict[int, datetime] = {}

    def first(self, proof_id: int, until: datetime) -> bool:
        """Whether this end has not been warned of yet; remembers it."""
        new = self._ends.get(proof_id) != until
        self._ends[proof_id] = until
        return new

    def forget(self, now: datetime) -> None:
        """Ends that have passed."""
        self._ends = {key: until for key, until in self._ends.items() if until > now}


async def expire_proofs(database: Database, warned: Warned) -> int:
    """End proofs whose idle time has passed, and warn browsers two minutes before. Returns how many ended."""
    async with database.begin() as uow:
        rows = (
            await uow.session.execute(
                select(IdentityProof.id, IdentityProof.conversation_id, IdentityProof.until)
                .where(IdentityProof.ended_at.is_(None), IdentityProof.until <= uow.now + WARNING)
                .order_by(IdentityProof.until)
                .limit(AT_ONCE)
            )
        ).all()
        now = uow.now
        for proof_id, conversation_id, until in rows:
            if until > now and warned.first(proof_id, until):
                uow.notify("owner", conversation=conversation_id)
        await uow.commit()
    warned.forget(now)
    ended = 0
    for conversation_id in dict.fromkeys(key for _, key, until in rows if until <= now):
        async with database.begin() as uow:
            ended += await identify.expire(uow, await lock(uow, conversation_id))
            await uow.commit()
    return ended


async def return_left(database: Database) -> int:
    """Conversations whose agent has left a message unanswered too long wait for anybody again; how many."""
    return await _return_all(database, _left, _return)


async def return_dropped(database: Database) -> int:
    """Conversations whose agent's page has gone (closed, crashed, offline) wait for anybody again; how many."""
    return await _return_all(database, _dropped, partial(to_queue, actor="system"))


async def _return_all(
    database: Database,
    which: Callable[[datetime], ColumnElement[bool]],
    give_back: Callable[[UnitOfWork, Conversation], Awaitable[None]],
) -> int:
    """Each in a transaction of its own, if it is still one of them once it is locked."""
    async with database.look() as uow:
        keys = list(await uow.session.scalars(select(Conversation.id).where(which(uow.now)).limit(AT_ONCE)))
    returned = 0
    for key in keys:
        async with database.begin() as uow:
            conversation = await lock(uow, key)
            still = await uow.session.scalar(select(Conversation.id).where(Conversation.id == key, which(uow.now)))
            if still is not None:
                await give_back(uow, conversation)
                returned += 1
            await uow.commit()
    return returned


def _dropped(now: datetime) -> ColumnElement[bool]:
    """Its agent had a page open since they log in there, and no session of theirs has shown a sign of life lately."""
    own = AgentSession.agent_id == Conversation.agent_id
    had_page = select(AgentSession.agent_id).where(own, AgentSession.page_at.is_not(None)).correlate(Conversation)
    alive = select(AgentSession.agent_id).where(own, there(now, GONE_FOR)).correlate(Conversation)
    return and_(Conversation.owner == "agent", had_page.exists(), ~alive.exists())


def _left(now: datetime) -> ColumnElement[bool]:
    """An agent owns it since long enough, and the oldest of the debtor's words without an answer is as old."""
    answered = (
        select(func.coalesce(func.max(Message.seq), 0))
        .where(Message.conversation_id == Conversation.id, Message.author == "agent")
        .correlate(Conversation)
        .scalar_subquery()
    )
    waiting = (
        select(Message.id)
        .where(
            Message.conversation_id == Conversation.id, Message.author == "you", Message.seq > answered,
            Message.created_at < now - LEFT_FOR,
        )
        .correlate(Conversation)
        .exists()
    )
    return and_(Conversation.owner == "agent", Conversation.owner_since < now - LEFT_FOR, waiting)


async def _return(uow: UnitOfWork, conversation: Conversation) -> None:
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = await open_handover(uow, conversation, queue="general", reason="left_unanswered", actor="system")
    handover.taken_by, handover.taken_at = None, None
    await change_owner(uow, conversation, "waiting", actor="system")
    uow.audit(
        "handover.requeued", "handover", handover.id, actor="system", creditor_id=conversation.creditor_id,
        conversation=conversation.id, why="left_unanswered",
    )
    await write(uow, conversation, say("notice_waiting_again"), author="system")
    uow.notify("handover", handover=handover.id, conversation=conversation.id)


async def sound_alerts(database: Database) -> int:
    """Have every new alert sound at once, and one whose task was lost sound again. Returns how many were begun."""
    async with database.begin() as uow:
        rows = await uow.session.scalars(
            select(Alert)
            .where(
                Alert.acknowledged_at.is_(None),
                or_(Alert.times <= 1, Alert.last_at < uow.now - SILENT_FOR),
            )
            .limit(AT_ONCE)
        )
        begun = 0
        for alert in rows.all():
            begun += await _begin(uow, alert)
        await uow.commit()
    return begun


async def _begin(uow: UnitOfWork, alert: Alert) -> bool:
    keys = select(Task.id).where(Task.kind == "on_call_alert", Task.data["alert"].as_integer() == alert.id)
    if alert.times <= 1:
        key, n = f"alert:{alert.id}:0", 0
        if await uow.session.scalar(keys.where(Task.key == key)) is not None:
            return False
    else:
        key, n = f"alert:{alert.id}:lost:{alert.times}", alert.times
        if await uow.session.scalar(keys.where(Task.done_at.is_(None)).limit(1)) is not None:
            return False
    uow.schedule("on_call_alert", key, uow.now, alert=alert.id, n=n)
    return True
