"""Plans at the desk, each action by its name in the address: proposed, put to the debtor, changed."""

from __future__ import annotations

from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.desk import changing, proposing
from bot.service.desk.agents import AgentAt
from bot.service.desk.weighing import Wish
from bot.store.database import UnitOfWork


async def _propose(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`amount` or `count`, `every`, `first`, `enough_left`, `change`; `confirm` on the second step."""
    wish = Wish(
        amount=text_of(body, "amount"), count=text_of(body, "count"), every=text_of(body, "every") or "month",
        first=text_of(body, "first"), enough_left=text_of(body, "enough_left"), change=body.get("change") is True,
    )
    row = await proposing.propose(uow, agent, key, wish=wish, confirm=text_of(body, "confirm"))
    return {"offer": row.id}


async def _put_forward(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`offer`; `confirm` on the second step."""
    row = await proposing.put_forward(
        uow, agent, key, offer_id=number_of(body, "offer"), confirm=text_of(body, "confirm")
    )
    return {"offer": row.id}


async def _move_instalment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`; `confirm` on the second step."""
    await changing.move_instalment(
        uow, agent, key, case_id=number_of(body, "case"), confirm=text_of(body, "confirm")
    )
    return {}


PLAN_ACTIONS: dict[str, Act] = {
    "propose": _propose, "put_forward": _put_forward, "move_instalment": _move_instalment,
}
