"""What comes next of a plan and what is left of it, asked in one breath with a payment: with day, sum and end."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.debt.money import Money
from bot.debt.reading.plans.left_words import asks_next_and_left
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import identify
from bot.service.pay.paid_already import LATELY
from bot.service.plan import next_payment
from bot.service.plan.instalments import instalments
from bot.service.plan.moves import OPEN
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Conversation, Demand, Receipt

SAID = ("utter_paid_received", "utter_plan_left", "utter_plan_left_one", "utter_payment_coming")


async def meant(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether that is asked by somebody whose plan lives."""
    if not asks_next_and_left(text) or conversation.person_id is None:
        return False
    if conversation.memory.get("budget_asked") or not await identify.is_identified(uow, conversation):
        return False
    return any(view.plan is not None for view in await cases_of(uow, conversation.person_id))


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer; whatever was asked stays asked. None: it is no such question."""
    if not await meant(uow, conversation, text):
        return None
    views = [view for view in await cases_of(uow, conversation.person_id or 0) if view.plan is not None]
    answer, lang = await _paid(uow, views, conversation.language), conversation.language
    answer = answer.then(await next_payment.told(uow, conversation, views) or Answer())
    for view in views:
        rows = [row for row in await instalments(uow, view.plan.id if view.plan else 0) if row.state in OPEN]
        if not rows:
            continue
        left = Money(sum(row.minor - row.paid_minor for row in rows), view.case.currency)
        given = {"left": spoken.money(left, lang), "last": spoken.day(rows[-1].due_on, lang), "count": str(len(rows))}
        answer = answer.then(say("utter_plan_left" if len(rows) > 1 else "utter_plan_left_one", given=given))
    return answer.asking(conversation.memory.get("question"))


async def _paid(uow: UnitOfWork, views: Sequence[CaseView], lang: str) -> Answer:
    """The newest payment of these days: that it came, or is on its way; nothing where we know of none."""
    keys = [view.case.id for view in views]
    way = await uow.session.scalar(
        select(Attempt).join(Demand, Demand.id == Attempt.demand_id)
        .where(Demand.case_id.in_(keys), Attempt.state == "pending").limit(1)
    )
    if way is not None:
        return say("utter_payment_coming", amount=spoken.money(Money(way.minor, way.currency), lang))
    row = await uow.session.scalar(
        select(Receipt).where(Receipt.case_id.in_(keys), Receipt.at > uow.now - LATELY)
        .order_by(Receipt.id.desc()).limit(1)
    )
    return say("utter_paid_received", amount=spoken.money(Money(row.minor, row.currency), lang)) if row else Answer()
