"""What is said between the questions of the budget: what is in doubt, and what was told that was not asked.

The same question word for word, again and again, says that nobody listens.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.debt.money import Money
from bot.service import spoken
from bot.service.budget import AMOUNTS
from bot.service.conversation import currency_of, remember
from bot.service.reply import Answer, say
from bot.store.tables import Conversation
from bot.words.book import book

_ASKED_AGAIN = {
    "children": "utter_children_count", "hosted": "utter_budget_hosted", "nobody": "utter_budget_nobody",
}
"""Doubts without an amount, and what is said to them."""


def noted(conversation: Conversation, told: Collection[str], *, asked: str) -> Answer:
    """The figures that were told while `asked` stays open, said back; what has no figure of its own is only "noted"."""
    lang = conversation.language
    said = _figures(conversation, {*told} - {"parts", "arrears_reserved", "household"})
    remember(conversation, budget_unread=None)
    if not said:
        return say("utter_budget_noted")
    only_aid = asked == "income" and set(told) == {"benefits"}
    return say("utter_budget_noted_aid" if only_aid else "utter_budget_noted_figures", what=spoken.listing(said, lang))


def understood(conversation: Conversation) -> Answer:
    """What was told at once, as it was understood, and how to put it right; once, before anything is made of it."""
    unread = conversation.memory.get("budget_unread")
    remember(conversation, budget_unread=None)
    if not unread:
        return Answer()
    said = _figures(conversation, unread)
    return say("utter_budget_understood", what=spoken.listing(said, conversation.language)) if said else Answer()


def counted(conversation: Conversation) -> Answer | None:
    """Costs with words of their own, told beside the answer: how they are counted, and how to take one back."""
    unread = conversation.memory.get("budget_unread") or ()
    if "other_costs" not in unread:
        return None
    remember(conversation, budget_unread=[one for one in unread if one != "other_costs"] or None)
    said = _costs(conversation)
    if not said:
        return None
    label = next(reversed(conversation.memory["budget"]["other_costs"]))
    return say("utter_budget_counted", what=spoken.listing(said, conversation.language), label=label)


def _figures(conversation: Conversation, told: Collection[str]) -> list[str]:
    """Figures of the draft by their names, in the order of the questions; essentials as far as they were told."""
    draft, lang = conversation.memory.get("budget") or {}, conversation.language
    currency = currency_of(conversation)
    minors = {name: int(draft[name]) for name in AMOUNTS if name in told and name in draft}
    if "parts" in told and draft.get("parts"):
        minors["essentials"] = sum(int(minor) for minor in draft["parts"].values())
    if "arrears_reserved" in told and draft.get("arrears_reserved"):
        minors["arrears"] = int(draft["arrears_reserved"])
    said = [
        f"{book().text(f'budget_said_{name}', lang)} {spoken.money(Money(minor, currency), lang)}"
        for name, minor in minors.items()
    ]
    if "household" in told and "household" in draft:
        said.append(f"{book().text('budget_said_household', lang)} {sum(draft['household'])}")
    return said + (_costs(conversation) if "other_costs" in told else [])


def _costs(conversation: Conversation) -> list[str]:
    lang, currency = conversation.language, currency_of(conversation)
    costs = (conversation.memory.get("budget") or {}).get("other_costs", {})
    told = {label: spoken.money(Money(int(minor), currency), lang) for label, minor in costs.items() if label}
    return [book().text("budget_said_cost", lang, {"label": one, "amount": told[one]}) for one in told]


def so_far(conversation: Conversation) -> Answer | None:
    """What living costs as far as it was told beside other answers, before all of it is asked; None: nothing."""
    parts = (conversation.memory.get("budget") or {}).get("parts")
    if not parts:
        return None
    known = Money(sum(int(minor) for minor in parts.values()), currency_of(conversation))
    return say("utter_budget_so_far", amount=spoken.money(known, conversation.language))


def household_heard(conversation: Conversation) -> Answer | None:
    """Who lives there was told in part, before it was asked: what is unclear of it, before the question; else None."""
    draft = dict(conversation.memory.get("budget") or {})
    unclear = draft.pop("household_heard", None)
    if unclear is None:
        return None
    remember(conversation, budget=draft)
    return say(_UNCLEAR.get(str(unclear), "utter_household_unclear"))


_UNCLEAR = {
    "adults": "utter_household_unclear_adults", "children": "utter_children_count",
    "shared": "utter_household_unclear_shared",
}
"""What is said of a household of which something was told, by what is in doubt."""


def doubt(conversation: Conversation) -> Answer | None:
    """What was doubtful is read back and asked again."""
    draft = dict(conversation.memory.get("budget") or {})
    told = draft.pop("doubt", None)
    if told is None:
        return None
    remember(conversation, budget=draft)
    if told["why"] in _ASKED_AGAIN:
        return say(_ASKED_AGAIN[told["why"]])
    currency, lang = currency_of(conversation), conversation.language
    minors = dict.fromkeys(told.get("minors") or [told["minor"]])
    amount = spoken.listing([spoken.money(Money(int(minor), currency), lang) for minor in minors], lang)
    return say(_doubted(told["why"], len(minors)), amount=amount)


def _doubted(why: str, amounts: int) -> str:
    if why in ("place", "period") and amounts > 1:
        return "utter_budget_doubt_sum"
    return f"utter_budget_doubt_{why}" if why in ("place", "own", "aid") else "utter_budget_doubt"
