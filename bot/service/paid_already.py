""" "I have paid": what we have received or see coming is said first, before it would be taken for a dispute."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.debt.money import Money
from bot.service import identify, spoken
from bot.service.cases import cases_of
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Conversation, Demand, Receipt

LATELY = timedelta(days=31)
"""So far back a receipt of ours is likely to be what the debtor speaks of."""
OTHER = Choice(title_id="choice_other_payment", payload="/already_paid", data={"other_payment": True})


async def known(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """The newest payment that we have received lately, or money on its way, with a tap for "it was another one".

    None: we know of none, nobody has proven who they are, or they have just said that it was another.
    """
    picked = conversation.memory.get("choice") or {}
    if picked.get("other_payment") or not await identify.is_identified(uow, conversation):
        return None
    zones = {view.case.id: view.creditor.time_zone for view in await cases_of(uow, conversation.person_id or 0)}
    keys = list(zones)
    receipt = await uow.session.scalar(
        select(Receipt).where(Receipt.case_id.in_(keys), Receipt.at > uow.now - LATELY).order_by(Receipt.id.desc())
        .limit(1)
    )
    coming = await uow.session.execute(
        select(func.sum(Attempt.minor), Attempt.currency)
        .join(Demand, Demand.id == Attempt.demand_id)
        .where(Demand.case_id.in_(keys), Attempt.state == "pending")
        .group_by(Attempt.currency)
        .limit(1)
    )
    pending = coming.one_or_none()
    lang = conversation.language
    if pending is not None:
        amount = spoken.money(Money(int(pending[0]), pending[1]), lang)
        return say("utter_payment_on_its_way", OTHER, HUMAN, amount=amount).asking(None)
    if receipt is None:
        return None
    return say(
        "utter_payment_known", OTHER, HUMAN, amount=spoken.money(Money(receipt.minor, receipt.currency), lang),
        day=spoken.day(receipt.at.astimezone(ZoneInfo(zones[receipt.case_id])).date(), lang), receipt=receipt.number,
    ).asking(None)
