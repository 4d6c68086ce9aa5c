"""Offers as they are stored: with everything they were made from, good for 14 days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.debt import offers as rules
from bot.debt.capacity import Capacity
from bot.debt.money import Money
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer

OFFER_LASTS = timedelta(days=14)


async def keep_offer(
    uow: UnitOfWork,
    conversation: Conversation,
    offer: rules.Offer,
    *,
    budget_id: int | None,
    group: str,
    rank: int,
    kind: str,
    review_on: date | None,
    found: Capacity,
    **more: Any,
) -> Offer:
    """Store an offer of the conversation's person. `group`: those made in one breath; `more`: further plain values."""
    row = Offer(
        creditor_id=conversation.creditor_id or "", person_id=conversation.person_id or 0,
        conversation_id=conversation.id, budget_id=budget_id, group=group, rank=rank,
        kind=kind, made_at=uow.now, expires_at=uow.now + OFFER_LASTS,
        data={
            "shares": [share_data(s) for s in offer.shares], "bot_may_agree": offer.bot_may_agree,
            "review_on": review_on.isoformat() if review_on else None, "capacity": capacity_data(found), **more,
        },
    )
    uow.session.add(row)
    await uow.flush()
    return row


async def newest_group(uow: UnitOfWork, person_id: int, *, told: bool = True) -> str | None:
    """The offers made to the person last, in one breath; `told`: without those that only a person may put to them."""
    query = select(Offer.group).where(Offer.person_id == person_id).order_by(Offer.id.desc()).limit(1)
    if told:
        query = query.where(
            or_(Offer.data["for_person"].astext.is_(None), Offer.data["approved_by"].astext.is_not(None))
        )
    found: str | None = await uow.session.scalar(query)
    return found


def is_told(row: Offer) -> bool:
    """Whether it has been put to the debtor."""
    return not row.data.get("for_person") or bool(row.data.get("approved_by"))


def share_data(share: rules.Share) -> dict[str, Any]:
    """A share as it is stored."""
    return {
        "case": int(share.case_key), "overdue": share.overdue.minor, "total": share.total.minor,
        "instalment": share.instalment.minor, "currency": share.total.currency, "every": share.every,
        "first_due": share.first_due.isoformat(), "minimum_charge": share.minimum_charge.minor,
        "policy": share.policy_id, "most": None if share.most is None else share.most.minor,
        "steps": [step.minor for step in share.steps],
    }


def share_of(data: dict[str, Any]) -> rules.Share:
    """A stored share as the pure rules know it."""
    currency = data["currency"]
    return rules.Share(
        case_key=str(data["case"]), overdue=Money(data["overdue"], currency), total=Money(data["total"], currency),
        instalment=Money(data["instalment"], currency), every=data["every"],
        first_due=date.fromisoformat(data["first_due"]), minimum_charge=Money(data["minimum_charge"], currency),
        policy_id=data["policy"], most=Money(data["most"], currency) if data.get("most") else None,
        steps=tuple(Money(step, currency) for step in data.get("steps") or ()),
    )


def capacity_data(found: Capacity) -> dict[str, Any]:
    """The reckoning for the agent, as plain values: minor units, ids of scales, steps."""

    def minor(amount: Money | None) -> int | None:
        return None if amount is None else amount.minor

    return {
        "amount": found.amount.minor, "offerable": found.offerable.minor, "currency": found.amount.currency,
        "seizable": minor(found.seizable), "after_rsa": minor(found.after_rsa),
        "after_costs": minor(found.after_costs), "binding": found.binding, "unknown": list(found.unknown),
        "token_only": found.token_only, "scales": list(found.scales),
        "trace": [{"key": s.key, "minor": s.amount.minor, "scale": s.scale} for s in found.trace],
    }


def offer_of_row(row: Offer) -> rules.Offer:
    """A stored offer as the pure rules know it."""
    shares = tuple(share_of(one) for one in row.data["shares"])
    return rules.Offer(shares=shares, bot_may_agree=bool(row.data["bot_may_agree"]))
