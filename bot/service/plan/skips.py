"""An instalment that is skipped, as often in a year as the brand's policy allows: by one tap, or at a yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bot.debt.money import Money
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.plan import other_day
from bot.service.plan.gone import gone
from bot.service.plan.instalments import instalments
from bot.service.plan.moves import OPEN, write
from bot.service.plan.other_day import One
from bot.service.plan.rearrange import KEEP, no_month_free
from bot.service.policy.policies import policy_of
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Conversation

A_YEAR = timedelta(days=365)


async def skips_left(uow: UnitOfWork, view: CaseView) -> int:
    """How many instalments may still be skipped within twelve months, by the brand's policy."""
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


async def ask(uow: UnitOfWork, conversation: Conversation, one: One) -> Answer:
    """Shall that instalment be skipped? Where it goes is said, and nothing moves before the yes."""
    if not await skips_left(uow, one.view):
        return await _none_left(uow, conversation)
    dues = one.at_end()
    if dues is None or one.row.due_on < one.today:
        return (await no_month_free(uow, conversation)).asking(None)
    lang, day = conversation.language, next(due.due_on for due in dues if due.n == one.row.n)
    data = {"do": "skip", "case": one.view.case.id, "due_on": one.row.due_on.isoformat()}
    yes = Choice(title_id="choice_yes", payload="/choose_option", data=data, kind="yes")
    return say(
        "utter_ask_skip", yes, KEEP, HUMAN, amount=spoken.money(one.unpaid, lang), day=spoken.day(day, lang),
        due=spoken.day(one.row.due_on, lang),
    ).asking("move_instalment")


async def ask_tapped(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """ "Skip the next one", beside where the plan stands."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    one = await _picked(uow, conversation, picked.get("case"), picked.get("due_on"))
    return await ask(uow, conversation, one) if one is not None else await gone(uow, conversation)


async def _picked(uow: UnitOfWork, conversation: Conversation, case_id: object, due_on: object) -> One | None:
    """The open instalment of that day, its case locked; None: it is gone."""
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id == case_id]
    one = await other_day.one_meant(uow, views, {"days": [due_on]})
    return one if one is not None and one.row.due_on.isoformat() == due_on else None


async def _none_left(uow: UnitOfWork, conversation: Conversation) -> Answer:
    await handover.open_handover(uow, conversation, queue="hardship", reason="plan_moved_often")
    return say("utter_skip_none_left", HUMAN).asking(None)


async def skip(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The instalment that was tapped, or asked about, goes to the end, if the policy still allows a skip.

    A second tap on the same choice finds that instalment gone and changes nothing.
    """
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    one = await _picked(uow, conversation, picked.get("case"), picked.get("due_on"))
    if one is None or one.row.due_on < one.today or one.row.state != "due":
        return await gone(uow, conversation)
    left = await skips_left(uow, one.view)
    if not left:
        return await _none_left(uow, conversation)
    dues = one.at_end()
    if dues is None or one.far(dues):
        return (await no_month_free(uow, conversation)).asking(None)
    await write(uow, one.plan, [r for r in one.rows if r.state in OPEN], dues, one.view, actor="debtor")
    uow.audit(
        "plan.skipped", "case", one.view.case.id, actor="debtor", creditor_id=one.plan.creditor_id, plan=one.plan.id
    )
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    lang, first = conversation.language, min(dues, key=lambda due: due.due_on)
    last = next(due.due_on for due in dues if due.n == one.row.n)
    said = say(
        "utter_skip_set", day=spoken.day(last, lang), next_day=spoken.day(first.due_on, lang),
        next_amount=spoken.money(Money(first.amount.minor, one.plan.currency), lang),
    )
    if left > 1:
        said = said.then(say("utter_skip_left", count=str(left - 1)))
    return said.asking(None)


async def offer_skip(uow: UnitOfWork, views: Sequence[CaseView]) -> Answer:
    """One tap for a plan whose policy still allows a skip; says nothing where none does."""
    choices = await next_choice(uow, views, "skip")
    return say("utter_skip_offered", *choices) if choices else Answer()


async def next_choice(uow: UnitOfWork, views: Sequence[CaseView], do: str) -> list[Choice]:
    """The tap that skips the next instalment (`skip`), or asks about it (`ask_skip`), of the first of these plans whose
    policy still allows it.
    """
    choices = []
    for view in views:
        if view.plan is None or not await skips_left(uow, view):
            continue
        today = uow.today(view.creditor.time_zone)
        rows = await instalments(uow, view.plan.id)
        coming = [r for r in rows if r.state == "due" and r.due_on >= today]
        if coming:
            data = {"do": do, "case": view.case.id, "due_on": coming[0].due_on.isoformat()}
            choices.append(Choice(title_id="choice_skip_instalment", payload="/choose_option", data=data))
    return choices[:1]
