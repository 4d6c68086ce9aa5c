"""Vulnerability at the desk, each action by its name in the address."""

from __future__ import annotations

from bot.debt.vulnerability import table
from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.care.vulnerability import Noting
from bot.service.desk import noting
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


async def _note_vulnerability(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`driver_health` …, `need_written` …: "on"; `level`, `source`. The debtor is asked in the thread."""
    wish = Noting(
        drivers=[one for one in table().drivers if text_of(body, f"driver_{one}") == "on"],
        needs=[one for one in table().needs if text_of(body, f"need_{one}") == "on"],
        level=text_of(body, "level"), source=text_of(body, "source"),
    )
    await noting.ask(uow, agent, key, wish)
    return {}


async def _open_vulnerability(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`note`, `why`; `words` where the reason is another one."""
    found = await noting.why(
        uow, agent, key, note_id=number_of(body, "note"), reason=text_of(body, "why"), words=text_of(body, "words")
    )
    return {
        "vulnerability": {
            "drivers": list(found.drivers), "level": found.level, "source": found.source,
            "noted_on": found.noted_on.isoformat(),
        }
    }


async def _withdraw_vulnerability(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`note`."""
    await noting.withdraw(uow, agent, key, note_id=number_of(body, "note"))
    return {}


async def _keep_vulnerability(uow: UnitOfWork, agent: AgentAt, key: int, _: Body) -> Body:
    """No fields: the note that was asked back stays."""
    await noting.keep(uow, agent, key)
    return {}


CARE_ACTIONS: dict[str, Act] = {
    "note_vulnerability": _note_vulnerability, "open_vulnerability": _open_vulnerability,
    "withdraw_vulnerability": _withdraw_vulnerability, "keep_vulnerability": _keep_vulnerability,
}
