"""Two rows of one creditor that stand for the same human: proposed by one agent, linked by a second, undone by any one.

What a link does stands in bot.service.identity.same. A third row can't be joined to a pair: somebody who stands three
times in a file is for the creditor to put right. Whoever links sees all cases of both, and has both rows locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from bot.debt import same_person as rules
from bot.service.case.cases import cases_of
from bot.service.contact import contact_points
from bot.service.desk.agents import AgentAt, names_of
from bot.service.desk.panels import CasePanel, case_panel
from bot.service.desk.queue import full_name
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identity import same
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, Party, Person, SamePerson

MOST_LOOKED_AT, MOST_SHOWN = 50, 5


@dataclass(frozen=True, kw_only=True)
class Other:
    """The other row, as it is shown beside the person; `pair` is 0 while nothing is proposed."""

    person: int
    name: str
    references: tuple[str, ...]
    why: str = ""
    pair: int = 0
    linked: bool = False
    by: str = ""  # who proposed it
    at: datetime | None = None
    may_confirm: bool = False
    cases: tuple[CasePanel, ...] = ()  # of the one that is linked


async def panel(uow: UnitOfWork, agent: AgentAt, person: Person | None) -> tuple[Other, ...]:
    """Who is linked, else who is proposed or may be the same, as far as this agent sees all of them; only reads."""
    if person is None or await same.not_all_seen(uow, person.id):
        return ()
    rows = (await uow.session.scalars(_open(person.id))).all()
    linked = [row for row in rows if row.confirmed_at is not None]
    named = await names_of(uow, {row.proposed_by for row in rows})
    found = []
    for row in linked or rows:
        other = await uow.session.get_one(Person, _other(row, person.id))
        views = await cases_of(uow, other.id)
        found.append(
            Other(
                person=other.id, name=full_name(other), references=await _references(uow, other.id), pair=row.id,
                linked=row.confirmed_at is not None, by=named.get(row.proposed_by, ""), at=row.proposed_at,
                may_confirm=row.confirmed_at is None and row.proposed_by != agent.id,
                cases=tuple([await case_panel(uow, view) for view in views]) if linked else (),
            )
        )
    return tuple(found) if linked else (*found, *await _candidates(uow, person))


def _open(person_id: int) -> Select[SamePerson]:
    either = or_(SamePerson.person_id == person_id, SamePerson.other_person_id == person_id)
    return select(SamePerson).where(either, SamePerson.ended_at.is_(None)).order_by(SamePerson.id)


def _other(row: SamePerson, person_id: int) -> int:
    return row.other_person_id if row.person_id == person_id else row.person_id


async def _references(uow: UnitOfWork, person_id: int) -> tuple[str, ...]:
    rows = await uow.session.scalars(
        select(Case.reference).join(Party, Party.case_id == Case.id)
        .where(Party.person_id == person_id, Case.state != "erased").order_by(Case.reference)
    )
    return tuple(rows.all())


async def _candidates(uow: UnitOfWork, person: Person) -> list[Other]:
    """Who may be the same by the rule, and was neither proposed nor refused before."""
    mine = await _record(uow, person)
    values = [value for _, value in mine.contacts]
    reached = select(ContactPoint.person_id).where(
        ContactPoint.creditor_id == person.creditor_id, ContactPoint.value.in_(values), ContactPoint.whose == "own"
    )
    spoken_of = select(SamePerson.person_id + SamePerson.other_person_id - person.id).where(
        or_(SamePerson.person_id == person.id, SamePerson.other_person_id == person.id)
    )
    rows = await uow.session.scalars(
        select(Person)
        .where(
            Person.creditor_id == person.creditor_id, Person.id != person.id, Person.id.not_in(spoken_of),
            or_(Person.birth_date == person.birth_date, Person.id.in_(reached)),
        )
        .order_by(Person.id)
        .limit(MOST_LOOKED_AT)
    )
    found = []
    for other in rows.all():
        why = rules.why_same(mine, await _record(uow, other))
        if why is not None and not await same.not_all_seen(uow, other.id):
            found.append(
                Other(person=other.id, name=full_name(other), references=await _references(uow, other.id), why=why)
            )
    return found[:MOST_SHOWN]


async def _record(uow: UnitOfWork, person: Person) -> rules.Record:
    points = await uow.session.execute(
        select(ContactPoint.kind, ContactPoint.value)
        .where(ContactPoint.person_id == person.id, ContactPoint.whose == "own")
    )
    cases = await uow.session.scalars(select(Party.case_id).where(Party.person_id == person.id))
    return rules.Record(
        first_name=person.first_name, last_name=person.last_name, birth_date=person.birth_date,
        contacts=frozenset((kind, value) for kind, value in points.all()), cases=frozenset(cases.all()),
    )


async def propose(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, reference: str, person_id: int
) -> SamePerson:
    """Say that this conversation's person and another (by key, else by the reference of a case) are one.

    The same again, or from the other side, is the same proposal. Raises DeskRefusal: not_yours, same_nobody,
    same_not_found, and what `_may_be_linked` raises.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    person = await _person(uow, conversation)
    other = await _found(uow, person, reference, person_id)
    first, second = sorted((person.id, other.id))
    await _may_be_linked(uow, await same.lock(uow, first, second))
    known = await uow.session.scalar(
        select(SamePerson).where(
            SamePerson.person_id == first, SamePerson.other_person_id == second, SamePerson.ended_at.is_(None)
        )
    )
    if known is not None:
        return known
    row = SamePerson(
        creditor_id=person.creditor_id, person_id=first, other_person_id=second, proposed_by=agent.id,
        proposed_at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    _note(uow, agent, row, "person.same_proposed")
    return row


async def confirm(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, pair_id: int) -> SamePerson:
    """A second agent says so too: from now on the two are linked. Twice has one effect.

    Raises LookupError for no such proposal here; DeskRefusal: same_second, same_ended, and what `_may_be_linked` does.
    """
    row, people = await _pair(uow, agent, conversation_id, pair_id)
    if row.ended_at is not None:
        raise DeskRefusal("same_ended")
    if row.confirmed_at is not None:
        return row
    if row.proposed_by == agent.id:
        raise DeskRefusal("same_second")
    await _may_be_linked(uow, people)
    row.confirmed_by, row.confirmed_at = agent.id, uow.now
    await _as_discreet(uow, people)
    _note(uow, agent, row, "person.same_linked")
    return row


async def end(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, pair_id: int) -> None:
    """They are not the same after all: a link is undone, a proposal taken back, by one person and at once. A second
    time changes nothing. Raises LookupError.
    """
    row, people = await _pair(uow, agent, conversation_id, pair_id)
    if row.ended_at is not None:
        return
    row.ended_by, row.ended_at = agent.id, uow.now
    await uow.flush()
    if row.confirmed_at is not None:
        await contact_points.part(uow, [one.id for one in people], linked_at=row.confirmed_at)
    _note(uow, agent, row, "person.same_declined" if row.confirmed_at is None else "person.same_undone")


async def _person(uow: UnitOfWork, conversation: Conversation) -> Person:
    if conversation.person_id is None:
        raise DeskRefusal("same_nobody")
    return await uow.session.get_one(Person, conversation.person_id)


async def _found(uow: UnitOfWork, person: Person, reference: str, person_id: int) -> Person:
    """The other, of the same creditor: nobody else's customer is ever named. A borrower before others of the case."""
    wanted = select(Person).where(Person.creditor_id == person.creditor_id)
    if person_id:
        wanted = wanted.where(Person.id == person_id)
    else:
        wanted = (
            wanted.join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
            .where(func.upper(Case.reference) == reference.strip()[:60].upper(), Case.creditor_id == person.creditor_id)
            .order_by(Party.role != "borrower", Person.id)
        )
    found: Person | None = await uow.session.scalar(wanted.limit(1))
    if found is None:
        raise DeskRefusal("same_not_found")
    return found


async def _pair(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, pair_id: int
) -> tuple[SamePerson, Sequence[Person]]:
    """The row and both people, locked: the conversation first, then the people in order, then the row."""
    conversation = await reach(uow, agent, conversation_id)
    row = await uow.session.get(SamePerson, pair_id)
    if row is None or conversation.person_id not in (row.person_id, row.other_person_id):
        raise LookupError("no such proposal")
    people = await same.lock(uow, row.person_id, row.other_person_id)
    return await uow.session.get_one(SamePerson, pair_id, with_for_update=True, populate_existing=True), people


async def _may_be_linked(uow: UnitOfWork, people: Sequence[Person]) -> None:
    """Raises DeskRefusal: same_itself; same_birth (different ones are on file); same_case (both have a part in one:
    they are two); hidden_cases (some of theirs are of brands that this agent does not see); same_currency (one budget
    has one); same_linked (one of them is already linked with a third).
    """
    one, other = people[0], people[-1]
    if one is other:
        raise DeskRefusal("same_itself")
    if one.birth_date is not None and other.birth_date is not None and one.birth_date != other.birth_date:
        raise DeskRefusal("same_birth")
    if (await _record(uow, one)).cases & (await _record(uow, other)).cases:
        raise DeskRefusal("same_case")
    if await same.not_all_seen(uow, one.id) or await same.not_all_seen(uow, other.id):
        raise DeskRefusal("hidden_cases")
    money = select(func.count(Case.currency.distinct())).join(Party, Party.case_id == Case.id)
    if int(await uow.session.scalar(money.where(Party.person_id.in_((one.id, other.id)))) or 0) > 1:
        raise DeskRefusal("same_currency")
    for mine, theirs in ((one.id, other.id), (other.id, one.id)):
        if any(key != theirs for key in await same.others(uow, mine)):
            raise DeskRefusal("same_linked")


async def _as_discreet(uow: UnitOfWork, people: Sequence[Person]) -> None:
    """What somebody else reads is read by them on whichever row it stands. It stays so when the link is undone."""
    rows = (
        await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id.in_([one.id for one in people])))
    ).all()
    discreet = {(row.kind, row.value) for row in rows if row.discretion}
    for row in rows:
        row.discretion = row.discretion or (row.kind, row.value) in discreet


def _note(uow: UnitOfWork, agent: AgentAt, row: SamePerson, verb: str) -> None:
    """A line with each of the two: whoever reads the one's finds the other."""
    for mine, theirs in ((row.person_id, row.other_person_id), (row.other_person_id, row.person_id)):
        uow.audit(verb, "person", mine, actor=agent.actor, creditor_id=row.creditor_id, other=theirs, pair=row.id)
