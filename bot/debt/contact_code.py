"""A code sent to a contact on file: how long it holds, how often it may be sent and tried, how a contact is shown.

A number and a birth date are known to a former partner as well. A code that arrives where we have written before shows
that the writer still holds that telephone or mailbox: only then may it be changed without a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LASTS = timedelta(minutes=10)
DIGITS = 6
TRIES = 5
APART = timedelta(seconds=60)
"""Between two codes: a second one is no quicker, and takes the first one's place."""
A_DAY = timedelta(days=1)
MOST_A_DAY = {"conversation": 4, "contact": 4, "person": 6}
"""Codes in a day: six codes of five tries each are thirty guesses among a million. Beyond, a person looks."""
HIDDEN = "CODE"
_CODE = re.compile(
    r"(?<![\d.,+])(?<!\d[ .\u00a0-])\d{3}[ .\u00a0\u202f-]?\d{3}(?![\d€£$]|[.,]\d| ?\d| ?(?:€|£|eur))", re.I
)
_DOTS = "··"

Refusal = Literal["soon", "often"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A code that was sent: when, and whether it was by this conversation, to this contact (all are this person's)."""

    at: datetime
    here: bool
    there: bool


def may_send(sent: Sequence[Sent], now: datetime) -> Refusal | None:
    """None: a code may be sent now. "soon": the last one is less than a minute old; "often": no more of them today.

    Raises ValueError for a naive instant.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    today = [one for one in sent if now - one.at < A_DAY]
    counts = {
        "conversation": sum(one.here for one in today), "contact": sum(one.there for one in today),
        "person": len(today),
    }
    if any(counts[whose] >= most for whose, most in MOST_A_DAY.items()):
        return "often"
    return "soon" if any(now - one.at < APART for one in today) else None


def read_code(text: str) -> str | None:
    """The six digits that somebody has typed ("123 456", "le code est 123456"); None unless there is just one such
    group, and no other figure beside it.
    """
    found = _CODE.findall(text[:200])
    if len(found) != 1 or re.search(r"\d", _CODE.sub("", text[:200])):
        return None
    return re.sub(r"\D", "", found[0])


def hide_code(text: str) -> str:
    """The text with everything that may be a code hidden: as it is kept, and as anybody else may see it."""
    return _CODE.sub(HIDDEN, text)


def masked(kind: str, value: str) -> str:
    """A contact as its owner knows it again and nobody else learns it: "06 ·· ·· ·· 12", "c···@···.fr".

    `value` is a number in E.164 or an address in lower case.
    """
    if kind == "email":
        name, _, domain = value.partition("@")
        return f"{name[:1]}···@···.{domain.rpartition('.')[2]}"
    digits = re.sub(r"\D", "", value)
    if digits.startswith("33") and len(digits) == len("33612345678"):
        return f"0{digits[2]} {_DOTS} {_DOTS} {_DOTS} {digits[-2:]}"
    return f"+{digits[:2]} {_DOTS} {_DOTS} {digits[-2:]}"
