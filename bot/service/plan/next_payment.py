"""What is to be paid next, and when: asked, and told in one sentence, of a plan or else of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt.money import Money
from bot.service.case.cases import CaseView, total
from bot.service.plan import coming
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment

OPEN = ("due", "late", "missed")
SAID = (
    "utter_next_payment", "utter_next_payment_of", "utter_next_after_late", "utter_next_only_late",
    "utter_next_overdue", "utter_next_contract", "utter_next_contract_late",
)
_PLAN = Choice(title_id="choice_plan", payload="/request_plan")
Found = tuple[date, Answer]


async def told(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """The next payment of the plans, with what the contract asks sooner; without a plan, of the contract. None: nothing
    is known that could be told.
    """
    lang = conversation.language
    found = [one for view in views if (one := await _of_plan(uow, view, lang, alone=len(views) == 1)) is not None]
    if not found:
        return _without_plan(uow, views, lang)
    first = min(day for day, _ in found)
    answer = Answer()
    for day, sentence in found:
        if day == first:
            answer = answer.then(sentence)
    return answer.then(_sooner_by_contract(uow, views, first, lang))


async def _of_plan(uow: UnitOfWork, view: CaseView, lang: str, *, alone: bool) -> Found | None:
    """Its next instalment, and before it what is left of one whose day has gone by; no word of reproach."""
    if view.plan is None or not view.may.instalments_run:
        return None
    today = uow.today(view.creditor.time_zone)
    rows = [row for row in await instalments(uow, view.plan.id) if row.state in OPEN]
    gone, ahead = [r for r in rows if r.due_on < today], [r for r in rows if r.due_on >= today]
    if not rows:
        return None
    given = {"brand": view.brand.name}
    if ahead:
        given |= {"amount": _left(ahead[:1], view, lang), "day": spoken.day(ahead[0].due_on, lang)}
    if gone:
        given |= {"late": _left(gone, view, lang), "due": spoken.day(gone[0].due_on, lang)}
        return gone[0].due_on, say("utter_next_after_late" if ahead else "utter_next_only_late", given=given)
    return ahead[0].due_on, say("utter_next_payment" if alone else "utter_next_payment_of", given=given)


def _left(rows: Sequence[Instalment], view: CaseView, lang: str) -> str:
    currency = view.case.currency
    return spoken.money(total((Money(r.minor - r.paid_minor, currency) for r in rows), currency), lang)


def _sooner_by_contract(uow: UnitOfWork, views: Sequence[CaseView], first: date, lang: str) -> Answer:
    """What a contract itself asks before that day: who hears of the plan alone would miss it."""
    answer = Answer()
    for view in views:
        today = uow.today(view.creditor.time_zone)
        if view.next_due is None or view.next_due_on is None or not today <= view.next_due_on < first:
            continue
        amount, day = spoken.money(view.next_due, lang), spoken.day(view.next_due_on, lang)
        answer = answer.then(say("utter_next_contract", amount=amount, day=day, brand=view.brand.name))
    return answer


def _without_plan(uow: UnitOfWork, views: Sequence[CaseView], lang: str) -> Answer | None:
    """What a contract asks next; where something is late that may be paid, how much, for it has no day of its own."""
    if (following := coming.told(uow, views, lang)).says:
        return following
    late = [view for view in views if view.is_late and view.plan is None and view.payable.minor > 0]
    if not late:
        return None
    overdue = spoken.money(total((view.payable for view in late), late[0].case.currency), lang)
    ahead = [
        (view.next_due_on, view.next_due) for view in views
        if view.next_due and view.next_due_on and view.next_due_on >= uow.today(view.creditor.time_zone)
    ]
    if ahead:
        day, amount = min(ahead, key=lambda one: one[0])
        given = {"amount": spoken.money(amount, lang), "day": spoken.day(day, lang)}
        return say("utter_next_contract_late", late=overdue, given=given)
    return say("utter_next_overdue", _PLAN, HUMAN, late=overdue)
