"""Another day of the month for the payments of a plan: this time only or every month, asked where it was not told, and
done at a yes with the new dates read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import reading
from bot.debt.day_of_month import every_month_on, in_month, once_on
from bot.debt.reading.days.week_day import read_weekday
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.plan import other_day, trouble
from bot.service.plan.gone import gone
from bot.service.plan.moves import OPEN, rhythm, write
from bot.service.plan.other_day import One
from bot.service.plan.rearrange import KEEP, MOVES_BY_BOT, moved_often, moves
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

ERRAND = "pay_day"
QUESTION = "pay_day"


def meaning(conversation: Conversation, text: str) -> str | None:
    """The intent of an answer to "this time, or every month?"; None: it is none."""
    return "/change_due_date" if _known(conversation) and reading.read_day_scope(text) is not None else None


def _known(conversation: Conversation) -> dict[str, Any]:
    """What of such a wish was told before, while something of it is asked."""
    memory = conversation.memory
    asked = memory.get("question") in (QUESTION, "move_instalment") and memory.get("errand") == ERRAND
    return dict(memory.get("errand_data") or {}) if asked else {}


async def change(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], text: str) -> Answer | None:
    """Another day wished in these words, by somebody whose plan lives; None: no plan lives, or no day is known."""
    data = _known(conversation)
    told = reading.read_due_day(text, language=conversation.language)
    if told is None and read_weekday(text) is not None and any(view.plan for view in views):
        return await _on_weekday(uow, conversation, views, text)
    day = told or data.get("day")
    scope = reading.read_day_scope(text) or data.get("scope")
    if day is None or not any(view.plan for view in views):
        return None
    remember(conversation, errand=ERRAND, errand_data={"day": int(day), "scope": scope})
    return await go_on(uow, conversation, views)


async def _on_weekday(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], text: str
) -> Answer | None:
    """A day of the week was wished: the payment that is spoken of, or the next, on the first such day after it."""
    data = trouble.read(conversation, text, uow.today())
    one = await other_day.one_meant(uow, views, data)
    if one is None:
        return None
    if one.row.due_on.isoweekday() == data.get("weekday") and not data.get("either"):
        same = spoken.money(one.unpaid, conversation.language), spoken.day(one.row.due_on, conversation.language)
        return say("utter_day_already", amount=same[0], day=same[1]).asking(None)
    remember(conversation, errand="plan_trouble", errand_data=data)
    return await other_day.ask(uow, conversation, one, data)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """On with such a wish: of the one plan that lives. With several a person looks, for they share one budget."""
    data = conversation.memory.get("errand_data") or {}
    day, scope = int(data.get("day") or 0), data.get("scope")
    one = await other_day.one_meant(uow, views, {})
    if one is None or not day or sum(view.plan is not None for view in views) != 1 or rhythm(one.rows) != "month":
        return await _person(uow, conversation, day)
    if await moves(uow, one.plan) >= MOVES_BY_BOT:
        return (await moved_often(uow, conversation)).asking(None)
    if in_month(one.row.due_on, day) == one.row.due_on and scope != "always":
        same = spoken.money(one.unpaid, conversation.language), spoken.day(one.row.due_on, conversation.language)
        return say("utter_day_already", amount=same[0], day=same[1]).asking(None)
    if scope == "once":
        return _once(conversation, one, day)
    if scope == "always":
        return await _always(uow, conversation, one, day)
    picks = [
        Choice(title_id=f"choice_day_{how}", payload="/choose_option", data={"do": f"day_{how}", "day": day})
        for how in ("once", "always")
    ]
    return say("utter_ask_day_scope", *picks, KEEP, day=str(day)).asking(QUESTION)


async def _person(uow: UnitOfWork, conversation: Conversation, day: int) -> Answer:
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    noted = await handover.due_day(uow, conversation, day)
    return noted.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _once(conversation: Conversation, one: One, of_month: int) -> Answer:
    """The next payment alone, on that day: what it would be, or what is possible where its month is full."""
    return other_day.ask_day(conversation, one, once_on(one.row.due_on, of_month, today=one.today))


async def _always(uow: UnitOfWork, conversation: Conversation, one: One, of_month: int) -> Answer:
    """Every payment to come: the first and the last new day are read back before the yes."""
    dues = every_month_on(one.known, of_month, today=one.today, beside=one.others)
    if dues is None:
        return await _person(uow, conversation, of_month)
    ahead, lang = [due for due in dues if due.due_on >= one.today], conversation.language
    told = {
        "brand": one.view.brand.name, "count": str(len(ahead)), "day": spoken.day(ahead[0].due_on, lang),
        "amount": spoken.money(ahead[0].amount, lang), "last": spoken.day(ahead[-1].due_on, lang),
    }
    data: dict[str, Any] = {
        "do": "day_move", "case": one.view.case.id, "day": of_month,
        "mark": [[due.due_on.isoformat(), due.amount.minor] for due in dues],
    }
    yes = Choice(title_id="choice_day_yes", payload="/choose_option", data=data, kind="yes")
    can = say("utter_can_change_day" if len(ahead) > 1 else "utter_can_change_day_one", given=told)
    return can.then(say("utter_ask_move", yes, KEEP, HUMAN)).asking(QUESTION)


async def picked_scope(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """ "This time only" or "every month" was tapped."""
    picked = dict(conversation.memory.get("choice") or {})
    scope = "once" if picked.get("do") == "day_once" else "always"
    remember(conversation, choice=None, errand=ERRAND, errand_data={"day": picked.get("day"), "scope": scope})
    return await go_on(uow, conversation, await cases_of(uow, conversation.person_id or 0))


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to the new dates; where anything has changed since they were read back, nothing moves."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id == picked.get("case")]
    one = await other_day.one_meant(uow, views, {})
    if one is None:
        return await gone(uow, conversation)
    dues = every_month_on(one.known, int(picked["day"]), today=one.today, beside=one.others)
    if dues is None or [[due.due_on.isoformat(), due.amount.minor] for due in dues] != picked.get("mark"):
        return await gone(uow, conversation)
    if await moves(uow, one.plan) >= MOVES_BY_BOT:
        return (await moved_often(uow, conversation)).asking(None)
    await write(uow, one.plan, [r for r in one.rows if r.state in OPEN], dues, one.view, actor="debtor")
    ahead, lang = [due for due in dues if due.due_on >= one.today], conversation.language
    return say(
        "utter_day_changed", amount=spoken.money(ahead[0].amount, lang), day=spoken.day(ahead[0].due_on, lang),
        last=spoken.day(ahead[-1].due_on, lang),
    ).asking(None)
