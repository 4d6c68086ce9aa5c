"""A payment that can't be made on its day: of a plan, skipped, on another day or at the end; of a contract, later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.debt import reading
from bot.debt.reading.days.week_day import either_day, read_weekday
from bot.debt.reading.plans.resting import only_benefits
from bot.service.budget import sums_known
from bot.service.case import balance
from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.pause.pause_wish import keep, read_wish
from bot.service.plan import coming, fewer_payments, lower_plan, other_day, part_now, rearrange, skips
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_TIMES = (
    "days", "day", "until", "earliest", "later", "months", "skip", "said", "lower", "fewer", "weekday", "either",
)


def read(conversation: Conversation, text: str, today: date) -> dict[str, Any]:
    """Which payment is spoken of, and when it would rather be paid, in the debtor's words; for the errand's data."""
    told = read_wish(conversation, text, today)
    by_day = {date.fromisoformat(day).month for day in told.get("days") or ()}
    months = [month for month in reading.read_months(text) if month not in by_day]
    told |= {"months": months, "skip": reading.skips_one(text), "said": text[:500]}
    told |= {"lower": reading.wants_lower(text) or only_benefits(text), "weekday": _iso(read_weekday(text))}
    told |= {"either": len(told.get("days") or ()) > 1 and either_day(text)}
    told |= {"fewer": fewer_payments.read(conversation, text)}
    return {key: told[key] for key in _TIMES if told.get(key)}


def _iso(weekday: int | None) -> int | None:
    """1 for Monday: none of them is nothing."""
    return None if weekday is None else weekday + 1


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """A payment can't be made: what can be done about that very one, at a yes."""
    data = dict(conversation.memory.get("errand_data") or {})
    wish, said = data.get("fewer"), str(data.get("said") or "")
    one = wish is None or not fewer_payments.of_several(wish)
    if one and (told := await part_now.asked(uow, conversation, said)) is not None:
        return told
    if wish and (fewer := await fewer_payments.go_on(uow, conversation, views, wish)) is not None:
        return fewer.asking(None)
    if data.get("lower") and any(view.plan for view in views):
        return await lower_plan.go_on(uow, conversation, views, data)
    if (told := await of_contract_beside(uow, conversation, views, data)) is not None:
        return told
    if not any(view.plan for view in views):
        return await _of_a_contract(uow, conversation, views, data)
    if (told := await asked(uow, conversation, views, data)) is not None:
        return told
    return await rearrange.go_on(uow, conversation, views)


async def of_contract_beside(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], data: Mapping[str, Any]
) -> Answer | None:
    """The contract's own payment can't be made while something is late or in a plan; None: it is about something else.
    """
    said = str(data.get("said") or "")
    view = sums_known.contract_meant(uow, [v for v in views if v.is_late or v.plan], said, conversation.language)
    if view is None:
        return None
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return await sums_known.contract_trouble(uow, conversation, view, said)


async def asked(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], data: Mapping[str, Any]
) -> Answer | None:
    """The question about the payment that was named, or the day: skipped, or moved there; None: neither was."""
    one = await other_day.one_meant(uow, views, data)
    if one is None:
        return None
    if data.get("skip"):
        return await skips.ask(uow, conversation, one)
    return await other_day.ask(uow, conversation, one, data)


async def _of_a_contract(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], data: dict[str, Any]
) -> Answer:
    """No plan is there: what a contract that is not late asks next may wait; else a person looks."""
    nearest = None if any(view.is_late for view in views) else coming.next_of(uow, views)
    if nearest is None:
        return await handover.pass_on(uow, conversation, meaning="plan_trouble")
    if not data.keys() - {"said", "target", "fewer"}:
        remember(conversation, errand="balance", errand_data=None)
        return say("utter_plan_trouble_heard").then(balance.before_arrears(views))
    keep(conversation, data)
    return await coming.wait(uow, conversation, nearest, data)
