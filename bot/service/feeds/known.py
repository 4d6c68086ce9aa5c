"""What the store already knows of the cases that a file names, read a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from bot.service.feeds.records import CaseRow, Owed
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Hold, LedgerEntry, Obligation, Party, Person

FEED = "feed"
"""`source_kind` of the ledger entries that stem from a creditor's file."""


@dataclass(slots=True, kw_only=True)
class Sum:
    """Ledger entries of one case, account and day, in minor units; `ours` did not come from a file."""

    account: str
    value_on: date
    ours: bool
    minor: int


@dataclass(slots=True, kw_only=True)
class Known:
    """One case as it stands before the file is applied."""

    case: Case
    obligations: dict[tuple[str, str], Obligation] = field(default_factory=dict)
    ledger: list[Sum] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    borrower: Person | None = None

    def total(self, account: str, *, without_ours_after: date | None = None) -> int:
        """The account's sum; optionally without entries of our own dated after that day."""
        return sum(
            part.minor
            for part in self.ledger
            if part.account == account
            and not (part.ours and without_ours_after is not None and part.value_on > without_ours_after)
        )

    def parts(self) -> set[tuple[str, str, int, bool]]:
        """What the last file said was owed: key, component, minor units, claimable."""
        return {(key, name, row.minor, row.claimable) for (key, name), row in self.obligations.items()}


@dataclass(slots=True)
class Batch:
    """The cases, people and numbers that a batch of rows touches."""

    cases: dict[str, Known]
    people: dict[tuple[str, str, date | None], list[Person]]
    contacts: dict[int, list[ContactPoint]]
    owners: dict[str, dict[int, tuple[str, str, date | None]]]  # E.164 -> who has it at this creditor


def who(person: Person) -> tuple[str, str, date | None]:
    """Whom a row is about, as files tell it."""
    return person.last_name.casefold(), person.first_name.casefold(), person.birth_date


async def known_cases(uow: UnitOfWork, creditor_id: str, references: Sequence[str]) -> dict[str, Known]:
    """The creditor's cases of these references, locked until the transaction ends."""
    found = await uow.session.scalars(
        select(Case)
        .where(Case.creditor_id == creditor_id, Case.reference.in_(references))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    cases = {case.id: Known(case=case) for case in found}
    if not cases:
        return {}
    for row in await uow.session.scalars(select(Obligation).where(Obligation.case_id.in_(cases))):
        cases[row.case_id].obligations[row.external_key, row.component] = row
    for hold in await uow.session.scalars(select(Hold).where(Hold.case_id.in_(cases)).order_by(Hold.id)):
        if hold.case_id is not None:
            cases[hold.case_id].holds.append(hold)
    await _ledgers(uow, cases)
    borrowers = await uow.session.execute(
        select(Party.case_id, Person)
        .join(Person, Person.id == Party.person_id)
        .where(Party.case_id.in_(cases), Party.role == "borrower")
        .order_by(Party.id.desc())
    )
    for case_id, person in borrowers:
        cases[case_id].borrower = person
    return {known.case.reference: known for known in cases.values()}


async def _ledgers(uow: UnitOfWork, cases: dict[int, Known]) -> None:
    ours = LedgerEntry.source_kind != FEED
    keys = (LedgerEntry.case_id, LedgerEntry.account, LedgerEntry.value_on, ours)
    sums = await uow.session.execute(
        select(*keys, func.sum(LedgerEntry.minor)).where(LedgerEntry.case_id.in_(cases)).group_by(*keys)
    )
    for case_id, account, value_on, is_ours, minor in sums:
        cases[case_id].ledger.append(
            Sum(account=account, value_on=value_on, ours=is_ours, minor=int(minor))
        )


async def load_batch(uow: UnitOfWork, creditor_id: str, rows: Sequence[CaseRow]) -> Batch:
    """All that the store knows of these rows' cases, people and numbers."""
    cases = await known_cases(uow, creditor_id, [row.values.reference for row in rows])
    births = {row.values.birth_date for row in rows if row.values.birth_date is not None}
    phones = {row.values.phone for row in rows if row.values.phone is not None}
    alike = await uow.session.scalars(
        select(Person).where(Person.creditor_id == creditor_id, Person.birth_date.in_(births))
    )
    people: dict[tuple[str, str, date | None], list[Person]] = defaultdict(list)
    for person in alike:
        people[who(person)].append(person)
    ids = {person.id for found in people.values() for person in found}
    ids |= {known.borrower.id for known in cases.values() if known.borrower is not None}
    batch = Batch(cases, people, defaultdict(list), defaultdict(dict))
    points = await uow.session.execute(
        select(ContactPoint, Person).join(Person, Person.id == ContactPoint.person_id).where(
            ContactPoint.creditor_id == creditor_id,
            ContactPoint.person_id.in_(ids) | ContactPoint.value.in_(phones),
        )
    )
    for point, owner in points:
        batch.contacts[point.person_id].append(point)
        if point.kind == "phone" and point.whose not in ("former", "closed"):
            batch.owners[point.value][owner.id] = who(owner)
    return batch


def kept(known: Known, row: CaseRow, day: date) -> list[Owed]:
    """Parts that stay as they were because the file names them in a line that could not be read."""
    return [
        Owed(
            key=key, component=name, minor=old.minor, due_on=old.due_on, claimable=old.claimable,
            disputed=old.disputed, future=old.due_on is not None and old.due_on >= day,
        )
        for (key, name), old in known.obligations.items()
        if key in row.unread_keys
    ]
