"""Second thoughts on what was agreed: it is to be cancelled, or it is to stay just as it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt import reading
from bot.debt.reading.plans.cancelling_beside import asks_if_cancelled
from bot.service.case.cases import CaseView, cases_of
from bot.service.errand import errands
from bot.service.identity import identify
from bot.service.pause import pause_over
from bot.service.pause.pause import resting
from bot.service.plan import move_undone, next_payment, undo
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def heard(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether these words are certain: of a plan that lives, or that it was agreed and is regretted."""
    stays, off = reading.pays_as_planned(text), reading.cancels(text)
    regrets, named = reading.regrets(text), reading.undoes_plan(text, alone=False)
    if conversation.memory.get("question") == "confirm_plan":
        return False
    views = await _mine(uow, conversation) if stays or off or regrets or named or asks_if_cancelled(text) else None
    if views is None:
        return regrets
    if asks_if_cancelled(text):
        return any(view.plan is not None for view in views) or await undo.lately(uow, conversation)
    return any(view.plan is not None and (stays or named or undo.may_be(uow, view)) for view in views)


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The question before it is undone, or that it stays with what comes next; None: they say neither."""
    if not await heard(uow, conversation, text):
        return None
    if asks_if_cancelled(text):
        return await undo.whether(uow, conversation, await _mine(uow, conversation) or [])
    if not reading.pays_as_planned(text):
        errands.start(conversation, "plan_undo", **undo.beside(text))
        return await errands.lead_on(uow, conversation)
    if (back := await move_undone.told(uow, conversation)) is not None:
        return back
    views = await _mine(uow, conversation) or []
    if await resting(uow, [view for view in views if view.plan is not None]):
        return await pause_over.go_on(uow, conversation, views)
    remember(conversation, choice=None, errand="plan_status", errand_data=None)
    following = await next_payment.told(uow, conversation, views)
    return say("utter_plan_stays").then(following or Answer()).asking(None)


async def _mine(uow: UnitOfWork, conversation: Conversation) -> Sequence[CaseView] | None:
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return None
    return await cases_of(uow, conversation.person_id)
