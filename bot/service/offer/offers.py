"""From a budget to one of the four outcomes: offers that hold, a token, a pause with a partner, a person."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.debt import offers as rules
from bot.debt import reading
from bot.debt.capacity import Capacity, capacity
from bot.debt.money import Money
from bot.debt.outcomes import Debt
from bot.debt.policy import Policy
from bot.debt.proposal import Proposal, weigh_proposal
from bot.debt.scales import load_scales
from bot.service.budget import budget, reasons, running
from bot.service.case import balance
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.offer import nothing_left
from bot.service.offer.kept_offers import capacity_data, keep_offer
from bot.service.plan import plan_status
from bot.service.policy.policies import policy_of
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation, Offer

OTHER_AMOUNT = Choice(title_id="choice_other_amount", payload="/choose_option", data={"do": "other_amount"})
NOT_NOW = Choice(title_id="choice_not_now", payload="/need_time")
PAUSE = Choice(title_id="choice_pause", payload="/request_pause")
ADVICE = Choice(title_id="choice_meaning_request_budget_advice", payload="/request_budget_advice")
OWN_AMOUNT_FIELDS = ["income", "household"]


PolicyOf = Callable[[CaseView, date], Policy | None]


def as_debts(views: Sequence[CaseView], day: date, of: PolicyOf | None = None, *, planned: bool = False) -> list[Debt]:
    """Late cases as the pure rules see them, under the policies in force or those that `of` gives.

    Disputed parts are left out; so are cases with a living plan, unless `planned`.
    """
    debts = []
    for view in views:
        policy = (of or policy_of)(view, day)
        if policy is None or not view.is_late or view.payable.minor <= 0 or (view.plan is not None and not planned):
            continue
        debts.append(
            Debt(
                case_key=str(view.case.id), overdue=view.payable, policy=policy, offerable=view.offerable,
                why_not="" if view.offerable else "hold",
            )
        )
    return debts


async def weigh(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The questions are over: what comes of them."""
    views = await cases_of(uow, conversation.person_id or 0)
    if not views:
        return (await handover.pass_on(uow, conversation, meaning="other")).asking(None)
    first = views[0]
    day = uow.today(first.creditor.time_zone)
    debts = as_debts(views, day)
    if not debts and (why := await _why_none(uow, conversation, views)) is not None:
        return why
    draft = conversation.memory.get("budget") or {}
    counted = await running.counted(uow, conversation.person_id or 0, views)
    told = budget.as_rules(draft, first.case.currency, await running.running_minor(uow, counted))
    version = await budget.keep(uow, conversation, first.case.currency)
    found = capacity(told, jurisdiction=first.case.jurisdiction, day=day, scales=load_scales(uow.sfs_table))
    errand = conversation.memory.get("errand_data") or {}
    offering = _Offering(uow, conversation, views, version, found, day)
    wished = proposal_of(errand, first.case.currency)
    if conversation.memory.get("errand") == "propose" and wished is not None:
        weighed = weigh_proposal(
            wished, debts, told, draft.get("enough_left"), jurisdiction=first.case.jurisdiction, day=day,
            scales=load_scales(uow.sfs_table), falls=await running.falls(uow, counted, first.case.currency),
        )
        return await offering.own_amount(weighed)
    return await offering.outcome(rules.outcome(debts, told, found, day=day, pay_day=errand.get("pay_day")))


async def _why_none(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """Why nothing of what is late can be spread: it is in a plan already, or held. None: nothing is late."""
    late = [view for view in views if view.is_late]
    if not late:
        return None
    if any(view.plan is not None for view in late):
        remember(conversation, errand="plan_status", errand_data=None)
        return await plan_status.status(uow, conversation, late)
    return await balance.what_stands_in_the_way(uow, conversation, views)


def proposal_of(errand: Mapping[str, Any], currency: str) -> Proposal | None:
    """What the debtor proposes, as the errand has kept it; None as long as neither amount nor count is known."""
    if not errand.get("minor") and not errand.get("count"):
        return None
    return Proposal(
        amount=Money(int(errand["minor"]), currency) if errand.get("minor") else None, count=errand.get("count"),
        every=errand.get("every", "month"), pay_day=errand.get("pay_day"),
        start=date.fromisoformat(errand["start"]) if errand.get("start") else None,
        steps=tuple(Money(int(step), currency) for step in errand.get("steps") or ()),
        times=errand.get("times"),
    )


class _Offering:
    """Stores what is offered with everything it was made from, and puts it into words."""

    def __init__(
        self,
        uow: UnitOfWork,
        conversation: Conversation,
        views: Sequence[CaseView],
        version: BudgetVersion,
        found: Capacity,
        day: date,
    ) -> None:
        self.uow, self.conversation, self.views = uow, conversation, views
        self.version, self.found, self.day = version, found, day
        self.lang = conversation.language
        self.group = secrets.token_hex(6)

    async def outcome(self, result: rules.Outcome) -> Answer:
        if isinstance(result, rules.PlanOffers):
            return await self._propose(list(result.offers), "plan", None)
        if isinstance(result, rules.TokenPlan):
            return await self._propose([result.offer], "token_plan", result.review_on)
        if isinstance(result, rules.PauseAndPartner):
            await self._own_figures()
            return await self._nothing(result.pause_until)
        return await self._to_person(result)

    async def _own_figures(self) -> None:
        """Where the debtor's own figures leave something, and only the tables nothing, a person looks with them."""
        told = self.version.data
        costs = sum(int(told.get(name, 0)) for name in (*reading.COSTS, "arrears_reserved"))
        costs += sum(told.get("other_costs", {}).values())
        if int(told.get("income", 0)) > costs:
            await handover.open_handover(
                self.uow, self.conversation, queue="hardship", reason="own_figures_leave_something",
                capacity=capacity_data(self.found),
            )

    async def own_amount(self, result: rules.Weighed) -> Answer:
        if isinstance(result, rules.Ask):
            asked = await budget.begin(self.uow, self.conversation, _ask_again(self.conversation, result.fields))
            if budget.to_ask(self.conversation):
                return asked
            # Everything was asked and something was skipped: a person goes on, never silence.
            return await self._to_person(rules.Handover(reason="not_told", fields=result.fields))
        if isinstance(result, rules.Agreed):
            stored = await self._store(result.offer, 0, "own_amount", result.review_on)
            remember(self.conversation, choice={"offer": stored.id})
            told = reasons.why(self.found, self.version, self.lang, on_their_word=True)
            holds = say("utter_own_amount_holds").then(told).then(await self._reserved())
            return holds.asking(None, step="read_back")
        if isinstance(result, rules.Nearest):
            offers = list(result.offers)[: 1 if result.later else None]
            return await self._propose(
                offers, "own_amount", result.review_on, near=result.reason, later=result.later
            )
        if isinstance(result, rules.NothingExpected):
            return await self._nothing_expected(result)
        return await self._to_person(result)

    async def _nothing_expected(self, result: rules.NothingExpected) -> Answer:
        until = result.pause_until or self.day + timedelta(days=30)
        return await self._nothing(until)

    async def _nothing(self, until: date) -> Answer:
        said = reasons.nothing_left(self.found)
        return await nothing_left.nothing_can_be_carried(
            self.uow, self.conversation, self.views, until, said=said
        )

    async def _propose(
        self,
        offers: list[rules.Offer],
        kind: str,
        review_on: date | None,
        near: str | None = None,
        later: rules.Offer | None = None,
    ) -> Answer:
        choices = []
        for rank, offer in enumerate(offers):
            stored = await self._store(offer, rank, kind, review_on)
            choices.append(self._choice(offer, stored, "lightest" if rank == 0 else "faster"))
        if later is not None:
            stored = await self._store(later, len(offers), kind, None)
            choices.append(self._choice(later, stored, "later", "choice_offer_from"))
        for view in self.views:
            await self.uow.tell_creditor(view.case, "offer", outcome=kind, count=len(offers))
        answer = say("utter_offer_token") if kind == "token_plan" else Answer()
        if near is not None:
            answer = say(f"utter_nearest_{near}")
        if near != "no_guideline":  # which says it by itself
            answer = answer.then(reasons.why(self.found, self.version, self.lang))
        if later is not None and near != "start":
            amount, first = spoken.money(later.instalment, self.lang), spoken.day(later.first_due, self.lang)
            answer = answer.then(say("utter_nearest_later", amount=amount, first=first))
        answer = answer.then(await self._reserved()).then(await self._excluded())
        last = [OTHER_AMOUNT, NOT_NOW]
        if near is not None:
            # What the debtor wished does not hold: that may never stay a "no" of the bot's (GDPR 22).
            await handover.open_handover(self.uow, self.conversation, queue="hardship", reason=f"wished_{near}")
            last.append(HUMAN)
        question = say("utter_ask_offer", *choices, *last)
        self.uow.audit(
            "offer.made", "conversation", self.conversation.id, actor="bot",
            creditor_id=self.conversation.creditor_id, group=self.group, kind=kind, count=len(offers),
        )
        return answer.then(question).asking("offer")

    async def _reserved(self) -> Answer:
        return await reasons.reserved(self.uow, self.conversation, self.version, self.views[0].case.jurisdiction)

    async def _excluded(self) -> Answer:
        held = [v for v in self.views if v.is_late and not v.offerable]
        if not held:
            return Answer()
        await handover.open_handover(self.uow, self.conversation, queue="hardship", reason="case_left_out")
        return say("utter_offer_without", brands=spoken.listing([v.brand.name for v in held], self.lang))

    def _choice(self, offer: rules.Offer, stored: Offer, kind: str, title: str = "choice_offer") -> Choice:
        values = {
            "amount": spoken.money(offer.instalment, self.lang), "count": str(offer.count),
            "first": spoken.day(offer.first_due, self.lang), "last": spoken.day(offer.last_due, self.lang),
        }
        if offer.steps:
            title, values["first_steps"] = "choice_offer_steps", spoken.payments(offer.steps, self.lang)
        title = "choice_offer_once" if offer.count == 1 else title
        return Choice(title_id=title, payload="/choose_option", values=values, data={"offer": stored.id}, kind=kind)

    async def _store(
        self, offer: rules.Offer, rank: int, kind: str, review_on: date | None, **more: Any
    ) -> Offer:
        return await keep_offer(
            self.uow, self.conversation, offer, budget_id=self.version.id, group=self.group, rank=rank, kind=kind,
            review_on=review_on, found=self.found, **more,
        )

    async def _to_person(self, result: rules.Handover) -> Answer:
        if result.proposal is not None:  # what a person may agree is there for them as it was worked out
            await self._store(result.proposal, 0, "own_amount", None, for_person=True)
        await handover.open_handover(
            self.uow, self.conversation, queue="hardship", reason=result.reason, fields=list(result.fields),
            capacity=capacity_data(self.found),
        )
        opening = say(_SPOKEN.get(result.reason, "utter_to_person"))
        told = opening.then(await handover.when_somebody_comes(self.uow, self.conversation))
        if result.pause_until is not None:  # nothing is asked meanwhile: the debtor may rest, or not
            told = told.then(say("utter_pause_meanwhile", PAUSE, ADVICE))
        return told.asking(None)


_SPOKEN = {
    "not_told": "utter_to_person_not_told", "nothing_overdue": "utter_to_person_nothing_overdue",
    "not_enough_left": "utter_to_person_not_enough_left", "person_may_find_more": "utter_to_person_may_find_more",
}
"""Why a person goes on, where there is more to say than that one does."""


def _ask_again(conversation: Conversation, fields: Sequence[str]) -> list[str]:
    wanted = list(conversation.memory.get("budget_wanted") or [])
    return wanted + [f for f in fields if f not in wanted]
