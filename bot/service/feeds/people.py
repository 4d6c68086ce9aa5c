"""Whom a file is about: found again, made, or changed; and how they can be reached."""

from __future__ import annotations

from bot.service.feeds.known import Batch, who
from bot.service.feeds.records import RowValues, Terms
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Person


def find_person(batch: Batch, values: RowValues) -> Person | None:
    """The same person at another case of this creditor: name, birth date, and postcode or contact.

    Careful on purpose: two people taken for one would be shown each other's debts.
    """
    if values.birth_date is None or not values.last_name:
        return None
    for person in batch.people.get(values.who, ()):
        told = {point.value for point in batch.contacts.get(person.id, ())}
        same_place = bool(values.postcode) and person.postcode == values.postcode
        if same_place or told & {values.phone, values.email}:
            return person
    return None


def new_person(uow: UnitOfWork, batch: Batch, creditor_id: str, values: RowValues, terms: Terms) -> Person:
    """Somebody whom this creditor has not named before."""
    person = Person(
        creditor_id=creditor_id, external_key=values.reference, last_name=values.last_name,
        first_name=values.first_name, birth_date=values.birth_date, postcode=values.postcode or None,
        language=terms.language, country=terms.country,
    )
    uow.session.add(person)
    batch.people.setdefault(values.who, []).append(person)
    return person


def is_another(person: Person, values: RowValues) -> bool:
    """Whether a known case's line now names somebody else: nobody may inherit another's case unseen."""
    same_name = person.last_name.casefold() == values.last_name.casefold()
    dates = {person.birth_date, values.birth_date} - {None}
    if same_name:
        # A corrected birth date is common; with another first name as well it is a relative.
        return len(dates) == 2 and person.first_name.casefold() != values.first_name.casefold()
    return len(dates) != 1


def is_erased(person: Person) -> bool:
    """Whether nothing tells any more who it is: what is settled does not name them again."""
    return not (person.last_name or person.first_name or person.birth_date)


def change_person(person: Person, values: RowValues) -> list[str]:
    """Take over what the file tells; an empty cell never wipes out what is known. Names of what changed."""
    told = {
        "last_name": values.last_name, "first_name": values.first_name,
        "birth_date": values.birth_date, "postcode": values.postcode,
    }
    changed = [name for name, value in told.items() if value and getattr(person, name) != value]
    for name in changed:
        setattr(person, name, told[name])
    return changed


def reach(uow: UnitOfWork, batch: Batch, person: Person, values: RowValues, *, shared: bool) -> None:
    """Number and address of the file, added to what is known; opt-outs and proofs stay as they are.

    A number that the creditor has replaced is kept as `former` unless its owner has proven it. Where they have had
    one closed at the desk it stays closed, and what they gave instead stays theirs, whatever the file says.
    """
    points = batch.contacts[person.id]
    for kind, value in (("phone", values.phone), ("email", values.email)):
        if value is None:
            continue
        known = next((point for point in points if point.kind == kind and point.value == value), None)
        if known is None:
            corrected = any(point.kind == kind and point.whose == "closed" for point in points)
            for old in points:
                if old.kind == kind and old.proven_at is None and old.whose == "own" and not corrected:
                    old.whose = "former"
            known = ContactPoint(
                creditor_id=person.creditor_id, person_id=person.id, kind=kind, value=value, whose="own",
                discretion=False,
            )
            uow.session.add(known)
            points.append(known)
        elif known.whose == "former":
            known.whose = "own"
        if kind == "phone":
            batch.owners[value][person.id] = who(person)
            known.discretion = known.discretion or shared


def shares_phone(batch: Batch, person: Person, values: RowValues) -> bool:
    """Whether somebody else of this creditor has the same number; their copy of it becomes discreet too."""
    if values.phone is None:
        return False
    owners = batch.owners.get(values.phone, {})
    others = [other for other, name in owners.items() if other != person.id and name != who(person)]
    for other in others:
        for point in batch.contacts.get(other, ()):
            if point.value == values.phone:
                point.discretion = True
    return bool(others)

