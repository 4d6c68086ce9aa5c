"""Cheques and cash: recorded at the desk in two steps, undone on the same day; the path of every payment."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.bank.money import receive, take_back
from bot.service.case.cases import CaseView, view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, reach
from bot.service.pay.credit import DESK
from bot.service.pay.receipts import receipt_of
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, AuditLine, Case, Conversation, Demand, Party

METHODS = ("cheque", "cash")
OLDEST = timedelta(days=62)
"""A cheque that was taken longer ago is a question for the creditor."""
_LARGEST = 100_000_00
_NOTE = re.compile(r"[0-9A-Za-z./#-]{0,40}(?: [0-9A-Za-z./#-]{1,40}){0,4}")
_AMOUNT = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")


def must_confirm(given: str, code: str, *what: Any, **values: Any) -> None:
    """The second step: `given` must be the token of exactly this. Raises DeskRefusal with the words and the token."""
    token = hashlib.sha256(repr((code, what)).encode()).hexdigest()[:32]
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise DeskRefusal(code, token=token, **values)


def read_amount(text: str) -> int:
    """Minor units of an amount as an agent types it ("1 080,50"). Raises DeskRefusal("amount")."""
    found = _AMOUNT.fullmatch("".join(text.split()))
    minor = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if not 0 < minor <= _LARGEST:
        raise DeskRefusal("amount")
    return minor


async def record(
    uow: UnitOfWork,
    agent: AgentAt,
    conversation_id: int,
    *,
    case_id: int,
    amount: str,
    day: str,
    method: str,
    note: str,
    cid: str,
    confirm: str,
) -> Attempt:
    """Record a cheque or cash that the debtor of this conversation gave. Once per `cid`.

    The first call raises DeskRefusal("confirm_payment", "confirm_payment_part" where more has come than may be
    credited, or "confirm_payment_again" where the same sum of the same day stands already) with what it would do; the
    same again with that token does it. `note` holds numbers (of a cheque, a slip), never a name. Raises LookupError
    for a case that is not this person's; DeskRefusal: amount, day, method, note_of_ids.
    """
    conversation = await reach(uow, agent, conversation_id)
    case = await case_of(uow, conversation, case_id)
    view = await view_of(uow, case.id)
    minor, on = read_amount(amount), _day(uow, view, day)
    if method not in METHODS:
        raise DeskRefusal("method")
    if not _NOTE.fullmatch(note.strip()):
        raise DeskRefusal("note_of_ids")
    known = await uow.session.scalar(_of_key(case.creditor_id, f"{agent.id}:{cid}"))
    if known is None:
        again = await _same_before(uow, case, minor, on)
        sum_ = Money(minor, case.currency)
        whole = "confirm_payment" if sum_ <= view.payable else "confirm_payment_part"
        must_confirm(
            confirm, "confirm_payment_again" if again else whole, case.id, minor, on, method, note,
            amount=sum_, reference=case.reference, day=on, credited=min(sum_, view.payable)
        )
    attempt = await receive(
        uow, creditor_id=case.creditor_id, case_id=case.id, person_id=int(conversation.person_id or 0),
        provider=DESK, key=f"{agent.id}:{cid}", method=method, minor=minor, currency=case.currency, value_on=on,
        actor=agent.actor, conversation_id=conversation.id,
    )
    if known is None:
        uow.audit(
            "payment.recorded", "attempt", attempt.id, actor=agent.actor, creditor_id=case.creditor_id,
            conversation=conversation.id, method=method, minor=minor, value_on=on.isoformat(), note=note.strip(),
        )
    return attempt


async def undo(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, attempt_id: int, confirm: str) -> None:
    """Take back on the same day what was recorded by mistake, in two steps. A second time changes nothing.

    Raises LookupError for a payment that is not of this person or not of the desk; DeskRefusal: confirm_undo,
    undo_too_late, undo_not_yours (another agent's, unless one leads), worked_off (it was in suspense, and has left it).
    """
    conversation = await reach(uow, agent, conversation_id)
    row = (
        await uow.session.execute(
            select(Attempt, Demand)
            .join(Demand, Demand.id == Attempt.demand_id)
            .where(
                Attempt.id == attempt_id, Attempt.provider == DESK, Attempt.method.in_(METHODS),
                Attempt.creditor_id == conversation.creditor_id, Demand.person_id == conversation.person_id,
            )
        )
    ).one_or_none()
    if row is None:
        raise LookupError("no such payment")
    attempt, demand = row
    if attempt.state != "paid":
        return
    receipt = await receipt_of(uow, attempt)
    if receipt is not None and any(receipt.allotment.get(part) for part in ("moved", "given_back")):
        raise DeskRefusal("worked_off")  # a colleague has used it for something else meanwhile
    view = await view_of(uow, demand.case_id)
    if not await may_undo(uow, agent, attempt, view.creditor.time_zone):
        raise DeskRefusal("undo_too_late" if not _today(uow, attempt, view.creditor.time_zone) else "undo_not_yours")
    amount = Money(attempt.minor, attempt.currency)
    must_confirm(confirm, "confirm_undo", attempt.id, amount=amount, reference=view.case.reference)
    on = uow.today(view.creditor.time_zone)
    demand.conversation_id = conversation.id  # the thread that is locked already
    await take_back(uow, attempt, value_on=on)
    uow.audit(
        "payment.undone", "attempt", attempt.id, actor=agent.actor, creditor_id=attempt.creditor_id,
        conversation=conversation.id, minor=attempt.minor,
    )


async def may_undo(uow: UnitOfWork, agent: AgentAt, attempt: Attempt, zone: str) -> bool:
    """Recorded today, by this agent (or by anybody, for one who leads), and still standing."""
    if attempt.provider != DESK or attempt.state != "paid" or attempt.method not in METHODS:
        return False
    if not _today(uow, attempt, zone):
        return False
    return agent.leads or await uow.session.scalar(_recorded_by(agent, attempt).limit(1)) is not None


def _recorded_by(agent: AgentAt, attempt: Attempt) -> Any:
    return select(AuditLine.id).where(
        AuditLine.verb == "payment.recorded", AuditLine.object_kind == "attempt",
        AuditLine.object_id == str(attempt.id), AuditLine.actor == agent.actor,
    )


def _today(uow: UnitOfWork, attempt: Attempt, zone: str) -> bool:
    return attempt.created_at.astimezone(ZoneInfo(zone)).date() == uow.today(zone)


async def case_of(uow: UnitOfWork, conversation: Conversation, case_id: int) -> Case:
    """A case of this conversation's own person and creditor. Raises LookupError."""
    case = await uow.session.scalar(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(
            Case.id == case_id, Party.person_id == conversation.person_id,
            Case.creditor_id == conversation.creditor_id,
        )
    )
    if case is None:
        raise LookupError("no such case")
    return case


def _day(uow: UnitOfWork, view: CaseView, text: str) -> date:
    today = uow.today(view.creditor.time_zone)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DeskRefusal("day") from None
    if not today - OLDEST <= day <= today:
        raise DeskRefusal("day")
    return day


async def _same_before(uow: UnitOfWork, case: Case, minor: int, on: date) -> bool:
    """Whether the same sum of the same day was recorded for the case: a colleague may have had the same cheque."""
    rows = await uow.session.scalars(
        select(Attempt)
        .join(Demand, Demand.id == Attempt.demand_id)
        .where(
            Demand.case_id == case.id, Attempt.provider.in_((DESK, "transfer")), Attempt.minor == minor,
            Attempt.state == "paid",
        )
    )
    for attempt in rows.all():
        receipt = await receipt_of(uow, attempt)
        if receipt is not None and receipt.allotment.get("value_on") == on.isoformat():
            return True
    return False


def _of_key(creditor_id: str, key: str) -> Any:
    return select(Attempt.id).where(Attempt.provider == DESK, Attempt.provider_ref == f"{creditor_id}:{key}")
