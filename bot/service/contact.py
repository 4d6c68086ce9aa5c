"""How and whether we write to somebody: stop at once, confirmed once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.service.cases import CaseView, lift_hold, set_hold
from bot.service.conversation import remember
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, Hold


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Nothing is sent any more that the debtor has not asked for; the creditor is told to do the same.

    What this has stopped is remembered in the thread: START there undoes it, and nothing else.
    """
    rows = await uow.session.scalars(
        select(ContactPoint).where(
            ContactPoint.person_id == conversation.person_id, ContactPoint.opted_out_at.is_(None)
        )
    )
    points: list[ContactPoint] = list(rows)
    held: list[int] = []
    for point in points:
        point.opted_out_at = uow.now
    for view in views:
        before = {hold.id for hold in view.holds}
        hold = await set_hold(uow, view, "stop_contact", set_by="debtor")
        held += [hold.id] if hold.id not in before else []
        await uow.tell_creditor(view.case, "stop")
    known = conversation.memory.get("stopped") or {}
    same = known.get("person") == conversation.person_id
    done = {
        "person": conversation.person_id, "holds": [*(known["holds"] if same else ()), *held],
        "points": [*(known["points"] if same else ()), *(point.id for point in points)],
    }
    remember(conversation, errand=None, errand_data=None, errand_over=True, stop_asked=None, stopped=done)
    return say("utter_stopped").asking(None)


async def undo(uow: UnitOfWork, conversation: Conversation) -> None:
    """START, in a thread that had stopped more than its own number: contacts and cases are as they were before."""
    done = conversation.memory.get("stopped") or {}
    remember(conversation, stopped=None, stop_asked=None)
    if not done or done.get("person") != conversation.person_id:
        return  # somebody else's by now
    points = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.id.in_(done["points"]), ContactPoint.whose == "own")
    )
    for point in points.all():
        point.opted_out_at = None
    for key in done["holds"]:
        hold = await uow.session.get(Hold, key)
        if hold is not None and hold.case_id is not None and hold.lifted_at is None:
            case = await uow.session.get_one(Case, hold.case_id, with_for_update=True)
            await lift_hold(uow, case, hold, by="debtor", why="restarted")
