"""Another day of the month for payments: of an offer at once, of anything else with a person."""

from __future__ import annotations

from bot.debt import reading
from bot.service import errands, faq, handover
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def change(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Another day: of an offer that is not agreed yet, at once; of anything else it is noted, and a person looks."""
    day = reading.read_due_day(text, language=conversation.language)
    errand = str(conversation.memory.get("errand"))
    if day is not None and faq.before_the_yes(conversation) and errand in errands.NEED_BUDGET:
        errands.start(conversation, errand, pay_day=day)
        return say("utter_due_day_weighed", day=str(day)).then(await errands.lead_on(uow, conversation))
    if day is None:
        return await handover.pass_on(uow, conversation, meaning="change_due_date")
    await handover.open_handover(uow, conversation, queue="general", reason="change_due_date", wished_day=day)
    noted = say("utter_due_day_noted", day=str(day))
    return noted.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
