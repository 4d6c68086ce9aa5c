"""A sum, a length or a start of the debtor's own: read, said back, and weighed by the same rules as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.plans.part_only import pays_part_only
from bot.service.budget import budget, either
from bot.service.errand import beginnings_plan, errands, open_errands
from bot.service.offer import first_until, later_once, offer_changed
from bot.service.pay import not_now
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def request_plan(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """In several times, please; in so many, it is a proposal."""
    if not pays_part_only(text):  # a sum beside it is what is owed, and none of the month
        budget.breath(conversation, text)
    terms = _terms(uow, conversation, text)
    if terms.steps:
        return await _propose(uow, conversation, text)
    if terms.now_and_rest and (later := await later_once.read(uow, conversation, text, rest=True)) is not None:
        return await _once_later(uow, conversation, later)
    if terms.count:
        _proposed(conversation, terms)
        return await errands.lead_on(uow, conversation)
    errands.start(conversation, "plan", pay_day=terms.pay_day)
    opening = say("utter_request_plan") if not conversation.memory.get("sum_told") else Answer()
    return opening.then(await errands.lead_on(uow, conversation))


async def propose(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """An amount of the debtor's own: weighed by the same rules."""
    picked = conversation.memory.get("choice") or {}
    if not picked and (same := await beginnings_plan.as_agreed(uow, conversation, text)) is not None:
        return same
    of_sum = conversation.memory.get("month_or_once")
    remember(conversation, month_or_once=None, either=None)
    if not picked and (asked := either.ask(conversation, text)) is not None:
        return asked
    budget.forget_enough_left(conversation)
    sums = _read(conversation, text)
    wished = picked.get("minor") or (sums[0].minor if len(sums) == 1 else None)
    if (first := await not_now.before_paying(uow, conversation, wished_minor=wished)) is not None:
        return first
    if (later := await later_once.read(uow, conversation, text, rest=False)) is not None:
        return await _once_later(uow, conversation, later)
    if picked.get("every") and picked.get("minor"):
        remember(conversation, choice=None)
        told = {key: picked[key] for key in ("start", "pay_day") if picked.get(key)}
        errands.start(conversation, "propose", minor=int(picked["minor"]), every=str(picked["every"]), **told)
        return await errands.lead_on(uow, conversation)
    if not _for_this_debt(sums):
        budget.breath(conversation, text)
    return await _propose(uow, conversation, text, of_sum)


def _read(conversation: Conversation, text: str) -> tuple[reading.Amount, ...]:
    told = reading.without_start(text)
    return reading.read_amounts(told, language=conversation.language, currency=currency_of(conversation))


def _for_this_debt(found: Sequence[reading.Amount]) -> bool:
    """ "25 a month off my gas arrears", proposed: it may be this very debt, and is no arrears paid elsewhere."""
    return len(found) == 1 and found[0].role == "arrears" and found[0].kind != "maintenance"


async def _propose(
    uow: UnitOfWork, conversation: Conversation, text: str, of_sum: dict[str, Any] | None = None
) -> Answer:
    currency = currency_of(conversation)
    found = _read(conversation, text)
    mine = [a for a in found if (a.role in ("offer", None) or _for_this_debt(found)) and a.currency == currency]
    known = await offer_changed.known(uow, conversation, [one.minor for one in mine], of_sum)
    asked = known.get("asked") == "month" and not known.get("minor")
    terms = await offer_changed.terms_here(uow, conversation, text)
    if not mine:
        _proposed(conversation, terms, **_as_before(known, terms))
        return offer_changed.noted(conversation, terms).then(await errands.lead_on(uow, conversation))
    if terms.now_and_rest:
        open_errands.keep(conversation, "request_plan", text)
        errands.start(conversation, "pay", minor=mine[0].minor)
        return await errands.lead_on(uow, conversation)
    until = first_until.read(conversation, text, mine, uow.today())
    if until is not None:
        return await _until(uow, conversation, terms, until, mine[-1])
    if _steps_told(terms, mine):
        return await _stepped(uow, conversation, terms, mine[-1])
    if len(mine) == 1 and mine[0].period == "once" and not mine[0].doubt and not terms:
        errands.start(conversation, "pay", minor=mine[0].minor)  # "50 euros aujourd'hui" is no plan
        return await errands.lead_on(uow, conversation)
    mine = list(reading.wished(reading.without_start(text), mine))
    # "55 à partir de juin", "could I drop it to 20", "2 fois 445", or the sum of the offer that is spoken of
    goes_on = asked or (mine[0].period == "unsaid" and _goes_on(text, terms, known, mine[0].minor))
    amount = reading.with_role(mine[0], "offer", period="month" if goes_on else None)
    if amount.doubt == "period" and amount.period in ("once", "unsaid"):
        return _month_or_once(conversation, amount.minor, amount.currency, terms)
    if amount.doubt:
        _proposed(conversation, terms, asked="month")
        return say("utter_amount_doubt", amount=amount.text.strip()).asking("own_amount")
    every = known.get("every") if goes_on and known.get("minor") == amount.minor else None
    _proposed(conversation, terms, minor=amount.minor, every=every or _every(amount.period))
    heard = say("utter_propose_heard", amount=spoken.money(Money(amount.minor, amount.currency), conversation.language))
    heard = heard.then(offer_changed.noted(conversation, terms))
    return heard.then(await errands.lead_on(uow, conversation))


async def _once_later(uow: UnitOfWork, conversation: Conversation, told: dict[str, Any]) -> Answer:
    """ "Le reste le 5": one payment on that day, weighed as any other."""
    remember(conversation, errand="propose", errand_data=told, choice=None)
    amount = spoken.money(Money(int(told["minor"]), currency_of(conversation)), conversation.language)
    day = spoken.day(date.fromisoformat(str(told["start"])), conversation.language)
    return say("utter_once_later_heard", amount=amount, day=day).then(await errands.lead_on(uow, conversation))


def _as_before(known: dict[str, Any], terms: reading.Terms) -> dict[str, Any]:
    """What was proposed before, where these words name no sum; in so many payments it is another one."""
    every, steps = known.get("every"), known.get("steps")
    if terms.count:
        return {"minor": None, "every": every}
    told = {"minor": known.get("minor"), "every": every, "steps": steps, "times": terms.times or known.get("times")}
    return told if told["minor"] else {"count": known.get("count"), "every": every}


def _goes_on(text: str, terms: reading.Terms, known: dict[str, Any], minor: int) -> bool:
    """Whether a sum without a rhythm is one of several payments."""
    if terms.start is not None or terms.times or reading.changes_sum(text):
        return True
    less = minor < int(known.get("minor") or 0) and reading.offers_rather(text)  # "10 alors"
    return (known.get("minor") == minor or less) and bool(known.get("every"))


def _steps_told(terms: reading.Terms, mine: Sequence[reading.Amount]) -> bool:
    """Whether the rising payments that were read are sums that the debtor offers, none of them denied or in doubt."""
    sure = {one.minor for one in mine if one.doubt in (None, "period")}
    return bool(terms.steps) and sure >= set(terms.steps)


async def _stepped(
    uow: UnitOfWork, conversation: Conversation, terms: reading.Terms, last: reading.Amount
) -> Answer:
    """ "20 first, then 40": the smaller payments come first, the last amount goes on."""
    lang, currency, steps = conversation.language, last.currency, list(terms.steps[:-1])
    _proposed(conversation, terms, minor=terms.steps[-1], every=_every(last.period), steps=steps)
    first = spoken.payments([Money(step, currency) for step in steps], lang)
    heard = say("utter_propose_heard_steps", first=first, amount=spoken.money(Money(terms.steps[-1], currency), lang))
    heard = heard.then(offer_changed.noted(conversation, terms))
    return heard.then(await errands.lead_on(uow, conversation))


async def _until(
    uow: UnitOfWork, conversation: Conversation, terms: reading.Terms, told: first_until.Until, last: reading.Amount
) -> Answer:
    """ "20 until Easter, then 50": a smaller first step, and no more than was named where it can't be one."""
    if told.then is None:
        return first_until.ask_then(conversation, told, last.currency)
    when = (uow.today(), terms.start, terms.pay_day)
    if steps := told.steps(*when):
        return await _stepped(uow, conversation, replace(terms, steps=steps, count=None), last)
    minor = told.goes_on(*when)
    _proposed(conversation, replace(terms, count=None), minor=minor, every="month")
    amount = spoken.money(Money(minor, last.currency), conversation.language)
    heard = say("utter_until_falls" if minor < told.minor else "utter_propose_heard", amount=amount)
    return heard.then(await errands.lead_on(uow, conversation))


def _terms(uow: UnitOfWork, conversation: Conversation, text: str) -> reading.Terms:
    return reading.read_terms(text, today=uow.today(), language=conversation.language)


def _proposed(conversation: Conversation, terms: reading.Terms, **told: object) -> None:
    """Keep a proposal: amount and count as told last, start and pay day as long as no others are named."""
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == "propose" else {}
    data = {
        "times": terms.times, **told, "count": terms.count or told.get("count"),
        "start": terms.start.isoformat() if terms.start else known.get("start"),
        "pay_day": terms.pay_day or known.get("pay_day"),
    }
    remember(conversation, errand="propose", errand_data={k: v for k, v in data.items() if v is not None})


def _month_or_once(conversation: Conversation, minor: int, currency: str, terms: reading.Terms) -> Answer:
    """ "50 euros": each month, or once? Not guessed; a fortnight or a week may be answered in words."""
    first = {"pay_day": terms.pay_day} if terms.pay_day else {}
    by_rhythm = {every: {"minor": minor, "every": every, **first} for every in ("month", "fortnight", "week")}
    month = Choice(title_id="choice_every_month", payload="/propose_amount", data=by_rhythm["month"])
    once = Choice(title_id="choice_once", payload="/pay_now", data={"minor": minor})
    told: dict[str, Any] = {every: {"payload": month.payload, "data": data} for every, data in by_rhythm.items()}
    told["once"] = {"payload": once.payload, "data": once.data}
    remember(conversation, month_or_once=told)  # not lost by what comes between
    return say(
        "utter_ask_month_or_once", month, once,
        amount=spoken.money(Money(minor, currency), conversation.language),
    ).asking("own_amount")


def _every(period: str) -> str:
    return period if period in ("week", "fortnight") else "month"
