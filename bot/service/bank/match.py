"""Whose money a movement is: by the reference that we gave, else by an exact end-to-end reference; never a guess."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.debt.bank import find_references, read_rf
from bot.service.bank.records import Entry
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Party, TransferReference


@dataclass(frozen=True, kw_only=True)
class Match:
    """A case, whose payment it is, and by what we know."""

    case_id: int
    person_id: int
    by: str  # reference, end_to_end, person


async def match(uow: UnitOfWork, creditor_id: str, entry: Entry) -> Match | str:
    """The one case that the entry is for, or why a person must look: a key of the report's words.

    A name, an amount or a number in free text that is not a reference of ours never decides.
    """
    if entry.doubt:
        return entry.doubt
    told = [entry.structured, entry.text, entry.told_end_to_end]
    found = dict.fromkeys(one for text in told for one in find_references(text))
    whole = read_rf(entry.structured)
    if whole is not None:
        found[whole] = None
    rows = (
        await uow.session.scalars(
            select(TransferReference).where(
                TransferReference.creditor_id == creditor_id, TransferReference.reference.in_(found)
            )
        )
    ).all()
    if len({row.case_id for row in rows}) > 1:
        return "several_references"
    if rows:
        return Match(case_id=rows[0].case_id, person_id=rows[0].person_id, by="reference")
    if entry.told_end_to_end:
        by_payer = await _by_end_to_end(uow, creditor_id, entry.told_end_to_end)
        if by_payer is not None:
            return by_payer
    return "unknown_reference" if found else "no_reference"


async def bears_a_reference(uow: UnitOfWork, creditor_id: str, entry: Entry) -> bool:
    """Whether anything on it is a reference that we gave, or the case's own as end-to-end reference."""
    found = await match(uow, creditor_id, replace(entry, doubt=""))
    return isinstance(found, Match) or found == "several_references"


async def _by_end_to_end(uow: UnitOfWork, creditor_id: str, reference: str) -> Match | None:
    """The case's own reference, sign by sign. What a payer calls a transfer ("loyer") is nobody's reference."""
    named = await uow.session.execute(
        select(Case.id, Party.person_id)
        .join(Party, Party.case_id == Case.id)
        .where(Case.creditor_id == creditor_id, Case.reference == reference)
        .order_by(Party.role != "borrower", Party.id)
        .limit(1)
    )
    for case_id, person_id in named:
        return Match(case_id=case_id, person_id=person_id, by="end_to_end")
    return None
