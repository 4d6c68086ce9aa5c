"""The payments of a plan are too much: a person changes them with the debtor; the next one can be moved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.plan import rearrange
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def go_on(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], data: Mapping[str, Any]
) -> Answer:
    """The wish first, whatever else was told beside it, with a person; then what can be done at once."""
    said, lang = str(data.get("said") or ""), conversation.language
    planned = [view for view in views if view.plan is not None]
    wished = await _wished(uow, planned, said, lang)
    remember(conversation, errand_data={key: value for key, value in data.items() if key != "lower"})
    await handover.open_handover(
        uow, conversation, queue="hardship", reason="plan_change_wished", wished_minor=wished
    )
    heard = say("utter_lower_heard")
    if wished is not None:
        amount = spoken.money(Money(wished, planned[0].case.currency), lang)
        heard = say("utter_lower_to_heard", amount=amount)
    heard = heard.then(await handover.when_somebody_comes(uow, conversation))
    return heard.then(await rearrange.ask(uow, conversation, views))


async def _wished(uow: UnitOfWork, planned: Sequence[CaseView], said: str, lang: str) -> int | None:
    """The one sum named that is less than the next payment and nothing else of theirs; None: none, or in doubt."""
    asked = [
        row.minor - row.paid_minor for view in planned if view.plan
        for row in await instalments(uow, view.plan.id) if row.state in ("due", "late", "missed")
    ]
    if len(planned) != 1 or not asked:
        return None
    told = {
        one.minor for one in reading.read_amounts(said, language=lang, currency=planned[0].case.currency)
        if one.role in (None, "offer") and one.doubt in (None, "period") and 0 < one.minor < asked[0]
        and one.period in ("unsaid", "month", "once")
    }
    return told.pop() if len(told) == 1 else None
