"""A partner from whom nothing more is heard: a person asks, and asks again. A referral never falls silently."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.debt import referral as rules
from bot.service.care.oncall import OnCall
from bot.service.handover.handover import open_handover
from bot.service.referral import course
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.thread.conversation import lock
from bot.store.database import UnitOfWork
from bot.store.tables import Referral, ReferralEvent, Task

_QUIET = ("opened", "unanswered")
AGAIN_AFTER = timedelta(days=4)


async def referral_silent(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `referral_silent` {referral, after}: nothing newer than the event `after` was heard of it in time.

    A person is queued; the debtor is told, once. Comes again until something is heard, or it is over.
    """
    key = await course.thread_of(uow, int(task.data["referral"]))
    thread = await lock(uow, key) if key is not None else None
    referral = await course.locked(uow, int(task.data["referral"]))
    if thread is None or referral is None or referral.state not in rules.LIVING:
        return Done("skipped:over")
    if await _last(uow, referral) != task.data["after"]:
        return Done("skipped:heard")
    await open_handover(
        uow, thread, queue="hardship", reason="referral_silent", actor="system", referral=referral.id,
        hold=referral.hold_id,
    )
    await course.note(uow, referral, "unanswered", actor="system")
    if not task.data.get("told"):
        await put_in_thread(uow, thread, "notice_referral_silent", partner=referral.partner)
    return Again(uow.now + AGAIN_AFTER, "person_called", {"told": True})


async def _last(uow: UnitOfWork, referral: Referral) -> int | None:
    found: int | None = await uow.session.scalar(
        select(ReferralEvent.id)
        .where(ReferralEvent.referral_id == referral.id, ReferralEvent.what.not_in(_QUIET))
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    return found
