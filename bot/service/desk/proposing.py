"""An agent proposes a plan, or puts one to the debtor that waits for a person; the debtor's own yes agrees it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.service.case.cases import CaseView, cases_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.danger import is_distress
from bot.service.desk.send import may_send
from bot.service.desk.weighing import Ground, Wish, ground_of, keep_budget, plain, weighed
from bot.service.desk.work import DeskRefusal
from bot.service.handover.handover import open_handover_of
from bot.service.offer.kept_offers import keep_offer, newest_group, offer_of_row, share_of
from bot.service.offer.read_back import schedule_of
from bot.service.plan import replacing
from bot.service.thread.conversation import open_choices
from bot.service.thread.desk_taps import by_agent
from bot.service.thread.reply import Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, Offer


async def propose(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, wish: Wish, confirm: str) -> Offer:
    """Put a plan to the debtor, in two steps: first what it would be, then into the thread with a yes and a no.

    The same proposal while its question is open is that proposal. Raises LookupError for nobody's conversation;
    DeskRefusal: what may_send and weighed raise, distress_no_money, no_case, plan_of_another, confirm_proposal.
    """
    conversation, views = await _may_propose(uow, agent, conversation_id)
    ground = await ground_of(uow, conversation, views, change=wish.change)
    holds = await weighed(uow, ground, wish)
    replaced = replacing.to_replace(v for v in views if wish.change and v.is_late)
    replaced = {case: plan for case, plan in replaced.items() if case in {s.case_key for s in holds.offer.shares}}
    code = "confirm_change" if replaced else "confirm_proposal"
    must_confirm(confirm, code, conversation.id, holds, sorted(replaced.items()), **plain(holds.offer))
    known = await still_asked(uow, conversation)
    if known is not None and offer_of_row(known) == holds.offer:
        return known
    version = await keep_budget(uow, conversation, ground)
    kind = "own_amount" if ground.found.unknown else "plan" if holds.review_on is None else "token_plan"
    row = await keep_offer(
        uow, conversation, holds.offer, budget_id=version.id, group=secrets.token_hex(6), rank=0, kind=kind,
        review_on=holds.review_on, found=ground.found, approved_by=agent.id, replaces=replaced,
    )
    await _ask(uow, agent, conversation, row)
    return row


async def put_forward(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, offer_id: int, confirm: str) -> Offer:
    """Put an offer that was worked out before to the debtor: one that waits for a person's agreement, or one of theirs.

    It is looked at anew: nothing may have changed that it stands on. Raises LookupError for an offer that is not this
    person's; DeskRefusal: what may_send raises, distress_no_money, plan_of_another, offer_gone, offer_changed,
    above_capacity, confirm_proposal.
    """
    conversation, views = await _may_propose(uow, agent, conversation_id)
    row = await uow.session.get(Offer, offer_id)
    if row is None or row.person_id != conversation.person_id or row.creditor_id != conversation.creditor_id:
        raise LookupError("no such offer")
    if row.expires_at <= uow.now or not await _newest(uow, row):
        raise DeskRefusal("offer_gone")
    offer = offer_of_row(row)
    _unchanged(row, {view.case.id: view for view in views})
    ground = await ground_of(uow, conversation, views, change=bool(row.data.get("replaces")))
    _within(ground, row)
    must_confirm(confirm, "confirm_proposal", conversation.id, row.id, **plain(offer))
    if await still_asked(uow, conversation) is not row:
        row.data = {**row.data, "approved_by": agent.id}
        await _ask(uow, agent, conversation, row)
    return row


async def _may_propose(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int
) -> tuple[Conversation, Sequence[CaseView]]:
    conversation = await may_send(uow, agent, conversation_id)
    if is_distress(conversation, await open_handover_of(uow, conversation)):
        raise DeskRefusal("distress_no_money")
    views = await cases_of(uow, conversation.person_id or 0)
    if not views:
        raise DeskRefusal("no_case")
    if any(view.plan is not None and view.plan.person_id != conversation.person_id for view in views):
        raise DeskRefusal("plan_of_another")  # what another of them has agreed is not told, nor agreed twice
    return conversation, views


async def _newest(uow: UnitOfWork, row: Offer) -> bool:
    return await newest_group(uow, row.person_id, told=False) == row.group


def _unchanged(row: Offer, views: dict[int, CaseView]) -> None:
    for share in (share_of(one) for one in row.data["shares"]):
        view = views.get(int(share.case_key))
        planned = view is not None and view.plan is not None and not replacing.replaces(row, view.plan)
        if view is None or planned or not view.offerable or view.payable != share.overdue:
            raise DeskRefusal("offer_changed")


def _within(ground: Ground, row: Offer) -> None:
    """Never beyond what the budget as it is told now carries; where not all of it is told, what is known decides."""
    limit = ground.found.at_most
    if limit is None or offer_of_row(row).heaviest_month > limit:
        raise DeskRefusal("above_capacity", most=ground.found.offerable)


async def still_asked(uow: UnitOfWork, conversation: Conversation) -> Offer | None:
    """The offer whose question to the debtor, put by an agent, is open at this moment."""
    _, choices = await open_choices(uow, conversation)
    keys = {(choice.get("data") or {}).get("offer") for choice in choices if (choice.get("data") or {}).get("do")}
    key = next(iter(keys), None)
    return await uow.session.get(Offer, int(key)) if key else None


async def _ask(uow: UnitOfWork, agent: AgentAt, conversation: Conversation, row: Offer) -> None:
    changes = bool(row.data.get("replaces"))
    opening = say("notice_plan_change_proposed" if changes else "notice_plan_proposed", name=agent.name)
    yes = Choice(title_id="choice_yes", payload="/choose_option", data={"do": "agree", "offer": row.id}, kind="yes")
    no = Choice(title_id="choice_no", payload="/choose_option", data={"do": "decline", "offer": row.id}, kind="no")
    answer = opening.then(await schedule_of(uow, conversation, row)).then(say("utter_ask_confirm_plan", yes, no))
    await write(uow, conversation, by_agent(answer), author="system")
    shares = [share_of(one) for one in row.data["shares"]]
    for share in sorted(shares, key=lambda one: int(one.case_key)):
        case = await uow.session.get_one(Case, int(share.case_key))
        await uow.tell_creditor(case, "offer", outcome=row.kind, count=1)
    uow.audit(
        "plan.proposed", "offer", row.id, actor=agent.actor, creditor_id=row.creditor_id,
        conversation=conversation.id, policies=[one["policy"] for one in row.data["shares"]],
        by_person=not row.data["bot_may_agree"], replaces=sorted((row.data.get("replaces") or {}).values()),
    )
