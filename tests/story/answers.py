"""What is asked, from the ids of the sentences (never their wording), and what this debtor answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEYS: Mapping[str, str] = {
    "utter_ask_reference": "reference", "utter_identity_failed": "reference", "utter_ask_birth_date": "birth_date",
    "utter_ask_lookup_name": "name", "utter_ask_lookup_birth_date": "birth_date",
    "utter_ask_lookup_postcode": "postcode", "utter_ask_sum_right": "sum_right", "utter_ask_income": "income",
    "utter_ask_benefits": "benefits", "utter_ask_household": "household", "utter_ask_housing": "housing",
    "utter_ask_essentials": "essentials", "utter_ask_other_debts": "other_debts",
    "utter_ask_enough_left": "enough_left", "utter_ask_pause_until": "pause_until",
    "utter_ask_wait_until": "pause_until", "utter_ask_pause_longer": "pause_until",
    "utter_ask_distress": "distress", "utter_ask_distress_again": "distress", "utter_ask_distress_short": "distress",
    "utter_ask_distress_sure": "distress", "utter_ask_own_amount": "own_amount",
}
"""The question's sentence -> the key of its answer under `knows`."""
TAPPED = frozenset({
    "utter_ask_offer", "utter_ask_confirm_plan", "utter_ask_confirm_again", "utter_ask_reminders",
    "utter_ask_what_next", "utter_ask_before_arrears", "utter_ask_go_on_with_rest", "utter_ask_month_or_once",
    "utter_ask_pay_amount", "utter_ask_what_is_wrong", "utter_ask_confirm_pause", "utter_ask_move",
    "utter_ask_plan_in_pause", "utter_ask_move_instalment",
    "utter_ask_meant_already_paid", "utter_ask_meant_dispute_debt",
    "utter_ask_meant_identity_theft", "utter_ask_meant_request_proof",
})
"""Questions answered by the next of `then`, else by tapping the first choice."""
BUDGET = frozenset({"income", "benefits", "household", "housing", "essentials", "other_debts"})
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "fr": {"skip": "je préfère ne pas dire", "sum_right": "oui", "enough_left": "oui", "distress": "non",
           "pause_until": "un mois"},
    "en": {"skip": "I'd rather not say", "sum_right": "yes", "enough_left": "yes", "distress": "no",
           "pause_until": "one month"},
}
AS_IN_FEED = "as in the feed"
NO_REFERENCE = "/no_reference"


@dataclass(frozen=True)
class Said:
    """A message as the store has it, as far as it matters here."""

    id: int
    text_id: str | None
    payloads: tuple[str, ...]


@dataclass(frozen=True)
class Type:
    """Write these words."""

    text: str


@dataclass(frozen=True)
class Tap:
    """Tap the choice of that number of that message."""

    message: int
    index: int


class NoAnswer(LookupError):
    """Something is asked that this debtor has no answer to; the message names it."""


def question(turn: Sequence[Said]) -> Said | None:
    """The newest message of this turn that asks something; None when nothing is asked."""
    return next((one for one in reversed(turn) if one.text_id in KEYS or one.text_id in TAPPED), None)


class Answers:
    """What one debtor knows. Lists and `then` are used up, one a time."""

    def __init__(
        self, knows: Mapping[str, Any], facts: Mapping[str, str], then: Sequence[str] = (), language: str = "fr"
    ) -> None:
        self.knows, self.facts, self.then, self.language = dict(knows), dict(facts), list(then), language
        self._used: dict[str, int] = {}

    def to(self, asked: Said) -> Type | Tap:
        """The answer. Raises NoAnswer."""
        if asked.text_id in TAPPED:
            if self.then:
                return Type(self.then.pop(0))
            if not asked.payloads:
                raise NoAnswer(f"{asked.text_id} has no choices")
            return Tap(asked.id, 0)
        key = KEYS[str(asked.text_id)]
        if key == "reference" and "name" in self.knows and "reference" not in self.knows:
            return self._without_reference(asked)
        return Type(self.of(key, asked))

    def _without_reference(self, asked: Said) -> Tap:
        if NO_REFERENCE not in asked.payloads:
            raise NoAnswer(f"{asked.text_id} leaves no way out to who has no reference")
        return Tap(asked.id, asked.payloads.index(NO_REFERENCE))

    def of(self, key: str, asked: Said | None = None) -> str:
        """The words for a key: as known, else the case's facts, else a default. Raises NoAnswer."""
        value = self.knows.get(key, AS_IN_FEED)
        if isinstance(value, list):
            at = self._used.get(key, 0)
            self._used[key] = at + 1
            if at >= len(value):
                raise NoAnswer(f"{key}: asked more often than there are answers")
            return str(value[at])
        if value != AS_IN_FEED:
            return str(value)
        if key in self.facts:
            return self.facts[key]
        default = DEFAULTS[self.language].get("skip" if key in BUDGET else key)
        if default is None:
            raise NoAnswer(f"{asked.text_id if asked else key}: nobody knows the answer")
        return default
