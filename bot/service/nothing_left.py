"""When nothing can be carried: nothing is expected, a pause, a partner by name, and a person if they like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.service import papers, partner, spoken
from bot.service.cases import CaseView
from bot.service.conversation import remember
from bot.service.pause import effects, may_rest, set_pause
from bot.service.pause_question import ask_first
from bot.service.pause_wish import Wish
from bot.service.referral import consent
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def nothing_can_be_carried(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    until: date,
    *,
    said: str = "utter_nothing_expected",
) -> Answer:
    """Nothing is expected now: a pause, a partner by name, and a person if they like. Never an offer.

    `said` is the sentence that tells why (reasons.nothing_left). What a brand has stated of pauses is said; where it
    burdens, first, and the pause begins with the debtor's yes. Everybody else is protected even if they leave now.
    """
    lang = conversation.language
    remember(conversation, nothing_carried=True)  # who wants to pay all the same is asked once more
    late = [v for v in views if v.is_late and v.may.debtor_may_plan]
    named = await partner.name_partners(uow, conversation)
    rests = await may_rest(uow, late)
    if any(rest.policy.burdens("pause") for rest in rests):
        for view in late:  # where the bot may not ask, it protects as before
            if view not in [rest.view for rest in rests]:
                await set_pause(uow, view, conversation, until, None)
        card = await papers.card_for(uow, conversation, ("budget",))
        opening = say("utter_nothing_left", card=card)
        return opening.then(named).then(ask_first(uow, conversation, rests, Wish(until=until)))
    for view in late:
        await set_pause(uow, view, conversation, until, None)
    card = await papers.card_for(uow, conversation, ("certificate", "budget"))
    opening = say(said, card=card, day=spoken.day(until, lang)).then(effects(rests))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return opening.then(named).then(await consent.offer(uow, conversation)).asking(None)
