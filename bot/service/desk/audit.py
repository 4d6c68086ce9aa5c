"""The audit trail as compliance reads it: who did what to what, newest first, by creditor, actor, verb or object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.service.desk.agents import AgentAt, names_of
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine

A_PAGE = 100
_IDS = re.compile(r"[a-z_]+\d+")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to look for; empty: everything of the reader's creditors."""

    creditor: str = ""
    actor: str = ""
    verb: str = ""  # whole, or its beginning: "plan", "plan.agreed"
    object_kind: str = ""
    object_id: str = ""
    before: int = 0  # lines older than that one


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One line."""

    id: int
    at: datetime
    actor: str
    name: str
    verb: str
    object_kind: str
    object_id: str
    creditor_id: str
    data: dict[str, Any]

    @property
    def by(self) -> tuple[str, str]:
        """What acted (agent, debtor, feed …), and its number where it has one."""
        kind, _, number = self.actor.partition(":")
        return kind, number


async def entries(uow: UnitOfWork, agent: AgentAt, asked: Asked) -> list[AuditEntry]:
    """A page of lines within the unit's scope. That somebody has read them leaves a line of its own."""
    query = select(AuditLine).order_by(AuditLine.id.desc()).limit(A_PAGE)
    for column, value in (
        (AuditLine.creditor_id, asked.creditor), (AuditLine.actor, asked.actor),
        (AuditLine.object_kind, asked.object_kind), (AuditLine.object_id, asked.object_id),
    ):
        if value:
            query = query.where(column == value)
    if asked.verb:
        whole = "." in asked.verb
        beginning = AuditLine.verb.startswith(f"{asked.verb}.", autoescape=True)
        query = query.where(AuditLine.verb == asked.verb if whole else beginning)
    if asked.before:
        query = query.where(AuditLine.id < asked.before)
    rows = (await uow.session.scalars(query)).all()
    numbers = {int(row.actor.removeprefix("agent:")) for row in rows if _is_agent(row.actor)}
    names = await names_of(uow, numbers)
    # What was typed may be anything: kept is which filters were used, and the object where it is an id.
    of = f"{asked.object_kind}:{asked.object_id}" if _IDS.fullmatch(asked.object_kind + asked.object_id) else ""
    uow.audit(
        "audit.viewed", "agent", agent.id, actor=agent.actor, of=of,
        filters=sorted(name for name, value in vars(asked).items() if value),
    )
    return [
        AuditEntry(
            id=row.id, at=row.at, actor=row.actor, verb=row.verb, object_kind=row.object_kind,
            object_id=row.object_id, creditor_id=row.creditor_id or "", data=row.data,
            name=names.get(int(row.actor.removeprefix("agent:")), "") if _is_agent(row.actor) else "",
        )
        for row in rows
    ]


def _is_agent(actor: str) -> bool:
    kind, _, number = actor.partition(":")
    return kind == "agent" and number.isdigit()
