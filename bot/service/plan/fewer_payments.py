"""Smaller payments for a while, then as before: said back with the figures, and passed to a person who may change them.

What runs is not touched: nobody is told of a smaller payment that has not been agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.debt.money import Money
from bot.debt.reading.plans.fewer import read_fewer
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_BUSY = ("offer", "confirm_plan")
_OPEN = ("due", "late", "missed")


def read(conversation: Conversation, text: str) -> dict[str, Any] | None:
    """The wish in the debtor's words, for the errand's data; None: there is none in them."""
    told = read_fewer(text, language=conversation.language, currency=currency_of(conversation))
    return None if told is None else {"minor": told.minor, "count": told.count, "months": list(told.months)}


def of_several(wish: Mapping[str, Any]) -> bool:
    """Whether more than one payment is meant: less of a single one is done at a yes (part_now.py)."""
    return int(wish.get("count") or 0) > 1 or len(wish.get("months") or ()) > 1


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of such a wish, of payments that run; of a plan yet to be made it is a proposal, and None here."""
    told = read_fewer(text, language=conversation.language, currency=currency_of(conversation))
    memory = conversation.memory
    if told is None or memory.get("budget_asked") or memory.get("third_party") or memory.get("question") in _BUSY:
        return None
    if not await identify.is_identified(uow, conversation):
        return "/plan_trouble" if told.sure else None
    views = await cases_of(uow, conversation.person_id or 0)
    runs = any(view.plan for view in views) or (bool(views) and not any(view.is_late for view in views))
    return "/plan_trouble" if runs else None


async def go_on(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], wish: Mapping[str, Any]
) -> Answer | None:
    """It is known who wishes it. None: it is no less than what is due then."""
    due = await _due(uow, views)
    if due is not None and int(wish["minor"]) >= due:
        return None
    months = [int(one) for one in wish.get("months") or ()]
    remember(conversation, errand=None, errand_data=None, month_or_once=None, errand_over=True)
    await handover.open_handover(
        uow, conversation, queue="hardship", reason="plan_change_wished", wished_minor=int(wish["minor"]),
        wished_count=wish.get("count") or len(months), wished_months=months,
    )
    amount = spoken.money(Money(int(wish["minor"]), views[0].case.currency), conversation.language)
    if wish.get("count"):
        heard = say("utter_fewer_heard", amount=amount, count=str(wish["count"]))
    else:
        heard = say("utter_fewer_months_heard", amount=amount, months=_named(months, conversation.language))
    return heard.then(await handover.when_somebody_comes(uow, conversation)).then(say("utter_fewer_meanwhile", HUMAN))


def _named(months: Sequence[int], lang: str) -> str:
    locale = "fr_FR" if lang == "fr" else "en_GB"
    return spoken.listing([format_date(date(2000, one, 1), "MMMM", locale=locale) for one in months], lang)


async def _due(uow: UnitOfWork, views: Sequence[CaseView]) -> int | None:
    """The largest of what is due next, in minor units, of plans and of contracts that run; None: nothing is known."""
    found = [
        row.minor - row.paid_minor for view in views if view.plan
        for row in (await instalments(uow, view.plan.id)) if row.state in _OPEN
    ]
    found += [view.next_due.minor for view in views if view.next_due is not None and view.plan is None]
    return max(found) if found else None
