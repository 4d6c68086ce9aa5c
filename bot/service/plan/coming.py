"""A contract's own instalment that is still to come, where nothing is late: it may wait until a day, at a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.pause.pause_question import grant
from bot.service.pause.pause_wish import Wish, behind, keep
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SKIPPED = timedelta(days=28)
"""Whoever skips an instalment is asked for nothing for so long after its day."""


def next_of(uow: UnitOfWork, views: Sequence[CaseView]) -> CaseView | None:
    """The case whose own instalment comes next, as the last file told it; None where none is told."""
    coming = [
        (view.next_due_on, view.case.id, view) for view in views
        if view.next_due is not None and view.next_due_on is not None and not view.is_late
        and view.next_due_on >= uow.today(view.creditor.time_zone)
    ]
    return min(coming, key=lambda one: one[:2])[2] if coming else None


def told(uow: UnitOfWork, views: Sequence[CaseView], lang: str) -> Answer:
    """Where nothing is late, what the contract asks next, and when."""
    view = None if any(view.is_late for view in views) else next_of(uow, views)
    if view is None or view.next_due is None or view.next_due_on is None:
        return Answer()
    return say("utter_next_due", amount=spoken.money(view.next_due, lang), day=spoken.day(view.next_due_on, lang))


async def wait(
    uow: UnitOfWork, conversation: Conversation, view: CaseView, data: Mapping[str, Any]
) -> Answer:
    """It is to be paid later: until which day, asked where none was told that lies after its own; then a yes."""
    lang, due = conversation.language, view.next_due_on
    if due is None or view.next_due is None:
        raise ValueError("no instalment is to come")
    told = {
        "brand": view.brand.name, "amount": spoken.money(view.next_due, lang), "due": spoken.day(due, lang),
    }
    wish = Wish(until=due + SKIPPED, earliest=due + SKIPPED) if data.get("skip") else behind(data, due)
    if wish is None:
        return await _ask_day(uow, conversation, data, told)
    why = say("utter_can_wait", given=told)
    return await grant(uow, conversation, [view], wish, why=why)


async def _ask_day(
    uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any], told: Mapping[str, str]
) -> Answer:
    """Which day? Asked twice, in other words the second time; then a person looks."""
    times = int(data.get("asked_until", 0))
    if times > 1:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    keep(conversation, {**data, "asked_until": times + 1})
    asked = say("utter_ask_pause_until_again", HUMAN) if times else say("utter_ask_wait_until", HUMAN, given=told)
    return asked.asking("pause_until")


async def skip_tapped(uow: UnitOfWork, conversation: Conversation, view: CaseView) -> Answer:
    """ "Skip the next one", tapped: nothing is asked until four weeks after its day."""
    due = view.next_due_on
    if due is None:
        raise ValueError("no instalment is to come")
    return await grant(uow, conversation, [view], Wish(until=due + SKIPPED, earliest=due + SKIPPED, sure=True))
