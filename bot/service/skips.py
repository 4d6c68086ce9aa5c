"""An instalment that is skipped by one tap, as often in a year as the brand's policy allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bot.service import handover, spoken
from bot.service.cases import CaseView, cases_of
from bot.service.conversation import remember
from bot.service.demands import ROW
from bot.service.instalments import instalments
from bot.service.moves import rearranged, write
from bot.service.policies import policy_of
from bot.service.rearrange import no_month_free
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Case, Conversation

A_YEAR = timedelta(days=365)


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
        return (await no_month_free(uow, conversation)).asking(None)
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
    """One tap for a plan whose policy still allows a skip; says nothing where none does."""
    choices = await next_choice(uow, views)
    return say("utter_skip_offered", *choices) if choices else Answer()


async def next_choice(uow: UnitOfWork, views: Sequence[CaseView]) -> list[Choice]:
    """The tap that skips the next instalment, of the first of these plans whose policy still allows it."""
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
    return choices[:1]
