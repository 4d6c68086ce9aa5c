"""Words about a plan, a pause or a payment that are certain only for what was said before them."""

from __future__ import annotations

from bot.debt import reading
from bot.debt.reading.plans.resting import only_benefits, stops_so_long
from bot.service.budget import sums_known
from bot.service.case.cases import cases_of
from bot.service.identity import identify
from bot.service.offer import offer_asked, offer_changed
from bot.service.pause.pause import resting
from bot.service.plan import move_undone, part_now, pay_day, second_thoughts
from bot.service.thread.conversation import currency_of
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of these words here; None where the model has to say. Distress beside them is still looked for."""
    if (changed := await offer_changed.meaning(uow, conversation, text)) is not None:
        return changed
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") == "go_on_with_rest":
        return None
    if (rests := _rests(uow, conversation, text)) is not None:
        return rests
    if await second_thoughts.heard(uow, conversation, text):
        return "/ask_plan_status"
    if reading.asks_rest(text):
        return "/ask_balance"
    if (day := pay_day.meaning(conversation, text)) is not None:
        return day
    if reading.asks_next_payment(text) or await _of_plan_or_offer(uow, conversation, text):
        return "/ask_plan_status"
    return await _of_a_payment(uow, conversation, text)


def _rests(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """Everything is to stop for so long: with what has happened, where that is told in the same breath; or until money
    comes that was named.
    """
    if not stops_so_long(text, conversation.language):
        return "/request_pause" if _lump(uow, conversation, text) is not None else None
    cause = reading.read_cause(text, conversation.language)
    return "/request_pause" if cause is None else f"/hardship_{cause}"


async def _of_plan_or_offer(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether a move is to be put back, or something is asked of the offer on the table."""
    if reading.puts_back(text) and await move_undone.told(uow, conversation):
        return True
    return await offer_asked.told(uow, conversation, text) is not None


async def _of_a_payment(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """A sum that is asked about, a payment that is to be skipped, made smaller or can't be made: of what we know they
    pay.
    """
    if await part_now.meant(uow, conversation, text):
        return "/plan_trouble"
    lang, cant = conversation.language, bool(reading.cant_clauses(text))
    asks, skips, ahead = reading.asks_what_sum(text, lang), reading.skips_one(text), reading.pays_ahead(text)
    lower = reading.wants_lower(text) or only_benefits(text)
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


def _lump(uow: UnitOfWork, conversation: Conversation, text: str) -> reading.Lump | None:
    lang, currency = conversation.language, currency_of(conversation)
    return reading.read_lump(text, today=uow.today(), language=lang, currency=currency)


async def early_in_pause(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """A payment offered while a pause runs is none of its days: the intent, before the question until when."""
    busy = conversation.memory.get("budget_asked") or conversation.memory.get("question") in ("end_pause", "pay_amount")
    if busy or not reading.offers_early(text) or conversation.person_id is None:
        return None
    if not await identify.is_identified(uow, conversation):
        return None
    views = [view for view in await cases_of(uow, conversation.person_id) if view.is_late and view.plan is None]
    return "/pay_now" if views and len(await resting(uow, views)) == len(views) else None
