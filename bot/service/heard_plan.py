"""Words about a plan, a pause or a payment that are certain only for what was said before them."""

from __future__ import annotations

from bot.debt import reading
from bot.service import identify, move_undone, offer_asked, offer_changed, pay_day, second_thoughts, sums_known
from bot.service.cases import cases_of
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of these words here; None where the model has to say. Distress beside them is still looked for."""
    if (changed := await offer_changed.meaning(uow, conversation, text)) is not None:
        return changed
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") == "go_on_with_rest":
        return None
    if await second_thoughts.heard(uow, conversation, text):
        return "/ask_plan_status"
    if reading.asks_rest(text):
        return "/ask_balance"
    if (day := pay_day.meaning(conversation, text)) is not None:
        return day
    if reading.asks_next_payment(text) or (reading.puts_back(text) and await move_undone.told(uow, conversation)):
        return "/ask_plan_status"
    if await offer_asked.told(uow, conversation, text) is not None:
        return "/ask_plan_status"
    return await _of_a_payment(uow, conversation, text)


async def _of_a_payment(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """A sum that is asked about, a payment that is to be skipped or can't be made: of what we know they pay."""
    lang, cant = conversation.language, bool(reading.cant_clauses(text))
    asks, skips, ahead = reading.asks_what_sum(text, lang), reading.skips_one(text), reading.pays_ahead(text)
    lower = reading.wants_lower(text)
    if not (asks or skips or cant or ahead or lower) or conversation.person_id is None:
        return None
    if not await identify.is_identified(uow, conversation):
        return None
    views = await cases_of(uow, conversation.person_id)
    late, planned = any(view.is_late for view in views), any(view.plan is not None for view in views)
    if lower and planned and not asks:
        return "/plan_trouble"
    if ahead and views and (planned or not late):
        return "/pay_now"
    if cant and (late or planned) and sums_known.contract_meant(uow, views, text, lang) is not None:
        return "/plan_trouble"
    if (skips and views and (planned or not late)) or (cant and await sums_known.plan_meant(uow, views, text, lang)):
        return "/plan_trouble"
    known = asks and await sums_known.explained(uow, conversation, views, text) is not None
    return "/ask_plan_status" if known else None
