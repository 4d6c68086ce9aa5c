"""How an amount came about, said to the debtor: what is reserved first, and who helps with it."""

from __future__ import annotations

from bot.debt.money import Money
from bot.service import partner, spoken
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation


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
