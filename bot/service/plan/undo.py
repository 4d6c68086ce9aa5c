"""An agreed plan undone within fourteen days: its last day told, asked once, done at a yes and without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt import reading
from bot.debt.reading.who.link_for_other import other_pays
from bot.service.case.cases import LIVING_PLAN, CaseView, undo_day, view_of
from bot.service.handover import handover
from bot.service.pause.pause import back_again, resting, take_up_again
from bot.service.pay.demands import lock_case
from bot.service.plan.gone import gone
from bot.service.plan.instalments import OTHER_DAY, at, unwatch
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer, Plan

UNDO = timedelta(days=14)
_LAST_MOMENT = time(23, 59, 59)
MOVE = Choice(title_id="choice_move_instalment", payload="/plan_trouble")


def until(day: date, zone: str) -> datetime:
    """The last moment (UTC) at which a plan agreed on that local day may be undone: the end of the day told."""
    return at(day + UNDO, zone, _LAST_MOMENT).astimezone(UTC)


def may_be(uow: UnitOfWork, view: CaseView) -> bool:
    """Whether the case's living plan may still be undone today, by the creditor's own calendar."""
    zone = view.creditor.time_zone
    return view.plan is not None and uow.today(zone) <= undo_day(view.plan, ZoneInfo(zone))


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The debtor wants to undo what was agreed: one question, with the last day; too late for it, a person is asked."""
    living = [view for view in views if view.plan is not None]
    if not living:
        remember(conversation, errand=None, errand_data=None)
        return say("utter_no_plan_yet", Choice(title_id="choice_plan", payload="/request_plan"), HUMAN).asking(None)
    young, lang = [view for view in living if may_be(uow, view)], conversation.language
    if not young:
        return await _too_late(uow, conversation, living)
    data = {"do": "undo", "plans": [view.plan.id for view in young if view.plan is not None]}
    yes = Choice(title_id="choice_undo_plan", payload="/choose_option", data=data, kind="yes")
    keep = Choice(title_id="choice_keep_plan", payload="/choose_option", data={"do": "keep_plan"}, kind="no")
    brands = spoken.listing([view.brand.name for view in young], lang)
    last = min(undo_day(v.plan, ZoneInfo(v.creditor.time_zone)) for v in young if v.plan is not None)
    return say("utter_ask_undo", yes, keep, HUMAN, brand=brands, day=spoken.day(last, lang)).asking("undo_plan")


async def _too_late(uow: UnitOfWork, conversation: Conversation, living: Sequence[CaseView]) -> Answer:
    """The bot may not undo it any more: a person has the wish already, and what can be done at once is named."""
    remember(conversation, errand="plan_status", errand_data=None)
    last = max(undo_day(v.plan, ZoneInfo(v.creditor.time_zone)) for v in living if v.plan is not None)
    await handover.open_handover(uow, conversation, queue="hardship", reason="undo_wished_late")
    told = say("utter_undo_too_late", day=spoken.day(last, conversation.language))
    told = told.then(await handover.when_somebody_comes(uow, conversation))
    return told.then(say("utter_undo_instead", MOVE, OTHER_DAY)).asking(None)


async def undo(uow: UnitOfWork, plan: Plan, *, actor: str) -> bool:
    """Within 14 days an agreed plan is undone, at a word and without a reason. False: too late for that.

    The case is locked: a payment that completes the plan at the same moment comes before or after.
    """
    await lock_case(uow, plan.case_id)
    await uow.session.refresh(plan)
    view = await view_of(uow, plan.case_id)
    if plan.state not in LIVING_PLAN or view.plan is None or view.plan.id != plan.id or not may_be(uow, view):
        return False
    plan.state, plan.ended_at = "undone", uow.now
    await unwatch(uow, plan)
    uow.audit("plan.undone", "plan", plan.id, actor=actor, creditor_id=plan.creditor_id)
    await uow.tell_creditor(view.case, "plan_broken", why="undone_by_debtor")
    await take_up_again(uow, view, plan)
    return True


async def undo_all(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The debtor undoes what was agreed within the 14 days."""
    picked, begun = conversation.memory.get("choice") or {}, conversation.memory.get("errand_data") or {}
    asked = picked.get("plans")  # None: the tap beside where the plan stands
    link = beside(str(picked.get("beside") or "")) or {key: begun[key] for key in _BESIDE if begun.get(key)}
    remember(conversation, choice=None, errand=None, errand_data=None)
    plans = await uow.session.scalars(
        select(Plan)
        .where(Plan.person_id == conversation.person_id, Plan.state.in_(LIVING_PLAN))
        .order_by(Plan.case_id)  # one order of locks for everybody
    )
    meant = [one for one in plans.all() if asked is None or one.id in asked]
    undone = [one for one in meant if await undo(uow, one, actor="debtor")]
    if not undone:
        views = [await view_of(uow, one.case_id) for one in meant]
        over = [view for view in views if view.plan is not None and not may_be(uow, view)]
        return await _too_late(uow, conversation, over) if over else await gone(uow, conversation)
    for one in undone:
        offer = await uow.session.get(Offer, one.offer_id) if one.offer_id is not None else None
        if offer is not None and offer.data.get("replaces"):  # the plan before has ended as well: a person looks
            await handover.open_handover(uow, conversation, queue="hardship", reason="replacing_plan_undone")
            told = say("utter_plan_undone").then(await handover.when_somebody_comes(uow, conversation))
            return told.asking(None)
    rest = await resting(uow, [await view_of(uow, one.case_id) for one in undone])
    told = say("utter_plan_undone").then(back_again(rest, conversation.language))
    if link:  # said in the same breath: without the plan, all that is late is what there is to pay
        wished = {"everything": True, "after_undo": True, **link}
        remember(conversation, errand="pay", errand_data=wished, sum_told=True)
    return told.asking(None)


_BESIDE = ("shared", "direct")


def beside(text: str) -> dict[str, bool]:
    """What else is wished beside the undoing, for the errand's data: a link for somebody who pays for them."""
    if reading.asks_link_for_other(text):
        return {"shared": True, "direct": True}
    return {"shared": True} if other_pays(text) else {}


async def lately(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether a plan of theirs was undone within the last 14 days."""
    found = select(Plan.id).where(
        Plan.person_id == conversation.person_id, Plan.state == "undone", Plan.ended_at > uow.now - UNDO
    )
    return await uow.session.scalar(found.limit(1)) is not None


async def whether(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """ "Is the plan cancelled?": it runs, with the question whether it shall be; or that it is."""
    if not any(view.plan is not None for view in views):
        return say("utter_plan_is_undone").asking(conversation.memory.get("question"))
    remember(conversation, errand="plan_undo")
    return say("utter_plan_runs_on").then(await go_on(uow, conversation, views))


async def keep(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No to a change of the plan that was asked about: it stays as it is."""
    del uow
    remember(conversation, choice=None, errand="plan_status", errand_data=None)
    return say("utter_plan_stays").asking(None)
