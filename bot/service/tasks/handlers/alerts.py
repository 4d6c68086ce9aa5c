"""On-call alerts: they sound at once and every five minutes until somebody says that they have heard."""

from __future__ import annotations

from sqlalchemy import select

from bot.service.care.oncall import OnCall
from bot.service.care.safety import ALERT_EVERY
from bot.service.tasks.handlers.outcome import Again, Done
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Conversation, Task


async def on_call_alert(uow: UnitOfWork, task: Task, bell: OnCall) -> Done | Again:
    """Task `on_call_alert` {alert, n}: sound it once more, and have it sound again. `n` 0 is the first sounding,
    which the raising of the alert has counted already.
    """
    alert = await uow.session.scalar(
        select(Alert)
        .where(Alert.id == task.data["alert"])
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if alert is None:
        return Done("skipped:gone")
    if alert.acknowledged_at is not None:
        return Done("acknowledged")
    n = int(task.data["n"])
    # Written at once: a second write in one transaction would have PostgreSQL lock the conversation for its foreign
    # key, and an alert waits for nobody.
    alert.times, alert.last_at = alert.times + (1 if n > 0 else 0), uow.now
    if n > 0:
        uow.schedule(
            "on_call_alert", f"alert:{alert.id}:{n + 1}", uow.now + ALERT_EVERY, alert=alert.id, n=n + 1
        )
    conversation = await uow.session.get(Conversation, alert.conversation_id)
    uow.audit(
        "alert.sounded", "alert", alert.id, actor="system", times=alert.times,
        creditor_id=conversation.creditor_id if conversation else None,
    )
    uow.notify("alert", alert=alert.id)
    await bell.alert(
        uow=uow, alert_id=alert.id, kind=alert.kind, times=alert.times, raised_at=alert.raised_at, at=uow.now
    )
    return Done("sounded")
