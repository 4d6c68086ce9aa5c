"""Another day of the month for payments: of an offer at once, of a plan at a yes, else with a person."""

from __future__ import annotations

import re

from bot.debt import reading
from bot.debt.reading.text.calendar_words import MONTH
from bot.debt.reading.text.plain import fold
from bot.service.case.cases import cases_of
from bot.service.errand import beginnings_plan, errands
from bot.service.handover import handover
from bot.service.identity import identify, parties
from bot.service.plan import pay_day, trouble
from bot.service.talk import faq
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_OF_MONTH = re.compile(rf"(?<![0-9a-z])[0-9]{{1,2}}(?:er|st|nd|rd|th)? (?:of )?{MONTH}(?![a-z])")
"""A day of a month that is named: of one payment, for that of every month bears none."""


def _kept(uow: UnitOfWork, conversation: Conversation, text: str, day: int | None) -> bool:
    """Before it is known who writes: one payment on another day is kept as that, a day of every month as that."""
    data, scope = trouble.read(conversation, text, uow.today()), reading.read_day_scope(text)
    named = _OF_MONTH.search(fold(text).text) is not None or bool(data.get("months") or data.get("weekday"))
    if scope != "always" and data.keys() & {"days", "day", "until", "later", "weekday"} and (named or scope == "once"):
        remember(conversation, errand="plan_trouble", errand_data=data)
        return True
    if day is not None:
        errands.start(conversation, "pay_day", day=day, scope=scope)
    return day is not None


async def change(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Another day: of an offer not agreed yet, at once; of a living plan, at a yes; else it is noted for a person."""
    lang = conversation.language
    day = reading.read_due_day(text, language=lang)
    errand = str(conversation.memory.get("errand"))
    if day is not None and faq.before_the_yes(conversation) and errand in errands.NEED_BUDGET:
        errands.start(conversation, errand, pay_day=day)
        return say("utter_due_day_weighed", day=str(day)).then(await errands.lead_on(uow, conversation))
    known = await identify.is_identified(uow, conversation)
    if not known and _kept(uow, conversation, text, day):
        return await errands.lead_on(uow, conversation)
    if known:
        views = await cases_of(uow, conversation.person_id or 0)
        if taken := await parties.agreed_with_another(uow, conversation, views):
            return taken
        if (asked := await pay_day.change(uow, conversation, views, text)) is not None:
            return asked
        if any(view.plan for view in views) and reading.read_dates(text, today=uow.today(), language=lang):
            return await beginnings_plan.plan_trouble(uow, conversation, text=text)
    if faq.before_the_yes(conversation):  # no day was told: the plan that was read back stays asked
        return say("utter_due_day_which").asking(conversation.memory.get("question"))
    if day is None:
        return await handover.pass_on(uow, conversation, meaning="change_due_date")
    noted = await handover.due_day(uow, conversation, day)
    return noted.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
