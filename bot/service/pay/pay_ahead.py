"""Paying before it is due: of a plan its next instalment, of a contract that is not late with a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.debt import reading
from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.plan import coming
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment

OPEN = ("due", "late", "missed")


def read(text: str, lang: str) -> int | None:
    """How many payments somebody wants to make before their day; None: they say nothing of that."""
    return (reading.so_many_ahead(text, lang) or 1) if reading.pays_ahead(text) else None


def sum_in(text: str, lang: str, currency: str) -> int | None:
    """The one sum named beside such a wish, in minor units: it is paid once; a count of payments is no sum."""
    count = reading.so_many_ahead(text, lang)
    told = {
        one.minor for one in reading.read_amounts(text, language=lang, currency=currency)
        if one.doubt in (None, "period") and one.currency == currency and one.minor != (count or 0) * 100
    }
    return told.pop() if len(told) == 1 else None


def several(data: Mapping[str, Any]) -> bool:
    """Whether more than one payment is to be made at once, and no sum was named."""
    return int(data.get("ahead") or 1) > 1 and not data.get("minor")


async def as_asked(uow: UnitOfWork, planned: Sequence[CaseView], data: Mapping[str, Any]) -> list[CaseView]:
    """The one plan whose next instalment is the sum that was named: it is that very instalment, and has one link."""
    found = []
    for view in planned:
        rows = await _open(uow, view)
        if rows and rows[0].minor - rows[0].paid_minor == data.get("minor"):
            found.append(view)
    return found if len(found) == 1 else []


async def sum_of_several(
    uow: UnitOfWork, planned: Sequence[CaseView], data: Mapping[str, Any]
) -> dict[str, int]:
    """What the next so many instalments of the only plan make up; empty where none were asked for, or of two plans."""
    if len(planned) != 1 or not several(data):
        return {}
    rows = (await _open(uow, planned[0]))[: int(data["ahead"])]
    return {"minor": sum(row.minor - row.paid_minor for row in rows)} if rows else {}


async def _open(uow: UnitOfWork, view: CaseView) -> list[Instalment]:
    return [r for r in await instalments(uow, view.plan.id) if r.state in OPEN] if view.plan else []


def counts_for(uow: UnitOfWork, conversation: Conversation, view: CaseView, due_on: date) -> Answer:
    """For which day it counts, where that is still to come."""
    if due_on <= uow.today(view.creditor.time_zone):
        return Answer()
    return say("utter_pay_ahead", due=spoken.day(due_on, conversation.language))


async def counts_first(uow: UnitOfWork, conversation: Conversation, view: CaseView) -> Answer:
    """The same of a sum of their own: it is taken for the oldest instalment first, and then for those behind it."""
    rows = await _open(uow, view)
    if not rows:
        return Answer()
    return say("utter_pay_ahead_first", due=spoken.day(rows[0].due_on, conversation.language))


def needs_no_sum(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> bool:
    """Whether a payment before its day was wished, and nothing is late: it is of what a contract asks next."""
    ahead = (conversation.memory.get("errand_data") or {}).get("ahead")
    return bool(ahead) and not any(view.is_late for view in views) and coming.next_of(uow, views) is not None


async def of_contract(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """A contract's own next payment: our links take what is late or in a plan, for only that is on our books as due; a
    person sees to it, and nothing is refused. None: nothing is to come.
    """
    view = coming.next_of(uow, views)
    if view is None or view.next_due is None or view.next_due_on is None:
        return None
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    brief: dict[str, Any] = {"minor": view.next_due.minor, "due_on": view.next_due_on.isoformat()}
    await handover.open_handover(uow, conversation, queue="payment", reason="pay_before_due", **brief)
    amount, lang = spoken.money(view.next_due, conversation.language), conversation.language
    told = say("utter_pay_ahead_person", amount=amount, day=spoken.day(view.next_due_on, lang), brand=view.brand.name)
    return told.then(await handover.when_somebody_comes(uow, conversation))
