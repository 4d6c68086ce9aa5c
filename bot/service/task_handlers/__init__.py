"""What each kind of task does: functions of a unit of work and the task, one module a topic."""

from __future__ import annotations

from bot.service.task_handlers.outcome import Again, Done, Handler
from bot.service.task_handlers.threads import call_somebody

HANDLERS: dict[str, Handler] = {}

__all__ = ["HANDLERS", "Again", "Done", "Handler", "call_somebody"]
