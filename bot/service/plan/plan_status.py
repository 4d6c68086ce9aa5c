"""Where things stand: a pause and its end, a plan and what comes next in it, else the next payment of a contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.case import papers
from bot.service.case.cases import LIVING_PAUSE, CaseView, pause_protects, undo_day
from bot.service.offer import offer_asked
from bot.service.pause.pause_question import covered
from bot.service.plan import coming, next_payment, skips, undo
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Pause

OPEN = ("due", "late", "missed")
SAID = (
    "utter_pause_status", "utter_pause_covers", "utter_pause_then_plan", "utter_pause_ended", "utter_pause_none",
    "utter_plan_status", "utter_next_due", "utter_pause_what", *next_payment.SAID,
    *offer_asked.SAID,
)
"""After these alone a question that was open is asked again."""
_LONGER = Choice(title_id="choice_pause_longer", payload="/request_pause", data={"pause": "longer"})
_PAUSE = Choice(title_id="choice_pause", payload="/request_pause")
_PLAN = Choice(title_id="choice_plan", payload="/request_plan")


async def status(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Which pause and which plan, what is next, how many are left. A question that is open stays so."""
    rests = await _pauses(uow, views)
    resting = {view.case.id for view, pause in rests if pause.state == "running"}
    about = (conversation.memory.get("errand_data") or {}).get("about")
    if about == "next" and not rests and (following := await next_payment.told(uow, conversation, views)) is not None:
        return following.asking(conversation.memory.get("question"))
    answer = _pauses_told(uow, conversation, rests)
    about_pause = about == "pause"
    if about_pause and not rests:
        answer = say("utter_pause_none")
    planned = await _plans_told(uow, conversation, [view for view in views if view.case.id not in resting])
    answer = answer.then(planned)
    if not answer.says or (about_pause and not rests and not planned.says):
        answer = answer.then(coming.told(uow, views, conversation.language))
    if planned.says:
        answer = await papers.with_card(uow, conversation, answer, ("recap", "calendar", "budget"))
    question = conversation.memory.get("question")
    if question is not None and answer.says:
        return answer.asking(question)
    if not answer.says:
        return say("utter_no_plan_yet", _PLAN, HUMAN).asking(None)
    if resting:
        return answer.then(say("utter_pause_after", _LONGER, HUMAN)).asking(None)
    if not planned.says:
        return answer.then(say("utter_ask_what_next", _PLAN, _PAUSE, HUMAN)).asking("what_next")
    return answer.then(await _may_be_done(uow, conversation, views)).asking(None)


async def _may_be_done(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """What may be done with a plan: undone within 14 days, or an instalment skipped."""
    young = [undo_day(v.plan, ZoneInfo(v.creditor.time_zone)) for v in views if v.plan and undo.may_be(uow, v)]
    if young:
        undo_it = Choice(title_id="choice_undo_plan", payload="/choose_option", data={"do": "undo"})
        day = spoken.day(min(young), conversation.language)
        return say("utter_plan_can_be_undone", undo_it, day=day)
    return await skips.offer_skip(uow, views)


async def _pauses(uow: UnitOfWork, views: Sequence[CaseView]) -> list[tuple[CaseView, Pause]]:
    """The last pause of each case, where it runs or has just ended."""
    found = []
    for view in views:
        pause = await uow.session.scalar(
            select(Pause).where(Pause.case_id == view.case.id, Pause.state.in_(LIVING_PAUSE))
            .order_by(Pause.id.desc()).limit(1)
        )
        if pause is not None and pause_protects(pause.state, pause.until, uow.today(view.creditor.time_zone)):
            found.append((view, pause))
    return found


def _pauses_told(
    uow: UnitOfWork, conversation: Conversation, rests: Sequence[tuple[CaseView, Pause]]
) -> Answer:
    """Until when each lasts, and what waits until then."""
    answer = Answer()
    for view, pause in rests:
        answer = answer.then(pause_told(uow, view, pause, conversation.language))
    return answer


def pause_told(uow: UnitOfWork, view: CaseView, pause: Pause, lang: str) -> Answer:
    """Until when it lasts, and what waits until then."""
    day = spoken.day(pause.until, lang)
    if pause.state != "running":
        return say("utter_pause_ended", brand=view.brand.name, day=day)
    answer = say("utter_pause_status", brand=view.brand.name, day=day)
    answer = answer.then(covered(view, pause.until, uow.today(view.creditor.time_zone), lang))
    return answer.then(say("utter_pause_then_plan")) if view.plan is not None else answer


async def _plans_told(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    answer = Answer()
    for view in views:
        answer = answer.then(await plan_told(uow, view, conversation.language))
    return answer


async def plan_told(uow: UnitOfWork, view: CaseView, lang: str, *, since: date | None = None) -> Answer:
    """What comes next in the case's plan (from `since` on); nothing where it has none, or nothing is open."""
    left = [r for r in await instalments(uow, view.plan.id) if r.state in OPEN] if view.plan else []
    left = [r for r in left if since is None or r.due_on >= since]
    if not left:
        return Answer()
    return say(
        "utter_plan_status", brand=view.brand.name, count=str(len(left)),
        amount=spoken.money(Money(left[0].minor - left[0].paid_minor, view.case.currency), lang),
        day=spoken.day(left[0].due_on, lang), last=spoken.day(left[-1].due_on, lang),
    )
