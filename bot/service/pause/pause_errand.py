"""A pause, or more time, that was asked for: of what, until when, and longer than before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.pause.pause import may_rest, resting
from bot.service.pause.pause_question import ask_first, grant
from bot.service.pause.pause_wish import Wish, behind, keep, so_long, wish_of
from bot.service.plan import coming, trouble
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Pause

_QUESTIONS = ("utter_ask_pause_until", "utter_ask_pause_until_again")
"""Never the same words twice."""


async def needs_no_sum(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> bool:
    """Whether it is about a pause that runs or an instalment to come: what is owed need not be told for that."""
    if not any(view.is_late for view in views) and coming.next_of(uow, views) is not None:
        return True
    if _of_the_plan(conversation, views):
        return True
    longer = (conversation.memory.get("errand_data") or {}).get("longer") is not None
    rest = await resting(uow, views)
    return bool(rest) and (longer or len(rest) == len(views))


def _of_the_plan(conversation: Conversation, views: Sequence[CaseView]) -> bool:
    """Whether a plan lives, and a later day was wished without a word of a pause: for its next payment, then."""
    data = conversation.memory.get("errand_data") or {}
    told = data.get("later") or data.get("days") or data.get("day")
    return bool(told) and not data.get("named") and any(view.plan is not None for view in views)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """More time was asked for: an instalment that is to come may wait, what is late may rest; until when?"""
    data, tapped = dict(conversation.memory.get("errand_data") or {}), conversation.memory.get("choice") or {}
    if tapped.get("pause"):
        remember(conversation, choice=None)
        data = {**data, "longer": {}} if tapped["pause"] == "longer" else data
    rest = await resting(uow, views)
    if rest and (data.get("longer") is not None or len(rest) == len(views)):
        return await _longer(uow, conversation, rest, data)
    if _of_the_plan(conversation, views) and (moved := await trouble.asked(uow, conversation, views, data)) is not None:
        return moved
    nearest = None if any(view.is_late for view in views) else coming.next_of(uow, views)
    if nearest is not None and tapped.get("pause") == "next":
        return await coming.skip_tapped(uow, conversation, nearest)
    if nearest is not None:
        return await coming.wait(uow, conversation, nearest, data)
    wish = _from_today(uow, views, data)
    if wish.until or wish.event:
        return await grant(uow, conversation, views, wish)
    return await _ask_until(uow, conversation, views)


def _from_today(uow: UnitOfWork, views: Sequence[CaseView], data: Mapping[str, Any]) -> Wish:
    """What was told of the end; so much more time, where nothing runs that it could be counted from, is from today."""
    more = data.get("later") or data.get("longer")
    if not more:
        return wish_of(data)
    day = so_long(more).after(uow.today(views[0].creditor.time_zone))
    return Wish(until=day, earliest=day)


async def _ask_until(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Until when? Asked twice in different words; then a pause of our own length is put forward, for a yes."""
    data = conversation.memory.get("errand_data") or {}
    times = int(data.get("asked_until", 0))
    remember(conversation, errand_data={**data, "asked_until": times + 1})
    if times < len(_QUESTIONS):
        return say(_QUESTIONS[times], HUMAN).asking("pause_until")
    rests = await may_rest(uow, views)
    if not rests:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    return ask_first(uow, conversation, rests, Wish())


async def _longer(
    uow: UnitOfWork, conversation: Conversation, rest: Sequence[tuple[CaseView, Pause]], data: Mapping[str, Any]
) -> Answer:
    """A pause that runs is to last longer: counted from its end, within the policy, at a yes."""
    lang, views = conversation.language, [view for view, _ in rest]
    ends = min(pause.until for _, pause in rest)
    runs = Answer()
    for view, pause in rest:
        runs = runs.then(say("utter_pause_runs", brand=view.brand.name, day=spoken.day(pause.until, lang)))
    wish = behind(data, ends)
    allowed = [one for one in await may_rest(uow, views) if one.latest > ends]
    if not allowed:
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_pause_wished")
        remember(conversation, errand=None, errand_data=None)
        told = runs.then(say("utter_pause_at_longest"))
        return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    if wish is None:
        keep(conversation, {**data, "longer": data.get("longer") or {}})
        return runs.then(say("utter_ask_pause_longer", HUMAN)).asking("pause_until")
    counted = say("utter_pause_counted") if data.get("longer") else Answer()
    return await grant(uow, conversation, [one.view for one in allowed], wish, why=runs.then(counted))
