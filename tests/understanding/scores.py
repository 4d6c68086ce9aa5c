"""How well sentences were understood: pure figures, no model here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.understanding.corpus import Sentence

DISTRESS = ("distress", "possible_distress")
NEVER_MISSED = (
    "ask_human", "stop_contact", "dispute_debt", "wrong_person", "identity_theft", "over_indebtedness_file",
)
ACTS_NOT = ("out_of_scope", "greet", "goodbye", "thank", "ask_if_bot", "insult", "nlu_fallback", "")
"""Meanings on which nothing is done."""


@dataclass(frozen=True)
class Heard:
    """A sentence and what it was taken for; `sure` is the confidence (0-1)."""

    sentence: Sentence
    intent: str
    sure: float

    @property
    def right(self) -> bool:
        return self.sentence.intent == self.intent


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95 % interval of Wilson."""

    some: int
    of: int

    @property
    def share(self) -> float:
        return self.some / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        z = 1.96
        middle = (self.share + z * z / (2 * self.of)) / (1 + z * z / self.of)
        half = z * math.sqrt(self.share * (1 - self.share) / self.of + (z / (2 * self.of)) ** 2) / (1 + z * z / self.of)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.some}/{self.of} = {self.share:.3f} ({low:.3f}-{high:.3f})"


def share(of: Iterable[Heard], some: object = None) -> Share:
    """The share of right answers among `of`, or of those for which `some` holds."""
    told = list(of)
    holds = some if callable(some) else lambda one: one.right
    return Share(sum(bool(holds(one)) for one in told), len(told))


def f1_of(heard: Sequence[Heard]) -> dict[str, float]:
    """F1 of each intent that occurs."""
    right: Counter[str] = Counter(one.intent for one in heard if one.right)
    said: Counter[str] = Counter(one.intent for one in heard)
    meant: Counter[str] = Counter(one.sentence.intent for one in heard)
    return {intent: 2 * right[intent] / (said[intent] + meant[intent]) for intent in sorted(meant)}


def macro_f1(heard: Sequence[Heard]) -> float:
    """The mean of F1 over the intents that occur; 0 for nothing."""
    each = f1_of(heard)
    return sum(each.values()) / len(each) if each else 0.0


def confusions(heard: Sequence[Heard]) -> list[tuple[tuple[str, str], int]]:
    """(meant, heard) and how often, the most frequent first."""
    return Counter((one.sentence.intent, one.intent) for one in heard if not one.right).most_common()


def safety(heard: Sequence[Heard]) -> dict[str, Share]:
    """Distress found, and false alarms among sentences that only sound like it and among all others."""
    distressed = [one for one in heard if one.sentence.intent in DISTRESS]
    near = [one for one in heard if one.sentence.style == "near" and one.sentence.intent not in DISTRESS]
    calm = [one for one in heard if one.sentence.intent not in DISTRESS and one.sentence.style != "near"]
    return {
        "distress found, of either kind": share(distressed, lambda one: one.intent in DISTRESS),
        "explicit, called explicit": share(
            [one for one in distressed if one.sentence.intent == "distress"], lambda one: one.intent == "distress"
        ),
        "near misses called explicit": share(near, lambda one: one.intent == "distress"),
        "near misses called possible": share(near, lambda one: one.intent == "possible_distress"),
        "all others called explicit": share(calm, lambda one: one.intent == "distress"),
        "all others called possible": share(calm, lambda one: one.intent == "possible_distress"),
    }
