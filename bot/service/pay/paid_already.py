""" "I have paid": what we have received or see coming is said first, before it would be taken for a dispute; and the
receipt of it, where somebody asks for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from bot.debt.money import Money
from bot.service.case import papers
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import identify
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Conversation, Demand, Receipt

LATELY = timedelta(days=31)
"""So far back a receipt of ours is likely to be what the debtor speaks of."""
OTHER = Choice(title_id="choice_other_payment", payload="/already_paid", data={"other_payment": True})


SAID = ("utter_receipt_last", "utter_receipt_none")


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """A receipt was asked for, and it is known now who asks."""
    del views
    remember(conversation, errand=None, errand_data=None)
    return (await last_receipt(uow, conversation)).asking(None)


async def last_receipt(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The newest receipt, to be had as a paper, or that there is none yet. Whoever it is told to must be identified."""
    zones = {view.case.id: view.creditor.time_zone for view in await cases_of(uow, conversation.person_id or 0)}
    row = await _newest(uow, Receipt.case_id.in_(list(zones)))
    lang = conversation.language
    if row is None:
        return say("utter_receipt_none")
    return say(
        "utter_receipt_last", card=await papers.card_for(uow, conversation, ("receipt",)),
        amount=spoken.money(Money(row.minor, row.currency), lang),
        day=spoken.day(row.at.astimezone(ZoneInfo(zones[row.case_id])).date(), lang), receipt=row.number,
    )


async def _newest(uow: UnitOfWork, *where: ColumnElement[bool]) -> Receipt | None:
    found: Receipt | None = await uow.session.scalar(
        select(Receipt).where(*where).order_by(Receipt.id.desc()).limit(1)
    )
    return found


async def known(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """The newest payment that we have received lately, or money on its way, with a tap for "it was another one".

    None: we know of none, nobody has proven who they are, or they have just said that it was another.
    """
    picked = conversation.memory.get("choice") or {}
    if picked.get("other_payment") or not await identify.is_identified(uow, conversation):
        return None
    zones = {view.case.id: view.creditor.time_zone for view in await cases_of(uow, conversation.person_id or 0)}
    keys = list(zones)
    receipt = await _newest(uow, Receipt.case_id.in_(keys), Receipt.at > uow.now - LATELY)
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
