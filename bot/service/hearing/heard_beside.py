"""A wish told together with a reference or a birth date: to the model these outweigh it, and it would be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.debt import reading

_FACTS = "identify"
_NO_WISH = frozenset(
    {
        "identify", "nlu_fallback", "greet", "goodbye", "thank", "affirm", "deny", "out_of_scope", "wrong_person",
        "third_party", "set_language", "no_reference", "skip", "correct", "insult", "accommodation",
    }
)
_SURE = 0.5


def wish(text: str) -> str:
    """The words beside the facts in what Rasa would hear; empty where there are none."""
    return "" if text.startswith("/") else reading.beside_facts(text)


def drowned(parsed: Mapping[str, Any]) -> bool:
    """Whether the model hears nothing but facts in the whole message."""
    return (parsed.get("intent") or {}).get("name") == _FACTS


def is_wish(parsed: Mapping[str, Any]) -> bool:
    """Whether the model hears for sure what is wished in the words beside them: a name is none."""
    intent = parsed.get("intent") or {}
    return intent.get("name") not in _NO_WISH and float(intent.get("confidence") or 0) >= _SURE
