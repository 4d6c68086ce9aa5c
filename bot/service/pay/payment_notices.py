"""What debtors and agents hear of a payment: a notice in the thread, and a person where one must look."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.case import papers
from bot.service.handover.handover import open_handover
from bot.service.identity import identify
from bot.service.outside import by_email
from bot.service.tasks.handlers.threads import desk_thread
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.thread.spoken import money
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Demand


async def thread_of(uow: UnitOfWork, demand: Demand) -> Conversation | None:
    """The debtor's conversation, locked: the one that the demand was made in, else their latest; None: none yet.

    Never somebody else's: a browser may have passed to another person since.
    """
    mine = select(Conversation.id).where(Conversation.person_id == demand.person_id)
    found = None
    if demand.conversation_id is not None:
        found = await uow.session.scalar(mine.where(Conversation.id == demand.conversation_id))
    if found is None:
        latest = mine.order_by(Conversation.last_debtor_at.desc().nulls_last(), Conversation.id.desc())
        found = await uow.session.scalar(latest.limit(1))
    return await lock(uow, found) if found is not None else None


async def tell(
    uow: UnitOfWork, thread: Conversation | None, text_id: str, amount: Money, receipt: str = ""
) -> None:
    """A fixed notice in the thread, whoever owns it. Without proof of identity no word of a payment is shown:
    only that a message awaits them.
    """
    if thread is None:
        return
    if receipt and thread.person_id is not None:
        await by_email.paper_waiting(uow, thread.person_id, key=f"receipt:{receipt}")
    if not await identify.is_identified(uow, thread):
        await write(uow, thread, say("notice_message_waiting"), author="system")
        return
    card = papers.card_of([papers.Paper(kind="receipt", key=receipt)], thread.language) if receipt else None
    said = say(text_id, card=card, amount=money(amount, thread.language), receipt=receipt)
    await write(uow, thread, said, author="system")


async def call_person(
    uow: UnitOfWork, thread: Conversation | None, demand: Demand, reason: str, **brief: object
) -> Conversation:
    """Queue somebody to look at a payment, with ids and figures; for a debtor who has never written, on a thread
    that only the desk sees.
    """
    thread = thread or await desk_thread(uow, demand.person_id)
    await open_handover(
        uow, thread, queue="payment", reason=reason, actor="system", case=demand.case_id, demand=demand.id, **brief
    )
    return thread
