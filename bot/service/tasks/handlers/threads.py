"""The debtor's thread, and a person at the desk, for things that happen while nobody is there."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import select

from bot.service.handover.handover import open_handover
from bot.service.thread.conversation import lock
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Callback, Conversation, Hold, Instalment, Party, Pause, Person, Plan, Promise, Task


async def thread_of(uow: UnitOfWork, person_id: int | None) -> Conversation | None:
    """The person's newest conversation, locked; None if they have never written. Lock it before any case."""
    if person_id is None:
        return None
    found = await uow.session.scalar(
        select(Conversation.id)
        .where(Conversation.person_id == person_id)
        .order_by(Conversation.last_debtor_at.desc().nulls_last(), Conversation.id.desc())
        .limit(1)
    )
    return await lock(uow, found) if found is not None else None


async def desk_thread(uow: UnitOfWork, person_id: int) -> Conversation:
    """A thread that only the desk sees, for a debtor who has never written."""
    person = await uow.session.get_one(Person, person_id)
    thread = Conversation(
        public_id=secrets.token_urlsafe(18), channel="web", creditor_id=person.creditor_id, person_id=person.id,
        sender=hashlib.sha256(f"nobody:{secrets.token_hex(16)}".encode()).hexdigest(), language=person.language,
        country=person.country, owner_since=uow.now, created_at=uow.now, memory={},
    )
    uow.session.add(thread)
    await uow.flush()
    return thread


async def borrower_of(uow: UnitOfWork, case_id: int | None) -> int | None:
    """The case's borrower, else its first party; None for a case of nobody."""
    found: int | None = await uow.session.scalar(
        select(Party.person_id).where(Party.case_id == case_id).order_by(Party.role != "borrower", Party.id).limit(1)
    )
    return found


async def person_of(uow: UnitOfWork, data: dict[str, Any]) -> int | None:
    """Whom a task is about, from the ids that it carries."""
    if "instalment" in data:
        return await uow.session.scalar(
            select(Plan.person_id).join(Instalment, Instalment.plan_id == Plan.id)
            .where(Instalment.id == data["instalment"])
        )
    if "plan" in data:
        return await uow.session.scalar(select(Plan.person_id).where(Plan.id == data["plan"]))
    if "promise" in data:
        promise = await uow.session.get(Promise, data["promise"])
        return (promise.person_id or await borrower_of(uow, promise.case_id)) if promise else None
    if "pause" in data:
        return await uow.session.scalar(select(Pause.person_id).where(Pause.id == data["pause"]))
    if "hold" in data:
        hold = await uow.session.get(Hold, data["hold"])
        return (hold.person_id or await borrower_of(uow, hold.case_id)) if hold else None
    if "callback" in data:
        return await uow.session.scalar(select(Callback.person_id).where(Callback.id == data["callback"]))
    if "person" in data:
        return int(data["person"])
    return await borrower_of(uow, data.get("case"))


async def call_somebody(uow: UnitOfWork, task: Task, *, reason: str) -> None:
    """Queue a person to look at a task, with ids only; on a thread of the desk's own if the debtor never wrote."""
    if "alert" in task.data:
        alert = await uow.session.get(Alert, task.data["alert"])
        thread = await lock(uow, alert.conversation_id) if alert else None
    elif "conversation" in task.data:
        thread = await lock(uow, int(task.data["conversation"]))
    else:
        person_id = await person_of(uow, task.data)
        thread = await thread_of(uow, person_id)
        if thread is None and person_id is not None:
            thread = await desk_thread(uow, person_id)
    if thread is not None:
        await open_handover(
            uow, thread, queue="general", reason=reason, actor="system", task=task.id, kind=task.kind
        )
