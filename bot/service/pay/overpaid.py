"""Money paid beyond what was due: shown to whoever paid it, and asked back by one tap. A person gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select

from bot.debt.money import Money
from bot.service.handover import handover
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Conversation, Demand, Suspense

_ASK_BACK = Choice(title_id="choice_give_back", payload="/choose_option", data={"do": "give_back"})


async def waiting_for(uow: UnitOfWork, person_id: int) -> Sequence[Suspense]:
    """What this person has paid too much and nobody has worked off: theirs alone, not another borrower's."""
    too_much = or_(Suspense.reason == "more_than_due", (Suspense.reason == "case_closed") & (Case.state == "settled"))
    rows = await uow.session.scalars(
        select(Suspense)
        .join(Attempt, Attempt.id == Suspense.attempt_id)
        .join(Demand, Demand.id == Attempt.demand_id)
        .join(Case, Case.id == Suspense.case_id)
        .where(Demand.person_id == person_id, Suspense.resolved_at.is_(None), too_much)
        .order_by(Suspense.id)
    )
    return rows.all()


async def told(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One sentence a currency, with the tap; nothing where nothing was paid too much. Identity is proven."""
    sums: dict[str, int] = {}
    for row in await waiting_for(uow, conversation.person_id or 0):
        sums[row.currency] = sums.get(row.currency, 0) + row.minor
    answer = Answer()
    for currency, minor in sums.items():
        amount = spoken.money(Money(minor, currency), conversation.language)
        answer = answer.then(say("utter_overpaid", _ASK_BACK, HUMAN, amount=amount))
    return answer


async def beside(uow: UnitOfWork, conversation: Conversation, figures: Answer) -> Answer:
    """The figures with what was paid too much before their question, and the tap among its choices: one open question
    at a time.
    """
    found = await told(uow, conversation)
    if not found.says:
        return figures
    if not figures.says or not figures.says[-1].choices:
        return figures.then(found)
    *before, last = figures.says
    sentences = tuple(replace(one, choices=()) for one in found.says)
    asked = replace(last, choices=(*last.choices, _ASK_BACK))
    return replace(figures, says=(*before, *sentences, asked))


async def ask_back(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The tap: before a person, who sees the money under what waits at the desk. Twice is one request."""
    remember(conversation, choice=None)
    rows = await waiting_for(uow, conversation.person_id or 0)
    if not rows:
        return say("utter_overpaid_seen_to", HUMAN).asking(None)
    await handover.open_handover(
        uow, conversation, queue="payment", reason="give_back_asked", suspense=[row.id for row in rows]
    )
    uow.audit(
        "suspense.asked_back", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id,
        suspense=[row.id for row in rows],
    )
    return say("utter_overpaid_asked").then(await handover.when_somebody_comes(uow, conversation)).asking(None)
