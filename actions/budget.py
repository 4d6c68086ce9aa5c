"""The budget questions: what the form of the dialogue asks next, and what an answer fills."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions import wiring
from actions.base import Heard, Topic
from bot.service.budget import budget
from bot.service.budget.budget_said import beside
from bot.service.errand import beginnings
from bot.service.hearing import certain
from bot.service.offer import later_once
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.service.turn import lost_turn
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

INTERRUPTS = frozenset(
    {
        "distress", "possible_distress", "ask_human", "request_callback", "over_indebtedness_file", "dispute_debt",
        "identity_theft", "wrong_person", "coerced_debt", "debtor_deceased", "stop_contact", "third_party",
        "legal_document", "complaint", "set_language",
    }
)
"""Meanings that come before the question that is open."""
SURE = 0.6


class ActionInform(Topic):
    """Figures of the month, told without a question."""

    called = "action_inform"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await beginnings.inform(
            uow, conversation, text=heard.text, ranking=heard.ranking, in_form=heard.in_form
        )


class ValidateBudgetForm(Action):
    """Takes the answer to the open question, and whatever else was told in the same breath.

    The slots hold "told" or "skipped", never an amount: the amounts stay in the case store.
    """

    def name(self) -> str:
        """Its name in the domain: Rasa calls it at every turn of the form."""
        return "validate_budget_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """No event at all means "no answer": Rasa then lets the rules speak and asks the question again."""
        del domain
        asked = tracker.get_slot("requested_slot")
        intent = (tracker.latest_message or {}).get("intent") or {}

        def change(conversation: Conversation) -> tuple[set[str], list[str], Answer | None, str | None]:
            told = _answer(conversation, tracker, asked, intent)
            left = budget.to_ask(conversation)
            first, doubted = beside(conversation, asked=asked, told=told, left=left)
            if asked == "enough_left" and not told and intent.get("name") == "affirm":
                first = say("utter_yes_or_no_will_do")  # "faudra bien": no plain yes, and more than a word is at stake
            following = _following(asked, left, doubted)
            remember(conversation, budget_asked=following, question=None)
            if told or first is not None or asked is None:
                lost_turn.note(conversation, first or Answer(), then="budget" if left else "weigh")
            return told, left, first, following

        changed, language = await wiring.conversation_memory(tracker, change)
        if changed is None:
            return []
        told, left, first, following = changed
        if first is not None:
            wiring.utter(dispatcher, first, language)
        elif asked and not told:
            return []
        return _next(left, following)


def _following(asked: str | None, left: list[str], doubted: str | None) -> str | None:
    """The field that is asked for next: what is in doubt first, else the one that stays open, else the next one."""
    if doubted is not None:
        return doubted
    return asked if asked in left else left[0] if left else None


def _answer(conversation: Conversation, tracker: Tracker, asked: str | None, intent: dict[str, Any]) -> set[str]:
    """What was told: fields, parts and arrears of the budget; nothing where it was no answer."""
    if asked is None:
        return set()  # the form begins: what is known already was read by the service
    if intent.get("name") == "skip":
        budget.skip(conversation, asked)
        return {asked}
    if intent.get("name") in INTERRUPTS and float(intent.get("confidence") or 0) >= SURE:
        return set()
    heard = str((tracker.latest_message or {}).get("text") or "")
    text = heard if conversation.channel == "shell" else str(conversation.memory.get("turn_text") or heard)
    if heard.startswith("/") and intent.get("name") in ("affirm", "deny") and asked == "enough_left":
        text = {"affirm": "oui", "deny": "non"}[intent["name"]]  # a choice, by a tap or by its number: "1", "la 1"
    if certain.known_by_heart(text) or (conversation.memory.get("choice") or {}).get("do") == later_once.DOES:
        return set()  # "pourquoi 20 euros par mois" and "régler 50 euros aujourd'hui" are no figures of the month
    told = budget.take(conversation, text, asked=asked, currency=currency_of(conversation))
    if asked == "enough_left" and not told and intent.get("name") == "deny":
        told = budget.too_little_left(conversation)  # in whatever words: a no only ever lowers what is agreed
    if told:
        remember(conversation, not_understood=None)
    return told


def _next(left: list[str], following: str | None) -> list[EventType]:
    """What is still to ask is emptied: "told" in an earlier errand, it would be passed over."""
    filled = [SlotSet(field, None if field in left else "told") for field in (*budget.FIELDS, "enough_left")]
    return [*filled, SlotSet("requested_slot", following)]
