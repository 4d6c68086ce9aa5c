"""Contact details corrected at the desk, after the agent has made sure who asks; the old ones are kept, closed."""

from __future__ import annotations

import re
from datetime import time

import phonenumbers
from sqlalchemy import select, update

from bot.service.conversation import write
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identify import is_identified
from bot.service.outside.accounts import has_said_stop
from bot.service.reply import say
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, OutboxMessage, Party, Person, Plan

KINDS = ("phone", "email")
CHECKED = ("called_on_file", "written_from_file", "proof_seen", "questions_answered")
"""How the agent has made sure that it is them: a new number given by who has only a reference and a birth date is
nobody's until then."""
OWN = "own"
CLOSED = "closed"
"""By the debtor's own word: unlike a `former` one, no creditor's file opens it again."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}")
_REGIONS = {"FR": "FR", "GB": "GB", "UK": "GB", "ZA": "ZA"}


async def correct_contact(
    uow: UnitOfWork,
    agent: AgentAt,
    conversation_id: int,
    *,
    kind: str,
    value: str,
    replaces: int,
    checked: str,
    shared: bool,
    confirm: str,
) -> ContactPoint:
    """Put a number or address on file, in two steps, perhaps in place of another (`replaces`; 0: beside what there is).

    What was said of the old one holds for the new: a stop stays a stop, and so do the hours. `shared`: somebody else
    reads it. The same again changes nothing. Raises LookupError for a contact that is not this person's; DeskRefusal:
    not_yours, must_be_identified, contact_kind, contact_value, contact_checked, confirm_contact.
    """
    conversation, person = await _whose(uow, agent, conversation_id)
    if kind not in KINDS:
        raise DeskRefusal("contact_kind")
    if checked not in CHECKED:
        raise DeskRefusal("contact_checked")
    plain = _read(kind, value, person.country)
    old = await _point(uow, person, replaces) if replaces else None
    if old is not None and old.kind != kind:
        raise DeskRefusal("contact_kind")
    known = await uow.session.scalar(
        select(ContactPoint).where(
            ContactPoint.person_id == person.id, ContactPoint.kind == kind, ContactPoint.value == plain
        )
    )
    gone = old is None or old is known or old.whose != OWN
    if known is not None and known.whose == OWN and gone:
        return known
    must_confirm(
        confirm, "confirm_contact", person.id, kind, plain, replaces, shared, value=plain,
        old=old.value if old is not None else "–",
    )
    if known is None:
        known = ContactPoint(
            creditor_id=person.creditor_id, person_id=person.id, kind=kind, value=plain, whose=OWN, discretion=False,
        )
        uow.session.add(known)
    known.whose = OWN
    known.discretion = known.discretion or shared or await _elsewhere(uow, person, kind, plain)
    if old is not None and old is not known:
        known.reminders_kept_at = old.reminders_kept_at if known.opted_out_at is None else None
        known.opted_out_at = known.opted_out_at or old.opted_out_at
        known.safe_hours = known.safe_hours or old.safe_hours
    if known.opted_out_at is None and await has_said_stop(uow, known):
        known.opted_out_at = uow.now  # that number has asked a sender of ours to stop, before it stood on file
        await uow.flush()
        uow.audit(
            "contact.opted_out", "contact_point", known.id, actor="debtor", creditor_id=known.creditor_id, channel=kind,
        )
    await uow.flush()
    if old is not None and old is not known:
        await _closed(uow, old, instead=known)
    await _note(uow, agent, conversation, known, "contact.corrected", checked=checked, closed=old.id if old else None)
    await _tell(uow, person, kind=kind, value=plain, instead_of=old.value if old is not None else None)
    await write(uow, conversation, say("notice_contact_changed"), author="system")
    return known


async def close_contact(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, point_id: int, checked: str
) -> None:
    """A number or address is no longer theirs: kept, and never written to. A second time changes nothing.

    Raises LookupError; DeskRefusal: not_yours, must_be_identified, contact_checked.
    """
    conversation, person = await _whose(uow, agent, conversation_id)
    if checked not in CHECKED:
        raise DeskRefusal("contact_checked")
    point = await _point(uow, person, point_id)
    if point.whose != OWN:
        return
    await _closed(uow, point, instead=None)
    await _note(uow, agent, conversation, point, "contact.closed", checked=checked, closed=point.id)
    await _tell(uow, person, kind=point.kind, value=None, instead_of=point.value)
    await write(uow, conversation, say("notice_contact_changed"), author="system")


async def set_discretion(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, point_id: int, shared: bool, begins: str, ends: str
) -> None:
    """Whether somebody else reads it, and between which hours ("18:00", "20:00"; both empty: any) it is safe.

    Raises LookupError; DeskRefusal: not_yours, must_be_identified, safe_hours.
    """
    conversation, person = await _whose(uow, agent, conversation_id)
    point = await _point(uow, person, point_id)
    point.discretion, point.safe_hours = shared, _hours(begins, ends)
    await _note(uow, agent, conversation, point, "contact.discretion", shared=shared, hours=point.safe_hours)


async def _whose(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> tuple[Conversation, Person]:
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if conversation.person_id is None or not await is_identified(uow, conversation):
        raise DeskRefusal("must_be_identified")
    return conversation, await uow.session.get_one(Person, conversation.person_id)


async def _point(uow: UnitOfWork, person: Person, point_id: int) -> ContactPoint:
    found = await uow.session.get(ContactPoint, point_id, populate_existing=True)
    if found is None or found.person_id != person.id:
        raise LookupError("no such contact")
    return found


def _read(kind: str, value: str, country: str) -> str:
    text = value.strip()
    if kind == "email":
        if len(text) > 254 or not _EMAIL.fullmatch(text.lower()):
            raise DeskRefusal("contact_value")
        return text.lower()
    try:
        read = phonenumbers.parse(text, _REGIONS.get(country[:2], "FR"))
    except phonenumbers.NumberParseException:
        raise DeskRefusal("contact_value") from None
    if not phonenumbers.is_possible_number(read):
        raise DeskRefusal("contact_value")
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def _hours(begins: str, ends: str) -> dict[str, str] | None:
    if not begins.strip() and not ends.strip():
        return None
    try:
        one, two = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        raise DeskRefusal("safe_hours") from None
    if one == two or one.tzinfo or two.tzinfo:
        raise DeskRefusal("safe_hours")
    return {"from": f"{one:%H:%M}", "to": f"{two:%H:%M}"}


async def _elsewhere(uow: UnitOfWork, person: Person, kind: str, value: str) -> bool:
    """Whether somebody else of this creditor has the same: then both are read by two."""
    rows = await uow.session.scalars(
        select(ContactPoint).where(
            ContactPoint.creditor_id == person.creditor_id, ContactPoint.person_id != person.id,
            ContactPoint.kind == kind, ContactPoint.value == value, ContactPoint.whose == OWN,
        )
    )
    others = rows.all()
    for other in others:
        other.discretion = True
    return bool(others)


async def _closed(uow: UnitOfWork, old: ContactPoint, *, instead: ContactPoint | None) -> None:
    """Nothing goes there any more, also nothing that is queued; reminders follow to the new one, or stop."""
    old.whose = CLOSED
    await uow.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.contact_point_id == old.id, OutboxMessage.state == "queued")
        .values(state="refused")
    )
    moved = {"reminder_to": instead.id} if instead is not None else {"reminder_to": None, "reminder_channel": "none"}
    await uow.session.execute(update(Plan).where(Plan.reminder_to == old.id).values(**moved))


async def _note(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, point: ContactPoint, verb: str, **data: object
) -> None:
    uow.audit(
        verb, "contact_point", point.id, actor=agent.actor, creditor_id=point.creditor_id,
        conversation=conversation.id, **data,
    )


async def _tell(uow: UnitOfWork, person: Person, *, kind: str, value: str | None, instead_of: str | None) -> None:
    cases = await uow.session.scalars(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(Party.person_id == person.id, Case.state.not_in(("settled", "erased")))
        .order_by(Case.id)
    )
    for case in cases.all():
        await uow.tell_creditor(case, "contact_changed", contact=kind, value=value, instead_of=instead_of)
