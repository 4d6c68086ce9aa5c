"""What the debtor of letter_then_plan says to each question."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.feed import Someone
from tests.story.answers import KEYS, TAPPED

FIRST = "slt jai perdu mon taf jpeu plus payé"
KNOWS = {
    "sum_right": "oui", "income": "1450 de chomage", "benefits": "rien", "household": "seul", "housing": "480",
    "essentials": "environ 350", "other_debts": "60",
}
TYPED = {"utter_ask_offer": "le plus léger", "utter_ask_confirm_plan": "oui c'est bon"}
QUESTIONS = (*KEYS, *TAPPED)
MOST_TURNS = 25


class WrongWay(RuntimeError):
    """The conversation went another way than letter_then_plan: what was measured is something else."""


class Script:
    """One debtor's answers, and a check that the way ended in a plan."""

    def __init__(self, someone: Someone) -> None:
        self._knows: Mapping[str, str] = {
            **KNOWS, "reference": someone.reference, "birth_date": someone.birth_date,
        }
        self.asked: list[str] = []

    def answer(self, question: str) -> str | None:
        """The words for a question; None: tap the first choice. Raises WrongWay on a question without an answer."""
        self.asked.append(question)
        if len(self.asked) > MOST_TURNS:
            raise WrongWay(f"no end: {self.asked}")
        if question in TAPPED:
            return TYPED.get(question)
        if KEYS[question] not in self._knows:
            raise WrongWay(f"asked {question} after {self.asked[:-1]}")
        return self._knows[KEYS[question]]

    def check(self) -> None:
        """Raises WrongWay unless a plan was agreed."""
        if "utter_ask_confirm_plan" not in self.asked:
            raise WrongWay(f"no plan: {self.asked}")
