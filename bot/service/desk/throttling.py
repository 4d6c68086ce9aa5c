"""Failures in a row, kept in the store: several processes count together, and tries at once wait for one another."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from bot.debt.throttle import Throttle
from bot.store.database import UnitOfWork
from bot.store.tables import LoginThrottle

_SWEPT = 100  # old rows that go with each new failure


def key_of(*parts: str) -> str:
    """What counts together, as a hash: no login and no address is kept."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


async def closed_for(uow: UnitOfWork, *keys: str) -> timedelta:
    """How long the next try has to wait; zero: not at all. Tries under these keys wait for one another from here on."""
    longest = timedelta()
    for key in sorted(keys):  # one order for everybody
        await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        row = await uow.session.get(LoginThrottle, key, populate_existing=True)
        if row is not None and row.closed_until is not None:
            longest = max(longest, row.closed_until - uow.now)
    return longest


async def failed(uow: UnitOfWork, key: str, rule: Throttle) -> timedelta:
    """One more failure; what the next try has to wait. Commit to have it counted."""
    row = await uow.session.get(LoginThrottle, key, populate_existing=True)
    if row is None:
        row = LoginThrottle(key=key, failures=0, last_at=uow.now)
        uow.session.add(row)
        count = 1
    else:
        count = rule.count(row.failures, row.last_at, uow.now)
    wait = rule.wait(count)
    row.failures, row.last_at, row.closed_until = count, uow.now, uow.now + wait if wait else None
    await uow.flush()
    old = select(LoginThrottle.key).where(LoginThrottle.last_at < uow.now - 2 * rule.forgotten).limit(_SWEPT)
    await uow.session.execute(
        delete(LoginThrottle).where(LoginThrottle.key.in_(old.with_for_update(skip_locked=True).scalar_subquery()))
    )
    return wait


async def forget(uow: UnitOfWork, *keys: str) -> None:
    """They have shown that they are right: nothing before counts."""
    await uow.session.execute(delete(LoginThrottle).where(LoginThrottle.key.in_(keys)))
