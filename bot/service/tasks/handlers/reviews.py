"""What is looked at again: a plan after five months, a pause at its end, a hold on its day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.debt.hold import rule_of
from bot.debt.plan import add_months
from bot.service.care.oncall import OnCall
from bot.service.case.cases import REVIEWED_AT, lift_hold, view_of
from bot.service.handover.handover import open_handover
from bot.service.pay.demands import lock_case
from bot.service.plan.instalments import at
from bot.service.plan.plan import REVIEW_MONTHS
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import chosen_contact, put_in_thread, quiet_contact, send_own
from bot.service.tasks.handlers.plans import held_back, plan_now
from bot.service.tasks.handlers.resume import resume
from bot.service.tasks.handlers.threads import borrower_of, thread_of
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, Creditor, Hold, Message, Outcome, Party, Pause, Task

LATER = timedelta(days=1)
QUEUES = {
    "distress": "distress", "legal_document": "legal", "limitation_barred": "legal", "limitation_doubtful": "legal",
    "limitation_unknown": "legal", "coerced_debt": "legal", "guardianship": "legal", "deceased": "legal",
    "mandate_ended": "legal", "dispute": "dispute", "wrong_person": "dispute", "identity_theft": "dispute",
    "pause": "hardship", "vulnerability": "hardship", "plan_agreed": "hardship", "referral": "hardship",
}
TOLD_AS = {"distress": "care", "vulnerability": "care", "referral": "care"}
"""The creditor learns that nobody may chase, never that somebody was in despair."""


async def plan_review(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `plan_review` {plan}: ask whether the plan still suits, and ask again five months later (S1)."""
    now = await plan_now(uow, task.data["plan"])
    plan = now.plan
    if not now.alive:
        return Done(f"skipped:plan_{plan.state}")
    zone = now.view.creditor.time_zone
    held = held_back(now.view)
    if held:
        return Again(at(now.today + LATER, zone), f"held:{held}")
    await put_in_thread(uow, now.thread, "notice_plan_review")
    await send_own(
        uow, await chosen_contact(uow, plan), now.view.case, key=f"plan_review_word:{plan.id}:{now.today}",
        text_id="notice_plan_review",
    )
    plan.review_on = add_months(now.today, REVIEW_MONTHS)
    _outcome(uow, now.thread, plan.creditor_id, "plan_review", "opened")
    uow.audit(
        "plan.review_opened", "plan", plan.id, actor="system", creditor_id=plan.creditor_id,
        next=plan.review_on.isoformat(),
    )
    return Again(at(plan.review_on, zone), "opened")


def _outcome(uow: UnitOfWork, thread: Conversation | None, creditor_id: str, errand: str, result: str) -> None:
    uow.session.add(
        Outcome(
            creditor_id=creditor_id, errand=errand, result=result, exchanges=0, at=uow.now,
            language=thread.language if thread else "fr", channel=thread.channel if thread else "none",
        )
    )


async def pause_end(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `pause_end` {pause}: ask how things are, once; never a demand. The hold is lifted, and not silently."""
    pause = await uow.session.get_one(Pause, task.data["pause"])
    thread = await thread_of(uow, pause.person_id)
    await lock_case(uow, pause.case_id)
    await uow.session.refresh(pause)
    if pause.state != "running":
        return Done(f"skipped:{pause.state}")
    view = await view_of(uow, pause.case_id)
    hold = await uow.session.get_one(Hold, pause.hold_id, with_for_update=True, populate_existing=True)
    others = [h for h in view.holds if h.id != hold.id]
    zone, today = view.creditor.time_zone, uow.today(view.creditor.time_zone)
    if pause.until > today:
        return Again(at(pause.until, zone), "longer")
    if any(h.reason == "distress" for h in others):
        return Again(at(today + LATER, zone), "held:distress")
    if hold.lifted_at is None:
        await lift_hold(uow, view.case, hold, by="time", why="pause_ended")
    pause.state = "asked"
    uow.audit("pause.ended", "pause", pause.id, actor="system", creditor_id=pause.creditor_id)
    await uow.flush()
    view = await view_of(uow, pause.case_id)
    resumed = await resume(uow, await plan_now(uow, view.plan.id)) if view.plan else None
    held = held_back(view)
    if held:
        return Done(f"not_asked:{held}")
    if await _asked_today(uow, thread, at(today, zone, time.min)):
        await _tell_resumed(uow, thread, resumed)
        return Done("asked:with_another_case")
    await _tell_resumed(uow, thread, resumed)
    await put_in_thread(uow, thread, "notice_pause_ends")
    contact = await chosen_contact(uow, view.plan) if view.plan else None
    contact = contact or await quiet_contact(uow, pause.person_id)
    key = f"pause_word:{pause.person_id}:{today}"
    await send_own(uow, contact, view.case, key=key, text_id="notice_pause_ends")
    _outcome(uow, thread, pause.creditor_id, "pause_end", "asked")
    return Done("asked")


async def _tell_resumed(uow: UnitOfWork, thread: Conversation | None, resumed: Answer | None) -> None:
    if resumed is not None:
        await put_in_thread(uow, thread, resumed)


async def _asked_today(uow: UnitOfWork, thread: Conversation | None, since: datetime) -> bool:
    """Whether the question stands in the (locked) thread already: several cases that rest together ask it once."""
    if thread is None:
        return False
    asked = select(Message.id).where(
        Message.conversation_id == thread.id, Message.text_id == "notice_pause_ends", Message.created_at >= since
    )
    return await uow.session.scalar(asked.limit(1)) is not None


async def hold_review(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `hold_review` {hold}: a person looks, and the hold stands until somebody lifts it. Looked at again after
    the table's days.
    """
    seen = await uow.session.get_one(Hold, task.data["hold"])
    person_id = seen.person_id or await borrower_of(uow, seen.case_id)
    thread = await thread_of(uow, person_id)
    hold = await uow.session.get_one(Hold, seen.id, with_for_update=True, populate_existing=True)
    if hold.lifted_at is not None:
        return Done("skipped:lifted")
    creditor = await uow.session.get_one(Creditor, hold.creditor_id)
    today = uow.today(creditor.time_zone)
    if hold.review_on > today:
        return Again(review_at(hold.review_on, creditor.time_zone), "moved")
    hold.review_on = today + timedelta(days=rule_of(hold.reason).review_days)
    if thread is not None:
        await open_handover(
            uow, thread, queue=_queue(hold.reason), reason="hold_review", actor="system", hold=hold.id,
            hold_reason=hold.reason,
        )
    else:
        await _tell(uow, hold, person_id)
    uow.audit(
        "hold.review_due", "hold", hold.id, actor="system", creditor_id=hold.creditor_id, reason=hold.reason,
        next=hold.review_on.isoformat(),
    )
    return Again(review_at(hold.review_on, creditor.time_zone), "reviewed")


def review_at(day: date, time_zone: str) -> datetime:
    """When on its day a hold is looked at."""
    return at(day, time_zone, REVIEWED_AT)


def _queue(reason: str) -> str:
    if reason.startswith(("over_indebtedness", "debt_", "individual_voluntary", "breathing_space", "insolvency")):
        return "over_indebtedness"
    return QUEUES.get(reason, "general")


async def _tell(uow: UnitOfWork, hold: Hold, person_id: int | None) -> None:
    """Nobody to ask here, as the debtor has never written: the creditor is told that the hold still stands."""
    query = select(Case).order_by(Case.id)
    if hold.case_id is not None:
        query = query.where(Case.id == hold.case_id)
    else:
        query = query.where(Case.id.in_(select(Party.case_id).where(Party.person_id == person_id)))
    for case in (await uow.session.scalars(query)).all():
        await uow.tell_creditor(
            case, "hold_review", reason=TOLD_AS.get(hold.reason, hold.reason), review_on=hold.review_on.isoformat()
        )
