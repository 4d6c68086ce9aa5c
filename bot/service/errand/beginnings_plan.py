"""What debtors begin with about a plan or a pause, and what is asked of either: one function a meaning."""

from __future__ import annotations

from bot.debt import reading
from bot.debt.money import Money
from bot.service.budget import sums_known
from bot.service.case.cases import cases_of
from bot.service.errand import errands
from bot.service.identity import identify
from bot.service.offer import offer_asked
from bot.service.pause import pause_wish
from bot.service.pay import rest_of_it
from bot.service.plan import left_of_plan, move_undone, second_thoughts, trouble, undo
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_SAID = frozenset({"said"})


async def request_pause(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """More time, please."""
    lang, currency = conversation.language, currency_of(conversation)
    lump = reading.read_lump(text, today=uow.today(), language=lang, currency=currency)
    if lump is None:
        pause_wish.keep(conversation, pause_wish.hear(conversation, text, uow.today()))
        return await errands.lead_on(uow, conversation)
    heard, told = Answer(), {"until": lump.until.isoformat(), "earliest": lump.earliest.isoformat(), "sure": False}
    if lump.minor is not None:  # what they would pay then, without a promise
        amount = spoken.money(Money(lump.minor, currency), lang)
        heard, told = say("utter_sum_for_then", amount=amount), {**told, "event": amount}
    pause_wish.keep(conversation, told)
    return heard.then(await errands.lead_on(uow, conversation))


async def simple(uow: UnitOfWork, conversation: Conversation, *, errand: str, text: str = "") -> Answer:
    """plan_trouble, plan_undo: straight to it; `text`: words that may wish for more beside an undoing."""
    errands.start(conversation, errand, **undo.beside(text))
    return await errands.lead_on(uow, conversation)


async def plan_trouble(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """A payment can't be made: which one, and when it could be, is read in the same breath."""
    data = trouble.read(conversation, text, uow.today())
    if conversation.memory.get("question") == "move_instalment":  # of the one that was just spoken of
        data = {"target": (conversation.memory.get("errand_data") or {}).get("target"), **data}
    remember(conversation, errand="plan_trouble", errand_data=data)
    return await errands.lead_on(uow, conversation)


async def where_it_stands(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """My plan, my pause: told; whatever was asked goes on, for what it was begun."""
    if reading.ends_pause(text):
        return await simple(uow, conversation, errand="pause_over")
    if (left := await left_of_plan.told(uow, conversation, text)) is not None:
        return left
    if (kept := await second_thoughts.told(uow, conversation, text)) is not None:
        return kept
    if (of_offer := await offer_asked.told(uow, conversation, text)) is not None:
        return of_offer
    if reading.puts_back(text) and (back := await move_undone.told(uow, conversation)) is not None:
        return back
    if reading.asks_what_sum(text, conversation.language) and await identify.is_identified(uow, conversation):
        views = await cases_of(uow, conversation.person_id or 0)
        if (sums := await sums_known.explained(uow, conversation, views, text)) is not None:
            return sums.asking(conversation.memory.get("question"))
    if reading.asks_what_pause(text) and not await identify.is_identified(uow, conversation):
        return say("utter_pause_what").asking(conversation.memory.get("question"))
    amid = conversation.memory.get("budget_asked") or conversation.memory.get("question") is not None
    asked = reading.asks_pause(text) or reading.asks_what_pause(text)
    begun = {key: conversation.memory.get(key) for key in ("errand", "errand_data")}
    about = "pause" if asked else "next" if reading.asks_next_payment(text) else None
    remember(conversation, errand="plan_status", errand_data={"about": about} if about else None)
    answer = await errands.lead_on(uow, conversation)
    answer = say("utter_pause_what").then(answer) if reading.asks_what_pause(text) else answer
    if amid and begun["errand"] is not None:
        remember(conversation, **begun)
    return answer


async def rest_asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """ "And the rest?", once the sums have been told; None: it is no such question, or something stands in the way."""
    known = conversation.memory.get("sum_told") and await identify.is_identified(uow, conversation)
    if not known or not reading.asks_rest(text):
        return None
    left = await rest_of_it.told(uow, conversation, await cases_of(uow, conversation.person_id or 0))
    if left is not None:
        remember(conversation, errand="balance", errand_data=None)
    return left


async def as_agreed(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """A sum that is just what their plan asks already ("ah so 50 a month") is no new proposal: where it stands. None:
    it is another one, or not all that is late is in a plan.
    """
    if not await identify.is_identified(uow, conversation):
        return None
    late = [view for view in await cases_of(uow, conversation.person_id or 0) if view.is_late]
    more = trouble.read(conversation, text, uow.today()).keys() - _SAID
    if not late or any(view.plan is None for view in late) or more:
        return None
    told = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    rows = [row for view in late if view.plan for row in await instalments(uow, view.plan.id)]
    asked = {row.minor for row in rows if row.state == "due"}
    if len(told) != 1 or told[0].minor not in asked or reading.cant_clauses(text):
        return None
    return await where_it_stands(uow, conversation, text=text)
