"""Where the dialogue has but a sentence that settles nothing ("you may have good reason to be angry"), what the words
say for certain is heard after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading


def meaning(text: str, replies: Sequence[Mapping[str, Any]]) -> str | None:
    """The intent of words that were taken for abuse, or for no matter of ours, and are neither alone; else None."""
    said = {one.get("utter_action") for one in replies}
    if "utter_insult" in said:
        if reading.says_paid(text) and not reading.contests(text):
            return "/already_paid"
        return "/dispute_debt" if reading.contests(text) else None
    if "utter_out_of_scope" in said:
        return "/ask_balance" if reading.names_bill(text) else None
    return None
