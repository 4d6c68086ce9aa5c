"""An instalment that can't be paid: moved to the end, nothing larger than before, no reproach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from bot.debt import instalments as rules
from bot.debt.money import Money
from bot.debt.plan import Every
from bot.debt.plan import Instalment as Due
from bot.service import handover, spoken
from bot.service.cases import LIVING_PLAN, CaseView, cases_of
from bot.service.conversation import remember
from bot.service.demands import ROW, lock_case
from bot.service.instalments import OTHER_DAY, OTHER_WAY, instalments, often_late, watch_instalments
from bot.service.policies import policy_of
from bot.service.reminders import schedule_reminders
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Case, Conversation, Demand, Instalment, Plan

_RHYTHMS: dict[int, Every] = {7: "week", 14: "fortnight"}
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
    """What a move would do: `moved` go to the end, `new` is the schedule from then on."""

    open_rows: list[Instalment]
    moved: list[Instalment]
    new: tuple[Due, ...]

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
    new = rearranged(uow, plan, rows, view, today, resume)
    return Move(open_rows=open_rows, moved=gone or open_rows[:1], new=new)


async def move(uow: UnitOfWork, conversation: Conversation, view: CaseView, plan: Plan) -> Answer:
    """Move what was missed, or the next one when none was, to the end of the plan. The case is locked: a payment that
    arrives at the same moment is counted before or after, never beside it.
    """
    await lock_case(uow, view.case.id)
    await uow.session.refresh(plan)
    if plan.state not in LIVING_PLAN:
        return say("utter_nothing_due")
    if sum(1 for r in await instalments(uow, plan.id) if r.state == "moved") >= MOVES_BY_BOT:
        await handover.open_handover(uow, conversation, queue="hardship", reason="plan_moved_often")
        return say("utter_plan_moved_often").then(await handover.when_somebody_comes(uow, conversation))
    found = await looked_at(uow, view, plan)
    return say("utter_nothing_due") if found is None else await carry_out(uow, conversation, view, plan, found)


async def carry_out(
    uow: UnitOfWork, conversation: Conversation, view: CaseView, plan: Plan, found: Move, *, actor: str = "debtor"
) -> Answer:
    """The move as it was looked at, under the same lock; what the debtor is told of it."""
    lang, new = conversation.language, found.new
    await _write(uow, plan, found.open_rows, new, view, actor=actor)
    return say(
        "utter_instalment_moved", amount=spoken.money(found.unpaid(plan.currency), lang),
        day=spoken.day(new[-1].due_on, lang),
        next_day=spoken.day(new[0].due_on, lang), next_amount=spoken.money(new[0].amount, lang),
    )


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
    new = rearranged(uow, plan, rows, view, today, coming[0].due_on + timedelta(days=1))
    await _write(uow, plan, open_rows, new, view)
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


def rearranged(
    uow: UnitOfWork, plan: Plan, rows: Sequence[Instalment], view: CaseView, today: date, resume: date | None
) -> tuple[Due, ...]:
    """The pure rule over the stored rows that still count."""
    policy = policy_of(view, uow.today(view.creditor.time_zone))
    least = policy.minimum_charge if policy else Money(50, plan.currency)
    progress = [
        rules.Progress(
            instalment=Due(r.n, r.due_on, Money(r.minor, plan.currency)), paid=Money(r.paid_minor, plan.currency)
        )
        for r in rows
        if r.state != "moved"
    ]
    return rules.rearrange(progress, today=today, every=_rhythm(rows), minimum_charge=least, resume_on=resume)


def _rhythm(rows: Sequence[Instalment]) -> Every:
    """The plan's own rhythm, from its first two due days as they were agreed."""
    days = sorted(r.due_on for r in rows)[:2]
    return _RHYTHMS.get((days[-1] - days[0]).days, "month")


async def _write(
    uow: UnitOfWork,
    plan: Plan,
    open_rows: Sequence[Instalment],
    new: Sequence[Due],
    view: CaseView,
    *,
    actor: str = "debtor",
) -> None:
    kept = {due.n: due for due in new}
    for row in open_rows:
        due = kept.pop(row.n, None)
        if due is None or due.due_on != row.due_on:
            row.state = "moved"
            await uow.session.execute(
                update(Demand).where(Demand.instalment_id == row.id, Demand.state == "open").values(state="void")
            )
            await uow.cancel(f"reminder:{row.id}:{row.due_on}", f"instalment_due:{row.id}:{row.due_on}")
            if due is not None:
                kept[due.n] = due
        else:
            row.minor = row.paid_minor + due.amount.minor  # a rest too small to be charged alone joins it
    highest = max(r.n for r in await instalments(uow, plan.id))
    for n, due in enumerate(sorted(kept.values(), key=lambda d: d.due_on), highest + 1):
        uow.session.add(
            Instalment(
                creditor_id=plan.creditor_id, plan_id=plan.id, n=n, due_on=due.due_on, minor=due.amount.minor
            )
        )
    plan.state = "rearranged"
    await uow.flush()
    await watch_instalments(uow, plan, view.creditor.time_zone)
    await schedule_reminders(uow, plan)
    uow.audit("plan.rearranged", "plan", plan.id, actor=actor, creditor_id=plan.creditor_id)
    await uow.tell_creditor(
        view.case, "plan_changed", instalments=[{"due_on": d.due_on.isoformat(), "minor": d.amount.minor} for d in new]
    )
