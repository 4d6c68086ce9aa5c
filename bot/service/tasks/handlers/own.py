"""A message of our own, or a reminder that was asked for: whether it may go, to whom, and its link.

Neutral wherever a stranger may read it: the words are "a personal message awaits you", never a debt or an amount.
"""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.contact import Kind, Verdict
from bot.service.care.oncall import OnCall
from bot.service.case.cases import CaseView, as_rule, view_of
from bot.service.identity import identify, same
from bot.service.identity.lookup import personal_link
from bot.service.outside.queueing import enqueue
from bot.service.policy.segments import segment_of
from bot.service.tasks.handlers import hours
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.thread.conversation import open_choices
from bot.service.thread.reply import Answer, Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Case,
    ContactAttempt,
    ContactPoint,
    Conversation,
    Person,
    Plan,
    Task,
)

CHANNELS = {"phone": "sms", "email": "email"}


async def own_message(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `own_message` {person, case, text, contact}: send it when hours, holds and the week's count let it go."""
    data = task.data
    contact = await uow.session.get_one(ContactPoint, data["contact"], populate_existing=True)
    case = await uow.session.get_one(Case, data["case"])
    if case.state in ("settled", "erased"):
        return Done("skipped:settled")
    view = await view_of(uow, case.id)
    verdict = await may_go(uow, view, contact, kind="own", text_id=data["text"])
    if not verdict.allowed and verdict.next_allowed_at is not None:
        return Again(verdict.next_allowed_at, verdict.reason)
    person = await uow.session.get_one(Person, contact.person_id)
    note_attempt(uow, contact, case.id, reason=data["text"].removeprefix("notice_"), allowed=verdict.allowed)
    if not verdict.allowed:
        return Done(f"skipped:{verdict.reason}")
    await enqueue(
        uow, key=f"own:{task.key}", to=contact, channel=CHANNELS[contact.kind], lang=person.language,
        text_id=data["text"], values={"link": await personal_link(uow, person)},
    )
    return Done("queued")


async def may_go(
    uow: UnitOfWork, view: CaseView, contact: ContactPoint, *, kind: Kind, text_id: str = ""
) -> Verdict:
    """The pure rule over what is stored of the case, the contact and the debtor's clock."""
    them = (None, contact.person_id, *await same.others(uow, contact.person_id))
    # A hold on the case, or on the very human: not one on another party of the case.
    holds = [as_rule(h, view.case.currency) for h in view.holds if h.person_id in them]
    return await hours.ask(
        uow, contact, kind=kind, holds=holds, country=view.case.jurisdiction, time_zone=view.creditor.time_zone,
        text_id=text_id,
    )


def note_attempt(uow: UnitOfWork, contact: ContactPoint, case_id: int, *, reason: str, allowed: bool) -> None:
    """Remember that we wrote first, or that we would have and may not: the debtor is told of it on request."""
    uow.session.add(
        ContactAttempt(
            creditor_id=contact.creditor_id, person_id=contact.person_id, case_id=case_id,
            channel=CHANNELS[contact.kind], reason=reason, allowed=allowed, at=uow.now,
        )
    )


async def chosen_contact(uow: UnitOfWork, plan: Plan) -> ContactPoint | None:
    """Where the debtor wished to be written to about this plan; None: they wished for no messages."""
    if plan.reminder_channel == "none" or plan.reminder_to is None:
        return None
    return await uow.session.get(ContactPoint, plan.reminder_to, populate_existing=True)


async def quiet_contact(uow: UnitOfWork, person_id: int) -> ContactPoint | None:
    """A contact of the debtor's own that nobody else reads and that never said stop; None: there is none.

    The phone before the e-mail, unless the brand writes to the debtor's group by e-mail first.
    """
    segment = await segment_of(uow, person_id)
    by_mail = segment is not None and segment.channel == "email"
    kind = ContactPoint.kind.asc() if by_mail else ContactPoint.kind.desc()
    found: ContactPoint | None = await uow.session.scalar(
        select(ContactPoint)
        .where(
            ContactPoint.person_id == person_id, ContactPoint.opted_out_at.is_(None),
            ContactPoint.discretion.is_(False), ContactPoint.whose == "own", ContactPoint.kind.in_(CHANNELS),
        )
        .order_by(kind, ContactPoint.id)
        .limit(1)
    )
    return found


async def send_own(
    uow: UnitOfWork, contact: ContactPoint | None, case: Case, *, key: str, text_id: str
) -> None:
    """Have a message of our own sent as soon as it may go; the same key once."""
    if contact is not None:
        uow.schedule(
            "own_message", key, uow.now, creditor_id=case.creditor_id, person=contact.person_id, case=case.id,
            contact=contact.id, text=text_id,
        )


async def put_in_thread(
    uow: UnitOfWork, thread: Conversation | None, said: str | Answer, *choices: Choice, **values: str
) -> None:
    """A system notice in the (locked) thread. Who has not proven who they are sees that something waits, no more;
    the words themselves are there as soon as they have. Choices only where no question is open: they would
    hide its own.
    Only the web chat is written to: on a telephone the message of our own is enough.
    """
    if thread is None or thread.channel != "web":
        return
    _, asked = await open_choices(uow, thread)
    told = say(said, *(() if asked else choices), given=values) if isinstance(said, str) else said
    await write(uow, thread, told, author="system")
    if not await identify.is_identified(uow, thread):
        thread.blank_before_seq = thread.last_seq
        await write(uow, thread, say("notice_message_waiting"), author="system")
