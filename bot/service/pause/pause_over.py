"""A pause that its debtor ends early: asked once, ended and the creditor told at a yes. Or one in which they wish for a
plan: it stays, and keeps everybody away, until a plan is agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import hold as rules
from bot.service.case.cases import CaseView, as_rule, cases_of, view_of
from bot.service.pause.pause import end, resting, running_pause
from bot.service.pay.demands import lock_case
from bot.service.plan import coming
from bot.service.plan.instalments import instalments
from bot.service.tasks.handlers.plans import PlanNow
from bot.service.tasks.handlers.resume import resume
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Hold, Pause

_KEEP = Choice(title_id="choice_keep_pause", payload="/choose_option", data={"do": "keep_pause"}, kind="no")


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The pause is to end: asked once, with its day."""
    rest = await resting(uow, views)
    remember(conversation, errand=None, errand_data=None)
    if not rest:
        return say("utter_pause_none").asking(None)
    yes = Choice(title_id="choice_end_pause", payload="/choose_option", kind="yes", data={
        "do": "end_pause", "cases": [view.case.id for view, _ in rest],
    })
    return _told(conversation, rest).then(say("utter_ask_end_pause", yes, _KEEP, HUMAN)).asking("end_pause")


async def first(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """A plan or an amount is wished, and nothing but their own pause stands in the way: shall we look at it? The pause
    stays meanwhile. None: something else does, or nothing.
    """
    late = [view for view in views if view.is_late and view.plan is None]
    if not late or any(view.offerable for view in late):
        return None
    rest = [(view, pause) for view, pause in await resting(uow, late) if _alone(view)]
    if not rest:
        return None
    begun = {key: conversation.memory.get(key) for key in ("errand", "errand_data")}
    told = _told(conversation, rest)
    yes = Choice(title_id="choice_plan_in_pause", payload="/choose_option", kind="yes", data={
        "do": "plan_in_pause", "cases": [view.case.id for view, _ in rest], "begun": begun,
    })
    return told.then(say("utter_ask_plan_in_pause", yes, _KEEP, HUMAN)).asking("end_pause")


def _alone(view: CaseView) -> bool:
    """Whether a plan might be offered if the pause were over."""
    others = [as_rule(hold, view.case.currency) for hold in view.holds if hold.reason != "pause"]
    may = rules.permissions(others, view.overdue)
    return view.limitation == "running" and may.offers and may.debtor_may_plan


def _told(conversation: Conversation, rest: Sequence[tuple[CaseView, Pause]]) -> Answer:
    lang, told = conversation.language, Answer()
    for view, pause in rest:
        told = told.then(say("utter_pause_runs", brand=view.brand.name, day=spoken.day(pause.until, lang)))
    return told


async def _picked(uow: UnitOfWork, conversation: Conversation) -> tuple[dict[str, Any], list[int]]:
    """What the yes was said to, and which of its cases are still theirs, in one order of locks for everybody."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    mine = {view.case.id for view in await cases_of(uow, conversation.person_id or 0)}
    return picked, sorted(mine & set(picked.get("cases", ())))


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to its end: what has ended is told."""
    _, cases = await _picked(uow, conversation)
    answer = Answer()
    for case_id in cases:
        answer = answer.then(await _end(uow, conversation, case_id))
    remember(conversation, errand=None, errand_data=None)
    return (answer if answer.says else say("utter_choice_gone")).asking(None)


async def plan_wished(uow: UnitOfWork, conversation: Conversation) -> None:
    """The yes to looking at a plan: offers are let in, nothing else changes; their errand is what it was."""
    picked, cases = await _picked(uow, conversation)
    for case_id in cases:
        view, pause = await _mine(uow, conversation, case_id)
        if pause is None:
            continue
        hold = await uow.session.get_one(Hold, pause.hold_id, with_for_update=True, populate_existing=True)
        hold.detail = {**hold.detail, "opened": True}
        uow.audit("pause.opened", "pause", pause.id, actor="debtor", creditor_id=view.case.creditor_id)
    begun = picked.get("begun") or {}
    remember(conversation, errand=begun.get("errand") or "plan", errand_data=begun.get("errand_data"))


async def _mine(uow: UnitOfWork, conversation: Conversation, case_id: int) -> tuple[CaseView, Pause | None]:
    """The case, locked, and the pause on it that they have set themselves."""
    await lock_case(uow, case_id)
    view = await view_of(uow, case_id)
    pause = await running_pause(uow, view)
    return view, pause if pause is not None and pause.person_id == conversation.person_id else None


async def _end(uow: UnitOfWork, conversation: Conversation, case_id: int) -> Answer:
    """Its hold is lifted, and not silently. What fell due meanwhile of a plan goes to its end: nobody is late."""
    view, pause = await _mine(uow, conversation, case_id)
    if pause is None:
        return Answer()
    await end(uow, view, pause)
    told = say("utter_pause_over", brand=view.brand.name)
    view = await view_of(uow, case_id)
    if view.plan is None:
        return told.then(coming.told(uow, [view], conversation.language))
    rows, today = await instalments(uow, view.plan.id), uow.today(view.creditor.time_zone)
    now = PlanNow(plan=view.plan, rows=rows, view=view, thread=conversation, today=today)
    return told.then(await resume(uow, now) or Answer())


async def keep(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No: it stays."""
    del uow
    remember(conversation, choice=None, errand=None, errand_data=None)
    return say("utter_pause_kept").asking(None)
