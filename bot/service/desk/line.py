"""A line of what briefs an agent: a key, whose words are the desk's own, and values put into the agent's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Title:
    """Words from the debtors' book, to be shown in the agent's language."""

    text_id: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence of the desk: its key, and values that the desk puts into the agent's language."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
