"""What a link between two rows of the same human does (bot.service.desk.linking makes and undoes it).

Decided conservatively: while it stands, a link adds care, and nothing is agreed across it.
- What the cases of either ask each month (contracts, plans) counts in the budget of both, so that all plans together
  never ask more than may be offered. An offer that was made before the link, or before a plan of the other's, does not
  stand any more.
- A stop or an opt-out of either holds for both, towards us and in what the creditor is told; so does a hold on the
  person (distress). A hold on a case remains that case's own.
- At the desk the cases of both are seen together.
- In the chat the figures of the other's cases are told beside one's own (bot.service.identity.linked_cases), with what
  is late on both. What is agreed there is about the row that was proven, by its reference and birth date.
No contact of one is ever used for the other; but one that stands on both is replaced on both, so that reminders of
either plan go on (bot.service.contact.contact_points).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, Subquery, exists, func, or_, select, union

from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Hold, Party, Person, Plan, SamePerson

LINKED = (SamePerson.confirmed_at.is_not(None), SamePerson.ended_at.is_(None))
STANDING_PLAN = ("agreed", "rearranged")


def others_of(people: Select[int] | int) -> CompoundSelect[int]:
    """The keys of those who are linked with one of these people; not themselves."""
    of = [people] if isinstance(people, int) else people
    return union(
        select(SamePerson.other_person_id).where(SamePerson.person_id.in_(of), *LINKED),
        select(SamePerson.person_id).where(SamePerson.other_person_id.in_(of), *LINKED),
    )


def pairs() -> Subquery:
    """All that are linked, each pair both ways: columns `one` and `other`."""
    one, other = SamePerson.person_id, SamePerson.other_person_id
    ways = ((one, other), (other, one))
    return union(*(select(a.label("one"), b.label("other")).where(*LINKED) for a, b in ways)).subquery()


async def others(uow: UnitOfWork, person_id: int) -> Sequence[int]:
    """Keys of the rows that stand for the same human, in order; without that of the person."""
    rows = await uow.session.scalars(others_of(person_id))
    return sorted(rows.all())


async def stopped(uow: UnitOfWork, person_id: int) -> bool:
    """Whether the other row of the same human has said stop: then nobody writes first to this one either."""
    theirs = others_of(person_id)
    opted_out = exists().where(ContactPoint.person_id.in_(theirs), ContactPoint.opted_out_at.is_not(None))
    held = exists().where(
        Hold.reason == "stop_contact", Hold.lifted_at.is_(None),
        or_(
            Hold.person_id.in_(theirs),
            Hold.case_id.in_(select(Party.case_id).where(Party.person_id.in_(theirs))),
        ),
    )
    return bool(await uow.session.scalar(select(or_(opted_out, held))))


async def hold_still(uow: UnitOfWork, person_id: int) -> None:
    """Lock both rows, in order, where there are two: their plans are agreed one after the other, and no link is made
    or undone meanwhile.
    """
    theirs = await others(uow, person_id)
    if theirs:
        await lock(uow, person_id, *theirs)


async def lock(uow: UnitOfWork, *people: int) -> Sequence[Person]:
    """Those rows as they are now, locked in the order of their keys until the transaction ends."""
    rows = await uow.session.scalars(
        select(Person)
        .where(Person.id.in_(people))
        .order_by(Person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def changed_since(uow: UnitOfWork, person_id: int, moment: datetime) -> bool:
    """Whether what is left of the budget has become another since then: a link was made, or the other has agreed."""
    theirs = await others(uow, person_id)
    if not theirs:
        return False
    linked = exists().where(
        SamePerson.confirmed_at >= moment, SamePerson.ended_at.is_(None),
        or_(SamePerson.person_id == person_id, SamePerson.other_person_id == person_id),
    )
    planned = exists().where(
        Plan.person_id.in_(theirs), Plan.agreed_at >= moment, Plan.state.in_(STANDING_PLAN)
    )
    return bool(await uow.session.scalar(select(or_(linked, planned))))


async def not_all_seen(uow: UnitOfWork, person_id: int) -> bool:
    """Whether this transaction is limited to brands and does not see all cases of this human: then nobody in it can
    say what is left of the budget, nor who is the same.
    """
    return bool(await uow.session.scalar(select(func.hidden_cases(person_id))))


async def stops_of(uow: UnitOfWork, creditor_id: str, stopped_references: Sequence[str]) -> Sequence[str]:
    """References of the cases of those who are linked with somebody of one of these cases, all of this creditor's."""
    people = (
        select(Party.person_id).join(Case, Case.id == Party.case_id)
        .where(Case.creditor_id == creditor_id, Case.reference.in_(stopped_references))
    )
    rows = await uow.session.scalars(
        select(Case.reference)
        .join(Party, Party.case_id == Case.id)
        .where(
            Case.creditor_id == creditor_id, Party.person_id.in_(others_of(people)),
            Case.state.not_in(("settled", "erased")),
        )
        .distinct()
    )
    return rows.all()
