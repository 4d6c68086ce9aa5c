"""Missed distress: each week some conversations in which none was found are drawn at random and read by compliance.

What is found is an estimate of what phrase list and model together do not hear, told with its interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from bot.debt import reading
from bot.debt.estimate import Estimate
from bot.service.care.care import discreet
from bot.service.desk.agents import AgentAt
from bot.service.handover.handover import open_handover
from bot.service.ports import Clock
from bot.service.thread.conversation import lock
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Alert, Conversation, Creditor, Handover, Message, Sample, SampleWeek

A_WEEK = 30
"""Conversations drawn of each creditor's week: none found among 30 still leaves one in nine possible."""
WEEKS = 13
"""So many weeks are told together."""
ZONE = ZoneInfo("Europe/Paris")
FOUND = ("missed", "clear")


@dataclass(frozen=True, kw_only=True)
class SampleLine:
    """A conversation to be read, or that was."""

    id: int
    week: date
    creditor_id: str | None
    found: str | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message of a drawn conversation, without numbers, dates and addresses."""

    author: str
    lang: str
    text: str


def last_week(clock: Clock) -> date:
    """The Monday of the last week that is over."""
    day = clock.now().astimezone(ZONE).date()
    return day - timedelta(days=day.weekday() + 7)


def _span(week: date) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(week + timedelta(days=n), time(), ZONE) for n in (0, 7))
    return start, end


async def draw(database: Database, week: date) -> int:
    """As `draw_all`, in a transaction of its own."""
    async with database.begin() as uow:
        drawn = await draw_all(uow, week)
        await uow.commit()
    return drawn


async def draw_all(uow: UnitOfWork, week: date) -> int:
    """Draw the week for every creditor that is not drawn yet; how many were. By the tables' owner: of all there are."""
    drawn = 0
    for creditor in [None, *await uow.session.scalars(select(Creditor.id).order_by(Creditor.id))]:
        drawn += await _draw(uow, week, creditor)
    return drawn


async def _draw(uow: UnitOfWork, week: date, creditor: str | None) -> int:
    known = select(SampleWeek.id).where(SampleWeek.week == week, SampleWeek.creditor_id.is_not_distinct_from(creditor))
    if await uow.session.scalar(known) is not None:
        return 0
    could = _unflagged(week, creditor)
    out_of = int(await uow.session.scalar(select(func.count()).select_from(could.subquery())) or 0)
    made = await uow.session.scalar(
        insert(SampleWeek)
        .values(week=week, creditor_id=creditor, out_of=out_of, drawn_at=uow.now)
        .on_conflict_do_nothing()
        .returning(SampleWeek.id)
    )
    if made is None:  # another process, at this moment
        return 0
    rows = (await uow.session.execute(could.order_by(func.random()).limit(A_WEEK))).all()
    uow.session.add_all(Sample(week_id=made, conversation_id=row[0], to_seq=row[1]) for row in rows)
    uow.audit(
        "sample.drawn", "sample_week", made, actor="system", creditor_id=creditor, week=week.isoformat(),
        drawn=len(rows), out_of=out_of,
    )
    return len(rows)


def _unflagged(week: date, creditor: str | None) -> Select[int, int]:
    """Conversations of the week in which the debtor wrote and no distress was found, with their last message then."""
    start, end = _span(week)
    return (
        select(Conversation.id, func.max(Message.seq))
        .join(Message, Message.conversation_id == Conversation.id)
        .where(
            Message.created_at >= start, Message.created_at < end, Message.author == "you",
            Conversation.creditor_id.is_not_distinct_from(creditor), ~_flagged(),
        )
        .group_by(Conversation.id)
    )


def _flagged() -> ColumnElement[bool]:
    """Distress was heard in it, by whomever: it needs no second pair of eyes."""
    alerted = select(Alert.id).where(Alert.conversation_id == Conversation.id).exists()
    queued = select(Handover.id).where(Handover.conversation_id == Conversation.id, Handover.queue == "distress")
    return or_(Conversation.memory["distress"].as_string().is_not(None), alerted, queued.exists())


async def lines(uow: UnitOfWork) -> list[SampleLine]:
    """Conversations of the last weeks that wait to be read, then those that were, within the unit's scope."""
    rows = await uow.session.execute(
        select(Sample, SampleWeek)
        .join(SampleWeek, SampleWeek.id == Sample.week_id)
        .order_by(Sample.found.is_not(None), SampleWeek.week.desc(), Sample.id)
        .limit(500)
    )
    return [
        SampleLine(id=sample.id, week=week.week, creditor_id=week.creditor_id, found=sample.found)
        for sample, week in rows.all()
    ]


async def last_drawn(uow: UnitOfWork) -> datetime | None:
    """When a week was drawn last, within the unit's scope; None: never yet."""
    at: datetime | None = await uow.session.scalar(select(func.max(SampleWeek.drawn_at)))
    return at


async def estimates(uow: UnitOfWork) -> list[tuple[date, Estimate]]:
    """By week, the newest first, over all creditors of the unit's scope."""
    judged = (
        select(
            Sample.week_id, func.count(Sample.found).label("n"),
            func.count().filter(Sample.found == "missed").label("k"),
        )
        .group_by(Sample.week_id)
        .subquery()
    )
    rows = await uow.session.execute(
        select(
            SampleWeek.week, func.sum(func.coalesce(judged.c.k, 0)), func.sum(func.coalesce(judged.c.n, 0)),
            func.sum(SampleWeek.out_of),
        )
        .outerjoin(judged, judged.c.week_id == SampleWeek.id)
        .group_by(SampleWeek.week)
        .order_by(SampleWeek.week.desc())
        .limit(WEEKS)
    )
    return [
        (week, Estimate(found=int(found), looked_at=int(looked), out_of=int(out_of)))
        for week, found, looked, out_of in rows.all()
    ]


def together(weeks: Sequence[tuple[date, Estimate]]) -> Estimate:
    """The weeks that have been looked at, as one."""
    seen = [one for _, one in weeks if one.looked_at]
    return Estimate(
        found=sum(one.found for one in seen), looked_at=sum(one.looked_at for one in seen),
        out_of=sum(one.out_of for one in seen),
    )


async def read(uow: UnitOfWork, agent: AgentAt, sample_id: int) -> tuple[SampleLine, tuple[Said, ...]]:
    """The words of a drawn conversation: no name, no number, no case. The look leaves a line. Raises LookupError."""
    sample, week = await _sample(uow, sample_id)
    rows = await uow.session.scalars(
        select(Message)
        .where(Message.conversation_id == sample.conversation_id, Message.seq <= sample.to_seq)
        .order_by(Message.seq.desc())
        .limit(300)
    )
    today = uow.today()
    said = tuple(
        Said(
            author=row.author, lang=row.lang,
            text=reading.mask(row.text, today=today) if row.author in ("you", "agent") or row.text_id is None
            else discreet(row.text_id, row.text),
        )
        for row in reversed(rows.all())
    )
    uow.audit("sample.viewed", "sample", sample.id, actor=agent.actor, creditor_id=week.creditor_id)
    return SampleLine(id=sample.id, week=week.week, creditor_id=week.creditor_id, found=sample.found), said


async def _sample(uow: UnitOfWork, sample_id: int) -> tuple[Sample, SampleWeek]:
    row = (
        await uow.session.execute(
            select(Sample, SampleWeek)
            .join(SampleWeek, SampleWeek.id == Sample.week_id)
            .where(Sample.id == sample_id)
            .with_for_update(of=Sample)
        )
    ).one_or_none()
    if row is None:
        raise LookupError("no such sample")
    return row[0], row[1]


async def judge(uow: UnitOfWork, agent: AgentAt, sample_id: int, found: str) -> None:
    """What was found. Missed distress goes to a person at once, first in the queue. Raises LookupError, ValueError."""
    if found not in FOUND:
        raise ValueError(found)
    peek = await uow.session.get(Sample, sample_id)
    if peek is None:
        raise LookupError("no such sample")
    conversation = await lock(uow, peek.conversation_id)
    sample, week = await _sample(uow, sample_id)
    if sample.found == found:
        return
    uow.audit(
        "sample.judged", "sample", sample.id, actor=agent.actor, creditor_id=week.creditor_id, found=found,
        before=sample.found,
    )
    sample.found, sample.judged_by, sample.judged_at = found, agent.id, uow.now
    if found == "missed":
        await open_handover(
            uow, conversation, queue="distress", reason="distress_missed", actor=agent.actor, sample=sample.id
        )
    await uow.flush()
