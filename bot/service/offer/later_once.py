"""A sum on one later day, and no more: a proposal of one payment, and no figure of the month."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.debt.reading.plans.later_once import read_once_later, read_rest_day
from bot.service.case.cases import cases_of
from bot.service.identity import identify
from bot.service.pay import rest_of_it
from bot.service.thread.conversation import currency_of, remember
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

DOES = "once_later"
_ASKED = ("offer", "confirm_plan", "pause_until", "move_instalment", "day_scope", "put_back")


def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of "56 le 5 décembre une fois" while a plan is worked out; None: it is none, or a day was asked."""
    memory = conversation.memory
    works = memory.get("errand") in ("plan", "propose", "hardship") or memory.get("question") == "own_amount"
    if not works or memory.get("question") in _ASKED or _told(uow, conversation, text) is None:
        return None
    remember(conversation, choice={"do": DOES})  # the questions of the month take nothing from these words
    return "/propose_amount"


def _told(uow: UnitOfWork, conversation: Conversation, text: str) -> tuple[int, date] | None:
    return read_once_later(
        text, today=uow.today(), language=conversation.language, currency=currency_of(conversation)
    )


async def read(uow: UnitOfWork, conversation: Conversation, text: str, *, rest: bool) -> dict[str, Any] | None:
    """What is proposed: the sum that was named, or (`rest`) all that is left beside what they pay now; None: neither.
    """
    if not rest:
        told = _told(uow, conversation, text)
        return None if told is None else {"minor": told[0], "every": "month", "times": 1, "start": told[1].isoformat()}
    day = read_rest_day(text, today=uow.today(), language=conversation.language)
    if day is None or not await identify.is_identified(uow, conversation):
        return None
    late = [view for view in await cases_of(uow, conversation.person_id or 0) if view.is_late and view.plan is None]
    left = (late[0].payable - await rest_of_it.asked_here(uow, conversation, late[0])).minor if len(late) == 1 else 0
    return {"minor": left, "every": "month", "times": 1, "start": day.isoformat()} if left > 0 else None
