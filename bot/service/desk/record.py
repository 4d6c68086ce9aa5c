"""What a debtor tells an agent, put on record at the desk: a dispute with its number, a hold with its review day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot.debt.hold import WHATS
from bot.debt.money import Money
from bot.debt.plan import add_months
from bot.debt.procedure import places_of
from bot.service.case.cases import CaseView, set_hold, view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import case_of, read_amount
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.dispute import dispute
from bot.service.pay import demands
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Dispute

HOLDS = (
    "over_indebtedness_preparing", "over_indebtedness_filed", "over_indebtedness_admissible",
    "over_indebtedness_measures", "over_indebtedness_erased", "over_indebtedness_rejected", "breathing_space",
    "debt_management_plan", "debt_relief_order", "individual_voluntary_arrangement", "debt_review", "insolvency",
    "debt_solution", "debt_solution_unclear", "debt_solution_preparing", "debt_solution_over",
    "guardianship", "stop_contact", "deceased", "legal_document", "manual",
)
"""What an agent may set; the others follow from what happens (a plan, a pause, a dispute, words of distress)."""

LONGEST_PERIOD_MONTHS = 120
"""Ten years, as for what a court has decided (CPCE L111-4): nothing that is checked here runs longer."""


async def _case(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, case_id: int
) -> tuple[Conversation, CaseView]:
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    case = await case_of(uow, conversation, case_id)
    await demands.lock_case(uow, case.id)
    return conversation, await view_of(uow, case.id)


async def record_dispute(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, case_id: int, kind: str, part: str
) -> str:
    """Contested at the desk: on record with a number, held, the creditor told, as when the debtor writes it.

    `part` is the sum in dispute, empty for the whole. The same again while it is open is the same dispute. Gives its
    number. Raises DeskRefusal: not_yours, dispute_kind, amount; LookupError.
    """
    conversation, view = await _case(uow, agent, conversation_id, case_id)
    if kind not in dispute.KINDS:
        raise DeskRefusal("dispute_kind")
    known = await uow.session.scalar(
        select(Dispute.receipt).where(
            Dispute.case_id == case_id, Dispute.kind == kind, Dispute.closed_at.is_(None)
        )
    )
    if known is not None:
        return str(known)
    reason = dispute.hold_of(kind)
    sum_ = Money(read_amount(part), view.case.currency) if part.strip() else None
    if sum_ is not None and (reason != "dispute" or not sum_ < view.overdue):
        sum_ = None  # as much as everything that is late, or of a kind that has no part: the whole
    number = dispute.new_number()
    uow.session.add(
        Dispute(
            creditor_id=view.case.creditor_id, conversation_id=conversation.id, case_id=case_id, receipt=number,
            kind=kind, opened_at=uow.now, part_minor=sum_.minor if sum_ else None,
        )
    )
    await set_hold(uow, view, reason, set_by=agent.actor, part=sum_, detail={"receipt": number})
    await uow.tell_creditor(
        view.case, "dispute", about=kind, part_minor=sum_.minor if sum_ else None, receipt=number
    )
    await demands.expire_for_hold(uow, case_id)
    uow.audit(
        "dispute.recorded", "case", case_id, actor=agent.actor, creditor_id=view.case.creditor_id,
        conversation=conversation.id, kind=kind, receipt=number,
    )
    await write(uow, conversation, say("utter_dispute_number", number=number), author="system")
    return number


async def record_limitation(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, case_id: int, until: str
) -> None:
    """A person has checked: the debt may be claimed until that day (ISO), so that it may be planned and paid by then,
    and what waits for the answer credited. An earlier day than the one before is taken as well.

    Raises DeskRefusal: not_yours, limitation_until for no day, one that is over or more than ten years on; LookupError.
    """
    _, view = await _case(uow, agent, conversation_id, case_id)
    today = uow.today(view.creditor.time_zone)
    try:
        day = date.fromisoformat(until.strip())
    except ValueError:
        raise DeskRefusal("limitation_until") from None
    if not today <= day <= add_months(today, LONGEST_PERIOD_MONTHS):
        raise DeskRefusal("limitation_until")
    before, view.case.limitation_until = view.case.limitation_until, day
    uow.audit(
        "limitation.checked", "case", case_id, actor=agent.actor, creditor_id=view.case.creditor_id,
        conversation=conversation_id, until=day.isoformat(), was=view.limitation,
        before=before.isoformat() if before else None,
    )


async def record_hold(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, case_id: int, reason: str, blocks: Sequence[str] = ()
) -> None:
    """A reason to stop, with what the matrix says it stops and when it is looked at again. Twice has one effect.

    `blocks`: what a reason of the agent's own stops; none named, what the table says. The debtor is told by the agent,
    in words of their own. Raises DeskRefusal: not_yours, hold_reason, hold_other_law (a procedure of another country
    than the case's), hold_blocks; LookupError.
    """
    _, view = await _case(uow, agent, conversation_id, case_id)
    if reason not in HOLDS:
        raise DeskRefusal("hold_reason")
    if view.case.jurisdiction not in places_of(reason):
        raise DeskRefusal("hold_other_law")
    if not set(blocks) <= set(WHATS) or (blocks and reason != "manual"):
        raise DeskRefusal("hold_blocks")
    named = frozenset(what for what in WHATS if what in blocks) if blocks else None
    await set_hold(uow, view, reason, set_by=agent.actor, blocks=named)
    await demands.expire_for_hold(uow, case_id)
