"""What stands already of somebody's cases, told before any figure: a pause and its end, a plan and its course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.debt.money import Money
from bot.service.case.balance import is_contested, under_procedure
from bot.service.case.cases import CaseView
from bot.service.pause.pause import resting
from bot.service.plan import plan_status, skips
from bot.service.plan.instalments import OTHER_DAY, instalments
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

LONGER = Choice(title_id="choice_pause_longer", payload="/request_pause", data={"pause": "longer"})
PLAN = Choice(title_id="choice_plan", payload="/request_plan")


async def of(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Mapping[int, Answer]:
    """By case: the pause that runs, or the plan that lives; cases with neither are left out."""
    lang = conversation.language
    told = {view.case.id: plan_status.pause_told(uow, view, pause, lang) for view, pause in await resting(uow, views)}
    for view in views:
        if view.plan is not None and view.case.id not in told:
            told[view.case.id] = await _plan(uow, view, lang)
    return {key: answer for key, answer in told.items() if answer.says}


async def _plan(uow: UnitOfWork, view: CaseView, lang: str) -> Answer:
    """On course, or which payment is missing; then what comes next, and what the plan leaves out."""
    today = uow.today(view.creditor.time_zone)
    rows = await instalments(uow, view.plan.id) if view.plan else ()
    missing = [row for row in rows if row.state in plan_status.OPEN and row.due_on < today]
    course = say("utter_plan_on_course")
    if missing:
        amount = Money(sum(row.minor - row.paid_minor for row in missing), view.case.currency)
        due = spoken.listing([spoken.day(row.due_on, lang) for row in missing], lang)
        course = say("utter_plan_behind", amount=spoken.money(amount, lang), due=due)
    answer = course.then(await plan_status.plan_told(uow, view, lang, since=today))
    if view.is_late and view.overdue > view.plan_left:
        answer = answer.then(say("utter_rest_beside_plan", rest=spoken.money(view.overdue - view.plan_left, lang)))
    return answer


def settled(views: Sequence[CaseView], standing: Mapping[int, Answer]) -> bool:
    """Whether all that is late is in a plan or rests: then nobody is asked whether it is right, nor for anything."""
    late = [view for view in views if view.is_late]
    return bool(late) and all(view.case.id in standing for view in late)


async def what_next(uow: UnitOfWork, views: Sequence[CaseView], errand: str) -> Answer | None:
    """What may be changed of it, where all that is late, or all there is, is in a plan or rests; None elsewhere, and
    to somebody in trouble with a plan that does not rest.
    """
    cases = [view for view in views if view.is_late] or list(views)
    rest = {view.case.id for view, _ in await resting(uow, cases)}
    if cases and all(view.case.id in rest for view in cases):
        plan = (PLAN,) if any(view.is_late for view in cases) else ()
        return say("utter_pause_after", LONGER, *plan, HUMAN).asking(None)
    if errand != "balance" or not any(view.is_late for view in cases):
        return None
    if not all(view.plan or view.case.id in rest for view in cases):
        return None
    skip = await skips.next_choice(uow, cases, "ask_skip")
    return say("utter_ask_about_plan", *skip, OTHER_DAY, HUMAN).asking("what_next")


def once(told: Answer, following: Answer) -> Answer:
    """What follows the figures, without what has just been said: where a plan stands, until when a pause runs, that all
    of it is contested.
    """
    ids = {one.text_id for one in told.says}
    said = [(one.text_id, dict(one.values)) for one in told.says]
    again = {"utter_pause_runs"} if "utter_pause_status" in ids else set()
    if "utter_figures_disputed_whole" in ids:
        again |= {"utter_hold_dispute", "utter_hold_dispute_open"}
    left = [one for one in following.says if one.text_id not in again and (one.text_id, dict(one.values)) not in said]
    return told.then(replace(following, says=tuple(left)))


def sum_unasked(views: Sequence[CaseView], errand: str, standing: Mapping[int, Answer]) -> bool:
    """Whether the sum is told and not asked about: all of it is in a plan or rests, or something else comes first.

    Nobody is asked whether a debt is right that may be too old to be asked for: a yes could be held against them. Nor
    of one that they have contested already: that it is looked into is what they hear. Nor under a procedure.
    """
    late = [v for v in views if v.is_late]
    too_old = bool(late) and all(v.limitation != "running" for v in late)
    contested = bool(late) and all(is_contested(v) for v in late)
    planned = any(v.plan for v in views) and errand in ("hardship", "pay")
    resting = bool(views) and not late and all(v.case.id in standing for v in views)
    over = too_old or contested or under_procedure(views) or planned or resting
    return over or settled(views, standing) or (not late and errand == "pause")
