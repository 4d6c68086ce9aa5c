"""Who wished for no reminders hears of a late instalment in their conversation alone, at their next visit."""

from __future__ import annotations

from sqlalchemy import select

from bot.service.case.cases import LIVING_PLAN, cases_of
from bot.service.outside import private
from bot.service.tasks.handlers.plans import held_back
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment, Plan

NOT_NOW = frozenset({"stop", "dispute", "over_indebtedness", "plan_trouble"})
"""Errands beside which it would be out of place, or is their subject already."""


def mark_told(conversation: Conversation, instalment_id: int) -> None:
    """That instalment has been spoken of in this thread: once is enough."""
    remember(conversation, late_told=[*_told(conversation), instalment_id])


def _told(conversation: Conversation) -> list[int]:
    return list(conversation.memory.get("late_told") or [])


async def untold(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One kind sentence, if an instalment is late of which nothing was said in this thread; else nothing.

    Only for plans without reminders (all others are written to), never where a hold asks for silence, and never where
    somebody else reads along. It is an answer to who has come and proven who they are, no contact of ours.
    """
    if conversation.memory.get("errand") in NOT_NOW or not private.may_tell(conversation):
        return Answer()
    loud = {view.case.id for view in await cases_of(uow, conversation.person_id or 0) if not held_back(view)}
    late = await uow.session.scalars(
        select(Instalment.id)
        .join(Plan, Plan.id == Instalment.plan_id)
        .where(
            Plan.person_id == conversation.person_id, Plan.state.in_(LIVING_PLAN), Plan.reminder_channel == "none",
            Plan.case_id.in_(loud), Instalment.state.in_(("late", "missed")),
        )
        .order_by(Instalment.id)
    )
    new = [key for key in late.all() if key not in _told(conversation)]
    for key in new:
        mark_told(conversation, key)
    return say("notice_instalment_late_here") if new else Answer()
