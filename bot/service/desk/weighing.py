"""What an agent would propose, weighed by the very rules of the debtor's own amount; and what holds today.

A person may agree to a plan that is longer than the bot may, within the policy; nobody goes beyond the budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.debt import offers as rules
from bot.debt.budget import Budget
from bot.debt.capacity import Capacity, capacity
from bot.debt.money import Money
from bot.debt.plan import PER_YEAR, Every
from bot.debt.proposal import Proposal, weigh_proposal
from bot.debt.scales import load_scales
from bot.service.budget import budget, running
from bot.service.case.cases import CaseView
from bot.service.desk.by_hand import read_amount
from bot.service.desk.work import DeskRefusal
from bot.service.identity import same
from bot.service.offer.offers import as_debts
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation

MOST_PAYMENTS = 120
_KNOWN = frozenset({
    "none_offerable", "nothing_overdue", "not_told", "no_scale", "currencies", "person_may_find_more", "under_token",
    "token_not_allowed", "no_pause", "not_enough_left", "no_plan_in_policy",
})
"""Why nothing can be computed or agreed, in words of the desk's own (`refusal.propose_…`)."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the agent typed: a sum or a number of payments, how often, from when; and what the debtor said is left."""

    amount: str = ""
    count: str = ""
    every: str = "month"
    first: str = ""
    enough_left: str = ""  # yes, no, or empty: nobody has asked
    change: bool = False  # in place of the plans that run now


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What everything is weighed on: the cases as they may be planned, and the budget that was told last."""

    views: tuple[CaseView, ...]
    counted: tuple[CaseView, ...]  # these, and what the same human's other row runs
    version: BudgetVersion | None  # None: nothing fresh is kept, or what is being told is newer
    told: Budget | None
    found: Capacity
    day: date
    jurisdiction: str
    currency: str
    enough_left: bool | None


@dataclass(frozen=True, kw_only=True)
class Holds:
    """A plan that holds, and when it is looked at again."""

    offer: rules.Offer
    review_on: date | None


async def ground_of(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], *, change: bool = False
) -> Ground:
    """The ground for these (non-empty) cases of the conversation's person; `change`: as if no plan were running.

    A budget that is being told, or was told within 90 days, counts; an older one counts as none. Only reads.
    Raises DeskRefusal("hidden_cases") to an agent who does not see all cases of this human.
    """
    first = views[0]
    day, currency = uow.today(first.creditor.time_zone), first.case.currency
    seen = tuple(replace(view, plan=None) if change else view for view in views)
    if await same.not_all_seen(uow, conversation.person_id or 0):
        raise DeskRefusal("hidden_cases")  # what runs at other brands would not be counted
    counted = tuple(await running.counted(uow, conversation.person_id or 0, seen))
    minor = await running.running_minor(uow, counted)
    draft = conversation.memory.get("budget") or {}
    version = None if _being_told(uow, conversation) else await _kept(uow, conversation)
    data = draft if _being_told(uow, conversation) else version.data if version is not None else None
    told = budget.as_rules(data, currency, minor) if data is not None else None
    found = capacity(
        told or budget.as_rules({}, currency, minor), jurisdiction=first.case.jurisdiction, day=day,
        scales=load_scales(uow.sfs_table),
    )
    return Ground(
        views=seen, counted=counted, version=version, told=told, found=found, day=day,
        jurisdiction=first.case.jurisdiction, currency=currency, enough_left=draft.get("enough_left"),
    )


def _being_told(uow: UnitOfWork, conversation: Conversation) -> bool:
    draft, weighed_at = conversation.memory.get("budget") or {}, conversation.memory.get("budget_weighed")
    fresh = not weighed_at or datetime.fromisoformat(weighed_at) >= uow.now - budget.GOOD_FOR
    return fresh and any(field in draft for field in budget.FIELDS)


async def _kept(uow: UnitOfWork, conversation: Conversation) -> BudgetVersion | None:
    version = await budget.latest(uow, conversation.person_id or 0)
    return version if version is not None and version.created_at >= uow.now - budget.GOOD_FOR else None


async def keep_budget(uow: UnitOfWork, conversation: Conversation, ground: Ground) -> BudgetVersion:
    """The version that the offer is made on, stored if it is being told. Raises DeskRefusal("propose_not_told")."""
    if ground.told is None:
        raise DeskRefusal("propose_not_told")
    return ground.version or await budget.keep(uow, conversation, ground.currency)


def holding_today(ground: Ground) -> tuple[rules.Offer, ...]:
    """What the bot itself would offer on this ground: the lightest first; none where the outcome is no plan."""
    if ground.told is None:
        return ()
    found = rules.outcome(as_debts(ground.views, ground.day), ground.told, ground.found, day=ground.day)
    if isinstance(found, rules.PlanOffers):
        return found.offers
    return (found.offer,) if isinstance(found, rules.TokenPlan) else ()


async def weighed(uow: UnitOfWork, ground: Ground, wish: Wish) -> Holds:
    """The plan, where it holds.

    Raises DeskRefusal: amount, payments, rhythm, first_day for what can't be read; propose_ask with what has to be
    asked first; nearest_… with what would hold; nothing_carried; propose_… where a rule stands against any plan.
    """
    proposal = _proposal(wish, ground)
    enough = {"yes": True, "no": False}.get(wish.enough_left, ground.enough_left)
    result = weigh_proposal(
        proposal, as_debts(ground.views, ground.day), ground.told, enough, jurisdiction=ground.jurisdiction,
        day=ground.day, scales=load_scales(uow.sfs_table),
        falls=await running.falls(uow, ground.counted, ground.currency),
    )
    if isinstance(result, rules.Agreed):
        return Holds(offer=result.offer, review_on=result.review_on)
    if isinstance(result, rules.Handover) and result.proposal is not None:
        return Holds(offer=result.proposal, review_on=None)  # longer than the bot may agree: a person may
    held = any(view.is_late and view.plan is None for view in ground.views)
    raise _refusal(result, held=held)


def _refusal(result: rules.Weighed, *, held: bool) -> DeskRefusal:
    if isinstance(result, rules.Ask):
        return DeskRefusal("propose_ask", fields=[Field(name) for name in result.fields])
    if isinstance(result, rules.NothingExpected):
        return DeskRefusal("nothing_carried")
    if isinstance(result, rules.Nearest) and result.offers:
        return DeskRefusal(
            f"nearest_{result.reason}", amounts=[offer.instalment for offer in result.offers],
            count=result.offers[0].count, first=result.offers[0].first_due,
        )
    reason = result.reason if isinstance(result, rules.Handover) else "no_plan_in_policy"
    if reason == "nothing_overdue" and held:
        reason = "none_offerable"  # late, but all of it stands still
    return DeskRefusal(f"propose_{reason}" if reason in _KNOWN else "propose_no_plan_in_policy")


@dataclass(frozen=True)
class Field:
    """A figure of a budget, to be named in the agent's language."""

    name: str


def _proposal(wish: Wish, ground: Ground) -> Proposal:
    every = _rhythm(wish.every)
    start = _start(wish.first, ground.day)
    if wish.amount.strip():
        return Proposal(amount=Money(read_amount(wish.amount), ground.currency), every=every, start=start)
    digits = wish.count.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3 and 1 <= int(digits) <= MOST_PAYMENTS):
        raise DeskRefusal("payments")
    return Proposal(count=int(digits), every=every, start=start)


def _rhythm(named: str) -> Every:
    for every in PER_YEAR:
        if every == named:
            return every
    raise DeskRefusal("rhythm")


def _start(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise DeskRefusal("first_day") from None
    if not today <= day <= today.replace(year=today.year + 1, day=min(today.day, 28)):
        raise DeskRefusal("first_day")
    return day


def plain(offer: rules.Offer) -> dict[str, Any]:
    """An offer's figures, for the words that read it back to the agent."""
    return {
        "amount": offer.instalment, "count": offer.count, "total": offer.total, "first": offer.first_due,
        "last": offer.last_due,
    }


def still_untold(found: Capacity) -> tuple[str, ...]:
    """What must be told before anything is said of the budget: nothing where what is known carries nothing, as the
    debtor is told (debt.own_amount), for the rest could only lower it.
    """
    decided = found.at_most is not None and not found.at_most
    return () if decided else found.unknown


@dataclass(frozen=True, kw_only=True)
class Planning:
    """What the desk shows beside "propose a plan": what may be offered a month, what holds, what was not told."""

    offerable: Money
    untold: tuple[str, ...]
    offers: tuple[rules.Offer, ...]
    planned: bool  # plans are running: a proposal for all of it would take their place


async def planning(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Planning | None:
    """None where nothing is late, or where the agent does not see all that runs."""
    late = [view for view in views if view.is_late]
    if not late or await same.not_all_seen(uow, conversation.person_id or 0):
        return None
    ground = await ground_of(uow, conversation, views)
    return Planning(
        offerable=ground.found.offerable, untold=still_untold(ground.found), offers=holding_today(ground),
        planned=any(view.plan is not None for view in late),
    )
