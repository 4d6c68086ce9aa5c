"""What an agent sends into the thread besides words: a payment link, papers; by the rules that hold for the debtor."""

from __future__ import annotations

from bot.debt.money import Money
from bot.service.case import papers
from bot.service.case.cases import CaseView, view_of
from bot.service.case.recap import may_be_paid
from bot.service.contact import contact_reasons
from bot.service.contact.reminders import link_said
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import case_of, must_confirm, read_amount
from bot.service.desk.danger import is_distress
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.handover.handover import open_handover_of
from bot.service.identity.identify import is_identified
from bot.service.outside.private import may_tell
from bot.service.pay import demands, payment_links
from bot.service.pay.pay import OPEN
from bot.service.plan.instalments import instalments
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Demand

PAPERS = ("recap", "calendar", "certificate", "receipt")


async def may_send(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """Raises DeskRefusal: not_yours; must_be_identified and shared_phone, where amounts may not be told."""
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if not may_tell(conversation):
        raise DeskRefusal("shared_phone")
    if not await is_identified(uow, conversation):
        raise DeskRefusal("must_be_identified")
    return conversation


async def link(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, case_id: int, amount: str, confirm: str
) -> None:
    """A payment link of the debtor's own, in two steps: for that sum, or (empty) for the next instalment of the plan.

    Raises DeskRefusal: distress_no_money, no_instalment, not_payable_now, amount, confirm_link; LookupError.
    """
    conversation = await may_send(uow, agent, conversation_id)
    if is_distress(conversation, await open_handover_of(uow, conversation)):
        raise DeskRefusal("distress_no_money")
    case = await case_of(uow, conversation, case_id)
    view = await view_of(uow, case.id)
    if not may_be_paid(view):
        raise DeskRefusal("not_payable_now")
    asked = read_amount(amount) if amount.strip() else None
    try:
        demand = await _demand(uow, view, conversation, asked)
    except demands.NotPayable:
        raise DeskRefusal("not_payable_now") from None
    sum_ = Money(demand.minor, demand.currency)
    must_confirm(confirm, "confirm_link", case.id, demand.minor, amount=sum_, reference=case.reference)
    url = await payment_links.make_link(uow, demand)
    await write(uow, conversation, link_said(conversation, url, demand.minor, demand.currency), author="system")
    uow.audit(
        "link.sent", "demand", demand.id, actor=agent.actor, creditor_id=case.creditor_id,
        conversation=conversation.id, minor=demand.minor,
    )


async def _demand(uow: UnitOfWork, view: CaseView, conversation: Conversation, minor: int | None) -> Demand:
    if minor is not None:
        return await demands.demand_for_sum(uow, view, minor, conversation_id=conversation.id)
    rows = await instalments(uow, view.plan.id) if view.plan is not None else []
    left = [row for row in rows if row.state in OPEN]
    if not left:
        raise DeskRefusal("no_instalment")
    return await demands.demand_for_instalment(uow, left[0].id)


async def paper(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """The papers that there are: recap and dates of the plan, certificate, receipts. Raises DeskRefusal("no_paper")."""
    conversation = await may_send(uow, agent, conversation_id)
    card = await papers.card_for(uow, conversation, PAPERS)
    if card is None:
        raise DeskRefusal("no_paper")
    await write(uow, conversation, say("notice_papers_from_agent", card=card), author="system")
    uow.audit(
        "paper.sent", "conversation", conversation.id, actor=agent.actor, creditor_id=conversation.creditor_id
    )


async def why(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """"Why do you write to me?": the last times that we wrote first, each with its day, its way and its reason."""
    conversation = await may_send(uow, agent, conversation_id)
    answer = await contact_reasons.told(uow, conversation, actor=agent.actor)
    await write(uow, conversation, answer if answer.says else say("notice_why_never"), author="system")
