"""Plans: chosen, read back, agreed with an unambiguous yes, undone within 14 days, and followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select, update

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.debt.plan import add_months
from bot.debt.policy import effect_text
from bot.service import certificates, handover, papers, pause, rearrange, reminders, spoken, transfer
from bot.service.cases import LIVING_PLAN, CaseView, cases_of, view_of
from bot.service.conversation import remember
from bot.service.demands import lock_case
from bot.service.instalments import at, instalments, watch_instalments
from bot.service.offers import share_of
from bot.service.policies import policy_of
from bot.service.reply import HUMAN, NO, YES, Answer, Choice, say
from bot.service.standing_offer import standing, with_later_dates
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, Instalment, Offer, Outcome, Plan

UNDO = timedelta(days=14)
REVIEW_MONTHS = 5
BEGINS_LATE = timedelta(days=62)
"""A plan that a person confirms and that waits longer than this is told to begin late."""


async def choose(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One of the choices on the table was picked."""
    picked = dict(conversation.memory.get("choice") or {})
    if picked.get("do") == "other_amount":
        remember(conversation, errand="propose", errand_data={"asked": "month"})
        return say("utter_ask_own_amount").asking("own_amount")
    if "offer" in picked:
        return await read_back(uow, conversation)
    if picked.get("do") == "pause":
        return await pause.confirmed(uow, conversation)
    if picked.get("do") == "skip":
        return await rearrange.skip(uow, conversation)
    if picked.get("do") == "undo":
        return await undo_all(uow, conversation)
    if "reminder" in picked:
        return await reminders.remind(uow, conversation, picked)
    return say("utter_choice_gone").asking(None)


async def read_back(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The whole schedule, what the yes means, and one plain question."""
    offer = await standing(uow, conversation)
    if offer is None:
        return say("utter_offer_gone").asking(None)
    later = await with_later_dates(uow, offer)
    answer = Answer()
    if later is not None:
        answer = say("utter_offer_later_dates")
        remember(conversation, choice={"offer": later.id})
    offer, lang = later or offer, conversation.language
    shares = [share_of(s) for s in offer.data["shares"]]
    if not offer.data["bot_may_agree"]:
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_than_bot_may_agree")
        late = min(share.first_due for share in shares) > uow.today() + BEGINS_LATE
        told = say("utter_plan_late_needs_person" if late else "utter_plan_needs_person")
        return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    views = {v.case.id: v for v in await cases_of(uow, conversation.person_id or 0)}
    for share in shares:
        answer = answer.then(_read_share(share, views.get(int(share.case_key)), lang))
    for effect in _effects(views, shares, uow):
        answer = answer.then(say(effect))
    if offer.data.get("review_on"):
        answer = answer.then(say("utter_review_on", day=spoken.day(date.fromisoformat(offer.data["review_on"]), lang)))
    remember(conversation, offer=offer.id)
    return answer.then(say("utter_ask_confirm_plan", YES, NO)).asking("confirm_plan")


def _read_share(share: rules.Share, view: CaseView | None, lang: str) -> Answer:
    rows = share.schedule()
    card = {
        "kind": "schedule", "total": spoken.money(share.total, lang),
        "rows": [{"day": spoken.day(r.due_on, lang), "amount": spoken.money(r.amount, lang)} for r in rows],
    }
    values = {
        "brand": view.brand.name if view else "", "count": str(len(rows)), "total": spoken.money(share.total, lang),
        "amount": spoken.money(rows[0].amount, lang), "first": spoken.day(rows[0].due_on, lang),
        "last": spoken.day(rows[-1].due_on, lang), "last_amount": spoken.money(rows[-1].amount, lang),
    }
    if len(rows) == 1:
        return say("utter_read_back_once", card=card, given=values)
    each = [row.amount for row in rows]
    if len(set(each)) == 1:
        return say("utter_read_back", card=card, given=values)
    if len(set(each[:-1])) == 1:
        return say("utter_read_back_uneven", card=card, given=values)
    return say("utter_read_back_steps", card=card, given={**values, "payments": spoken.payments(each, lang)})


def _effects(views: dict[int, CaseView], shares: Sequence[rules.Share], uow: UnitOfWork) -> list[str]:
    said: list[str] = []
    for share in shares:
        view = views.get(int(share.case_key))
        policy = policy_of(view, uow.today()) if view else None
        if policy is not None:
            said += [*policy.said("plan"), *(effect_text(one) for one in policy.effects)]
    return list(dict.fromkeys(said))


async def agree(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The unambiguous yes. Said twice it has one effect; said to what no longer holds it has none; said to dates that
    have come too near it brings the same plan with later ones, to be read first.
    """
    offer = await standing(uow, conversation)
    later = await with_later_dates(uow, offer) if offer is not None else None
    remember(conversation, choice=None)
    if offer is None:
        return say("utter_offer_gone").asking(None)
    if later is not None:
        remember(conversation, offer=later.id)
        return say("utter_offer_later_dates").then(await read_back(uow, conversation))
    shares = [share_of(s) for s in offer.data["shares"]]
    ready: list[tuple[CaseView, rules.Share]] = []
    for share in sorted(shares, key=lambda one: int(one.case_key)):  # one order of locks for everybody
        await lock_case(uow, int(share.case_key))
        view = await view_of(uow, int(share.case_key))
        if view.plan is not None:
            continue  # agreed already: a second yes changes nothing
        if not view.offerable or view.payable != share.overdue:
            return say("utter_offer_changed").asking(None)  # of all of it, nothing has been agreed
        ready.append((view, share))
    made = [await make_plan(uow, view, share, offer) for view, share in ready]
    offer.answer = "chosen"
    uow.session.add(
        Outcome(
            creditor_id=conversation.creditor_id, errand=str(conversation.memory.get("errand") or "plan"),
            result=offer.kind, exchanges=conversation.last_seq, language=conversation.language,
            channel=conversation.channel, at=uow.now,
        )
    )
    if not made:
        return say("utter_plan_already_agreed").asking(None)
    # Agreed: coming back later, or proving identity again, must not be heard as trouble with it.
    remember(conversation, plan_group=made[0].group, errand="plan_status", errand_data=None)
    agreed = say("utter_plan_agreed", card=await papers.card_for(uow, conversation, ("recap", "calendar", "budget")))
    return agreed.then(await reminders.ask_reminders(uow, conversation)).asking("reminders")


async def make_plan(
    uow: UnitOfWork, view: CaseView, share: rules.Share, offer: Offer, *, actor: str = "debtor"
) -> Plan:
    """Write the plan, its instalments and the tasks that follow it; the creditor is told in the same transaction."""
    day = uow.today(view.creditor.time_zone)
    given = offer.data.get("review_on")
    review = min(date.fromisoformat(given), add_months(day, REVIEW_MONTHS)) if given else add_months(day, REVIEW_MONTHS)
    plan = Plan(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=offer.person_id, offer_id=offer.id,
        group=offer.group, kind=offer.kind, state="agreed", currency=view.case.currency, agreed_at=uow.now,
        undo_until=uow.now + UNDO, review_on=review,
    )
    uow.session.add(plan)
    await uow.flush()
    rows = share.schedule()
    for row in rows:
        uow.session.add(
            Instalment(
                creditor_id=plan.creditor_id, plan_id=plan.id, n=row.n, due_on=row.due_on, minor=row.amount.minor
            )
        )
    await uow.flush()
    await transfer.reference_for(
        uow, creditor_id=plan.creditor_id, case_id=plan.case_id, person_id=plan.person_id, plan_id=plan.id
    )
    await watch_instalments(uow, plan, view.creditor.time_zone)
    uow.schedule(
        "plan_review", f"plan_review:{plan.id}", at(review, view.creditor.time_zone),
        creditor_id=plan.creditor_id, plan=plan.id,
    )
    uow.audit(
        "plan.agreed", "plan", plan.id, actor=actor, creditor_id=plan.creditor_id, offer=offer.id,
        policy=share.policy_id, instalments=len(rows),
    )
    certificate = await certificates.for_plan(uow, plan, actor=actor)
    await uow.tell_creditor(
        view.case, "plan_agreed", kind_of_plan=offer.kind, total_minor=share.total.minor,
        currency=view.case.currency, certificate=certificate.code,
        instalments=[{"due_on": r.due_on.isoformat(), "minor": r.amount.minor} for r in rows],
        undo_until=plan.undo_until.isoformat(),
    )
    return plan


async def undo(uow: UnitOfWork, plan: Plan, *, actor: str) -> bool:
    """Within 14 days an agreed plan is undone, at a word and without a reason. False: too late for that.

    The case is locked: a payment that completes the plan at the same moment comes before or after.
    """
    await lock_case(uow, plan.case_id)
    await uow.session.refresh(plan)
    if plan.state not in LIVING_PLAN or uow.now > plan.undo_until:
        return False
    plan.state, plan.ended_at = "undone", uow.now
    keys = []
    for row in await instalments(uow, plan.id):
        keys += [f"reminder:{row.id}:{row.due_on}", f"instalment_due:{row.id}:{row.due_on}"]
    await uow.cancel(f"plan_review:{plan.id}", *keys)
    case = await uow.session.get_one(Case, plan.case_id)
    uow.audit("plan.undone", "plan", plan.id, actor=actor, creditor_id=plan.creditor_id)
    await uow.tell_creditor(case, "plan_broken", why="undone_by_debtor")
    return True


async def status(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Which plan, what is next, how many are left."""
    answer, lang = Answer(), conversation.language
    for view, plan in ((v, v.plan) for v in views if v.plan is not None):
        left = [r for r in await instalments(uow, plan.id) if r.state in ("due", "late", "missed")]
        if not left:
            continue
        answer = answer.then(
            say(
                "utter_plan_status", brand=view.brand.name, count=str(len(left)),
                amount=spoken.money(Money(left[0].minor - left[0].paid_minor, view.case.currency), lang),
                day=spoken.day(left[0].due_on, lang), last=spoken.day(left[-1].due_on, lang),
            )
        )
    if not answer.says:
        return say("utter_no_plan_yet", Choice(title_id="choice_plan", payload="/request_plan"), HUMAN).asking(None)
    answer = await papers.with_card(uow, conversation, answer, ("recap", "calendar", "budget"))
    young = [v.plan for v in views if v.plan is not None and uow.now <= v.plan.undo_until]
    if young:
        undo_it = Choice(title_id="choice_undo_plan", payload="/choose_option", data={"do": "undo"})
        until = spoken.day(young[0].undo_until.date(), lang)
        return answer.then(say("utter_plan_can_be_undone", undo_it, day=until)).asking(None)
    answer = answer.then(await rearrange.offer_skip(uow, views))
    return answer.asking(None)


async def undo_all(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The debtor undoes what was agreed within the 14 days."""
    remember(conversation, choice=None, errand=None, errand_data=None)
    plans = await uow.session.scalars(
        select(Plan)
        .where(Plan.person_id == conversation.person_id, Plan.state.in_(LIVING_PLAN))
        .order_by(Plan.case_id)  # one order of locks for everybody
    )
    undone = [await undo(uow, one, actor="debtor") for one in plans.all()]
    return say("utter_plan_undone" if any(undone) else "utter_choice_gone").asking(None)


async def forget_offer(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No to the schedule: nothing is agreed, nothing is held against anybody."""
    offer = await standing(uow, conversation)
    if offer is not None:
        await uow.session.execute(update(Offer).where(Offer.id == offer.id).values(answer="not_now"))
    remember(conversation, offer=None, choice=None)
    again = Choice(title_id="choice_other_amount", payload="/choose_option", data={"do": "other_amount"})
    later = Choice(title_id="choice_not_now", payload="/need_time")
    return say("utter_plan_not_agreed", again, later, HUMAN).asking("offer")
