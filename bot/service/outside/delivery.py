"""What the provider tells of a message that it has taken: it only moves forward, and its end is seen by somebody."""

from __future__ import annotations

import structlog
from sqlalchemy import select

from bot.service.outside.outbox import call_somebody
from bot.service.outside.texting import PHONES
from bot.service.outside.ways import account_of, close_window, opted_out
from bot.store.database import Database, UnitOfWork
from bot.store.tables import OutboxMessage

log = structlog.get_logger()

STEPS = {
    "accepted": 1, "scheduled": 1, "queued": 1, "sending": 2, "sent": 3,
    "undelivered": 4, "failed": 4, "canceled": 4, "partially_delivered": 5, "delivered": 6, "read": 7,
}
"""How far a status is: callbacks come in any order and more than once, and a later step is never taken back."""
FAILED = frozenset({"undelivered", "failed", "canceled"})
OPTED_OUT, WINDOW_OVER = 21610, 63016


async def told(
    database: Database, *, sid: str, status: str, code: int = 0, message_id: int = 0, account: str = ""
) -> bool:
    """Keep what is told of a message. `message_id` is ours, which came back with it: its acceptance may be unheard
    of yet. `account` is the name of the provider's account that tells it. False: nothing new, or no message of ours
    that went by that account.
    """
    if status not in STEPS:
        log.info("delivery.unknown_status", sid=sid, status=status[:20])
        return False
    async with database.begin() as uow:
        row = await _row(uow, sid, message_id)
        if row is not None and row.channel in PHONES and await account_of(uow, row) != account:
            log.warning("delivery.other_account", message=row.id)
            return False
        if row is None or STEPS[status] <= STEPS.get(row.status or "", 0):
            return False
        row.status = status
        if row.state == "queued":  # accepted, though we never heard so
            row.state, row.sent_at = "sent", uow.now
        row.provider_ref = row.provider_ref or sid
        ended = status in FAILED
        if ended:
            row.state = "failed"
        again = ended and code == WINDOW_OVER and row.in_thread and row.channel == "whatsapp"
        if again:
            await close_window(uow, row)
            # Its reference stays until the next try has one: what is still told of this try is not of the next.
            row.state, row.due_at, row.tried_at = "queued", uow.now, None
            uow.notify("outbox", message=row.id)
        uow.audit(
            f"message.{status}", "outbox", row.id, actor="provider", creditor_id=row.creditor_id, channel=row.channel,
            code=code, account=account,
        )
        await uow.commit()
    if ended and not again:
        async with database.begin() as uow:
            if code == OPTED_OUT:
                await opted_out(uow, row)
            await call_somebody(uow, row, "refused" if code == OPTED_OUT else "failed")
            await uow.commit()
    return True


async def _row(uow: UnitOfWork, sid: str, message_id: int) -> OutboxMessage | None:
    found: OutboxMessage | None = await uow.session.scalar(
        select(OutboxMessage).where(OutboxMessage.provider_ref == sid).with_for_update()
    )
    if found is not None or not message_id:
        return found
    named = await uow.session.get(OutboxMessage, message_id, with_for_update=True)
    # One of another try, or of somebody else's account, says nothing of the one that we know.
    return named if named is not None and named.provider_ref is None and named.attempts > 0 else None
