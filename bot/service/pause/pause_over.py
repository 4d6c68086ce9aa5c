"""A pause that its debtor ends early: asked once, ended and the creditor told at a yes; then on with their errand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import hold as rules
from bot.service.case.cases import CaseView, as_rule, cases_of, lift_hold, view_of
from bot.service.pause.pause import resting, running_pause
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
    return _ask(conversation, rest, "utter_ask_end_pause")


async def first(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """A plan or an amount is wished, and nothing but their own pause stands in the way: shall it end for that?

    None: something else does, or nothing.
    """
    late = [view for view in views if view.is_late and view.plan is None]
    if not late or any(view.offerable for view in late):
        return None
    rest = [(view, pause) for view, pause in await resting(uow, late) if _alone(view)]
    if not rest:
        return None
    begun = {key: conversation.memory.get(key) for key in ("errand", "errand_data")}
    return _ask(conversation, rest, "utter_ask_end_pause_to_go_on", begun)


def _alone(view: CaseView) -> bool:
    """Whether a plan might be offered if the pause were over."""
    others = [as_rule(hold, view.case.currency) for hold in view.holds if hold.reason != "pause"]
    may = rules.permissions(others, view.overdue)
    return view.limitation == "running" and may.offers and may.debtor_may_plan


def _ask(
    conversation: Conversation, rest: Sequence[tuple[CaseView, Pause]], question: str,
    begun: dict[str, Any] | None = None,
) -> Answer:
    lang, told = conversation.language, Answer()
    for view, pause in rest:
        told = told.then(say("utter_pause_runs", brand=view.brand.name, day=spoken.day(pause.until, lang)))
    data = {"do": "end_pause", "cases": [view.case.id for view, _ in rest], "begun": begun}
    yes = Choice(title_id="choice_end_pause", payload="/choose_option", data=data, kind="yes")
    return told.then(say(question, yes, _KEEP, HUMAN)).asking("end_pause")


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> tuple[Answer, bool]:
    """The yes: what has ended is told; and whether something goes on for which it was ended."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    mine = [view.case.id for view in await cases_of(uow, conversation.person_id or 0)]
    answer = Answer()
    for case_id in sorted(set(picked.get("cases", ())) & set(mine)):  # one order of locks for everybody
        answer = answer.then(await _end(uow, conversation, case_id))
    if not answer.says:
        return say("utter_choice_gone").asking(None), False
    begun = picked.get("begun") or {}
    remember(conversation, errand=begun.get("errand"), errand_data=begun.get("errand_data"))
    return answer.asking(None), bool(begun.get("errand"))


async def _end(uow: UnitOfWork, conversation: Conversation, case_id: int) -> Answer:
    """Its hold is lifted, and not silently. What fell due meanwhile of a plan goes to its end: nobody is late."""
    await lock_case(uow, case_id)
    view = await view_of(uow, case_id)
    pause = await running_pause(uow, view)
    if pause is None or pause.person_id != conversation.person_id:
        return Answer()
    hold = await uow.session.get_one(Hold, pause.hold_id, with_for_update=True, populate_existing=True)
    if hold.lifted_at is None:
        await lift_hold(uow, view.case, hold, by="debtor", why="pause_ended")
    pause.state = "ended"
    await uow.cancel(f"pause_end:{pause.id}")
    uow.audit("pause.ended", "pause", pause.id, actor="debtor", creditor_id=pause.creditor_id)
    await uow.flush()
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
