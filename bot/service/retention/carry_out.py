"""Lets go of what is over, a batch at a time, and counts it. Once more changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, func, inspect, or_, select, tuple_, update

from bot.debt.retention import Rule, rules_on
from bot.service.retention.over import KINDS, Over
from bot.store.database import UnitOfWork
from bot.store.tables import Base, ContactPoint, Conversation, OutboxMessage

BATCH = 200
"""Rows in one transaction: locks are held for a moment only."""


@dataclass(frozen=True)
class Of:
    """One person, whose rows go `ahead` of their time; what a matter in hand needs stays all the same."""

    person_id: int
    ahead: timedelta

    def rows(self, table: type[Base]) -> ColumnElement[bool]:
        """Which rows of a table are theirs."""
        columns = inspect(table).columns
        if "person_id" in columns:
            return columns["person_id"] == self.person_id
        threads = select(Conversation.id).where(Conversation.person_id == self.person_id)
        if table is OutboxMessage:
            points = select(ContactPoint.id).where(ContactPoint.person_id == self.person_id)
            return or_(OutboxMessage.conversation_id.in_(threads), OutboxMessage.contact_point_id.in_(points))
        return columns["conversation_id"].in_(threads)


def ruled(uow: UnitOfWork) -> list[Rule]:
    """The rules of today for what goes, in the order in which they are gone through."""
    of_kind = {rule.kind: rule for rule in rules_on(uow.today())}
    return [of_kind[kind] for kind in KINDS if kind in of_kind]


def _over(uow: UnitOfWork, rule: Rule, of: Of | None) -> ColumnElement[bool]:
    over = KINDS[rule.kind]
    if of is None:
        return over.when(uow.now - timedelta(days=rule.days))
    return and_(of.rows(over.table), over.when(uow.now + of.ahead))


async def count(uow: UnitOfWork, rule: Rule, *, of: Of | None = None) -> int:
    """How many would go now; `of`: of one person, at their own wish."""
    when = _over(uow, rule, of)
    return int(await uow.session.scalar(select(func.count()).select_from(KINDS[rule.kind].table).where(when)) or 0)


async def let_go(uow: UnitOfWork, rule: Rule, *, limit: int = BATCH, of: Of | None = None) -> int:
    """One batch of a kind; how many rows. Fewer than `limit`: no more are over, or somebody is at work on them."""
    over, when = KINDS[rule.kind], _over(uow, rule, of)
    keys = inspect(over.table).primary_key
    picked = (await uow.session.execute(select(*keys).where(when).limit(limit))).all()
    if not picked:
        return 0
    ours = tuple_(*keys).in_([tuple(row) for row in picked])
    await _lock_threads(uow, over, ours)
    # Asked again under the lock: somebody may have written meanwhile.
    still = select(*keys).where(ours, when).with_for_update(skip_locked=True, of=over.table)
    sure = [tuple(row) for row in (await uow.session.execute(still)).all()]
    if sure:
        these = tuple_(*keys).in_(sure)
        if over.becomes is None:
            await uow.session.execute(delete(over.table).where(these).execution_options(synchronize_session=False))
        else:
            values = dict(over.becomes(rule, uow.now))
            change = update(over.table).where(these).values(values).execution_options(synchronize_session=False)
            await uow.session.execute(change)
    return len(sure)


async def _lock_threads(uow: UnitOfWork, over: Over, ours: ColumnElement[bool]) -> None:
    """The conversations of the rows come first in the order of locks."""
    columns = inspect(over.table).columns
    if "conversation_id" not in columns:
        return
    threads = select(columns["conversation_id"]).where(ours)
    await uow.session.execute(
        select(Conversation.id).where(Conversation.id.in_(threads)).order_by(Conversation.id).with_for_update()
    )
