"""Before a pause is set: what it would be, why this day, and one plain question. Set, and the creditor told, at a yes;
without one only where a rest until that very day was asked for by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.service.case import papers
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.pause.pause import Rest, effects, may_rest, set_pause
from bot.service.pause.pause_wish import DEFAULT_PAUSE, Wish, wish_of
from bot.service.referral import consent
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def grant(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    wish: Wish,
    *,
    agreed: bool = False,
    why: Answer | None = None,
) -> Answer:
    """Set it as far as the brand's policy lets the bot; what goes beyond is passed on to a person.

    Asked about first unless `agreed`: where the wish is not `sure`, where the pause is shorter than wished for, where
    it costs something (interest goes on, say). `why`: what is said before the question.
    """
    rests = await may_rest(uow, views)
    if not rests:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    cut = any(wish.beyond(rest.latest) for rest in rests)
    if cut and not agreed:
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_pause_wished")
    if not agreed and (cut or not wish.sure or wish.until is None or any(r.policy.burdens("pause") for r in rests)):
        return ask_first(uow, conversation, rests, wish, why=why)
    answer = Answer()
    for rest in rests:
        answer = answer.then(await _set(uow, conversation, rest, wish))
    if cut:
        answer = answer.then(say("utter_pause_longer_asked"))
    if not agreed:
        answer = answer.then(effects(rests))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    nothing_left = conversation.memory.get("nothing_carried")
    card = await papers.card_for(uow, conversation, ("certificate",))
    answer = answer.then(say("utter_pause_after", card=card))
    return (answer.then(await consent.offer(uow, conversation)) if nothing_left else answer).asking(None)


async def _set(uow: UnitOfWork, conversation: Conversation, rest: Rest, wish: Wish) -> Answer:
    view, lang = rest.view, conversation.language
    today = uow.today(view.creditor.time_zone)
    pause = await set_pause(uow, view, conversation, min(wish.until or today + DEFAULT_PAUSE, rest.latest), wish.event)
    told = say("utter_pause_set", brand=view.brand.name, day=spoken.day(pause.until, lang))
    return told.then(covered(view, pause.until, today, lang))


def covered(view: CaseView, until: date, today: date, lang: str) -> Answer:
    """The instalment of a contract that is not late, where the pause lets it wait: the day by which it is paid then."""
    if view.is_late or view.next_due is None or view.next_due_on is None or not today <= view.next_due_on < until:
        return Answer()
    return say(
        "utter_pause_covers", amount=spoken.money(view.next_due, lang), due=spoken.day(view.next_due_on, lang),
        day=spoken.day(until, lang),
    )


def ask_first(
    uow: UnitOfWork, conversation: Conversation, rests: Sequence[Rest], wish: Wish, *, why: Answer | None = None
) -> Answer:
    """Why this day (the longest, the last of a time that was told, one of ours), what it does, and the question."""
    lang = conversation.language
    wished = [wish.until or uow.today(rest.view.creditor.time_zone) + DEFAULT_PAUSE for rest in rests]
    latest = min(rest.latest for rest in rests)
    end = min(*wished, latest)
    day = spoken.day(end, lang)
    reason = why or Answer()
    if wish.beyond(latest):
        reason = reason.then(say("utter_pause_longest", day=day))
    elif wish.until is not None and wish.until > latest:
        reason = reason.then(say("utter_pause_as_far", day=day))
    elif wish.roomy:
        reason = reason.then(say("utter_pause_whole_time", day=day))
    elif wish.event:
        reason = reason.then(say("utter_pause_no_day", event=wish.event))
    data = {"do": "pause", **wish.data(), "cases": [rest.view.case.id for rest in rests]}
    yes = Choice(title_id="choice_yes", payload="/choose_option", data=data, kind="yes")
    no = Choice(title_id="choice_not_now", payload="/need_time", kind="no")
    brands = spoken.listing([rest.view.brand.name for rest in rests], lang)
    asked = say("utter_ask_confirm_pause", yes, no, HUMAN, brand=brands, day=day)
    return reason.then(effects(rests)).then(asked).asking("offer")


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to a pause that was asked about: set for those cases, if it still may be."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id in picked.get("cases", ())]
    wish = wish_of(picked)
    if wish.until is not None and wish.until <= uow.today():
        return say("utter_choice_gone").asking(None)
    return await grant(uow, conversation, views, wish, agreed=True)
