"""An offer read back: the whole schedule, what the yes means, and one plain question. Nothing is agreed by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.debt import offers as rules
from bot.debt.policy import effect_text
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.offer.kept_offers import share_of
from bot.service.offer.standing_offer import standing, with_later_dates
from bot.service.policy.policies import policy_of
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import NO, YES, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer

BEGINS_LATE = timedelta(days=62)
"""A plan that a person confirms and that waits longer than this is told to begin late."""


async def read_back(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The offer that was picked, with one plain question; a person goes on where the bot may not agree it alone."""
    offer = await standing(uow, conversation)
    if offer is None:
        return say("utter_offer_gone").asking(None)
    later = await with_later_dates(uow, offer)
    answer = Answer() if later is None else say("utter_offer_later_dates")
    offer = later or offer
    if not (offer.data["bot_may_agree"] or offer.data.get("approved_by")):
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_than_bot_may_agree")
        first = min(share_of(one).first_due for one in offer.data["shares"])
        late = first > uow.today() + BEGINS_LATE
        told = say("utter_plan_late_needs_person" if late else "utter_plan_needs_person")
        return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    remember(conversation, offer=offer.id, choice=None)
    answer = answer.then(await schedule_of(uow, conversation, offer))
    return answer.then(say("utter_ask_confirm_plan", YES, NO)).asking("confirm_plan")


async def schedule_of(uow: UnitOfWork, conversation: Conversation, offer: Offer) -> Answer:
    """Every share with its days and sums, what the yes does, and the day on which it is looked at again."""
    lang = conversation.language
    shares = [share_of(s) for s in offer.data["shares"]]
    answer = Answer()
    views = {v.case.id: v for v in await cases_of(uow, conversation.person_id or 0)}
    for share in shares:
        answer = answer.then(_read_share(share, views.get(int(share.case_key)), lang))
    for share in shares:
        answer = answer.then(_left_out(share, views.get(int(share.case_key)), uow, lang))
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


def _left_out(share: rules.Share, view: CaseView | None, uow: UnitOfWork, lang: str) -> Answer:
    """What the plan does not hold: a rest of what is late, and the contract's own instalments that go on beside it."""
    answer = Answer()
    if view is None:
        return answer
    if share.total.minor < share.overdue.minor:
        rest = spoken.money(share.overdue - share.total, lang)
        answer = say("utter_read_back_rest", brand=view.brand.name, rest=rest)
    goes_on = view.next_due is not None and view.case.state in ("current", "late")
    if goes_on and view.next_due and view.next_due_on and view.next_due_on >= uow.today(view.creditor.time_zone):
        amount, day = spoken.money(view.next_due, lang), spoken.day(view.next_due_on, lang)
        answer = answer.then(say("utter_read_back_beside", amount=amount, day=day))
    return answer


def _effects(views: dict[int, CaseView], shares: Sequence[rules.Share], uow: UnitOfWork) -> list[str]:
    said: list[str] = []
    for share in shares:
        view = views.get(int(share.case_key))
        policy = policy_of(view, uow.today()) if view else None
        if policy is not None:
            said += [*policy.said("plan"), *(effect_text(one) for one in policy.effects)]
    return list(dict.fromkeys(said))
