"""What a use case answers: sentences by id with their values, choices, and slots for the dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing the debtor can tap instead of writing."""

    title_id: str  # id of its words
    payload: str  # what Rasa is told: an intent, never anything from outside
    values: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)  # what it means to us (an offer's key); stays here
    kind: str = ""  # lightest, faster …: how people may name it


@dataclass(frozen=True, kw_only=True)
class Say:
    """One message: a sentence of the book, with its values as texts."""

    text_id: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    card: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that is said in one turn, and what the dialogue must remember."""

    says: tuple[Say, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)

    def then(self, other: Answer) -> Answer:
        """This, and then that; later slots win."""
        return Answer(says=self.says + other.says, slots={**self.slots, **other.slots})

    def asking(self, question: str | None, step: str | None = None) -> Answer:
        """The same, remembering which question is open and which form comes next."""
        return replace(self, slots={**self.slots, "question": question, "step": step})


def say(
    text_id: str,
    *choices: Choice,
    card: Mapping[str, Any] | None = None,
    given: Mapping[str, str] | None = None,
    **values: str,
) -> Answer:
    """An answer of one sentence; its values by name, or `given` as they are."""
    return Answer(says=(Say(text_id=text_id, values={**(given or {}), **values}, choices=choices, card=card),))


YES = Choice(title_id="choice_yes", payload="/affirm")
NO = Choice(title_id="choice_no", payload="/deny")
HUMAN = Choice(title_id="choice_human", payload="/ask_human")
SKIP = Choice(title_id="choice_skip", payload="/skip")
