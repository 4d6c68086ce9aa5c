"""Timed tasks: each is done exactly once, in the transaction of its effect; what fails is tried again, then shown.

Locks are taken in the order of the house (conversation, case, demand, attempt, creditor) and the task's own row
last, and never waited for: a debtor who cancels a task at this moment has the way.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Select, func, select, text

from bot.service.care.oncall import FileOnCall, OnCall
from bot.service.tasks.handlers.alerts import on_call_alert
from bot.service.tasks.handlers.callbacks import callback
from bot.service.tasks.handlers.erasure import erasure
from bot.service.tasks.handlers.figures import plan_figures
from bot.service.tasks.handlers.instalments import instalment_due
from bot.service.tasks.handlers.links import contact_code_end, personal_link
from bot.service.tasks.handlers.mandates import mandate_end
from bot.service.tasks.handlers.outcome import Again, Done, Handler
from bot.service.tasks.handlers.own import own_message
from bot.service.tasks.handlers.promises import promise_due
from bot.service.tasks.handlers.referrals import referral_silent
from bot.service.tasks.handlers.reminders import reminder, reminders_lost
from bot.service.tasks.handlers.retention import retention
from bot.service.tasks.handlers.reviews import hold_review, pause_end, plan_review
from bot.service.tasks.handlers.samples import weekly_sample
from bot.service.tasks.handlers.threads import call_somebody
from bot.service.tasks.handlers.vulnerability import vulnerability_forget, vulnerability_review
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Task

log = structlog.get_logger()

HANDLERS: Mapping[str, Handler] = {
    "reminder": reminder,
    "reminders_lost": reminders_lost,
    "instalment_due": instalment_due,
    "plan_figures": plan_figures,
    "promise_due": promise_due,
    "callback": callback,
    "plan_review": plan_review,
    "pause_end": pause_end,
    "hold_review": hold_review,
    "on_call_alert": on_call_alert,
    "own_message": own_message,
    "personal_link": personal_link,
    "contact_code_end": contact_code_end,
    "referral_silent": referral_silent,
    "weekly_sample": weekly_sample,
    "vulnerability_review": vulnerability_review,
    "vulnerability_forget": vulnerability_forget,
    "retention": retention,
    "erasure": erasure,
    "mandate_end": mandate_end,
}

TRIES = 5
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
HEAR_AGAIN = "hear_again"
"""An effect outside: words that Rasa could not listen to."""
NEVER_GIVEN_UP = frozenset({"on_call_alert"})
"""An alert goes on until somebody hears it, whatever fails."""
PATIENCE = 30.0
"""Seconds for an effect outside the database: nothing else of this worker waits longer for it."""
LOCKS_WITHIN = "5s"
"""A task that waits longer for somebody's lock gives up and comes again: others (an alert) must not wait with it."""
LEASE = timedelta(minutes=2)
"""How long an effect outside the database may take before another process tries it."""

Effect = Callable[[Mapping[str, Any]], Awaitable[None]]
"""What a task does outside the database (a provider is called): may be repeated, so it must be harmless twice."""


async def run_due(
    database: Database,
    *,
    limit: int = 50,
    oncall: OnCall | None = None,
    effects: Mapping[str, Effect] | None = None,
) -> int:
    """Do what is due, the oldest first; several processes may do so at once. Returns how many tasks were tried.

    `effects` are kinds whose work lies outside the database; without one for it, such a task is left to others.
    """
    outside = dict(effects or {})
    bell = oncall or FileOnCall()
    tried = 0
    for task in await _due(database, limit, [*HANDLERS, *outside]):
        if task.kind in outside:
            tried += await _outside(database, task, outside[task.kind])
        else:
            tried += await _inside(database, task, bell)
    return tried


async def retry(uow: UnitOfWork, key: str) -> bool:
    """Have a task that was given up tried again from the beginning. False: no such failed task."""
    task = await uow.session.scalar(
        select(Task).where(Task.key == key, Task.result == "failed").with_for_update()
    )
    if task is None:
        return False
    task.done_at, task.result, task.attempts, task.due_at = None, None, 0, uow.now
    uow.audit("task.retried", "task", task.id, actor="system", creditor_id=task.creditor_id, kind=task.kind)
    return True


async def _due(database: Database, limit: int, kinds: list[str]) -> list[Task]:
    async with database.look() as uow:
        rows = await uow.session.scalars(
            select(Task)
            .where(Task.done_at.is_(None), Task.due_at <= uow.now, Task.kind.in_(kinds))
            .order_by(Task.due_at, Task.id)
            .limit(limit)
        )
        return list(rows.all())


async def _mine(uow: UnitOfWork, task: Task) -> bool:
    """Whether this transaction alone works on the task, and it is still to be done."""
    free = await uow.session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext("task"), _small(task.id))))
    if not free:
        return False
    return await uow.session.scalar(_as_seen(task).with_only_columns(Task.id)) is not None


def _small(key: int) -> int:
    """A key as PostgreSQL's pair of advisory numbers takes it; a clash would only put a task off by a moment."""
    return key % 2**31


def _as_seen(task: Task) -> Select[Task]:
    """The row, if nobody has done, cancelled, tried or put it off since."""
    return (
        select(Task)
        .where(Task.id == task.id, Task.done_at.is_(None), Task.attempts == task.attempts, Task.due_at == task.due_at)
        .execution_options(populate_existing=True)
    )


async def _lock_row(uow: UnitOfWork, task: Task) -> Task | None:
    return (await uow.session.scalars(_as_seen(task).with_for_update(skip_locked=True))).one_or_none()


async def _inside(database: Database, task: Task, bell: OnCall) -> bool:
    """One task whose effect is in the database: both are kept together or not at all."""
    try:
        async with database.begin() as uow:
            if not await _mine(uow, task):
                return False
            await uow.session.execute(text(f"set local lock_timeout = '{LOCKS_WITHIN}'"))
            outcome = await HANDLERS[task.kind](uow, task, bell)
            await uow.flush()
            row = await _lock_row(uow, task)
            if row is None:
                return False  # cancelled while we were at it: nothing of ours is kept
            _close(uow, row, outcome)
            await uow.commit()
    except Exception as error:  # one task never stops the others
        await _failed(database, task, error)
    return True


def _close(uow: UnitOfWork, row: Task, outcome: Done | Again) -> None:
    row.result = outcome.result
    if isinstance(outcome, Again):
        if outcome.at <= uow.now:
            raise ValueError(f"task {row.kind} put off to the past")
        row.due_at, row.attempts = outcome.at, 0
        row.data = {**row.data, **outcome.data}
    else:
        row.done_at = uow.now


async def _outside(database: Database, task: Task, effect: Effect) -> bool:
    """One task whose effect is outside: leased, done, then marked; a crash between has it done once more."""
    async with database.begin() as uow:
        row = await _lock_row(uow, task)
        if row is None:
            return False
        row.due_at = uow.now + LEASE
        await uow.commit()
    try:
        async with asyncio.timeout(PATIENCE):
            await effect(row.data)
    except Exception as error:
        await _failed(database, row, error)
        return True
    async with database.begin() as uow:
        done = await _lock_row(uow, row)
        if done is not None:
            done.done_at, done.result = uow.now, "done"
            await uow.commit()
    return True


async def _failed(database: Database, task: Task, error: Exception) -> None:
    """Nothing of it was kept: write what went wrong, try later, and after the last try call a person."""
    log.error("task.failed", task=task.id, kind=task.kind, error=describe(error))
    try:
        given_up = await _note_failure(database, task, error)
        if given_up:
            await _show(database, task)
    except Exception:
        log.exception("task.failure_not_written", task=task.id, kind=task.kind)


async def _note_failure(database: Database, task: Task, error: Exception) -> bool:
    async with database.begin() as uow:
        row = await _lock_row(uow, task)
        if row is None:
            return False
        row.attempts += 1
        row.last_error = describe(error)
        given_up = row.attempts >= TRIES and row.kind not in NEVER_GIVEN_UP
        if given_up:
            row.done_at, row.result = uow.now, "failed"
            uow.audit(
                "task.failed", "task", row.id, actor="system", creditor_id=row.creditor_id, kind=row.kind,
                key=row.key, attempts=row.attempts,
            )
        else:
            step = 0 if row.kind in NEVER_GIVEN_UP else min(row.attempts, len(BACK_OFF)) - 1
            row.due_at = uow.now + BACK_OFF[step]
        await uow.commit()
    return given_up


async def _show(database: Database, task: Task) -> None:
    """A person at the desk looks at what the machine could not do."""
    async with database.begin() as uow:
        await call_somebody(uow, task, reason="words_unheard" if task.kind == HEAR_AGAIN else "task_failed")
        await uow.commit()


def describe(error: Exception) -> str:
    """Kind of error and place in our code; never its message, which may hold somebody's words or number."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/bot/" in f.filename] or list(frames)
    place = f" at {ours[-1].filename.rsplit('/bot/', 1)[-1]}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"
