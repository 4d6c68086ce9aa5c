"""Sums that somebody names and we know: what they are, and the contract's own payment that can't be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.handover import handover
from bot.service.plan.instalments import instalments
from bot.service.plan.plan_status import OPEN
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = ("utter_sum_contract", "utter_sum_plan", "utter_sum_overdue", "utter_sum_left")
_PAUSE = Choice(title_id="choice_pause", payload="/request_pause")


async def explained(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], text: str
) -> Answer | None:
    """What the sums that are asked about are, each once; None: none of them is known here."""
    answer, lang = Answer(), conversation.language
    for view in views:
        told: set[int] = set()
        for minor, text_id, values in await _known(uow, view, lang):
            if minor not in told and reading.names_sum(text, minor, lang):
                told.add(minor)
                amount = spoken.money(Money(minor, view.case.currency), lang)
                answer = answer.then(say(text_id, given={"amount": amount, "brand": view.brand.name, **values}))
    return answer if answer.says else None


async def _known(uow: UnitOfWork, view: CaseView, lang: str) -> list[tuple[int, str, Mapping[str, str]]]:
    """(minor units, sentence, its further values), what is asked first of all first."""
    found: list[tuple[int, str, Mapping[str, str]]] = []
    rows = [r for r in await instalments(uow, view.plan.id) if r.state in OPEN] if view.plan else []
    for row in rows:
        found.append((row.minor - row.paid_minor, "utter_sum_plan", {"day": spoken.day(row.due_on, lang)}))
    if view.next_due is not None and view.next_due_on is not None:
        found.append((view.next_due.minor, "utter_sum_contract", {"day": spoken.day(view.next_due_on, lang)}))
    if view.is_late:
        found.append((view.overdue.minor, "utter_sum_overdue", {}))
    return [*found, (view.outstanding.minor, "utter_sum_left", {})]


def contract_meant(
    uow: UnitOfWork, views: Sequence[CaseView], text: str, lang: str
) -> CaseView | None:
    """The case whose contract's own next payment these words say can't be made, by its sum or its day."""
    clauses = reading.cant_clauses(text)
    for view in views:
        if view.next_due is None or view.next_due_on is None:
            continue
        today = uow.today(view.creditor.time_zone)
        for clause in clauses:
            days = [when.day for when in reading.read_dates(clause, today=today, language=lang)]
            if reading.names_sum(clause, view.next_due.minor, lang) or view.next_due_on in days:
                return view
    return None


async def plan_meant(uow: UnitOfWork, views: Sequence[CaseView], text: str, lang: str) -> bool:
    """Whether these words say that a payment of a plan can't be made, by its sum, its day or its month."""
    clauses = " . ".join(reading.cant_clauses(text))
    if not clauses:
        return False
    months = reading.read_months(clauses)
    for view in views:
        rows = [r for r in await instalments(uow, view.plan.id) if r.state in OPEN] if view.plan else []
        days = [w.day for w in reading.read_dates(clauses, today=uow.today(view.creditor.time_zone), language=lang)]
        for row in rows:
            named = reading.names_sum(clauses, row.minor - row.paid_minor, lang)
            if named or row.due_on in days or row.due_on.month in months:
                return True
    return False


async def contract_trouble(uow: UnitOfWork, conversation: Conversation, view: CaseView, text: str) -> Answer:
    """The contract's own payment can't be made, beside a plan or with something late: what it is, and a person; a pause
    of everything is theirs to take meanwhile.
    """
    if view.next_due is None or view.next_due_on is None:
        raise ValueError("no payment is to come")
    lang = conversation.language
    brief: dict[str, Any] = {"minor": view.next_due.minor, "due_on": view.next_due_on.isoformat()}
    await handover.open_handover(uow, conversation, queue="hardship", reason="contract_payment_trouble", **brief)
    asked = await explained(uow, conversation, [view], text) or Answer()
    if not any(one.text_id == "utter_sum_contract" for one in asked.says):
        amount, day = spoken.money(view.next_due, lang), spoken.day(view.next_due_on, lang)
        asked = asked.then(say("utter_sum_contract", amount=amount, brand=view.brand.name, day=day))
    if view.plan is not None:
        asked = asked.then(say("utter_contract_apart"))
    told = asked.then(say("utter_contract_person")).then(await handover.when_somebody_comes(uow, conversation))
    return told.then(say("utter_ask_contract_meanwhile", _PAUSE, HUMAN)).asking(None)
