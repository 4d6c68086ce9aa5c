"""Who somebody is, how they are reached and who has them, each action by its name in the address."""

from __future__ import annotations

from bot.debt.representation import SECTIONS
from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.desk import contacts, linking, passing, representing
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


async def _correct_contact(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`kind`, `value`, `point` (that it replaces; 0: none), `checked`, `shared`; `confirm` on the second step."""
    point = await contacts.correct_contact(
        uow, agent, key, kind=text_of(body, "kind"), value=text_of(body, "value"), replaces=number_of(body, "point"),
        checked=text_of(body, "checked"), shared=text_of(body, "shared") == "yes", confirm=text_of(body, "confirm"),
    )
    return {"point": point.id}


async def _close_contact(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`point`, `checked`."""
    await contacts.close_contact(
        uow, agent, key, point_id=number_of(body, "point"), checked=text_of(body, "checked")
    )
    return {}


async def _set_discretion(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`point`, `shared`, `begins`, `ends`."""
    await contacts.set_discretion(
        uow, agent, key, point_id=number_of(body, "point"), shared=text_of(body, "shared") == "yes",
        begins=text_of(body, "begins"), ends=text_of(body, "ends"),
    )
    return {}


async def _transfer(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`to`: a queue, or agent:ID; `note`."""
    await passing.transfer(uow, agent, key, to=text_of(body, "to"), note=text_of(body, "note"))
    return {}


async def _record_representative(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`kind`, `name`, `reach`, `authority_on`, `until` (empty: no end), `scope_cases`, `scope_budget` …: "on"."""
    paper = representing.Paper(
        kind=text_of(body, "kind"), name=text_of(body, "name"), reach=text_of(body, "reach"),
        authority_on=text_of(body, "authority_on"), until=text_of(body, "until"),
        scope=[one for one in SECTIONS if text_of(body, f"scope_{one}") == "on"],
    )
    row = await representing.record(uow, agent, key, paper=paper)
    return {"representative": row.id}


async def _end_representative(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`representative`."""
    await representing.end(uow, agent, key, representative_id=number_of(body, "representative"))
    return {}


async def _propose_same(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`person` (of a suggestion; 0: none), else `reference` of one of the other's cases."""
    row = await linking.propose(
        uow, agent, key, reference=text_of(body, "reference"), person_id=number_of(body, "person")
    )
    return {"pair": row.id}


async def _confirm_same(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`pair`."""
    await linking.confirm(uow, agent, key, pair_id=number_of(body, "pair"))
    return {}


async def _end_same(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`pair`."""
    await linking.end(uow, agent, key, pair_id=number_of(body, "pair"))
    return {}


PERSON_ACTIONS: dict[str, Act] = {
    "correct_contact": _correct_contact, "close_contact": _close_contact, "set_discretion": _set_discretion,
    "transfer": _transfer,
    "propose_same": _propose_same, "confirm_same": _confirm_same, "end_same": _end_same,
    "record_representative": _record_representative, "end_representative": _end_representative,
}
