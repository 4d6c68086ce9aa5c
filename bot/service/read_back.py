"""An offer read back: the whole schedule, what the yes means, and one plain question. Nothing is agreed by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt import offers as rules
from bot.debt.policy import effect_text
from bot.service import handover, spoken
from bot.service.cases import CaseView, cases_of
from bot.service.conversation import remember
from bot.service.kept_offers import newest_group, share_of
from bot.service.policies import policy_of
from bot.service.reply import NO, YES, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer


async def read_back(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The offer that was picked, with one plain question; a person goes on where the bot may not agree it alone."""
    offer = await offer_of(uow, conversation)
    if offer is None:
        return say("utter_offer_gone").asking(None)
    if not (offer.data["bot_may_agree"] or offer.data.get("approved_by")):
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_than_bot_may_agree")
        return say("utter_plan_needs_person").then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    remember(conversation, offer=offer.id)
    answer = await schedule_of(uow, conversation, offer)
    return answer.then(say("utter_ask_confirm_plan", YES, NO)).asking("confirm_plan")


async def schedule_of(uow: UnitOfWork, conversation: Conversation, offer: Offer) -> Answer:
    """Every share with its days and sums, what the yes does, and the day on which it is looked at again."""
    lang = conversation.language
    shares = [share_of(s) for s in offer.data["shares"]]
    answer = Answer()
    views = {v.case.id: v for v in await cases_of(uow, conversation.person_id or 0)}
    for share in shares:
        answer = answer.then(_read_share(share, views.get(int(share.case_key)), lang))
    for effect in _effects(views, shares, uow):
        answer = answer.then(say(effect))
    if offer.data.get("review_on"):
        answer = answer.then(say("utter_review_on", day=spoken.day(date.fromisoformat(offer.data["review_on"]), lang)))
    return answer


def _read_share(share: rules.Share, view: CaseView | None, lang: str) -> Answer:
    rows = share.schedule()
    card = {
        "kind": "schedule", "total": spoken.money(share.total, lang),
        "rows": [{"day": spoken.day(r.due_on, lang), "amount": spoken.money(r.amount, lang)} for r in rows],
    }
    values = {
        "brand": view.brand.name if view else "", "count": str(len(rows)), "total": spoken.money(share.total, lang),
        "amount": spoken.money(rows[0].amount, lang), "first": spoken.day(rows[0].due_on, lang),
        "last": spoken.day(rows[-1].due_on, lang), "last_amount": spoken.money(rows[-1].amount, lang),
    }
    if len(rows) == 1:
        return say("utter_read_back_once", card=card, given=values)
    each = [row.amount for row in rows]
    if len(set(each)) == 1:
        return say("utter_read_back", card=card, given=values)
    if len(set(each[:-1])) == 1:
        return say("utter_read_back_uneven", card=card, given=values)
    return say("utter_read_back_steps", card=card, given={**values, "payments": spoken.payments(each, lang)})


def _effects(views: dict[int, CaseView], shares: Sequence[rules.Share], uow: UnitOfWork) -> list[str]:
    said: list[str] = []
    for share in shares:
        view = views.get(int(share.case_key))
        policy = policy_of(view, uow.today()) if view else None
        if policy is not None:
            said += [*policy.said("plan"), *(effect_text(one) for one in policy.effects)]
    return list(dict.fromkeys(said))


async def offer_of(uow: UnitOfWork, conversation: Conversation) -> Offer | None:
    """The offer picked, if it is this person's, still good, and no newer ones were made since."""
    key = (conversation.memory.get("choice") or {}).get("offer") or conversation.memory.get("offer")
    offer = await uow.session.get(Offer, int(key)) if key else None
    if offer is None or offer.person_id != conversation.person_id or offer.expires_at <= uow.now:
        return None
    return offer if await newest_group(uow, offer.person_id) == offer.group else None
