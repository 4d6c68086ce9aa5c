"""What of a month was told while an agent held the thread: the form for it begins with that, for the agent to check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.service.budget import budget_draft
from bot.service.budget.budget import AMOUNTS
from bot.service.desk.written import Words

_HUNDRED = 100


def heard(thread: Sequence[Words], since: datetime | None, currency: str) -> dict[str, str]:
    """By the form's fields, as they are typed there; a doubtful figure is left to be asked. Nothing is kept."""
    draft: dict[str, Any] = {}
    for one in thread:
        if since is not None and one.author == "you" and not one.answer and one.at >= since:
            budget_draft.read_into(draft, one.text, asked=None, language=one.lang, currency=currency)
    doubtful = {(draft.get("doubt") or {}).get("field"), *draft.get("reckoned", ())}
    found = {name: _typed(int(draft[name])) for name in AMOUNTS if name in draft and name not in doubtful}
    household = draft.get("household")
    return found | ({"adults": str(household[0]), "children": str(household[1])} if household else {})


def _typed(minor: int) -> str:
    whole, rest = divmod(minor, _HUNDRED)
    return f"{whole}.{rest:02}" if rest else str(whole)
