"""The day of a promise is over, and the days that a bank may take: kept or missed, told kindly either way."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.debt import promise as rules
from bot.debt.money import Money
from bot.service.care.oncall import OnCall
from bot.service.case.cases import CaseView, view_of
from bot.service.pay.demands import lock_case
from bot.service.plan.instalments import at
from bot.service.plan.promises import LOOKED_AT, bank_holidays, end, paid_since
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import put_in_thread, quiet_contact, send_own
from bot.service.tasks.handlers.plans import held_back
from bot.service.tasks.handlers.threads import borrower_of, thread_of
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Conversation, Demand, Promise, Task

KEPT_TEXT, MISSED_TEXT = "notice_promise_kept", "notice_promise_missed"


async def promise_due(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `promise_due` {promise}: see what became of it. Without reproach; nobody is bound by what they hoped."""
    seen = await uow.session.get_one(Promise, task.data["promise"])
    person_id = seen.person_id or await borrower_of(uow, seen.case_id)
    thread = await thread_of(uow, person_id)
    await lock_case(uow, seen.case_id)
    row = await uow.session.get_one(Promise, seen.id, populate_existing=True)
    view = await view_of(uow, row.case_id)
    if row.state != "open":
        return Done(f"skipped:{row.state}")
    today = uow.today(view.creditor.time_zone)
    promised = Money(row.minor, view.case.currency)
    paid = promised if view.overdue.minor <= 0 else await paid_since(uow, row, view.case.currency)
    found = rules.state(
        promised, paid, due_on=row.due_on, today=today, bank_holidays=bank_holidays(row.due_on, view.case.jurisdiction)
    )
    tomorrow = at(today + timedelta(days=1), view.creditor.time_zone, LOOKED_AT)
    if found == "open":
        return Again(tomorrow, "open")
    if found == "missed" and not (view.may.debtor_may_pay and view.payable):
        await end(uow, view, row, "ended", actor="system")  # it may not be paid any more: nothing was missed
        return Done("ended")
    if found == "missed" and await _pending(uow, row.case_id):
        return Again(tomorrow, "payment_pending")
    await end(uow, view, row, found, actor="system")
    if person_id is not None and not held_back(view):
        await _told(uow, view, row, thread, person_id)
    return Done(found)


async def _told(
    uow: UnitOfWork, view: CaseView, row: Promise, thread: Conversation | None, person_id: int
) -> None:
    """Kept: a word in the thread, as the payment itself was confirmed before. Missed: a neutral message as well."""
    await put_in_thread(uow, thread, KEPT_TEXT if row.state == "kept" else MISSED_TEXT)
    if row.state == "missed":
        contact = await quiet_contact(uow, person_id)
        await send_own(uow, contact, view.case, key=f"promise_word:{row.id}", text_id=MISSED_TEXT)


async def _pending(uow: UnitOfWork, case_id: int) -> bool:
    """Whether money for the case is on its way (a direct debit takes days)."""
    found = await uow.session.scalar(
        select(Attempt.id)
        .join(Demand, Demand.id == Attempt.demand_id)
        .where(Demand.case_id == case_id, Attempt.state == "pending")
        .limit(1)
    )
    return found is not None
