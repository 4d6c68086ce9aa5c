"""Bank movements that nobody could match: given to a case by a person, or laid aside; two steps."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.money import CURRENCIES, Money
from bot.service.bank.apply import credit_line
from bot.service.bank.known import credited_like, take_turn
from bot.service.bank.match import Match
from bot.service.bank.records import LineReport
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.work import DeskRefusal
from bot.store.database import UnitOfWork
from bot.store.tables import BankLine, Case, Party

LAID_ASIDE = ("not_a_debtor", "given_back", "seen_to")
"""Why a movement needs nothing more: not a debtor's money; sent back by the creditor; seen to by hand."""


async def open_line(uow: UnitOfWork, agent: AgentAt, key: int) -> BankLine:
    """The movement, locked, if it still waits. Raises LookupError for none and out of scope, DeskRefusal."""
    line = await uow.session.scalar(
        select(BankLine)
        .where(BankLine.id == key, BankLine.creditor_id.in_(agent.creditors))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if line is None:
        raise LookupError("no such movement")
    if line.state != "open":
        raise DeskRefusal("worked_off")
    return line


async def assign(uow: UnitOfWork, agent: AgentAt, key: int, *, reference: str, confirm: str) -> None:
    """It is for the case of that reference: from here on the path of every payment.

    Raises DeskRefusal: confirm_assign (confirm_assign_again where a movement that may be this one stands credited),
    no_such_case, not_a_payment (money that went back, an unknown currency), worked_off; LookupError.
    """
    whose = await uow.session.scalar(select(BankLine.creditor_id).where(BankLine.id == key))
    if whose in agent.creditors:
        await take_turn(uow, whose)
    line = await open_line(uow, agent, key)
    if line.kind != "credit" or line.currency not in CURRENCIES:
        raise DeskRefusal("not_a_payment")
    row = (
        await uow.session.execute(
            select(Case, Party.person_id)
            .join(Party, Party.case_id == Case.id)
            .where(Case.creditor_id == line.creditor_id, Case.reference == reference.strip())
            .order_by(Party.role != "borrower", Party.id)
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        raise DeskRefusal("no_such_case")
    case, person_id = row
    amount = Money(line.minor, line.currency)
    again = await credited_like(uow, line, case.id)
    must_confirm(
        confirm, "confirm_assign" if again is None else "confirm_assign_again", key, case.id, amount=amount,
        reference=case.reference, day=line.booked_on, other=again.booked_on if again is not None else None,
    )
    found = Match(case_id=case.id, person_id=person_id, by="person")
    report = LineReport(line=0, result="open")
    await credit_line(uow, line, found, report, actor=agent.actor)
    line.resolved_at, line.resolved_by = uow.now, agent.actor
    uow.audit(
        "bank.assigned", "bank_line", line.id, actor=agent.actor, creditor_id=line.creditor_id, case=case.id,
        result=report.result,
    )


async def lay_aside(uow: UnitOfWork, agent: AgentAt, key: int, *, why: str, confirm: str) -> None:
    """It needs nothing more. Raises DeskRefusal: confirm_lay_aside, lay_aside_why, worked_off; LookupError."""
    line = await open_line(uow, agent, key)
    if why not in LAID_ASIDE:
        raise DeskRefusal("lay_aside_why")
    must_confirm(confirm, "confirm_lay_aside", key, why)
    line.state, line.why, line.resolved_at, line.resolved_by = "closed", why, uow.now, agent.actor
    uow.audit("bank.laid_aside", "bank_line", line.id, actor=agent.actor, creditor_id=line.creditor_id, why=why)
