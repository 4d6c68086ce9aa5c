"""The offer that a debtor has picked: whether it still stands, and with dates that can still be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.debt import offers as rules
from bot.debt.plan import due_day
from bot.service.identity import same
from bot.service.offer.kept_offers import newest_group, share_data, share_of
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation, Creditor, Offer

SOONEST = timedelta(days=7)
"""No plan begins sooner after the yes, unless the debtor wished for it (bot.debt.plan.first_due_day)."""


async def standing(uow: UnitOfWork, conversation: Conversation) -> Offer | None:
    """The offer picked, if it is this person's, still good, made from a budget that was not taken back, and no newer
    ones were made since, nor a plan agreed by the same human's other row.
    """
    key = (conversation.memory.get("choice") or {}).get("offer") or conversation.memory.get("offer")
    offer = await uow.session.get(Offer, int(key)) if key else None
    if offer is None or offer.person_id != conversation.person_id or offer.expires_at <= uow.now:
        return None
    budget = await uow.session.get(BudgetVersion, offer.budget_id) if offer.budget_id is not None else None
    if budget is not None:
        await uow.session.refresh(budget, ["withdrawn_at"])
        if budget.withdrawn_at is not None:
            return None
    if await same.changed_since(uow, offer.person_id, offer.made_at):
        return None
    return offer if await newest_group(uow, offer.person_id) == offer.group else None


async def waits_for_yes(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether a schedule was read back, still stands, and has had neither a yes nor a no."""
    if not conversation.memory.get("offer") or conversation.memory.get("choice"):
        return False
    offer = await standing(uow, conversation)
    return offer is not None and offer.answer is None


async def with_later_dates(uow: UnitOfWork, offer: Offer) -> Offer | None:
    """The same offer begun later in its own rhythm, where its first day has come too near while it lay there: nobody is
    late on the day of the yes. None: its dates can be kept.
    """
    creditor = await uow.session.get_one(Creditor, offer.creditor_id)
    today = uow.today(creditor.time_zone)
    made = offer.made_at.astimezone(ZoneInfo(creditor.time_zone)).date()
    shares = [share_of(one) for one in offer.data["shares"]]
    if not any(_too_near(share, made, today) for share in shares):
        return None
    later = [replace(share, first_due=_next_first(share, today)) for share in shares]
    row = Offer(
        creditor_id=offer.creditor_id, person_id=offer.person_id, conversation_id=offer.conversation_id,
        budget_id=offer.budget_id, group=offer.group, rank=offer.rank, kind=offer.kind, made_at=uow.now,
        expires_at=offer.expires_at, data={**offer.data, "shares": [share_data(share) for share in later]},
    )
    uow.session.add(row)
    await uow.flush()
    offer.answer = "stale"
    uow.audit(
        "offer.later_dates", "offer", row.id, actor="bot", creditor_id=offer.creditor_id, instead_of=offer.id,
        first_due=min(share.first_due for share in later).isoformat(),
    )
    return row


def _too_near(share: rules.Share, made: date, today: date) -> bool:
    """A start that the debtor wished for sooner than a week ahead is theirs until its day is over."""
    if share.first_due - made >= SOONEST:
        return share.first_due < today + SOONEST
    return share.first_due < today


def _next_first(share: rules.Share, today: date) -> date:
    index = 0
    while due_day(share.first_due, share.every, index) < today + SOONEST:
        index += 1
    return due_day(share.first_due, share.every, index)
