"""Certificates of respite: "nobody will chase you before that day; if somebody does, give this code".

One for each agreed plan and each pause. Whether it stands, and until when, is read from the plan or the pause as they
are now: a certificate never promises more than the file that the creditor's call centre has.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from bot.debt import code
from bot.service.case.cases import LIVING_PLAN, pause_protects
from bot.service.desk.agents import AgentAt
from bot.service.desk.queue import full_name
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Certificate, Creditor, Instalment, Pause, Person, Plan

LETTER = "C"
_LENGTH = 8
"""40 random bits, read out on the telephone: tries are counted at the desk and limited on the page for anybody."""
ONE_CALL = timedelta(minutes=10)
"""Looked up again by the same agent within this time, it is the same conversation and counts once."""


def new_code() -> str:
    """A code such as "C-7K3M-9QXD-4"."""
    return code.written("".join(secrets.choice(code.SIGNS) for _ in range(_LENGTH)), letter=LETTER)


def read_code(text: str) -> str | None:
    """A code as somebody typed it, or None when it has a slip."""
    return code.read(text, letter=LETTER, length=_LENGTH)


async def for_plan(uow: UnitOfWork, plan: Plan, *, actor: str = "system") -> Certificate:
    """The plan's certificate, issued if it has none yet."""
    await _issue(uow, plan, actor, plan_id=plan.id)
    found = await uow.session.scalars(select(Certificate).where(Certificate.plan_id == plan.id))
    return found.one()


async def for_pause(uow: UnitOfWork, pause: Pause, *, actor: str = "system") -> Certificate:
    """The pause's certificate, issued if it has none yet; one that is prolonged keeps its code."""
    await _issue(uow, pause, actor, pause_id=pause.id)
    found = await uow.session.scalars(select(Certificate).where(Certificate.pause_id == pause.id))
    return found.one()


async def _issue(
    uow: UnitOfWork, of: Plan | Pause, actor: str, *, plan_id: int | None = None, pause_id: int | None = None
) -> None:
    made = await uow.session.scalar(
        insert(Certificate)
        .values(
            creditor_id=of.creditor_id, case_id=of.case_id, person_id=of.person_id, plan_id=plan_id,
            pause_id=pause_id, code=new_code(), issued_at=uow.now, looked_up=0,
        )
        .on_conflict_do_nothing(index_elements=["plan_id" if plan_id is not None else "pause_id"])
        .returning(Certificate.id)
    )
    if made is not None:
        uow.audit(
            "certificate.issued", "certificate", made, actor=actor, creditor_id=of.creditor_id, plan=plan_id,
            pause=pause_id,
        )


def last_day(rows: Iterable[Instalment]) -> date | None:
    """The day of the last instalment that still counts."""
    return max((row.due_on for row in rows if row.state != "moved"), default=None)


@dataclass(frozen=True, kw_only=True)
class LookedUp:
    """What an agent learns of a code that somebody gave them."""

    code: str
    stands: bool
    why: str  # plan, pause
    state: str  # of the plan or pause
    until: date | None
    name: str
    brand: str
    reference: str
    times: int  # this one included


async def look_up(uow: UnitOfWork, agent: AgentAt, code_read: str) -> LookedUp | None:
    """The certificate of a code (see `read_code`), counted as "somebody was chased"; commit to keep the count.

    None alike for a code that never was and for one of a creditor whose cases the agent may not see. While it
    stands the creditor is told: whoever chases in its name has to hear that they may not.
    """
    row = (
        await uow.session.execute(
            select(Certificate, Case, Brand.name, Person)
            .join(Case, Case.id == Certificate.case_id)
            .join(Brand, Brand.id == Case.brand_id)
            .join(Person, Person.id == Certificate.person_id)
            .where(Certificate.code == code_read, Certificate.creditor_id.in_(agent.creditors))
            .with_for_update(of=Certificate)
        )
    ).one_or_none()
    if row is None:
        uow.audit("certificate.unknown", "agent", agent.id, actor=agent.actor)
        return None
    certificate, case, brand, person = row
    why, state, until, stands = await _stands(uow, certificate, case)
    if not _same_call(uow, certificate, agent):
        certificate.looked_up += 1
        uow.audit(
            "certificate.looked_up", "certificate", certificate.id, actor=agent.actor,
            creditor_id=certificate.creditor_id, times=certificate.looked_up, stands=stands,
        )
        if stands:
            await uow.tell_creditor(
                case, "chased_despite_certificate", certificate=certificate.code, times=certificate.looked_up,
                until=until.isoformat() if until else None,
            )
    certificate.last_looked_up_at, certificate.last_looked_up_by = uow.now, agent.id
    return LookedUp(
        code=certificate.code, stands=stands, why=why, state=state, until=until, name=full_name(person), brand=brand,
        reference=case.reference, times=certificate.looked_up,
    )


async def stands_today(uow: UnitOfWork, code_read: str) -> bool:
    """Whether a certificate of that code holds now: all that anybody is told. Counts nothing."""
    row = (
        await uow.session.execute(
            select(Certificate, Case).join(Case, Case.id == Certificate.case_id).where(Certificate.code == code_read)
        )
    ).one_or_none()
    if row is None:
        return False
    _, _, until, stands = await _stands(uow, row[0], row[1])
    return stands and (until is None or until >= uow.today())


def _same_call(uow: UnitOfWork, certificate: Certificate, agent: AgentAt) -> bool:
    at = certificate.last_looked_up_at
    return certificate.last_looked_up_by == agent.id and at is not None and abs(uow.now - at) < ONE_CALL


async def _stands(
    uow: UnitOfWork, certificate: Certificate, case: Case
) -> tuple[str, str, date | None, bool]:
    """What it is for, the state of that, its known end, and whether it holds now."""
    case_lives = case.state not in ("settled", "erased")
    if certificate.plan_id is not None:
        plan = await uow.session.get_one(Plan, certificate.plan_id)
        until = await uow.session.scalar(
            select(func.max(Instalment.due_on)).where(Instalment.plan_id == plan.id, Instalment.state != "moved")
        )
        return "plan", plan.state, until, case_lives and plan.state in LIVING_PLAN
    pause = await uow.session.get_one(Pause, certificate.pause_id)
    creditor = await uow.session.get_one(Creditor, case.creditor_id)
    today = uow.today(creditor.time_zone)
    return "pause", pause.state, pause.until, case_lives and pause_protects(pause.state, pause.until, today)
