"""What became of payments that nobody has told us of: the provider is asked, so that a lost webhook loses nothing."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.debt import settling
from bot.service.pay.attempts import close_attempt
from bot.service.pay.settlement import refresh
from bot.service.ports import PaymentProvider, ProviderUnavailable
from bot.store.database import Database
from bot.store.tables import Attempt

log = structlog.get_logger()

AT_ONCE = 20
IN_VAIN = 3
"""So many failures in a row mean that the provider is down."""
_STATES = ("new", "open", "pending", "paid", "partly_refunded", "refunded", "disputed")


async def ask_again(database: Database, provider: PaymentProvider) -> int:
    """Ask about every attempt that has been silent too long (bot.debt.settling.look_again). Returns how many.

    Several processes may do so at once: each takes rows that no other has. A provider that is down is left alone;
    what was not asked comes again after its pause. One attempt that it knows nothing of does not stop the others.
    """
    asked = in_vain = 0
    while rows := await _claim(database, provider.name):
        for public_id, state in rows:
            try:
                if state == "new":  # its page was shown to nobody
                    await close_attempt(database, provider, public_id)
                else:
                    await refresh(database, provider, public_id)
                asked, in_vain = asked + 1, 0
            except ProviderUnavailable as error:
                log.warning("payments.not_asked", error=str(error))
                in_vain += 1
                if in_vain == IN_VAIN:
                    return asked
        if len(rows) < AT_ONCE:
            break
    return asked


async def _claim(database: Database, provider: str) -> list[tuple[str, str]]:
    """Public ids and states of the next ones, marked as asked so that nobody else asks meanwhile."""
    async with database.begin() as uow:
        due = (
            select(Attempt.id)
            .where(Attempt.provider == provider, or_(*(_due(state, uow.now) for state in _STATES)))
            .order_by(_last_word())
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, key_share=True)
        )
        rows = await uow.session.execute(
            update(Attempt).where(Attempt.id.in_(due.scalar_subquery())).values(looked_at=uow.now)
            .returning(Attempt.public_id, Attempt.state)
        )
        found = [(row[0], row[1]) for row in rows]
        await uow.commit()
    return found


def _last_word() -> ColumnElement[datetime]:
    return func.coalesce(Attempt.looked_at, Attempt.created_at)


def _due(state: str, now: datetime) -> ColumnElement[bool]:
    gap = settling.look_again(state, now - now)
    if gap is None:
        raise ValueError(f"nobody asks about {state}")
    silent = and_(Attempt.state == state, _last_word() <= now - gap)
    if settling.look_again(state, settling.FINAL_AFTER * 2) is None:
        return and_(silent, Attempt.created_at > now - settling.FINAL_AFTER)
    return silent
