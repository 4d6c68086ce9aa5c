"""/desk/money: what waits for a person, and the POSTs that work it off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.desk import render, session
from bot.desk.posted import Act, Body, number_of, run, text_of
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.service.desk import movements, returned, worklist
from bot.service.desk import suspense as desk_suspense
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


@session.for_agents("see")
async def page(request: web.Request) -> web.StreamResponse:
    """GET /desk/money: suspense and unmatched movements, by creditor. The look leaves a line for each creditor."""
    agent = request[AGENT]
    async with session.work(request) as uow:
        found = await worklist.worklist(uow, agent)
        for creditor in sorted(agent.creditors):
            uow.audit("suspense.listed", "creditor", creditor, actor=agent.actor, creditor_id=creditor)
        await uow.commit()
    words = AgentWords(session.language_of(request))
    values = {"agent": agent, "list": found, "laid_aside": movements.LAID_ASIDE, **render.shell_values(words)}
    return render.page(request, "money.html.j2", words, values)


async def _credit(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await desk_suspense.credit(uow, agent, key, confirm=text_of(body, "confirm"))
    return {}


async def _give_back(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await desk_suspense.give_back(uow, agent, key, confirm=text_of(body, "confirm"))
    return {}


async def _move(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`: where to."""
    await desk_suspense.move(
        uow, agent, key, case_id=number_of(body, "case"), confirm=text_of(body, "confirm")
    )
    return {}


async def _assign(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`reference`: of the case."""
    await movements.assign(
        uow, agent, key, reference=text_of(body, "reference"), confirm=text_of(body, "confirm")
    )
    return {}


async def _lay_aside(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`why`: one of a list."""
    await movements.lay_aside(uow, agent, key, why=text_of(body, "why"), confirm=text_of(body, "confirm"))
    return {}


async def _undo_payment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`origin`: the movement that was taken back."""
    origin = number_of(body, "origin")
    await returned.undo_payment(uow, agent, key, origin=origin, confirm=text_of(body, "confirm"))
    return {}


async def _undo_move(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await returned.undo_move(uow, agent, key, confirm=text_of(body, "confirm"))
    return {}


SUSPENSE: dict[str, Act] = {"credit": _credit, "give_back": _give_back, "move": _move}
BANK: dict[str, Act] = {"assign": _assign, "lay_aside": _lay_aside, "undo_payment": _undo_payment}
MOVED: dict[str, Act] = {"undo": _undo_move}


def _door(actions: dict[str, Act]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def act(request: web.Request) -> web.StreamResponse:
        one = actions.get(request.match_info["action"])
        if one is None:
            raise web.HTTPNotFound
        return await run(request, one)

    return session.opened_by(session.guarded(act), "work")


suspense = _door(SUSPENSE)
"""POST /desk/suspense/<id>/<action>."""
bank = _door(BANK)
"""POST /desk/bank/<id>/<action>."""
moved = _door(MOVED)
"""POST /desk/moved/<id>/undo."""
