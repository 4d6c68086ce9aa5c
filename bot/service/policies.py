"""The policies of the brands: read once for everybody, and the one that a case is under."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from bot.debt.policy import Policy, load_policies, policy_on
from bot.service.cases import CaseView
from bot.settings import ROOT
from bot.words.book import book


@cache
def policies() -> tuple[Policy, ...]:
    """The policies of bot/policies, read once. Raises PolicyError, also for a sentence that is not in the book."""
    return load_policies(ROOT / "bot" / "policies", frozenset(sentence.id for sentence in book()))


def texts_of(brand_policy: str) -> list[str]:
    """The files of that policy as they are written, comments and all, the oldest first: for who reviews them."""
    named = re.compile(rf"^brand: *{re.escape(brand_policy)} *(#.*)?$", re.M)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "policies").glob("*.yml"))]
    return [text for text in texts if named.search(text)]


def in_force(brand_policy: str, day: date) -> Policy | None:
    """The policy of that name in force on that day."""
    return policy_on(policies(), brand_policy, day)


def policy_of(view: CaseView, day: date) -> Policy | None:
    """The policy of the case's brand in force on that day."""
    return in_force(view.brand.policy, day)
