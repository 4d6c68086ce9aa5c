"""How a task ends: done, or put off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.service.care.oncall import OnCall
from bot.store.database import UnitOfWork
from bot.store.tables import Task


@dataclass(frozen=True)
class Done:
    """It is done, or there was nothing to do; `result` says which."""

    result: str = "done"


@dataclass(frozen=True)
class Again:
    """Not yet: the same task at a later moment (aware), with what it must remember until then."""

    at: datetime
    result: str
    data: Mapping[str, Any] = field(default_factory=dict)


Handler = Callable[[UnitOfWork, Task, OnCall], Awaitable[Done | Again]]
