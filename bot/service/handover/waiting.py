"""Who is at the desk now, and what may honestly be said of when somebody answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import ColumnElement, func, or_, select

from bot.debt.opening import Hours, expected_minutes
from bot.debt.role import MAY
from bot.service.desk.agents import stands
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentScope, AgentSession, Conversation, Creditor, Handover

DEFAULT_HOURS = {str(day): ["09:00", "19:00"] for day in range(1, 6)}
HERE = timedelta(minutes=2)
"""So long after the last sign of their page an agent counts as being there."""
LOOK_BACK = timedelta(days=14)
LAST = 40
_USUAL_REGION = {"GB": "ENG"}  # where a country has no holidays of its own without a region
_ANSWERING = sorted(role for role, doings in MAY.items() if "work" in doings)


async def hours_of(uow: UnitOfWork, conversation: Conversation) -> tuple[Hours, ZoneInfo]:
    """Desk hours and the zone they are meant in: the creditor's, else ours; closed on its country's public holidays.

    In a creditor's settings: `desk_hours` by ISO weekday, `desk_region` where a region has holidays of its own (FR: 57,
    6AE; GB: SCT, NIR), `desk_closed` with further days ("2026-12-24").
    """
    creditor = await uow.session.get(Creditor, conversation.creditor_id) if conversation.creditor_id else None
    if creditor is None:
        return Hours(spans=DEFAULT_HOURS, closed=partial(_closed, "FR", "", frozenset())), ZoneInfo("Europe/Paris")
    told: dict[str, Any] = creditor.settings
    closed = partial(
        _closed, creditor.country, str(told.get("desk_region") or ""), frozenset(told.get("desk_closed") or ())
    )
    return Hours(spans=told.get("desk_hours") or DEFAULT_HOURS, closed=closed), ZoneInfo(creditor.time_zone)


def _closed(country: str, region: str, also: frozenset[str], day: date) -> bool:
    return day.isoformat() in also or day in _public(country, region, day.year)


@cache
def _public(country: str, region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or _USUAL_REGION.get(country), years=year))
    except NotImplementedError:  # a region that the library does not know, or a country: the hours alone hold
        return _public(country, "", year) if region else frozenset()


def there(now: datetime, within: timedelta = HERE) -> ColumnElement[bool]:
    """Sessions in which somebody has worked, or had a page open, within that time."""
    return stands(now) & or_(AgentSession.page_at > now - within, AgentSession.seen_at > now - within)


async def at_the_desk(uow: UnitOfWork, creditors: Collection[str] | None) -> dict[int, str]:
    """Agents who could answer now for one of these creditors (None: for any), by id, with their names."""
    query = (
        select(Agent.id, Agent.name)
        .join(AgentSession, AgentSession.agent_id == Agent.id)
        .where(
            Agent.disabled_at.is_(None), Agent.role.in_(_ANSWERING), there(uow.now),
            or_(AgentSession.resting_until.is_(None), AgentSession.resting_until <= uow.now),
        )
        .distinct()
    )
    if creditors is not None:
        scope = AgentScope.creditor_id.in_(creditors)
        query = query.join(AgentScope, AgentScope.agent_id == Agent.id).where(scope)
    return {row[0]: row[1] for row in (await uow.session.execute(query)).all()}


async def minutes(uow: UnitOfWork, conversation: Conversation, agents: int) -> int | None:
    """Minutes until somebody answers there, as bot.debt.opening tells them; None: too little is known."""
    own = await uow.session.scalar(
        select(Handover)
        .where(Handover.conversation_id == conversation.id, Handover.closed_at.is_(None))
        .order_by(Handover.id.desc())
        .limit(1)
    )
    same = Handover.creditor_id.is_not_distinct_from(conversation.creditor_id)
    before = select(func.count()).select_from(Handover).where(
        same, Handover.closed_at.is_(None), Handover.taken_at.is_(None)
    )
    if own is not None:
        urgent = Handover.priority < own.priority
        older = (Handover.priority == own.priority) & (Handover.id < own.id)
        before = before.where(urgent | older)
    ended = await uow.session.execute(
        select(Handover.taken_at, Handover.closed_at)
        .where(same, Handover.taken_at.is_not(None), Handover.closed_at > uow.now - LOOK_BACK)
        .order_by(Handover.closed_at.desc())
        .limit(LAST)
    )
    lengths = [closed - taken for taken, closed in ended.all() if taken is not None and closed is not None]
    return expected_minutes(ahead=int(await uow.session.scalar(before) or 0), agents=agents, lengths=lengths)


async def known_by(uow: UnitOfWork, person_ids: set[int], conversation_ids: set[int]) -> dict[tuple[str, int], int]:
    """The agent who had each of them last, by ("person", id) and ("conversation", id): their named contact."""
    rows = await uow.session.execute(
        select(Conversation.person_id, Conversation.id, Handover.taken_by)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .where(
            Handover.taken_by.is_not(None), Handover.closed_at.is_not(None),
            or_(Conversation.person_id.in_(person_ids), Conversation.id.in_(conversation_ids)),
        )
        .order_by(Handover.closed_at)
    )
    found: dict[tuple[str, int], int] = {}
    for person, conversation, agent in rows.all():
        if agent is None:
            continue
        if person is not None:
            found["person", person] = agent
        found["conversation", conversation] = agent
    return found


async def contact_of(uow: UnitOfWork, conversation: Conversation) -> int | None:
    """The agent who knows this person's situation already, if any."""
    people = {conversation.person_id} if conversation.person_id is not None else set()
    found = await known_by(uow, people, {conversation.id})
    return found.get(("person", conversation.person_id or 0)) or found.get(("conversation", conversation.id))
