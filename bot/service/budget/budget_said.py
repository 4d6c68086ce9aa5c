"""What is said between the questions of the budget: what is in doubt, and what was told that was not asked.

The same question word for word, again and again, says that nobody listens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.debt.money import Money
from bot.service.budget.budget import AMOUNTS
from bot.service.budget.budget_draft import to_offer
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.store.tables import Conversation
from bot.words.book import book

_ASKED_AGAIN = {
    "children": "utter_children_count", "hosted": "utter_budget_hosted", "nobody": "utter_budget_nobody",
    "unclear": "utter_household_unclear", "low_month": "utter_budget_low_month", "figure": "utter_budget_figure_please",
    "overdraft": "utter_budget_overdraft",
}
"""Doubts without an amount, and what is said to them."""
_OF_ITS_OWN = ("place", "own", "aid", "now", "varies", "half", "share", "after_aid", "same", "aid_inside", "help",
               "alimony")
"""Doubts with a sentence of their own, `utter_budget_doubt_` and the name."""
_SAYS_ALL = (*AMOUNTS, "parts", "arrears_reserved", "household", "other_costs")


def beside(
    conversation: Conversation, *, asked: str | None, told: Collection[str], left: list[str]
) -> tuple[Answer | None, str | None]:
    """What is said before the next question, and the field in doubt that is asked for by it, if any.

    `asked`: the field whose question was open; `left`: what is still to ask, in order.
    """
    theirs, (first, field) = _not_counted(conversation), _doubt(conversation, asked=asked, told=told, left=left)
    if first is None and told and asked in left:
        first = noted(conversation, told, asked=str(asked))
    elif first is None and asked and (costs := counted(conversation)) is not None:
        first = costs
    elif first is None and asked in told and (sum_ := _reckoned(conversation, str(asked))) is not None:
        first = sum_
    elif first is None and asked != "essentials" and left[:1] == ["essentials"]:
        first = so_far(conversation)
    if first is None and asked != "household" and left[:1] == ["household"]:
        first = household_heard(conversation)
    if theirs.says:
        first = theirs if first is None else theirs.then(first)
    return first, field


def _not_counted(conversation: Conversation) -> Answer:
    """Somebody else's income, said once not to be counted."""
    draft = dict(conversation.memory.get("budget") or {})
    minors = draft.pop("theirs", None)
    if not minors:
        return Answer()
    remember(conversation, budget=draft)
    return say("utter_budget_not_yours", amount=_listed(conversation, minors))


def _listed(conversation: Conversation, minors: Collection[int]) -> str:
    currency, lang = currency_of(conversation), conversation.language
    return spoken.listing([spoken.money(Money(int(one), currency), lang) for one in dict.fromkeys(minors)], lang)


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
    """What was told at once, as it was understood, and how to put it right; once, before anything is made of it.

    All that is known is said, for a figure that is missing can't be put right; but not what another thread has told.
    """
    unread = conversation.memory.get("budget_unread")
    remember(conversation, budget_unread=None)
    theirs = _not_counted(conversation)
    if not unread:
        return theirs
    said = _figures(conversation, unread if conversation.memory.get("budget_recalled") else _SAYS_ALL)
    if not said:
        return theirs
    return theirs.then(say("utter_budget_understood", what=spoken.listing(said, conversation.language)))


def so_far_all(conversation: Conversation, only: Collection[str] = _SAYS_ALL) -> Answer | None:
    """What is kept of the month, asked for in the middle, of all fields or of these; None where none has a figure."""
    said = _figures(conversation, only)
    return say("utter_budget_understood", what=spoken.listing(said, conversation.language)) if said else None


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


def _reckoned(conversation: Conversation, asked: str) -> Answer | None:
    """The sum that was made of an answer ("280 a week"), where it is none of the figures told."""
    draft = dict(conversation.memory.get("budget") or {})
    made = draft.pop("reckoned", ())
    if not made:
        return None
    remember(conversation, budget=draft)
    said = _figures(conversation, {asked} & set(made))
    return say("utter_budget_reckoned", what=spoken.listing(said, conversation.language)) if said else None


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
        + (_after_aid(draft, currency, lang) if name == "housing" else "")
        for name, minor in minors.items()
    ]
    if "household" in told and "household" in draft:
        said.append(f"{book().text('budget_said_household', lang)} {sum(draft['household'])}")
    return said + (_costs(conversation) if "other_costs" in told else [])


def _after_aid(draft: Mapping[str, Any], currency: str, lang: str) -> str:
    """What help was taken off the rent, so that nobody looks for it among the aids."""
    aid = draft.get("housing_aid")
    if not aid:
        return ""
    return " " + book().text("budget_said_after_aid", lang, {"amount": spoken.money(Money(int(aid), currency), lang)})


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
    "shared": "utter_household_unclear_shared", "two": "utter_household_unclear_two",
}
"""What is said of a household of which something was told, by what is in doubt."""


def _doubt(
    conversation: Conversation, *, asked: str | None, told: Collection[str], left: list[str]
) -> tuple[Answer | None, str | None]:
    """What was doubtful is read back, and its field, which is asked again. What is of a later question waits for it."""
    draft = dict(conversation.memory.get("budget") or {})
    doubt = draft.get("doubt")
    if doubt is None:
        return None, None
    field = str(doubt["field"])
    if doubt["why"] == "overdraft":
        remember(conversation, budget={key: value for key, value in draft.items() if key != "doubt"})
        return say(_ASKED_AGAIN["overdraft"]), None
    if field not in left and field not in draft and doubt["why"] == "period":
        remember(conversation, budget={key: value for key, value in draft.items() if key != "doubt"})
        return None, None  # of a field that nobody asks for here: a debt named in passing is no sum of the month
    if field in left and field not in (asked, left[0]):
        heard = bool(told) or asked is None or doubt.get("waits")
        remember(conversation, budget={**draft, "doubt": {**doubt, "waits": True}})
        return None if heard else say("utter_budget_noted"), None
    draft.pop("doubt")
    draft.pop("offered", None)
    if (offered := to_offer(doubt)) is not None:
        draft["offered"] = offered
    remember(conversation, budget=draft)
    return _doubted(conversation, doubt), field if field in left else None


def _doubted(conversation: Conversation, told: Mapping[str, Any]) -> Answer:
    why = str(told["why"])
    if why in _ASKED_AGAIN:
        return say(_ASKED_AGAIN[why])
    minors = list(dict.fromkeys(told.get("minors") or [told["minor"]]))
    if why in ("range", "after_aid"):
        low, high = (_listed(conversation, [one]) for one in (min(minors), max(minors)))
        of_costs = why == "range" and told["field"] not in ("income", "benefits")
        return say(f"utter_budget_doubt_{why}{'_cost' if of_costs else ''}", low=low, high=high)
    amount = _listed(conversation, minors)
    if why == "theirs":
        return say("utter_budget_not_yours", amount=amount)
    if why in ("place", "period") and len(minors) > 1:
        return say("utter_budget_doubt_sum", amount=amount)
    return say(f"utter_budget_doubt_{why}" if why in _OF_ITS_OWN else "utter_budget_doubt", amount=amount)
