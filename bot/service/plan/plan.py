"""Plans: chosen, read back, agreed with an unambiguous yes, and followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from sqlalchemy import update

from bot.debt import offers as rules
from bot.debt import reading
from bot.debt.plan import add_months
from bot.service.case import certificates, papers
from bot.service.case.cases import CaseView, view_of
from bot.service.contact import reminders
from bot.service.handover import callbacks, taken_back
from bot.service.identity import same
from bot.service.offer.kept_offers import share_of
from bot.service.offer.offers import NOT_NOW, OTHER_AMOUNT
from bot.service.offer.read_back import read_back
from bot.service.offer.standing_offer import standing, with_later_dates
from bot.service.pause import pause_over, pause_question
from bot.service.pause.pause import give_way, gives_way
from bot.service.pay import overpaid, transfer
from bot.service.pay.demands import lock_case
from bot.service.plan import move_undone, other_day, part_now, pay_day, rearrange, replacing, skips, undo
from bot.service.plan.gone import unclear
from bot.service.plan.instalments import at, watch_instalments
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, YES, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment, Offer, Outcome, Plan

REVIEW_MONTHS = 5


async def choose(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One of the choices on the table was picked."""
    picked = dict(conversation.memory.get("choice") or {})
    if picked.get("do") == "other_amount":
        remember(conversation, errand="propose", errand_data={"asked": "month"})
        return say("utter_ask_own_amount").asking("own_amount")
    if picked.get("do") in _DOES:
        if "offer" in picked:  # a yes or a no to this very offer, whatever else was looked at since
            remember(conversation, offer=picked["offer"])
        return await _DOES[str(picked["do"])](uow, conversation)
    if "offer" in picked:
        return await read_back(uow, conversation)
    if "reminder" in picked:
        no_call = await taken_back.no_call(uow, conversation) if picked.get("no_call") else Answer()
        return no_call.then(await reminders.remind(uow, conversation, picked))
    return await unclear(uow, conversation)


def said_plainly(conversation: Conversation, text: str) -> bool:
    """Whether an answer that was heard as a yes to the schedule is one: tapped, or a plain yes and nothing more."""
    return conversation.memory.get("choice") is not None or reading.is_yes(text)


def ask_plainly() -> Answer:
    """It was none ("oui mais c'est un peu cher", "ok je vois"): nothing is agreed."""
    return say("utter_ask_confirm_again", YES, OTHER_AMOUNT, NOT_NOW).asking("confirm_plan")


async def agree(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The unambiguous yes. Said twice it has one effect; said to what no longer holds it has none; said to dates that
    have come too near it brings the same plan with later ones, to be read first.
    """
    await same.hold_still(uow, conversation.person_id or 0)
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
        if view.plan is not None and not replacing.replaces(offer, view.plan):
            continue  # agreed already: a second yes changes nothing
        if not view.offerable or view.payable != share.overdue:
            return say("utter_offer_changed").asking(None)  # of all of it, nothing has been agreed
        ready.append((view, share))
    made = []
    for view, share in ready:
        if view.plan is not None:
            await replacing.give_way(uow, view, view.plan)
        made.append(await make_plan(uow, view, share, offer))
        await replacing.reminded_as_before(uow, made[-1], view.plan)
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
    if any(gives_way(view) for view, _ in ready):
        agreed = agreed.then(say("utter_pause_gave_way"))
    return agreed.then(await reminders.ask_reminders(uow, conversation)).asking("reminders")


async def make_plan(
    uow: UnitOfWork, view: CaseView, share: rules.Share, offer: Offer, *, actor: str = "debtor"
) -> Plan:
    """Write the plan, its instalments and the tasks that follow it; the creditor is told in the same transaction."""
    await give_way(uow, view, actor=actor)
    day = uow.today(view.creditor.time_zone)
    given = offer.data.get("review_on")
    review = min(date.fromisoformat(given), add_months(day, REVIEW_MONTHS)) if given else add_months(day, REVIEW_MONTHS)
    plan = Plan(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=offer.person_id, offer_id=offer.id,
        group=offer.group, kind=offer.kind, state="agreed", currency=view.case.currency, agreed_at=uow.now,
        undo_until=undo.until(day, view.creditor.time_zone), review_on=review,
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


async def forget_offer(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No to the schedule: nothing is agreed, nothing is held against anybody."""
    offer = await standing(uow, conversation)
    if offer is not None:
        await uow.session.execute(update(Offer).where(Offer.id == offer.id).values(answer="not_now"))
    remember(conversation, offer=None, choice=None)
    again = Choice(title_id="choice_other_amount", payload="/choose_option", data={"do": "other_amount"})
    later = Choice(title_id="choice_not_now", payload="/need_time")
    return say("utter_plan_not_agreed", again, later, HUMAN).asking("offer")


_DOES: dict[str, Callable[[UnitOfWork, Conversation], Awaitable[Answer]]] = {
    "agree": agree, "decline": forget_offer, "pause": pause_question.confirmed, "skip": skips.skip,
    "move": rearrange.confirmed, "move_to": other_day.confirmed, "ask_skip": skips.ask_tapped,
    "undo": undo.undo_all, "keep_plan": undo.keep,
    "end_pause": pause_over.confirmed, "keep_pause": pause_over.keep,
    "day_once": pay_day.picked_scope, "day_always": pay_day.picked_scope, "day_move": pay_day.confirmed,
    "put_back": move_undone.confirmed, "part": part_now.confirmed,
    "slot": callbacks.choose, "give_back": overpaid.ask_back,
}
"""What a choice can do by itself, by the word that it carries."""
