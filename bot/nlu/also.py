"""What else a message says: its parts, each heard by itself. For messages that hold two wishes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List

from bot.nlu.model import IntentModel

SURE = 0.9
"""Confidence from which a part counts: a sentence out of a story has a meaning of its own more often than a wish."""
_PARTS = re.compile(
    r"(?<=[.!?;…])\s+|\n+|,\s+(?:et|and)\s|[,;]?\s(?:et aussi|et puis|sinon|par ailleurs|au fait|autre chose"
    r"|autre question|d'ailleurs|by the way|also|another thing|one more thing|separately)\b[\s,:]*",
    re.IGNORECASE,
)
_LEAST = 3
_MOST = 12


@dataclass
class Part:
    """A part of a message that means something else than the whole."""

    name: str
    confidence: float
    text: str


def parts(text: str) -> List[str]:
    """Sentences and halves of sentences of three words or more; nothing for a message of one part, or of very many."""
    found = [part.strip() for part in _PARTS.split(text) if len(part.split()) >= _LEAST]
    return found if 2 <= len(found) <= _MOST else []


def also_meant(model: IntentModel, text: str, first: str) -> List[Part]:
    """Meanings beside `first` that a part of the message has for sure, each once, in the order they were said."""
    found: List[Part] = []
    told = parts(text)
    for part, verdict in zip(told, model.verdicts(told)):
        if not verdict.ranking:
            continue
        name, confidence = verdict.ranking[0]
        if confidence >= SURE and name != first and name not in {one.name for one in found}:
            found.append(Part(name, confidence, part))
    return found
