"""An instalment that can't be paid: moved to the end, nothing larger than before, no reproach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.service import handover, spoken
from bot.service.cases import LIVING_PLAN, CaseView, cases_of
from bot.service.conversation import remember
from bot.service.demands import ROW, lock_case
from bot.service.instalments import OTHER_DAY, OTHER_WAY, instalments, often_late
from bot.service.moves import rearranged, write
from bot.service.policies import policy_of
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Case, Conversation, Instalment, Plan

A_YEAR = timedelta(days=365)
MOVES_BY_BOT = 3
"""After so many moves in one plan the plan itself is wrong: a person looks with the debtor."""


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The debtor can't pay an instalment of an agreed plan."""
    with_plan = [(view, view.plan) for view in views if view.plan is not None]
    if not with_plan:
        return await handover.pass_on(uow, conversation, meaning="plan_trouble")
    answer = say("utter_plan_trouble_heard")
    for view, plan in with_plan:
        answer = answer.then(await move(uow, conversation, view, plan))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    often = [await _often_late(uow, view, plan) for view, plan in with_plan]
    ways = (OTHER_DAY, OTHER_WAY) if any(often) else ()
    return answer.then(say("utter_plan_trouble_person", *ways, HUMAN)).asking(None)


async def _often_late(uow: UnitOfWork, view: CaseView, plan: Plan) -> bool:
    today = uow.today(view.creditor.time_zone)
    return await often_late(uow, [r for r in await instalments(uow, plan.id) if r.due_on < today])


async def something_missed(uow: UnitOfWork, views: Sequence[CaseView]) -> bool:
    """Whether an instalment of a living plan has gone by unpaid."""
    for view in views:
        today = uow.today(view.creditor.time_zone)
        rows = await instalments(uow, view.plan.id) if view.plan else ()
        if any(r.state in ("due", "late", "missed") and r.due_on < today for r in rows):
            return True
    return False


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a move would do: `moved` go to the end, `new` is the schedule from then on; `far` as in `Rearranged`."""

    open_rows: list[Instalment]
    moved: list[Instalment]
    new: tuple[Due, ...]
    far: bool

    def unpaid(self, currency: str) -> Money:
        """What of the moved instalments is still to be paid."""
        return Money(sum(r.minor - r.paid_minor for r in self.moved), currency)


async def looked_at(uow: UnitOfWork, view: CaseView, plan: Plan) -> Move | None:
    """What was missed, or the next one when none was, moved to the end of the (locked) plan; None: nothing is open."""
    rows = await instalments(uow, plan.id)
    today = uow.today(view.creditor.time_zone)
    open_rows = [r for r in rows if r.state in ("due", "late", "missed")]
    if not open_rows:
        return None
    gone = [r for r in open_rows if r.due_on < today]
    resume = None if gone else open_rows[0].due_on + timedelta(days=1)
    found = await rearranged(uow, plan, rows, view, today, resume)
    return Move(open_rows=open_rows, moved=gone or open_rows[:1], new=found.dues, far=found.far)


async def move(uow: UnitOfWork, conversation: Conversation, view: CaseView, plan: Plan) -> Answer:
    """Move what was missed, or the next one when none was, to the end of the plan. The case is locked: a payment that
    arrives at the same moment is counted before or after, never beside it.
    """
    await lock_case(uow, view.case.id)
    await uow.session.refresh(plan)
    if plan.state not in LIVING_PLAN:
        return say("utter_nothing_due")
    if await _moves(uow, plan) >= MOVES_BY_BOT:
        await handover.open_handover(uow, conversation, queue="hardship", reason="plan_moved_often")
        return say("utter_plan_moved_often").then(await handover.when_somebody_comes(uow, conversation))
    found = await looked_at(uow, view, plan)
    if found is None:
        return say("utter_nothing_due")
    return await _no_month(uow, conversation) if found.far else await carry_out(uow, conversation, view, plan, found)


async def carry_out(
    uow: UnitOfWork, conversation: Conversation, view: CaseView, plan: Plan, found: Move, *, actor: str = "debtor"
) -> Answer:
    """The move as it was looked at, under the same lock; what the debtor is told of it."""
    lang, new = conversation.language, found.new
    await write(uow, plan, found.open_rows, new, view, actor=actor)
    return say(
        "utter_instalment_moved", amount=spoken.money(found.unpaid(plan.currency), lang),
        day=spoken.day(new[-1].due_on, lang),
        next_day=spoken.day(new[0].due_on, lang), next_amount=spoken.money(new[0].amount, lang),
    )


async def _no_month(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Beside the other plans it would only fit far away: a person looks at all of them."""
    await handover.open_handover(uow, conversation, queue="hardship", reason="no_month_free")
    return say("utter_no_month_free").then(await handover.when_somebody_comes(uow, conversation))


async def _moves(uow: UnitOfWork, plan: Plan) -> int:
    """How often the debtor has had it moved; what was moved because of a hold is not held against anybody."""
    count = await uow.session.scalar(
        select(func.count()).select_from(AuditLine).where(
            AuditLine.verb == "plan.rearranged", AuditLine.object_kind == "plan",
            AuditLine.object_id == str(plan.id), AuditLine.actor == "debtor",
        )
    )
    return int(count or 0)


async def skips_left(uow: UnitOfWork, view: CaseView) -> int:
    """How many instalments may still be skipped by one tap within twelve months, by the brand's policy."""
    policy = policy_of(view, uow.today(view.creditor.time_zone))
    if policy is None or not policy.skips_a_year or view.plan is None or not view.may.instalments_run:
        return 0
    taken = await uow.session.scalar(
        select(func.count()).select_from(AuditLine).where(
            AuditLine.verb == "plan.skipped", AuditLine.object_kind == "case",
            AuditLine.object_id == str(view.case.id), AuditLine.at > uow.now - A_YEAR,
        )
    )
    return max(0, policy.skips_a_year - int(taken or 0))


async def skip(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The next instalment of the case that was tapped goes to the end, if the policy still allows a skip.

    A second tap on the same choice finds that instalment gone and changes nothing.
    """
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    case_id, due_on = int(picked.get("case", 0)), str(picked.get("due_on", ""))
    await uow.session.execute(select(Case.id).where(Case.id == case_id).with_for_update(**ROW))
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id == case_id]
    plan = views[0].plan if views else None
    if plan is None:
        return say("utter_choice_gone").asking(None)
    view = views[0]
    today = uow.today(view.creditor.time_zone)
    rows = await instalments(uow, plan.id)
    coming = [r for r in rows if r.state == "due" and r.due_on >= today]
    if not coming or coming[0].due_on.isoformat() != due_on:
        return say("utter_choice_gone").asking(None)
    left = await skips_left(uow, view)
    if not left:
        await handover.open_handover(uow, conversation, queue="hardship", reason="plan_moved_often")
        return say("utter_skip_none_left", HUMAN).asking(None)
    open_rows = [r for r in rows if r.state in ("due", "late", "missed")]
    found = await rearranged(uow, plan, rows, view, today, coming[0].due_on + timedelta(days=1))
    if found.far:
        return (await _no_month(uow, conversation)).asking(None)
    new = found.dues
    await write(uow, plan, open_rows, new, view, actor="debtor")
    uow.audit("plan.skipped", "case", case_id, actor="debtor", creditor_id=plan.creditor_id, plan=plan.id)
    lang = conversation.language
    said = say(
        "utter_skip_set", day=spoken.day(new[-1].due_on, lang), next_day=spoken.day(new[0].due_on, lang),
        next_amount=spoken.money(new[0].amount, lang),
    )
    if left > 1:
        said = said.then(say("utter_skip_left", count=str(left - 1)))
    return said.asking(None)


async def offer_skip(uow: UnitOfWork, views: Sequence[CaseView]) -> Answer:
    """One tap for each plan whose policy still allows a skip; says nothing where none does."""
    choices = []
    for view in views:
        if view.plan is None or not await skips_left(uow, view):
            continue
        today = uow.today(view.creditor.time_zone)
        rows = await instalments(uow, view.plan.id)
        coming = [r for r in rows if r.state == "due" and r.due_on >= today]
        if coming:
            data = {"do": "skip", "case": view.case.id, "due_on": coming[0].due_on.isoformat()}
            choices.append(Choice(title_id="choice_skip_instalment", payload="/choose_option", data=data))
    return say("utter_skip_offered", *choices[:1]) if choices else Answer()
