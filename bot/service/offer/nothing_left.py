"""When nothing can be carried: nothing is asked for, a partner by name, and a pause at a yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.service.case import papers
from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.pause.pause import may_rest
from bot.service.pause.pause_question import ask_first
from bot.service.pause.pause_wish import Wish
from bot.service.referral import partner
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def nothing_can_be_carried(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    until: date,
    *,
    said: str = "utter_nothing_left",
) -> Answer:
    """Nothing is expected now: why, a partner by name, and a pause, which begins with the debtor's yes. Never an offer.

    `said` is the sentence that tells why (reasons.nothing_left). What no brand's policy lets the bot pause, a person
    looks at.
    """
    remember(conversation, nothing_carried=True)  # who wants to pay all the same is asked once more
    late = [v for v in views if v.is_late and v.may.debtor_may_plan]
    opening = say(said, card=await papers.card_for(uow, conversation, ("budget",)))
    opening = opening.then(await partner.name_partners(uow, conversation))
    rests = await may_rest(uow, late)
    if len(rests) < len(late):
        await handover.open_handover(uow, conversation, queue="hardship", reason="nothing_left")
    if rests:
        return opening.then(ask_first(uow, conversation, rests, Wish(until=until)))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return opening.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
