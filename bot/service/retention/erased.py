"""What of a person's own rows no table of days lets go of: which of them go at their wish, now or with the debt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, inspect, literal, or_, select, update

from bot.debt.erasure import OPEN_MEANS_NOT
from bot.service.care.care import living
from bot.service.care.vulnerability import ASKED, forget, withdraw
from bot.service.identity import same
from bot.service.outside import accounts
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Base,
    BudgetVersion,
    Callback,
    Case,
    ContactCode,
    ContactPoint,
    Conversation,
    IdentityProof,
    Offer,
    OutboxMessage,
    Party,
    Person,
    PhoneLine,
    Plan,
    Representative,
)
from bot.store.tables.base import Instant

_LIVING = ("agreed", "rearranged")


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows of one table: which, and what they become; without `becomes` they go."""

    table: type[Base]
    where: ColumnElement[bool]
    becomes: dict[str, Any] | None = None


def parts(uow: UnitOfWork, person_id: int, *, whole: bool) -> dict[str, Part]:
    """Kind by kind. `whole`: no debt is open, nothing is in hand, and the person themselves goes."""
    return {
        "budgets": Part(
            table=BudgetVersion, where=_budgets(person_id),
            becomes={"data": {}, "withdrawn_at": func.coalesce(BudgetVersion.withdrawn_at, _now(uow))},
        ),
        "contacts": Part(table=ContactPoint, where=_contacts(person_id, whole=whole)),
        "call_numbers": Part(
            table=Callback, becomes={"number": None},
            where=(Callback.person_id == person_id) & (Callback.state != "booked") & Callback.number.is_not(None),
        ),
        "representatives": Part(
            table=Representative, where=_representatives(uow, person_id, whole=whole),
            becomes={
                "name": "", "reach": "", "ended_at": func.coalesce(Representative.ended_at, _now(uow)),
                "ended_by": func.coalesce(Representative.ended_by, "system"),
            },
        ),
        **(_with_the_debt(uow, person_id) if whole else {}),
    }


def _with_the_debt(uow: UnitOfWork, person_id: int) -> dict[str, Part]:
    """Who they are, and the ways to them: kept while something is owed or under way."""
    threads = select(Conversation.id).where(Conversation.person_id == person_id)
    named = or_(Person.last_name != "", Person.first_name != "", Person.birth_date.is_not(None),
                Person.postcode.is_not(None))
    return {
        "numbers": Part(table=PhoneLine, where=PhoneLine.conversation_id.in_(threads)),
        # Whoever writes from there later begins a thread of their own.
        "threads": Part(
            table=Conversation, becomes={"sender": literal("erased:") + Conversation.public_id, "memory": {}},
            where=(Conversation.person_id == person_id) & Conversation.sender.not_like("erased:%"),
        ),
        "proofs": Part(
            table=IdentityProof, becomes={"ended_at": uow.now},
            where=(IdentityProof.person_id == person_id) & IdentityProof.ended_at.is_(None),
        ),
        "cases": Part(table=Case, becomes={"state": "erased"}, where=_cases(person_id)),
        "person": Part(
            table=Person, where=(Person.id == person_id) & named,
            becomes={"last_name": "", "first_name": "", "birth_date": None, "postcode": None},
        ),
    }


def _now(uow: UnitOfWork) -> Any:
    return literal(uow.now, Instant())


def _budgets(person_id: int) -> ColumnElement[bool]:
    """All but those on whose ground a plan stands."""
    standing = (
        select(Offer.budget_id).join(Plan, Plan.offer_id == Offer.id)
        .where(Plan.person_id == person_id, Plan.state.in_(_LIVING), Offer.budget_id.is_not(None))
    )
    return (BudgetVersion.person_id == person_id) & (BudgetVersion.data != {}) & BudgetVersion.id.not_in(standing)


def _contacts(person_id: int, *, whole: bool) -> ColumnElement[bool]:
    """While something is owed, only what the creditor's file has replaced; a stop stays so that it is obeyed, and so
    does what the debtor has closed: it would come back with the next file.
    """
    theirs = ContactPoint.person_id == person_id
    if whole:
        return theirs
    coded = select(ContactCode.id).where(ContactCode.contact_point_id == ContactPoint.id).correlate(ContactPoint)
    queued = select(OutboxMessage.id).where(
        OutboxMessage.contact_point_id == ContactPoint.id, OutboxMessage.state == "queued"
    ).correlate(ContactPoint)
    return (
        theirs & (ContactPoint.whose == "former") & ContactPoint.opted_out_at.is_(None) & ~coded.exists()
        & ~queued.exists()
    )


def _representatives(uow: UnitOfWork, person_id: int, *, whole: bool) -> ColumnElement[bool]:
    row = Representative
    named = (row.person_id == person_id) & or_(row.name != "", row.reach != "")
    return named if whole else named & or_(row.ended_at.is_not(None), row.until < uow.today())


def _cases(person_id: int) -> ColumnElement[bool]:
    """Those that are settled, and of nobody else as well: a creditor's later file does not name anybody there again."""
    theirs = select(Party.case_id).where(Party.person_id == person_id)
    others = (
        select(Party.id).join(Person, Person.id == Party.person_id)
        .where(Party.case_id == Case.id, Party.person_id != person_id, Person.last_name != "").correlate(Case)
    )
    return Case.id.in_(theirs) & (Case.state == "settled") & ~others.exists()


async def count(uow: UnitOfWork, person_id: int, *, whole: bool) -> dict[str, int]:
    """How many rows would go, kind by kind; kinds without any are left out."""
    found = {}
    for kind, part in parts(uow, person_id, whole=whole).items():
        number = await uow.session.scalar(select(func.count()).select_from(part.table).where(part.where))
        found[kind] = int(number or 0)
    found["care_note"] = int(await living(uow, person_id) is not None)
    return {kind: number for kind, number in found.items() if number}


async def carry_out(uow: UnitOfWork, person_id: int, *, whole: bool, actor: str) -> dict[str, int]:
    """Let them go; how many rows. The person's threads and their own row are locked by the caller."""
    gone = {"care_note": await _care(uow, person_id, actor=actor)}
    if whole:
        await _keep_stops(uow, person_id)
    for kind, part in parts(uow, person_id, whole=whole).items():
        if kind == "contacts":
            await _unlink(uow, part.where)
        change = delete(part.table) if part.becomes is None else update(part.table).values(part.becomes)
        done = await uow.session.execute(
            change.where(part.where).execution_options(synchronize_session=False)
            .returning(*inspect(part.table).primary_key)
        )
        gone[kind] = len(done.all())
    return {kind: number for kind, number in gone.items() if number}


async def _care(uow: UnitOfWork, person_id: int, *, actor: str) -> int:
    """The note of what makes things hard, with its consent, and the question about it that nobody has answered."""
    threads = await uow.session.scalars(select(Conversation).where(Conversation.person_id == person_id))
    for thread in threads.all():
        await forget(uow, thread, (thread.memory.get(ASKED) or {}).get("ask") or "")
    note = await living(uow, person_id)
    return int(note is not None and await withdraw(uow, person_id, note.id, actor=actor))


async def _keep_stops(uow: UnitOfWork, person_id: int) -> None:
    """Who has said stop is left in peace afterwards as well: by a hash of the number, which nobody can read back."""
    rows = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.opted_out_at.is_not(None))
    )
    for point in rows.all():
        await accounts.keep_stop(uow, point)


async def _unlink(uow: UnitOfWork, which: ColumnElement[bool]) -> None:
    """What names a number that goes names none any more."""
    points = select(ContactPoint.id).where(which)
    for table, column in (
        (OutboxMessage, OutboxMessage.contact_point_id), (Plan, Plan.reminder_to), (Callback, Callback.contact_point_id)
    ):
        values: dict[str, Any] = {column.key: None}
        if table is Plan:  # a plan that is over; a reminder that goes nowhere is none
            values["reminder_channel"] = "none"
        await uow.session.execute(
            update(table).where(column.in_(points)).values(values).execution_options(synchronize_session=False)
        )


async def lock(uow: UnitOfWork, person_id: int) -> Person | None:
    """Their threads in order, then the person: as everybody else locks them."""
    await uow.session.execute(
        select(Conversation.id).where(Conversation.person_id == person_id).order_by(Conversation.id).with_for_update()
    )
    rows = await same.lock(uow, person_id)
    return rows[0] if rows else None


async def open_cases(uow: UnitOfWork, person_id: int) -> list[Case]:
    """Cases of theirs on which something may still be owed, in order."""
    rows = await uow.session.scalars(
        select(Case).join(Party, Party.case_id == Case.id)
        .where(Party.person_id == person_id, Case.state.not_in(OPEN_MEANS_NOT)).order_by(Case.reference).distinct()
    )
    return list(rows.all())
