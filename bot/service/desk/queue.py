"""What waits at the desk: open handovers by urgency and age, and alerts that nobody has acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from bot.service.desk.agents import AgentAt, names_of
from bot.service.desk.danger import Sign, is_queued, signs
from bot.service.desk.led_here import Said, led_here
from bot.service.handover.calls import LEAD, is_due, of_conversations
from bot.service.handover.waiting import at_the_desk, known_by
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Conversation, Handover, Message, Person

CALL_NOW = 1
ASKED = "request_callback"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One open handover, as the queue shows it. `name` is empty while nobody is identified."""

    handover_id: int
    conversation_id: int
    queue: str
    reason: str
    priority: int
    opened_at: datetime
    waiting_seconds: int  # since it was opened, or since the debtor's words that have no answer yet
    unanswered: bool  # the debtor has written since the agent's last words
    language: str
    channel: str
    name: str
    taken_by: int | None
    taken_name: str
    mine: bool
    danger: bool  # and they have not taken it back
    sign: Sign | None = None  # of those in danger
    said: Said | None = None  # of the others: the words that led here
    contact: str = ""  # who had this person last, and knows their situation
    contact_here: bool = False  # that agent is at the desk
    contact_mine: bool = False
    for_agent: int | None = None  # to whom a colleague has passed it
    only_call: bool = False  # they have asked to be called, and for nothing else
    callback_at: datetime | None = None  # when the debtor is to be called
    later: bool = False  # nothing but that call is waited for, and its time is still to come

    @property
    def free(self) -> bool:
        """Nobody has it."""
        return self.taken_by is None


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """An alert that still sounds, with what it takes to choose among several."""

    id: int
    conversation_id: int
    kind: str
    raised_at: datetime
    waiting_seconds: int
    times: int
    name: str
    channel: str
    language: str
    sign: Sign


@dataclass(frozen=True, kw_only=True)
class Queue:
    """All that an agent may see of what waits: those without anybody first, most urgent and oldest on top."""

    rows: tuple[Waiting, ...]
    alerts: tuple[AlertLine, ...]
    here: tuple[str, ...] = ()  # agents at the desk who work for some of the same creditors

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Those that nobody has taken."""
        return tuple(row for row in self.rows if row.free and not row.later)

    @property
    def planned(self) -> tuple[Waiting, ...]:
        """Those to be called later, the soonest first."""
        return tuple(sorted((row for row in self.rows if row.free and row.later), key=_call))

    @property
    def count(self) -> int:
        """How many wait for somebody, and how many of one's own wait for an answer."""
        return sum(1 for row in self.rows if (row.free and not row.later) or (row.mine and row.unanswered))


async def queue(uow: UnitOfWork, agent: AgentAt) -> Queue:
    """The agent's queue now, limited to their creditors; who is not identified yet is everybody's, unnamed."""
    # Before the rows: each statement sees what is committed by then, and no alert may sound without its row.
    sounding = await _alerts(uow, agent)
    found = (
        await uow.session.execute(
            select(Handover, Conversation, Person)
            .join(Conversation, Conversation.id == Handover.conversation_id)
            .outerjoin(Person, Person.id == Conversation.person_id)
            .where(Handover.closed_at.is_(None), agent.scope())
            .order_by(Handover.priority, Handover.opened_at, Handover.id)
            .limit(500)
        )
    ).all()
    names = await names_of(uow, {c.agent_id for _, c, _ in found if c.agent_id is not None})
    last = await _last_words(uow, [c.id for _, c, _ in found])
    here = await at_the_desk(uow, agent.creditors)
    grave = {c.id: (c, h) for _, c, _, h in sounding} | {c.id: (c, h) for h, c, _ in found if is_queued(h)}
    told = await signs(uow, agent, grave.values())
    rows = [_row(uow, agent, h, c, p, names, last.get(c.id, (None, None)), told.get(c.id)) for h, c, p in found]
    words = await led_here(uow, agent, [(h, c) for h, c, _ in found if c.id not in told])
    rows = [replace(row, said=words.get(row.conversation_id)) for row in rows]
    rows = await _with_contacts(uow, agent, rows, {c.id: c.person_id for _, c, _ in found}, set(here))
    # Who knows somebody already takes them first, of those who are as urgent.
    rows = await _with_calls(uow, rows)
    rows.sort(key=lambda row: _place(row, uow.now))
    alerts = [_alert(uow, alert, c, p, told.get(c.id, Sign())) for alert, c, p, _ in sounding]
    alerts.sort(key=lambda one: (one.sign.taken_back, one.raised_at))
    return Queue(rows=tuple(rows), alerts=tuple(alerts), here=tuple(sorted(here.values())))


def _place(row: Waiting, now: datetime) -> tuple[Any, ...]:
    """Who has said since that they are not in danger stands below those who have not, and above all others."""
    taken_back = row.sign is not None and row.sign.taken_back
    return not row.free, not row.mine, _urgency(row, now), taken_back, not row.contact_mine, row.opened_at


def _call(row: Waiting) -> datetime:
    return row.callback_at or row.opened_at


def _urgency(row: Waiting, now: datetime) -> int:
    """A call whose time has come is as urgent as anything but distress."""
    due = row.callback_at is not None and row.callback_at - LEAD <= now
    return min(row.priority, CALL_NOW) if due else row.priority


async def _with_calls(uow: UnitOfWork, rows: list[Waiting]) -> list[Waiting]:
    calls = await of_conversations(uow, [row.conversation_id for row in rows])
    return [
        replace(row, callback_at=call.starts_at, later=row.only_call and not is_due(call, uow.now))
        if (call := calls.get(row.conversation_id)) is not None else row
        for row in rows
    ]


async def _with_contacts(
    uow: UnitOfWork, agent: AgentAt, rows: list[Waiting], people: dict[int, int | None], here: set[int]
) -> list[Waiting]:
    known = await known_by(uow, {key for key in people.values() if key is not None}, set(people))
    contacts = {
        key: known.get(("person", person or 0)) or known.get(("conversation", key)) for key, person in people.items()
    }
    contacts |= {row.conversation_id: row.for_agent for row in rows if row.for_agent is not None}
    names = await names_of(uow, {one for one in contacts.values() if one is not None})
    return [
        replace(
            row, contact=names.get(contacts[row.conversation_id] or 0, ""),
            contact_here=contacts[row.conversation_id] in here, contact_mine=contacts[row.conversation_id] == agent.id,
        )
        for row in rows
    ]


def _row(
    uow: UnitOfWork,
    agent: AgentAt,
    handover: Handover,
    conversation: Conversation,
    person: Person | None,
    names: dict[int, str],
    last: tuple[datetime | None, datetime | None],
    sign: Sign | None,
) -> Waiting:
    debtor, answered = last
    holder = conversation.agent_id if conversation.owner == "agent" else None
    unanswered = debtor is not None and (answered is None or debtor > answered)
    since = debtor if holder is not None and unanswered and debtor is not None else handover.opened_at
    return Waiting(
        handover_id=handover.id, conversation_id=conversation.id, queue=handover.queue, reason=handover.reason,
        priority=handover.priority, opened_at=handover.opened_at, unanswered=unanswered,
        waiting_seconds=max(0, round((uow.now - since).total_seconds())), language=conversation.language,
        channel=conversation.channel, name=full_name(person) if conversation.creditor_id else "",
        taken_by=holder, taken_name=names.get(holder or 0, ""), mine=holder == agent.id,
        for_agent=handover.brief.get("for_agent"),
        only_call=handover.reason == ASKED and not handover.brief.get("also"),
        danger=sign is not None and not sign.taken_back, sign=sign,
    )


def full_name(person: Person | None) -> str:
    """First and last name as on file."""
    return f"{person.first_name} {person.last_name}".strip() if person is not None else ""


async def _last_words(
    uow: UnitOfWork, conversation_ids: Sequence[int]
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When the debtor and when an agent wrote last, by conversation."""
    if not conversation_ids:
        return {}
    rows = await uow.session.execute(
        select(
            Message.conversation_id,
            func.max(Message.created_at).filter(Message.author == "you"),
            func.max(Message.created_at).filter(Message.author == "agent"),
        )
        .where(Message.conversation_id.in_(conversation_ids))
        .group_by(Message.conversation_id)
    )
    return {key: (debtor, agent) for key, debtor, agent in rows.all()}


async def _alerts(
    uow: UnitOfWork, agent: AgentAt
) -> list[tuple[Alert, Conversation, Person | None, Handover | None]]:
    rows = await uow.session.execute(
        select(Alert, Conversation, Person, Handover)
        .join(Conversation, Conversation.id == Alert.conversation_id)
        .outerjoin(Person, Person.id == Conversation.person_id)
        .outerjoin(Handover, and_(Handover.conversation_id == Conversation.id, Handover.closed_at.is_(None)))
        .where(Alert.acknowledged_at.is_(None), agent.scope())
        .order_by(Alert.raised_at)
    )
    return [(alert, conversation, person, handover) for alert, conversation, person, handover in rows.all()]


def _alert(uow: UnitOfWork, alert: Alert, conversation: Conversation, person: Person | None, sign: Sign) -> AlertLine:
    return AlertLine(
        id=alert.id, conversation_id=conversation.id, kind=alert.kind, raised_at=alert.raised_at, times=alert.times,
        waiting_seconds=max(0, round((uow.now - alert.raised_at).total_seconds())), channel=conversation.channel,
        name=full_name(person) if conversation.creditor_id else "", language=conversation.language, sign=sign,
    )


async def acknowledge(uow: UnitOfWork, agent: AgentAt, alert_id: int) -> None:
    """Somebody answers this alert: it sounds no more. A second click changes nothing. Raises LookupError."""
    alert = await uow.session.scalar(
        select(Alert)
        .join(Conversation, Conversation.id == Alert.conversation_id)
        .where(Alert.id == alert_id, agent.scope())
        .with_for_update(of=Alert)
    )
    if alert is None:
        raise LookupError("no such alert")
    if alert.acknowledged_at is not None:
        return
    alert.acknowledged_at, alert.acknowledged_by = uow.now, agent.id
    conversation = await uow.session.get_one(Conversation, alert.conversation_id)
    uow.audit(
        "alert.acknowledged", "alert", alert.id, actor=agent.actor, creditor_id=conversation.creditor_id,
    )
    uow.notify("alert", alert=alert.id)
