"""Holds at the desk: what an agent may lift, with a reason from a list; and the end of distress."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt import hold as rules
from bot.service.case.cases import as_rule, lift_hold
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, reach
from bot.service.dispute import court_case
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, Creditor, Hold, Party

WRONGLY = "wrongly_set"
REASONS = ("settled", WRONGLY, "debtor_asked", "reviewed", "person_safe")
"""Why a hold is lifted: keys, for the creditor reads them."""
_TOLD_AS = {"distress": "care", "vulnerability": "care", "referral": "care"}
# The creditor learns that nobody may chase, never that somebody was in despair.


async def lift(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, hold_id: int, why: str) -> None:
    """Lift a hold of this conversation's debtor. A second time changes nothing. Raises LookupError.

    Raises DeskRefusal: lift_reason, for one that is not on the list; may_not_lift, where the matrix lets only
    others do it.
    """
    conversation = await reach(uow, agent, conversation_id)
    if why not in REASONS:
        raise DeskRefusal("lift_reason")
    row = await _hold_of(uow, conversation, hold_id)
    if row.lifted_at is not None:
        return
    creditor = await uow.session.get_one(Creditor, row.creditor_id)
    day = uow.today(creditor.time_zone)
    if not rules.may_lift(as_rule(row, creditor.currency), "agent", day):
        raise DeskRefusal("may_not_lift")
    if why == WRONGLY and row.reason == court_case.REASON:
        remember(conversation, court=None, no_paper=True)  # whoever takes over is not told of it any more
    if row.case_id is not None:
        case = await uow.session.get_one(Case, row.case_id)
        if row.reason not in _TOLD_AS:
            await lift_hold(uow, case, row, by=agent.actor, why=why)
            return
        await _lift_quietly(uow, agent, row, [case], why)
    else:
        await _lift_quietly(uow, agent, row, await _cases(uow, row.person_id or 0), why)
    if row.reason == "distress":
        _safe(uow, agent, conversation)


async def _hold_of(uow: UnitOfWork, conversation: Conversation, hold_id: int) -> Hold:
    row = await uow.session.get(Hold, hold_id, with_for_update=True, populate_existing=True)
    person = conversation.person_id
    if row is None or person is None or row.creditor_id != conversation.creditor_id:
        raise LookupError("no such hold")
    if row.person_id != person and row.case_id not in {case.id for case in await _cases(uow, person)}:
        raise LookupError("no such hold")
    return row


async def _cases(uow: UnitOfWork, person_id: int) -> list[Case]:
    rows = await uow.session.scalars(
        select(Case).join(Party, Party.case_id == Case.id).where(Party.person_id == person_id).order_by(Case.id)
    )
    return list(rows.all())


async def _lift_quietly(uow: UnitOfWork, agent: AgentAt, row: Hold, cases: list[Case], why: str) -> None:
    row.lifted_at, row.lifted_by, row.lift_reason = uow.now, agent.actor, why
    uow.audit("hold.lifted", "hold", row.id, actor=agent.actor, creditor_id=row.creditor_id, reason=row.reason)
    for case in cases:
        await uow.tell_creditor(case, "hold_lifted", reason=_TOLD_AS.get(row.reason, row.reason), why="reviewed")


def _safe(uow: UnitOfWork, agent: AgentAt, conversation: Conversation) -> None:
    if conversation.memory.get("distress") in ("explicit", "possible"):
        remember(conversation, distress="eased")
        uow.audit(
            "safety.eased", "conversation", conversation.id, actor=agent.actor, creditor_id=conversation.creditor_id
        )


async def ease(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """Somebody has talked to the person and they are safe: the assistant may speak of other things again.

    Also lifts the hold that the distress had set.
    """
    conversation = await reach(uow, agent, conversation_id)
    if conversation.person_id is not None:
        held = await uow.session.scalars(
            select(Hold).where(
                Hold.person_id == conversation.person_id, Hold.creditor_id == conversation.creditor_id,
                Hold.reason == "distress", Hold.lifted_at.is_(None),
            )
        )
        for row in held.all():
            await _lift_quietly(uow, agent, row, await _cases(uow, conversation.person_id), "person_safe")
    _safe(uow, agent, conversation)
