"""Call-backs at the desk, each action by its name in the address."""

from __future__ import annotations

from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.desk import calling
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


async def _book_callback(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`at`: the beginning of a free slot."""
    row = await calling.book(uow, agent, key, at=text_of(body, "at"))
    return {"callback": row.id}


async def _called(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`callback`, `end`."""
    await calling.called(uow, agent, key, callback_id=number_of(body, "callback"), end=text_of(body, "end"))
    return {}


CALL_ACTIONS: dict[str, Act] = {"book_callback": _book_callback, "called": _called}
