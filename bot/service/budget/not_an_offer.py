"""A sum that was taken for an offer and is none ("no thats me pip not an offer"): the question is taken back."""

from __future__ import annotations

from bot.debt import reading
from bot.debt.money import Money
from bot.service.budget import budget
from bot.service.errand import errands
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.store.tables import Conversation


def hears(conversation: Conversation, text: str) -> bool:
    """Whether the words say that what was taken for an offer is none, while such a one is open."""
    memory = conversation.memory
    proposed = memory.get("errand") == "propose" and bool((memory.get("errand_data") or {}).get("minor"))
    return bool(memory.get("month_or_once") or memory.get("either") or proposed) and reading.denies_offer(text)


def taken_back(conversation: Conversation, text: str) -> Answer:
    """No offer, no link: the sum is forgotten as one, and counted where the words say what it is."""
    minor = _sum(conversation)
    remember(conversation, month_or_once=None, either=None, choice=None)
    errands.start(conversation, "plan")
    currency, lang = currency_of(conversation), conversation.language
    amounts = reading.read_amounts(text, language=lang, currency=currency)
    words = text if amounts or minor is None else f"{text.rstrip(' .!')}, {reading.cue_of(text)} {minor / 100:.2f}"
    if amounts or reading.cue_of(text):
        budget.take(conversation, words, asked=None, currency=currency)
    if minor is None:
        return say("utter_no_offer")
    return say("utter_no_offer_of", amount=spoken.money(Money(minor, currency), lang))


def _sum(conversation: Conversation) -> int | None:
    asked = conversation.memory.get("month_or_once") or conversation.memory.get("either") or {}
    told = [one["data"]["minor"] for one in asked.values() if "minor" in one.get("data", {})]
    kept = (conversation.memory.get("errand_data") or {}).get("minor")
    return int(told[0]) if told else int(kept) if kept else None
