"""A number or address put on file or taken off it, once it is sure who asks: at the desk, or in the chat by a code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import phonenumbers
from sqlalchemy import Text, cast, select, update

from bot.service.case.cases import LIVING_PLAN
from bot.service.identity import same
from bot.service.outside.accounts import has_said_stop
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Case, ContactPoint, OutboxMessage, Party, Person, Plan

KINDS = ("phone", "email")
OWN = "own"
CLOSED = "closed"
"""By the debtor's own word: unlike a `former` one, no creditor's file opens it again."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}")
LONGEST_EMAIL = 254
_REGIONS = {"FR": "FR", "GB": "GB", "UK": "GB", "ZA": "ZA"}


def region_of(country: str) -> str:
    """Where a number without its country's code is from: a country or jurisdiction (FR-976, GB-SCT) told."""
    return _REGIONS.get(country[:2], "FR")


def read_value(kind: str, value: str, country: str) -> str:
    """A number in E.164, or an address in lower case. Raises ValueError for what is none."""
    text = value.strip()
    if kind == "email":
        if len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text.lower()):
            raise ValueError("no e-mail address")
        return text.lower()
    try:
        read = phonenumbers.parse(text, region_of(country))
    except phonenumbers.NumberParseException as error:
        raise ValueError("no number") from error
    if not phonenumbers.is_possible_number(read):
        raise ValueError("no number")
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


async def known(uow: UnitOfWork, person: Person, kind: str, value: str) -> ContactPoint | None:
    """The same number or address at this person, in whatever state."""
    found: ContactPoint | None = await uow.session.scalar(
        select(ContactPoint).where(
            ContactPoint.person_id == person.id, ContactPoint.kind == kind, ContactPoint.value == value
        )
    )
    return found


def nothing_to_do(there: ContactPoint | None, old: ContactPoint | None) -> bool:
    """Whether it stands on file already, and nothing is left of what it takes the place of."""
    gone = old is None or old is there or old.whose != OWN
    return there is not None and there.whose == OWN and gone


async def put_on_file(
    uow: UnitOfWork, person: Person, *, kind: str, value: str, instead_of: ContactPoint | None, shared: bool,
    checked: bool = True,
) -> ContactPoint:
    """Put a number or address (as `read_value` gives it) on file, perhaps in place of another.

    What was said of the old one holds for the new: a stop stays a stop, and so do the hours. `shared`: somebody else
    reads it. `checked`: a person of ours has made sure that it is theirs; else it is their own word, which changes
    nothing of anybody else's. The creditor is told of it, case by case. The caller leaves the audit line.
    """
    old, point = instead_of, await known(uow, person, kind, value)
    if point is None:
        point = ContactPoint(
            creditor_id=person.creditor_id, person_id=person.id, kind=kind, value=value, whose=OWN, discretion=False,
        )
        uow.session.add(point)
    point.whose = OWN
    point.discretion = point.discretion or shared or await _elsewhere(uow, person, kind, value, tell_both=checked)
    if old is not None and old is not point:
        _as_before(point, old)
    await _heed_stop(uow, point)
    await uow.flush()
    if old is not None and old is not point:
        await _closed(uow, old, instead=point)
    await _tell(uow, person, kind=kind, value=value, instead_of=old.value if old is not None else None)
    return point


async def take_off(uow: UnitOfWork, person: Person, point: ContactPoint) -> None:
    """It is no longer theirs: kept, and never written to. The caller leaves the audit line."""
    await _closed(uow, point, instead=None)
    await _tell(uow, person, kind=point.kind, value=None, instead_of=point.value)


async def _elsewhere(uow: UnitOfWork, person: Person, kind: str, value: str, *, tell_both: bool) -> bool:
    """Whether somebody else of this creditor has the same: then both are read by two (`tell_both`: and say so)."""
    rows = await uow.session.scalars(
        select(ContactPoint).where(
            ContactPoint.creditor_id == person.creditor_id, ContactPoint.person_id != person.id,
            ContactPoint.kind == kind, ContactPoint.value == value, ContactPoint.whose == OWN,
            ContactPoint.person_id.not_in(same.others_of(person.id)),
        )
    )
    others = rows.all()
    for other in others:
        other.discretion = other.discretion or tell_both
    return bool(others)


async def _closed(uow: UnitOfWork, old: ContactPoint, *, instead: ContactPoint | None) -> None:
    """Nothing goes there any more, also nothing that is queued; reminders follow to the new one.

    Where it stands on file at the same human's other row, it is closed there as well, and the new one takes its place
    there too. Whoever is left with a plan and no way for its reminders is told, and asked for another.
    """
    old.whose = CLOSED
    theirs = await uow.session.scalars(
        select(ContactPoint).where(
            ContactPoint.person_id.in_(same.others_of(old.person_id)), ContactPoint.kind == old.kind,
            ContactPoint.value == old.value, ContactPoint.whose == OWN,
        )
    )
    for point in theirs.all():
        other = await uow.session.get_one(Person, point.person_id)
        new = await _followed(uow, other, point, instead) if instead is not None else None
        await _closed(uow, point, instead=new)
        await _tell(uow, other, kind=old.kind, value=new.value if new is not None else None, instead_of=old.value)
    await uow.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.contact_point_id == old.id, OutboxMessage.state == "queued")
        .values(state="refused")
    )
    await _move_reminders(uow, old, instead)


async def _move_reminders(uow: UnitOfWork, old: ContactPoint, new: ContactPoint | None) -> None:
    moved = {"reminder_to": new.id} if new is not None else {"reminder_to": None, "reminder_channel": "none"}
    plans = await uow.session.execute(
        update(Plan).where(Plan.reminder_to == old.id).values(**moved).returning(Plan.id, Plan.creditor_id, Plan.state)
    )
    was_silent = old.opted_out_at is not None and old.reminders_kept_at is None
    if was_silent or (new is not None and not (new.opted_out_at is not None and new.reminders_kept_at is None)):
        return
    for plan_id, creditor_id, state in plans.all():
        if state in LIVING_PLAN:
            uow.schedule(
                "reminders_lost", f"reminders_lost:{plan_id}:{old.id}:{uow.now:%Y%m%d%H%M%S}", uow.now,
                creditor_id=creditor_id, plan=plan_id,
            )


async def _followed(uow: UnitOfWork, person: Person, old: ContactPoint, new: ContactPoint) -> ContactPoint | None:
    """The new one on the file of the same human's other row; None where it is known there as somebody else's."""
    point = await known(uow, person, new.kind, new.value)
    if point is not None and point.whose not in (OWN, CLOSED, "former"):
        return None
    if point is None:
        point = ContactPoint(
            creditor_id=person.creditor_id, person_id=person.id, kind=new.kind, value=new.value, discretion=False,
        )
        uow.session.add(point)
    was_open = point.whose == OWN and point.id is not None
    point.whose = OWN
    point.discretion = point.discretion or new.discretion
    _as_before(point, old)
    await _heed_stop(uow, point)
    await uow.flush()
    if not was_open:
        uow.audit(
            "contact.followed", "contact_point", point.id, actor="system", creditor_id=point.creditor_id,
            follows=new.id,
        )
    return point


async def _heed_stop(uow: UnitOfWork, point: ContactPoint) -> None:
    """A number that has asked a sender of ours to stop before it stood on file is not written to here either."""
    if point.opted_out_at is not None or not await has_said_stop(uow, point):
        return
    point.opted_out_at = uow.now
    await uow.flush()
    uow.audit(
        "contact.opted_out", "contact_point", point.id, actor="debtor", creditor_id=point.creditor_id,
        channel=point.kind,
    )


def _as_before(point: ContactPoint, old: ContactPoint) -> None:
    """What was said of the old one holds for the new."""
    point.reminders_kept_at = old.reminders_kept_at if point.opted_out_at is None else None
    point.opted_out_at = point.opted_out_at or old.opted_out_at
    point.safe_hours = point.safe_hours or old.safe_hours


async def part(uow: UnitOfWork, people: Sequence[int], *, linked_at: datetime) -> None:
    """These were never the same human: what has followed from the one to the other since then leaves its file again."""
    followed = select(AuditLine.object_id).where(
        AuditLine.verb == "contact.followed", AuditLine.object_kind == "contact_point", AuditLine.at >= linked_at
    )
    points = await uow.session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.person_id.in_(people), ContactPoint.whose == OWN, cast(ContactPoint.id, Text).in_(followed)
        )
        .order_by(ContactPoint.id)
    )
    for point in points.all():
        await _closed(uow, point, instead=None)
        point.whose = "former"  # a creditor's file may bring it back: it was nobody's own word here


async def _tell(uow: UnitOfWork, person: Person, *, kind: str, value: str | None, instead_of: str | None) -> None:
    cases = await uow.session.scalars(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(Party.person_id == person.id, Case.state.not_in(("settled", "erased")))
        .order_by(Case.id)
    )
    for case in cases.all():
        await uow.tell_creditor(case, "contact_changed", contact=kind, value=value, instead_of=instead_of)


async def own(uow: UnitOfWork, person: Person) -> Sequence[ContactPoint]:
    """All that are on file as theirs, the oldest first."""
    rows = await uow.session.scalars(
        select(ContactPoint)
        .where(ContactPoint.person_id == person.id, ContactPoint.whose == OWN)
        .order_by(ContactPoint.id)
    )
    return rows.all()


async def locked(uow: UnitOfWork, person: Person) -> Person:
    """Their row, and the same human's other, so that two changes of their contacts come one after the other."""
    await same.hold_still(uow, person.id)
    return await uow.session.get_one(Person, person.id, with_for_update={"key_share": True}, populate_existing=True)
