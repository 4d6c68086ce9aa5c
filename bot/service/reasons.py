"""How an amount came about, said to the debtor: what is reserved first, and who helps with it."""

from __future__ import annotations

from bot.debt.capacity import Capacity
from bot.debt.money import Money
from bot.service import partner, spoken
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation


def why(found: Capacity, version: BudgetVersion, lang: str, *, on_their_word: bool = False) -> Answer:
    """How the amount came about, in one sentence that names what limits it; the agent sees the whole reckoning.

    `on_their_word`: an own amount was taken because the debtor says that enough is left, without a whole budget.
    """
    if found.binding == "unknown":
        if on_their_word:
            return say("utter_why_own_word")
        if found.at_most is None:
            return Answer()
        return say("utter_why_so_far", most=spoken.money(found.at_most, lang))
    if found.token_only:
        return say("utter_why_no_guideline")
    most = spoken.money(found.offerable, lang)
    if found.binding != "after_costs":
        return say(f"utter_why_{found.binding}", most=most)
    return say("utter_why_costs_arrears" if version.data.get("arrears_reserved") else "utter_why_costs", most=most)


def nothing_left(found: Capacity) -> str:
    """The id of what is said where nothing can be carried: because of the costs, of the law, or of what runs here."""
    if found.after_costs is not None and found.after_costs.minor > 0:
        by_law = any(one is not None and one.minor <= 0 for one in (found.seizable, found.after_rsa))
        return "utter_nothing_expected_law" if by_law else "utter_nothing_expected_running"
    return "utter_nothing_expected"


async def reserved(uow: UnitOfWork, conversation: Conversation, version: BudgetVersion, country: str) -> Answer:
    """What is kept for arrears of rent and energy and for maintenance before anything else, and who helps with them.

    `country` is the case's jurisdiction. Nothing is said where none were told.
    """
    late: dict[str, int] = version.data.get("arrears") or {}
    if not late:
        return Answer()
    answer = Answer()
    for kind, minor in late.items():
        if minor:
            kept = spoken.money(Money(int(minor), version.currency), conversation.language)
            answer = answer.then(say(f"utter_arrears_{kind}", amount=kept))
    return answer.then(await partner.for_arrears(uow, conversation, country, tuple(late)))
