"""A person asks for their data to be erased (GDPR art. 17): what goes, what stays and why, a step at a time.

What the table of days lets go of, goes now: by its own steps, and not what a matter in hand needs. While a debt is open
the rest goes; who they are stays as long as it is. Every step is a transaction that may be done twice: whoever is
interrupted goes on, and so does the task of the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from bot.debt.erasure import accounts_until, claims_until
from bot.debt.retention import Rule
from bot.service.identity import same
from bot.service.retention import carry_out, erased
from bot.service.retention.needed import attended, in_hand_of
from bot.service.retention.over import ASKED
from bot.store.database import UnitOfWork
from bot.store.tables import (
    AuditLine,
    BankLine,
    Case,
    Conversation,
    Dispute,
    Hold,
    LedgerEntry,
    Offer,
    Party,
    Pause,
    Person,
    Plan,
    Promise,
    Receipt,
)

OF_A_PERSON = (
    "distress_words", "words", "memory", "reach", "notes", "mail_files", "sent_words", "referral_sheets",
    "partner_links", "helper_looks", "helper_codes", "personal_links", "contact_codes",
)
"""Kinds of the table of days that are somebody's; the others are of agents, browsers and files."""
_KEYS = frozenset({"personal_links", "contact_codes", "partner_links"})
"""What opens something: while a debt is open, only what is over goes."""
_WHATEVER_ITS_AGE, _OVER = timedelta(days=36_500), timedelta(seconds=1)
AGAIN = timedelta(days=30)
"""So often it is looked whether the debt that kept somebody is over."""
TAKES_OVER = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What keeps somebody, as it is now."""

    person_id: int
    open_cases: tuple[str, ...]  # references
    attended: bool  # a person looks after a thread of theirs, or is to
    in_hand: bool  # a plan, pause, promise, referral, payment, dispute or hold is under way
    accounts_until: date | None
    claims_until: date | None

    @property
    def whole(self) -> bool:
        """Whether nothing obliges to know who they are."""
        return not (self.open_cases or self.attended or self.in_hand)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one transaction has let go of; `more`: there is another batch; `whole`: nobody is known by it any more."""

    rows: dict[str, int]
    more: bool
    whole: bool


async def find(uow: UnitOfWork, *, creditor_id: str, reference: str, role: str = "borrower") -> Person:
    """Who has that part in the case. Raises LookupError: nobody, or several."""
    rows = await uow.session.scalars(
        select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
        .where(Case.creditor_id == creditor_id, Case.reference == reference, Party.role == role).order_by(Person.id)
    )
    found = rows.all()
    if len(found) != 1:
        raise LookupError(f"{reference}: {'no' if not found else 'several'} {role.replace('_', '-')} at {creditor_id}")
    return found[0]


async def standing(uow: UnitOfWork, person: Person) -> Standing:
    """What keeps this person now, and until when the rest is kept."""
    cases = await erased.open_cases(uow, person.id)
    looked_after = select(Conversation.id).where(Conversation.person_id == person.id, attended()).exists()
    waits, under_way = (
        await uow.session.execute(select(looked_after, in_hand_of(person.id)))
    ).one()
    theirs = select(Party.case_id).where(Party.person_id == person.id)
    booked = await _last(
        uow, *(table.at for table in (LedgerEntry, Receipt)), BankLine.at, of=theirs,
    )
    decided = await _last(
        uow, Plan.agreed_at, Plan.ended_at, Pause.set_at, Promise.made_at, Dispute.opened_at, Hold.set_at, of=theirs,
    )
    offered = await uow.session.scalar(select(func.max(Offer.made_at)).where(Offer.person_id == person.id))
    last = max((one for one in (decided, offered) if one is not None), default=None)
    return Standing(
        person_id=person.id, open_cases=tuple(case.reference for case in cases), attended=bool(waits),
        in_hand=bool(under_way), accounts_until=accounts_until(person.country, _day(booked)),
        claims_until=claims_until(person.country, _day(last)),
    )


async def _last(uow: UnitOfWork, *columns: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
                of: object) -> datetime | None:
    each = union_all(
        *(select(func.max(column).label("at")).where(column.class_.case_id.in_(of)) for column in columns)
    ).subquery()
    found: datetime | None = await uow.session.scalar(select(func.max(each.c.at)))
    return found


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _asked(uow: UnitOfWork) -> Sequence[Rule]:
    return [replace(rule, days=ASKED) for rule in carry_out.ruled(uow) if rule.kind in OF_A_PERSON]


def _of(person_id: int, rule: Rule, *, whole: bool) -> carry_out.Of:
    only_over = rule.kind in _KEYS and not whole
    return carry_out.Of(person_id, _OVER if only_over else _WHATEVER_ITS_AGE)


async def count(uow: UnitOfWork, person: Person, now: Standing) -> dict[str, int]:
    """How many rows would go now, kind by kind; nothing is written."""
    found = {}
    for rule in _asked(uow):
        found[rule.kind] = await carry_out.count(uow, rule, of=_of(person.id, rule, whole=now.whole))
    found |= await erased.count(uow, person.id, whole=now.whole)
    return {kind: number for kind, number in found.items() if number}


async def request(uow: UnitOfWork, person: Person, *, actor: str) -> None:
    """Somebody of ours has made sure who asks: from now on it is carried out, whatever becomes of this process."""
    uow.audit("person.erasure_requested", "person", person.id, actor=actor, creditor_id=person.creditor_id)
    uow.schedule(
        "erasure", f"erasure:{person.id}:{uow.today().isoformat()}", uow.now + TAKES_OVER,
        creditor_id=person.creditor_id, person=person.id,
    )


async def step(uow: UnitOfWork, person_id: int, *, actor: str, batch: int = carry_out.BATCH) -> Step:
    """One transaction's part of it; commit it yourself. Done again, it goes on, or finds nothing more."""
    person = await erased.lock(uow, person_id)
    if person is None:
        return Step(rows={}, more=False, whole=True)
    now = await standing(uow, person)
    rows, more = {}, False
    for rule in _asked(uow):
        gone = await carry_out.let_go(uow, rule, limit=batch, of=_of(person.id, rule, whole=now.whole))
        rows[rule.kind], more = gone, more or gone == batch
    if not more:
        rows |= await erased.carry_out(uow, person.id, whole=now.whole, actor=actor)
    rows = {kind: number for kind, number in rows.items() if number}
    if rows:
        uow.audit(
            "person.erased", "person", person.id, actor=actor, creditor_id=person.creditor_id, rows=rows,
            stage="going_on" if more else "whole" if now.whole else "part",
        )
    return Step(rows=rows, more=more, whole=now.whole and not more)


async def gone_before(uow: UnitOfWork, person_id: int) -> dict[str, int]:
    """All that has been erased of them so far, by the log."""
    lines = await uow.session.scalars(
        select(AuditLine).where(
            AuditLine.object_kind == "person", AuditLine.object_id == str(person_id), AuditLine.verb == "person.erased"
        ).order_by(AuditLine.id)
    )
    found: dict[str, int] = {}
    for line in lines.all():
        for kind, number in line.data["rows"].items():
            found[kind] = found.get(kind, 0) + int(number)
    return found


async def asked(uow: UnitOfWork, creditor_id: str) -> list[tuple[date, str]]:
    """Who has asked in a conversation, as themselves, and for whom nothing was begun since: day and a reference."""
    lines = await uow.session.scalars(
        select(AuditLine).where(
            AuditLine.creditor_id == creditor_id, AuditLine.object_kind == "person",
            AuditLine.verb.in_(("person.erasure_asked", "person.erasure_requested")),
        ).order_by(AuditLine.id)
    )
    waiting: dict[int, date] = {}
    for line in lines.all():
        if line.verb == "person.erasure_asked":
            waiting.setdefault(int(line.object_id), line.at.date())
        else:
            waiting.pop(int(line.object_id), None)
    rows = await uow.session.execute(
        select(Party.person_id, func.min(Case.reference)).join(Case, Case.id == Party.case_id)
        .where(Party.person_id.in_(waiting)).group_by(Party.person_id)
    )
    return sorted((waiting[person], reference) for person, reference in rows.all())


async def linked(uow: UnitOfWork, person_id: int) -> list[str]:
    """References of the other row of the same human, if any: it is erased by its own."""
    keys = await same.others(uow, person_id)
    rows = await uow.session.scalars(
        select(Case.reference).join(Party, Party.case_id == Case.id).where(Party.person_id.in_(keys))
        .order_by(Case.reference).distinct()
    )
    return list(rows.all())
