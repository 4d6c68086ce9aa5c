"""A bare sum with a rhythm ("580 a fortnight"): what comes in, or what could be paid? It is asked, never guessed."""

from __future__ import annotations

from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.tables import Conversation

_ASKED = ("own_amount", "pay_amount", "offer", "confirm_plan")
"""Open questions to which such a sum is the answer."""


def unclear(conversation: Conversation, text: str) -> reading.Amount | None:
    """The sum of which neither the words nor the question that is open tell which of the two it is."""
    memory = conversation.memory
    known = memory.get("errand_data") or {}
    asked = memory.get("question") in _ASKED or memory.get("budget_asked")
    if asked or (memory.get("errand") == "propose" and known.get("asked") == "month"):
        return None
    sums = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    amount = reading.may_be_either(text, sums)
    return amount if amount is not None and amount.currency == currency_of(conversation) else None


def ask(conversation: Conversation, text: str) -> Answer | None:
    """The question which of the two it is; None where that is clear."""
    amount = unclear(conversation, text)
    if amount is None:
        return None
    every = amount.period if amount.period in ("week", "fortnight") else "month"
    comes_in = Choice(
        title_id="choice_comes_in", payload="/inform",
        data={"comes_in": int(amount.monthly_minor or 0), "told": text[:200]},
    )
    could_pay = Choice(
        title_id="choice_could_pay", payload="/propose_amount", data={"minor": amount.minor, "every": every}
    )
    told = {name: {"payload": one.payload, "data": one.data} for name, one in (("in", comes_in), ("out", could_pay))}
    remember(conversation, either=told)
    said = spoken.money(Money(amount.minor, amount.currency), conversation.language)
    return say("utter_ask_either", comes_in, could_pay, amount=said).asking("either")


def answered(conversation: Conversation, text: str) -> dict[str, Any] | None:
    """The one of the two that these words say, while that is asked."""
    told = conversation.memory.get("either")
    meant = reading.comes_in_or_goes(text) if told and conversation.memory.get("question") == "either" else None
    return dict(told[meant]) if told and meant else None


def comes_in(conversation: Conversation, text: str) -> str | None:
    """What was said to come in, with the words that name it ("my wages"): to be read as figures of the month.

    Nothing names it: it may be an aid, which is no income; then it is kept in doubt, to be asked with its question.
    """
    picked = conversation.memory.get("choice") or {}
    remember(conversation, either=None)
    if not picked.get("comes_in"):
        return None
    remember(conversation, choice=None)
    if reading.names_income(text):
        return f"{text} {picked['told']}"
    minor = int(picked["comes_in"])
    draft = dict(conversation.memory.get("budget") or {})
    draft["doubt"] = {"field": "income", "minor": minor, "minors": [minor], "why": "aid"}
    remember(conversation, budget=draft)
    return ""
