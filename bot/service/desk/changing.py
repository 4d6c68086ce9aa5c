"""A living plan changed at the desk: an instalment moved to its end, by the rule that the debtor's own word follows."""

from __future__ import annotations

from bot.service.case.cases import view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import case_of, must_confirm
from bot.service.desk.send import may_send
from bot.service.desk.work import DeskRefusal
from bot.service.identity import same
from bot.service.pay.demands import lock_case
from bot.service.plan import rearrange
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork


async def move_instalment(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, case_id: int, confirm: str
) -> None:
    """Move what was missed, else the next instalment, to the end of the plan, in two steps; no sum grows.

    As often as the debtor needs it: a person looks on. Raises LookupError for a case that is not this person's;
    DeskRefusal: what may_send raises, plan_of_another, hidden_cases, nothing_to_move, confirm_move_instalment.
    """
    conversation = await may_send(uow, agent, conversation_id)
    case = await case_of(uow, conversation, case_id)
    await lock_case(uow, case.id)
    view = await view_of(uow, case.id)
    if view.plan is None:
        raise DeskRefusal("nothing_to_move")
    if view.plan.person_id != conversation.person_id:
        raise DeskRefusal("plan_of_another")
    if await same.not_all_seen(uow, view.plan.person_id):
        raise DeskRefusal("hidden_cases")  # the months of their other plans would not be known
    found = await rearrange.looked_at(uow, view, view.plan)
    if found is None:
        raise DeskRefusal("nothing_to_move")
    must_confirm(
        confirm, "confirm_move_instalment", view.plan.id, found.new, amount=found.unpaid(view.plan.currency),
        reference=case.reference, first=found.new[0].due_on, last=found.new[-1].due_on,
    )
    told = await rearrange.carry_out(uow, conversation, view, view.plan, found, actor=agent.actor)
    await write(uow, conversation, told, author="system")
