"""A link for a creditor's letter: it stands for the reference, and shows nothing before the birth date."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.service.identity.lookup import personal_link
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Party, Person

LETTER_LASTS = timedelta(days=90)
"""A letter lies about before it is opened."""


async def letter_link(
    uow: UnitOfWork, *, creditor_id: str, reference: str, actor: str, lasts: timedelta = LETTER_LASTS
) -> str:
    """A new link for the borrower of that case. Raises LookupError for no such open case, and for one of nobody."""
    found = (
        await uow.session.execute(
            select(Case, Person)
            .join(Party, Party.case_id == Case.id)
            .join(Person, Person.id == Party.person_id)
            .where(
                Case.creditor_id == creditor_id, Case.reference == reference,
                Case.state.not_in(("settled", "erased")),
            )
            .order_by(Party.role != "borrower", Party.id)
            .limit(1)
        )
    ).one_or_none()
    if found is None:
        raise LookupError(f"{creditor_id} has no open case {reference}")
    case, person = found
    url = await personal_link(uow, person, lasts)
    uow.audit("letter.link_made", "case", case.id, actor=actor, creditor_id=creditor_id)
    return url
