"""Plain answers about money, of what is on file: has it come, is it all paid, what we owe them, will it be taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.asked.asked_credit import credit_back
from bot.service.case import balance
from bot.service.case.cases import CaseView, cases_of
from bot.service.contact.reminders import link_said
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.pay import overpaid, paid_already, payment_links
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Demand, PaymentLink

Topic = Literal["credit_later", "received", "credit", "settled", "letter", "taken", "pay_anyway"]
SAID = ("utter_nothing_owed", "utter_held_no_debit", "utter_held_may_pay")
LATELY = timedelta(days=3)
"""So long after a link was made, "I have paid" is likely to be said of it."""
OTHER = Choice(title_id="choice_other_payment", payload="/already_paid", data={"other_payment": True})
_STILL = ("encore", "still", "pk", "pourquoi", "why", "keep", "deja", "already")


async def topic(uow: UnitOfWork, conversation: Conversation, text: str) -> Topic | None:
    """What is asked, where what is on file answers it; None: it is none of these, or nobody is known."""
    received, back = reading.asks_received(text), reading.asks_money_back(text)
    done, letter = reading.asks_if_settled(text), reading.asks_settled_letter(text)
    taken, anyway = reading.asks_if_taken(text) or reading.tells_taken(text), reading.asks_pay_anyway(text)
    if credit_back(text) and not await identify.is_identified(uow, conversation):
        return "credit_later"
    if not (received or back or done or letter or taken or anyway) or conversation.person_id is None:
        return None
    if not await identify.is_identified(uow, conversation):
        return None
    views = await cases_of(uow, conversation.person_id)
    if not views and (letter or done):
        return "letter" if letter else "settled"
    if back and (_in_credit(views) or await overpaid.waiting_for(uow, conversation.person_id)):
        return "credit"
    if (taken or anyway) and _held(views):
        return "taken" if taken else "pay_anyway"
    if received and await _link_meant(uow, conversation, text) is not None:
        return "received"
    return None


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer; None: they ask none of these. The question that is open stays so."""
    found = await topic(uow, conversation, text)
    views = await cases_of(uow, conversation.person_id or 0) if found else []
    if found == "credit_later":
        remember(conversation, errand="credit", errand_data=None)
        return await identify.ask(uow, conversation)
    if found == "received":
        return await _received(uow, conversation, text)
    if found == "credit":
        return await _credit(uow, conversation, views)
    if found == "letter":
        await handover.open_handover(uow, conversation, queue="general", reason="settled_letter_asked")
        asked_for = say("utter_nothing_owed").then(say("utter_letter_asked"))
        return asked_for.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    if found == "settled":
        return say("utter_nothing_owed").asking(conversation.memory.get("question"))
    if found in ("taken", "pay_anyway"):
        return await _of_hold(uow, conversation, views, text, found)
    return None


async def credit_asked(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The errand: it is known now who wants their credit back; where nothing is theirs, a person looks."""
    remember(conversation, errand="balance", errand_data=None)
    if _in_credit(views) or await overpaid.waiting_for(uow, conversation.person_id or 0):
        return await _credit(uow, conversation, views)
    await handover.open_handover(uow, conversation, queue="payment", reason="money_back_asked")
    none = say("utter_credit_none")
    return none.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _in_credit(views: Sequence[CaseView]) -> list[CaseView]:
    return [view for view in views if view.overdue.minor < 0]


def _held(views: Sequence[CaseView]) -> list[CaseView]:
    """Those of which a procedure says what may be asked: a plan or a pause of ours is no such thing."""
    return [view for view in views if any(one.startswith(balance.PROCEDURES) for one in view.may.told)]


async def _link_meant(uow: UnitOfWork, conversation: Conversation, text: str) -> Demand | None:
    """The newest sum for which they had a link of ours lately; not where they name another sum, or a day gone by."""
    lang, today = conversation.language, uow.today()
    if any(when.day is not None and when.day < today for when in reading.read_dates(text, today=today, language=lang)):
        return None
    newest: Demand | None = await uow.session.scalar(
        select(Demand)
        .join(PaymentLink, PaymentLink.demand_id == Demand.id)
        .where(
            Demand.person_id == conversation.person_id, PaymentLink.revoked_at.is_(None),
            PaymentLink.created_at > uow.now - LATELY,
        )
        .order_by(PaymentLink.id.desc()).limit(1)
    )
    told = reading.read_amounts(text, language=lang, currency=currency_of(conversation))
    return newest if newest is not None and all(one.minor == newest.minor for one in told) else None


async def _received(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """Received, on its way, or not yet seen: then the link once more. No dispute is opened by a question."""
    demand = await _link_meant(uow, conversation, text)
    known = await paid_already.known(uow, conversation)
    on_its_way = known is not None and any(one.text_id == "utter_payment_on_its_way" for one in known.says)
    if demand is None or demand.state != "open" or on_its_way:
        return known
    lang = conversation.language
    unseen = say("utter_payment_not_seen", amount=spoken.money(Money(demand.minor, demand.currency), lang))
    url = await payment_links.make_link(uow, demand)
    again = link_said(conversation, url, demand.minor, demand.currency)
    return unseen.then(again).then(say("utter_pay_any_time", OTHER, HUMAN)).asking(None)


async def _credit(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """What is theirs, and a person who arranges it: they need not ask twice."""
    waiting = await overpaid.told(uow, conversation)
    if waiting.says and not _in_credit(views):
        return waiting.asking(None)
    answer, lang = Answer(), conversation.language
    for view in _in_credit(views):
        answer = answer.then(say("utter_credit_is", brand=view.brand.name, amount=spoken.money(-view.overdue, lang)))
    await handover.open_handover(uow, conversation, queue="payment", reason="credit_back_asked")
    return answer.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def _of_hold(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], text: str, found: str
) -> Answer:
    """What the hold on file says of paying and of taking, as the matrix has it; a person where money is taken."""
    held = _held(views)
    was_taken = reading.tells_taken(text)
    still = was_taken or any(word in text.lower() for word in _STILL)
    may_pay = all(view.may.debtor_may_pay for view in held)
    if found == "pay_anyway":
        opening = say("utter_held_may_pay") if may_pay else say("utter_limit_not_now")
        return opening.then(await balance.why_not(uow, conversation, held)).asking(None)
    runs = any(view.may.instalments_run for view in held)
    opening = Answer() if runs or was_taken else say("utter_held_no_debit")  # "no, nothing is taken" to whom it was
    told = opening.then(await balance.why_not(uow, conversation, held))
    if not still:
        return told.asking(None)
    await handover.open_handover(uow, conversation, queue="over_indebtedness", reason="taken_in_spite_of_hold")
    told = told.then(say("utter_held_taken_anyway"))
    return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
