"""Errands: what the debtor came for, and the next thing in it. The one place that joins the topics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.service.budget import budget, budget_said
from bot.service.case import balance
from bot.service.case.cases import CaseView, cases_of
from bot.service.contact import contact_change, contact_said, keep_some, narrower, no_calls, reminders, settled
from bot.service.dispute import court_case, dispute
from bot.service.handover import handover
from bot.service.identity import identify, linked_cases, parties
from bot.service.offer import offers, read_back
from bot.service.pause import pause_errand, pause_over
from bot.service.pay import overpaid, paid_already, pay, pay_ahead, plain_answers
from bot.service.plan import pay_day, plan, plan_status, rearrange, trouble, undo, what_stands
from bot.service.referral import partner
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

GoOn = Callable[[UnitOfWork, Conversation, Sequence[CaseView]], Awaitable[Answer]]
NEED_BUDGET = frozenset({"hardship", "plan", "propose"})


async def _undo(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """ "Cancel the plan": the one agreed, else the one on the table, of which nothing is agreed yet."""
    on_the_table = conversation.memory.get("offer") and conversation.memory.get("question") == "confirm_plan"
    if on_the_table and not any(view.plan for view in views):
        return await plan.forget_offer(uow, conversation)
    return await undo.go_on(uow, conversation, views)


AT_ONCE: dict[str, GoOn] = {
    "contact": contact_change.go_on,
    "credit": plain_answers.credit_asked,
    "dispute": dispute.go_on,
    "no_calls": no_calls.go_on,
    "over_indebtedness": partner.go_on,
    "pay_day": pay_day.go_on,
    "plan_trouble": trouble.go_on,
    "pause_over": pause_over.go_on,
    "plan_status": plan_status.status,
    "plan_undo": _undo,
    "receipt": paid_already.go_on,
    "reminders": reminders.go_on,
    "stop": keep_some.go_on,
    "texts_stop": narrower.go_on,
}
"""Errands that do not wait for the amounts to be told."""


def _may_pay(view: CaseView) -> bool:
    return view.payable.minor > 0


def _may_rest(view: CaseView) -> bool:
    return view.is_late and view.may.debtor_may_plan and view.limitation == "running"


BY_THEMSELVES: dict[str, tuple[GoOn, Callable[[CaseView], bool]]] = {
    "pay": (pay.go_on, _may_pay), "pause": (pause_errand.go_on, _may_rest),
}
"""What the debtor may do though a hold stops offers: to pay, or to rest; and on which cases."""

ANYBODYS = frozenset({"balance", "contact", "dispute", "no_calls", "over_indebtedness", "stop", "texts_stop"})
"""What any of those who owe may ask, whatever another of them has agreed."""


def start(conversation: Conversation, errand: str, **data: object) -> None:
    """What the debtor has come for; asked again, it goes on where it was."""
    given = {k: v for k, v in data.items() if v is not None}
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == errand else {}
    remember(conversation, errand=errand, errand_data={**known, **given})


async def lead_on(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The next thing: identity, the amounts, what stands in the way, then the errand itself."""
    if not await identify.is_identified(uow, conversation):
        return await identify.ask(uow, conversation)
    views = await cases_of(uow, conversation.person_id or 0)
    if not views:
        return await _nothing_open(uow, conversation)
    remember(conversation, currency=views[0].case.currency)
    errand = str(conversation.memory.get("errand") or "balance")
    first = await balance.somebody_else(uow, conversation, views) or await _told_before(
        uow, conversation, views, errand
    )
    if first is not None:
        return first
    if errand not in ANYBODYS and (taken := await parties.agreed_with_another(uow, conversation, views)):
        return taken
    if errand in AT_ONCE:
        return await AT_ONCE[errand](uow, conversation, views)
    unasked = errand == "pause" and await pause_errand.needs_no_sum(uow, conversation, views)
    unasked = unasked or (errand == "pay" and pay_ahead.needs_no_sum(uow, conversation, views))
    if not conversation.memory.get("sum_told") and not unasked:
        remember(conversation, sum_told=True)
        standing = await what_stands.of(uow, conversation, views)
        goes_on = what_stands.sum_unasked(views, errand, standing)
        today = uow.today(views[0].creditor.time_zone)
        told = await balance.law_first(uow, conversation, views)
        told = told.then(await _linked(uow, conversation, views, today))
        told = told.then(balance.tell(conversation, views, today=today, ask=not goes_on, standing=standing))
        told = what_stands.once(told, await after_sum(uow, conversation, views)) if goes_on else told
        return await overpaid.beside(uow, conversation, told)
    return await after_sum(uow, conversation, views)


async def _linked(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], today: date) -> Answer:
    """What stands on the same human's other row, while two agents say that it is the same."""
    linked = await linked_cases.beside(uow, conversation.person_id or 0, views)
    standing = await what_stands.of(uow, conversation, linked)
    return balance.tell_linked(conversation, views, linked, today=today, standing=standing)


async def _nothing_open(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Every case is settled. A wish for silence is done all the same: what we write goes to people, not to cases."""
    errand = str(conversation.memory.get("errand") or "")
    if errand in ("stop", "texts_stop") or conversation.memory.get("stop_asked"):
        return await AT_ONCE["texts_stop" if errand == "texts_stop" else "stop"](uow, conversation, [])
    paid_too_much = await overpaid.told(uow, conversation)
    if paid_too_much.says:
        return paid_too_much.asking(None)
    if (conversation.memory.get("contested") or {}).get("kind") == "already_paid":
        return await settled.told(uow, conversation)  # they are right; their number stays with a person
    await handover.open_handover(uow, conversation, queue="general", reason="no_open_case")
    return say("utter_no_open_case").then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def _told_before(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], errand: str
) -> Answer | None:
    """Told before we knew who writes, and not forgotten for what was said since: stop, a file, a dispute."""
    heard = Answer()
    if conversation.memory.get("no_calls_asked") and errand != "no_calls":
        kept = conversation.memory.get("errand_data")
        heard = await no_calls.go_on(uow, conversation, views)
        remember(conversation, errand=errand, errand_data=kept, errand_over=None)
    if conversation.memory.get("stop_asked"):
        kept = conversation.memory.get("errand_data")
        heard = heard.then(await keep_some.go_on(uow, conversation, views))
        if errand == "stop" and not conversation.memory.get("contested"):
            return heard
        remember(conversation, errand=errand, errand_data=kept, errand_over=None)
    if conversation.memory.get("guarded"):
        return heard.then(await parties.protected(uow, conversation, views))
    if conversation.memory.get("file_stage"):
        heard = heard.then(await partner.go_on(uow, conversation, views))  # the law comes first
        if not conversation.memory.get("contested"):
            return heard
        views = await cases_of(uow, conversation.person_id or 0)
    if conversation.memory.get("contested"):
        return heard.then(await dispute.go_on(uow, conversation, views))
    if heard.says:
        return heard.then(await lead_on(uow, conversation))
    return None


async def after_sum(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The amounts are told."""
    errand = str(conversation.memory.get("errand") or "balance")
    go_on, may = BY_THEMSELVES.get(errand, (None, None))
    if go_on is not None and may is not None and any(may(v) for v in views):
        return await go_on(uow, conversation, views)
    if (stopped := await _in_the_way(uow, conversation, views, errand)) is not None:
        return stopped
    if go_on is not None:
        return await go_on(uow, conversation, views)
    late = [v for v in views if v.is_late]
    if not late:
        return balance.before_arrears(views)
    if errand in NEED_BUDGET and all(v.plan for v in late):
        return await _plan_stands(uow, conversation, views, errand)
    if errand == "propose":
        return await _own_amount(uow, conversation)
    if errand in NEED_BUDGET:
        return await questions(uow, conversation)
    return balance.ask_what_next()


async def _in_the_way(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], errand: str
) -> Answer | None:
    """What comes before the errand: a court's paper, their own pause or plan, or a hold; None where nothing does."""
    if errand in NEED_BUDGET and (asked := await court_case.first(uow, conversation, views)):
        return asked
    if errand in NEED_BUDGET - {"hardship"} and (first := await pause_over.first(uow, conversation, views)):
        return first
    if errand in ("balance", "hardship") and (rest := await what_stands.what_next(uow, views, errand)):
        return rest
    return await balance.what_stands_in_the_way(uow, conversation, views)


async def _plan_stands(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], errand: str
) -> Answer:
    """Everything late is in a plan, of which nothing changes without a yes."""
    if errand == "hardship" and await rearrange.something_missed(uow, views):
        return await rearrange.go_on(uow, conversation, views)
    wished = conversation.memory.get("errand_data") or {}
    remember(conversation, errand="plan_status", errand_data=None)
    if errand == "hardship":
        named = await trouble.of_contract_beside(uow, conversation, views, wished)
        named = named or await trouble.asked(uow, conversation, views, wished)
        return named or await rearrange.ask(uow, conversation, views, question="utter_ask_move_instalment")
    await handover.open_handover(
        uow, conversation, queue="hardship", reason="plan_change_wished", wished_minor=wished.get("minor"),
        every=wished.get("every"),
    )
    said = say("utter_plan_change_passed_on").then(await plan_status.status(uow, conversation, views))
    return said.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def questions(uow: UnitOfWork, conversation: Conversation, wanted: list[str] | None = None) -> Answer:
    """The budget questions that are left; straight on when none is."""
    asked = await budget.begin(uow, conversation, wanted)
    if not budget.to_ask(conversation):
        return await weigh(uow, conversation)
    read = budget_said.understood(conversation)
    return read.then(asked)


async def weigh(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The questions are over: what comes of them, up to the next question to the debtor.

    A sum that was named beside the figures is answered now, as a proposal of the debtor's own.
    """
    wished = conversation.memory.get("wished")
    if wished and conversation.memory.get("errand") in ("hardship", "plan"):
        remember(conversation, wished=None)
        budget.forget_enough_left(conversation)
        start(conversation, "propose", **wished)
    answer = budget_said.understood(conversation).then(court_case.recalled(conversation))
    answer = answer.then(await offers.weigh(uow, conversation))
    if answer.slots.get("step") == "read_back":
        return answer.then(await read_back.read_back(uow, conversation))
    return answer


async def _own_amount(uow: UnitOfWork, conversation: Conversation) -> Answer:
    known = conversation.memory.get("errand_data") or {}
    if not known.get("minor") and not known.get("count"):
        remember(conversation, errand_data={**known, "asked": "month"})
        return say("utter_ask_own_amount").asking("own_amount")
    if await budget.is_whole(uow, conversation):  # what is left is reckoned, and need not be asked
        return await questions(uow, conversation)
    return await questions(uow, conversation, [*offers.OWN_AMOUNT_FIELDS, "enough_left"])


async def change_contact(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """New contact details: where somebody lives is for a person; a number or address goes on once it is sure whose.

    What was told with it is kept, unless it is still unknown who writes: a stranger's number waits nowhere.
    """
    if contact_said.is_postal(text):
        return await handover.pass_on(uow, conversation, meaning="contact_change")
    known = await identify.is_identified(uow, conversation)
    told = contact_said.read(text, conversation.country or "") if known else None
    start(conversation, "contact", **({"kind": told[0], "value": told[1]} if told else {}))
    opening = Answer() if known else say("utter_contact_needs_who")
    return opening.then(await lead_on(uow, conversation))
