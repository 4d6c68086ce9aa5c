"""How an amount came about, said to the debtor: what is reserved first, and who helps with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.debt.capacity import Capacity
from bot.debt.money import Money
from bot.service.identity import identify
from bot.service.offer.kept_offers import newest_group
from bot.service.referral import partner
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation, Offer


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
    return _limit(found.binding, most, arrears=bool(version.data.get("arrears_reserved")))


SAID = (
    "utter_why_costs", "utter_why_costs_arrears", "utter_why_seizable", "utter_why_after_rsa", "utter_why_so_far",
    "utter_why_own_word", "utter_why_no_guideline", "utter_why_budget",
)
_OF_WHAT_IS_OWED = frozenset({"sum_right", "what_is_wrong", "what_next", "pay_amount", "go_on_with_rest"})
"""Questions beside which "this amount" is what is owed, and no offer."""


async def asked(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """ "Why this amount?": how the offer made last came about, or how one will, amid the questions for it.

    None: no offer is spoken of, so what is owed is meant.
    """
    if conversation.memory.get("budget_asked") or not await identify.is_identified(uow, conversation):
        return say("utter_why_budget")
    if conversation.memory.get("question") in _OF_WHAT_IS_OWED:
        return None
    group = await newest_group(uow, conversation.person_id or 0)
    row = await uow.session.scalar(
        select(Offer).where(Offer.group == group, Offer.person_id == conversation.person_id).order_by(Offer.id).limit(1)
    )
    if group is None or row is None or row.expires_at <= uow.now:
        return say("utter_why_budget") if conversation.memory.get("nothing_carried") else None
    version = await uow.session.get(BudgetVersion, row.budget_id) if row.budget_id is not None else None
    return _again(row, version, conversation.language)


def _again(row: Offer, version: BudgetVersion | None, lang: str) -> Answer:
    """The sentence that was said with the offer, from what was kept of it."""
    kept: dict[str, Any] = row.data.get("capacity") or {}
    binding = str(kept.get("binding", "unknown"))
    if binding not in ("seizable", "after_rsa", "after_costs"):
        return say("utter_why_own_word" if row.kind == "own_amount" else "utter_why_budget")
    if kept.get("token_only"):
        return say("utter_why_no_guideline")
    most = spoken.money(Money(int(kept["offerable"]), str(kept["currency"])), lang)
    return _limit(binding, most, arrears=bool(version is not None and version.data.get("arrears_reserved")))


def _limit(binding: str, most: str, *, arrears: bool) -> Answer:
    if binding != "after_costs":
        return say(f"utter_why_{binding}", most=most)
    return say("utter_why_costs_arrears" if arrears else "utter_why_costs", most=most)


def nothing_left(found: Capacity) -> str:
    """The id of what is said where nothing can be carried: because of the costs, of the law, or of what runs here."""
    if found.after_costs is not None and found.after_costs.minor > 0:
        by_law = any(one is not None and one.minor <= 0 for one in (found.seizable, found.after_rsa))
        return "utter_nothing_expected_law" if by_law else "utter_nothing_expected_running"
    return "utter_nothing_left"


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
