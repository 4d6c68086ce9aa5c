"""An instalment that can't be paid: moved to the end at a yes, nothing larger than before, no reproach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.service.case.cases import LIVING_PLAN, CaseView, cases_of
from bot.service.handover import handover
from bot.service.pay.demands import ROW, lock_case
from bot.service.plan.gone import gone
from bot.service.plan.instalments import OTHER_DAY, OTHER_WAY, instalments, often_late
from bot.service.plan.moves import rearranged, write
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Case, Conversation, Instalment, Plan

MOVES_BY_BOT = 3
"""After so many moves in one plan the plan itself is wrong: a person looks with the debtor."""
KEEP = Choice(title_id="choice_keep_plan", payload="/choose_option", data={"do": "keep_plan"}, kind="no")


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The debtor can't pay an instalment of an agreed plan."""
    if all(view.plan is None for view in views):
        return await handover.pass_on(uow, conversation, meaning="plan_trouble")
    return say("utter_plan_trouble_heard").then(await ask(uow, conversation, views))


async def ask(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], *, question: str = "utter_ask_move"
) -> Answer:
    """What can be moved, and where to, of each plan: done, and the creditor told, at a yes alone."""
    with_plan = [(view, view.plan) for view in views if view.plan is not None]
    answer, found_moves = Answer(), dict[str, list[str]]()
    for view, plan in with_plan:
        found = await _may_move(uow, conversation, view, plan)
        if isinstance(found, Move):
            found_moves[str(view.case.id)] = found.mark()
            answer = answer.then(_told(conversation, view, found))
        else:
            answer = answer.then(found)
    if not found_moves:
        return answer.then(await _over(uow, conversation, with_plan)).asking(None)
    data = {"do": "move", "moves": found_moves, "end": True}
    yes = Choice(title_id="choice_move_it", payload="/choose_option", data=data, kind="yes")
    return answer.then(say(question, yes, KEEP, HUMAN)).asking("move_instalment")


def _told(conversation: Conversation, view: CaseView, found: Move) -> Answer:
    """What a move would do, before the yes."""
    lang = conversation.language
    return say(
        "utter_can_move", brand=view.brand.name, amount=spoken.money(found.unpaid(view.case.currency), lang),
        due=spoken.listing([spoken.day(row.due_on, lang) for row in found.moved], lang),
        day=spoken.day(found.new[-1].due_on, lang),
    )


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to a move that was told; where anything has changed since, what can be moved now is told instead."""
    picked: dict[str, list[str]] = (conversation.memory.get("choice") or {}).get("moves") or {}
    remember(conversation, choice=None)
    for case_id in sorted(map(int, picked)):  # one order of locks for everybody
        await uow.session.execute(select(Case.id).where(Case.id == case_id).with_for_update(**ROW))
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if str(v.case.id) in picked]
    with_plan = [(view, view.plan) for view in views if view.plan is not None]
    if not with_plan:
        return await gone(uow, conversation)
    for view, plan in with_plan:
        found = await _may_move(uow, conversation, view, plan)
        if not isinstance(found, Move) or found.mark() != picked[str(view.case.id)]:
            remember(conversation, errand="plan_trouble", errand_data=None)
            return await go_on(uow, conversation, views)
    answer = Answer()
    for view, plan in with_plan:  # one after the other: none may fall into the month that another has just filled
        answer = answer.then(await move(uow, conversation, view, plan))
    return answer.then(await _over(uow, conversation, with_plan)).asking(None)


async def _over(
    uow: UnitOfWork, conversation: Conversation, with_plan: Sequence[tuple[CaseView, Plan]]
) -> Answer:
    """Nothing more to be moved: who was often late may want another day or way, anybody a person."""
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    often = [await _often_late(uow, view, plan) for view, plan in with_plan]
    return say("utter_plan_trouble_person", *((OTHER_DAY, OTHER_WAY) if any(often) else ()), HUMAN)


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

    def mark(self) -> list[str]:
        """What a yes to it was given to: the days that are moved, and the new last one."""
        return [*(row.due_on.isoformat() for row in self.moved), self.new[-1].due_on.isoformat()]

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
    """Move what was missed, or the next one when none was, to the end of the plan."""
    found = await _may_move(uow, conversation, view, plan)
    return await carry_out(uow, conversation, view, plan, found) if isinstance(found, Move) else found


async def _may_move(uow: UnitOfWork, conversation: Conversation, view: CaseView, plan: Plan) -> Move | Answer:
    """What would be moved, or what is said where nothing can be. The case is locked: a payment that arrives at the
    same moment is counted before or after, never beside it.
    """
    await lock_case(uow, view.case.id)
    await uow.session.refresh(plan)
    if plan.state not in LIVING_PLAN:
        return say("utter_nothing_due")
    if await moves(uow, plan) >= MOVES_BY_BOT:
        return await moved_often(uow, conversation)
    found = await looked_at(uow, view, plan)
    if found is None:
        return say("utter_nothing_due")
    return await no_month_free(uow, conversation) if found.far else found


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


async def moved_often(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The plan itself does not suit any more: a person looks."""
    await handover.open_handover(uow, conversation, queue="hardship", reason="plan_moved_often")
    return say("utter_plan_moved_often").then(await handover.when_somebody_comes(uow, conversation))


async def no_month_free(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Beside the other plans it would only fit far away: a person looks at all of them."""
    await handover.open_handover(uow, conversation, queue="hardship", reason="no_month_free")
    return say("utter_no_month_free").then(await handover.when_somebody_comes(uow, conversation))


async def moves(uow: UnitOfWork, plan: Plan) -> int:
    """How often the debtor has had it moved; what was moved because of a hold is not held against anybody."""
    count = await uow.session.scalar(
        select(func.count()).select_from(AuditLine).where(
            AuditLine.verb == "plan.rearranged", AuditLine.object_kind == "plan",
            AuditLine.object_id == str(plan.id), AuditLine.actor == "debtor",
        )
    )
    return int(count or 0)
