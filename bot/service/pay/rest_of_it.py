""" "And the rest?": what is left beside what has just been seen to, and what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.debt.money import Money
from bot.service.case import balance
from bot.service.case.cases import CaseView
from bot.service.plan import plan_status
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Demand


async def told(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """What is left of each case that may be paid, once the link of this thread is; then, what now? None: nothing is, or
    something else stands in the way, which is told with the figures.
    """
    answer, lang = Answer(), conversation.language
    late = [view for view in views if view.is_late]
    if late and all(view.plan for view in late):
        return await plan_status.status(uow, conversation, views)
    for view in late:
        if view.plan is not None or not view.offerable:
            continue
        asked = await asked_here(uow, conversation, view)
        rest = view.payable - asked
        if rest.minor <= 0:
            continue
        given = {"brand": view.brand.name, "rest": spoken.money(rest, lang)}
        if asked.minor:
            answer = answer.then(say("utter_rest_after_link", amount=spoken.money(asked, lang), given=given))
        else:
            answer = answer.then(say("utter_rest_left", given=given))
    return answer.then(balance.ask_what_next()) if answer.says else None


async def asked_here(uow: UnitOfWork, conversation: Conversation, view: CaseView) -> Money:
    """What the links of this thread ask for already."""
    found = await uow.session.scalar(
        select(func.sum(Demand.minor)).where(
            Demand.case_id == view.case.id, Demand.conversation_id == conversation.id, Demand.state == "open",
            Demand.instalment_id.is_(None),
        )
    )
    return Money(int(found or 0), view.case.currency)
