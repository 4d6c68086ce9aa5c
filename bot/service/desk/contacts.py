"""Contact details corrected at the desk, after the agent has made sure who asks; the old ones are kept, closed."""

from __future__ import annotations

from datetime import time

from bot.service.contact.contact_points import (
    KINDS,
    OWN,
    known,
    locked,
    nothing_to_do,
    put_on_file,
    read_value,
    take_off,
)
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identity.identify import is_identified
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Person

CHECKED = ("called_on_file", "written_from_file", "proof_seen", "questions_answered")
"""How the agent has made sure that it is them: a new number given by who has only a reference and a birth date is
nobody's until then."""


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
    person = await locked(uow, person)
    old = await _point(uow, person, replaces) if replaces else None
    if old is not None and old.kind != kind:
        raise DeskRefusal("contact_kind")
    there = await known(uow, person, kind, plain)
    if there is not None and nothing_to_do(there, old):
        return there
    must_confirm(
        confirm, "confirm_contact", person.id, kind, plain, replaces, shared, value=plain,
        old=old.value if old is not None else "–",
    )
    point = await put_on_file(uow, person, kind=kind, value=plain, instead_of=old, shared=shared)
    await _note(uow, agent, conversation, point, "contact.corrected", checked=checked, closed=old.id if old else None)
    await write(uow, conversation, say("notice_contact_changed"), author="system")
    return point


async def close_contact(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, point_id: int, checked: str
) -> None:
    """A number or address is no longer theirs: kept, and never written to. A second time changes nothing.

    Raises LookupError; DeskRefusal: not_yours, must_be_identified, contact_checked.
    """
    conversation, person = await _whose(uow, agent, conversation_id)
    if checked not in CHECKED:
        raise DeskRefusal("contact_checked")
    person = await locked(uow, person)
    point = await _point(uow, person, point_id)
    if point.whose != OWN:
        return
    await take_off(uow, person, point)
    await _note(uow, agent, conversation, point, "contact.closed", checked=checked, closed=point.id)
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
    try:
        return read_value(kind, value, country)
    except ValueError:
        raise DeskRefusal("contact_value") from None


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


async def _note(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, point: ContactPoint, verb: str, **data: object
) -> None:
    uow.audit(
        verb, "contact_point", point.id, actor=agent.actor, creditor_id=point.creditor_id,
        conversation=conversation.id, **data,
    )
