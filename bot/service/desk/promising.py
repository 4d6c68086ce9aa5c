"""A promise at the desk: recorded as the debtor said it, withdrawn at their word."""

from __future__ import annotations

from datetime import date

from bot.debt.money import Money
from bot.debt.promise import WAYS, may_be_due
from bot.service.case.cases import CaseView, view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import case_of, must_confirm, read_amount
from bot.service.desk.danger import is_distress
from bot.service.desk.send import may_send
from bot.service.desk.work import DeskRefusal
from bot.service.handover.handover import open_handover_of
from bot.service.pay.demands import lock_case
from bot.service.plan import promises
from bot.service.thread import spoken
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Promise


async def record_promise(
    uow: UnitOfWork,
    agent: AgentAt,
    conversation_id: int,
    *,
    case_id: int,
    amount: str,
    day: str,
    way: str,
    confirm: str,
) -> Promise:
    """A sum that the debtor says they will pay on a day, in two steps; the same again is the same promise.

    Never more than may be paid, one a case at a time. Raises LookupError for a case that is not this person's;
    DeskRefusal: what may_send raises, distress_no_money, way, amount, promise_day, not_payable_now,
    more_than_payable, promise_open, confirm_promise.
    """
    conversation = await may_send(uow, agent, conversation_id)
    if is_distress(conversation, await open_handover_of(uow, conversation)):
        raise DeskRefusal("distress_no_money")
    case = await case_of(uow, conversation, case_id)
    await lock_case(uow, case.id)
    view = await view_of(uow, case.id)
    if way not in WAYS:
        raise DeskRefusal("way")
    sum_, due_on = Money(read_amount(amount), case.currency), _day(uow, view, day)
    if not view.may.debtor_may_pay or not view.payable:
        raise DeskRefusal("not_payable_now")
    if sum_ > view.payable:
        raise DeskRefusal("more_than_payable", most=view.payable)
    known = await promises.open_promise(uow, case.id)
    if known is not None and (known.minor, known.due_on, known.way) == (sum_.minor, due_on, way):
        return known
    if known is not None:
        raise DeskRefusal("promise_open", amount=Money(known.minor, case.currency), day=known.due_on)
    must_confirm(
        confirm, "confirm_promise", case.id, sum_.minor, due_on, way, amount=sum_, day=due_on,
        reference=case.reference,
    )
    row = await promises.make(
        uow, view, person_id=conversation.person_id or 0, amount=sum_, due_on=due_on, way=way, actor=agent.actor
    )
    lang = conversation.language
    said = say("notice_promise_made", amount=spoken.money(sum_, lang), day=spoken.day(due_on, lang))
    await write(uow, conversation, said, author="system")
    return row


async def withdraw_promise(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, promise_id: int) -> None:
    """The debtor takes it back, for whatever reason. A second time changes nothing. Raises LookupError for a promise
    that is not on a case of this person's; DeskRefusal: what may_send raises.
    """
    conversation = await may_send(uow, agent, conversation_id)
    seen = await uow.session.get(Promise, promise_id)
    if seen is None or seen.creditor_id != conversation.creditor_id:
        raise LookupError("no such promise")
    case = await case_of(uow, conversation, seen.case_id)
    if seen.person_id not in (None, conversation.person_id):
        raise LookupError("another one's promise")
    await lock_case(uow, case.id)
    row = await uow.session.get_one(Promise, seen.id, populate_existing=True)
    if row.state != "open":
        return
    await promises.end(uow, await view_of(uow, case.id), row, "withdrawn", actor=agent.actor)
    await uow.cancel(promises.task_key(row))
    await write(uow, conversation, say("notice_promise_withdrawn"), author="system")


def _day(uow: UnitOfWork, view: CaseView, text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise DeskRefusal("promise_day") from None
    if not may_be_due(day, uow.today(view.creditor.time_zone)):
        raise DeskRefusal("promise_day")
    return day
