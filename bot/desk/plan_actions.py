"""Budgets, plans and promises at the desk, each action by its name in the address."""

from __future__ import annotations

from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.budget.budget import AMOUNTS
from bot.service.desk import budgeting, changing, promising, proposing
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


async def _record_promise(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `amount`, `day`, `way`; `confirm` on the second step."""
    row = await promising.record_promise(
        uow, agent, key, case_id=number_of(body, "case"), amount=text_of(body, "amount"), day=text_of(body, "day"),
        way=text_of(body, "way"), confirm=text_of(body, "confirm"),
    )
    return {"promise": row.id}


async def _withdraw_promise(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`promise`."""
    await promising.withdraw_promise(uow, agent, key, promise_id=number_of(body, "promise"))
    return {}


async def _record_budget(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """Amounts a month by field, `adults`, `children`; empty: not told."""
    told = {name: text_of(body, name) for name in (*AMOUNTS, "adults", "children")}
    row = await budgeting.record_budget(uow, agent, key, told=told)
    return {"version": row.version}


PLAN_ACTIONS: dict[str, Act] = {
    "propose": _propose, "put_forward": _put_forward, "move_instalment": _move_instalment,
    "record_promise": _record_promise, "withdraw_promise": _withdraw_promise,
    "record_budget": _record_budget,
}
