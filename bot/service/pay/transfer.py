"""Transfers and standing orders: the account and the reference that a debtor is shown, where policy allows it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.debt.bank import BODY, read_iban, rf_reference, spaced
from bot.debt.money import Money
from bot.service.case.cases import CaseView, view_of
from bot.service.pay.demands import methods_allowed
from bot.service.thread.reply import Answer, say
from bot.service.thread.spoken import money
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Creditor, Demand, Instalment, TransferReference

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What a debtor writes on a transfer; account and reference in groups of four."""

    holder: str
    iban: str
    reference: str


def iban_of(creditor: Creditor) -> str | None:
    """The creditor's account for transfers, compact; None where there is none, or none with right check digits."""
    told = creditor.settings.get("transfer_iban")
    if not told:
        return None
    iban = read_iban(str(told))
    if iban is None:
        log.error("transfer.bad_iban", creditor=creditor.id)  # shown to nobody: the money would go astray
    return iban


async def transfer_for(uow: UnitOfWork, demand: Demand, view: CaseView | None = None) -> Transfer | None:
    """How this demand is paid by transfer; None where policy forbids it or the creditor has no account.

    The reference is made when it is first asked for, and stays. Whether the demand may be paid now is not asked
    here.
    """
    view = view or await view_of(uow, demand.case_id)
    iban = iban_of(view.creditor)
    if iban is None:
        return None
    if "transfer" not in await methods_allowed(uow, demand.id, uow.today(view.creditor.time_zone)):
        return None
    plan_id = None
    if demand.instalment_id is not None:
        plan_id = (await uow.session.get_one(Instalment, demand.instalment_id)).plan_id
    reference = await reference_for(
        uow, creditor_id=demand.creditor_id, case_id=demand.case_id, person_id=demand.person_id, plan_id=plan_id
    )
    holder = str(view.creditor.settings.get("transfer_holder") or view.creditor.name)
    return Transfer(holder=holder, iban=spaced(iban), reference=spaced(reference))


async def reference_for(
    uow: UnitOfWork, *, creditor_id: str, case_id: int, person_id: int, plan_id: int | None
) -> str:
    """The one reference of a plan, or of a person's payments on a case without one. Made once, whoever asks."""
    of_it = (
        TransferReference.plan_id == plan_id
        if plan_id is not None
        else (TransferReference.case_id == case_id)
        & (TransferReference.person_id == person_id)
        & TransferReference.plan_id.is_(None)
    )
    known = select(TransferReference.reference).where(of_it)
    while True:
        found = await uow.session.scalar(known)
        if found is not None:
            return str(found)
        # Two pages at once, or a number drawn twice: whatever stands in the way, the next round finds or makes one.
        await uow.session.execute(
            insert(TransferReference)
            .values(
                reference=new_reference(), creditor_id=creditor_id, case_id=case_id, person_id=person_id,
                plan_id=plan_id, made_at=uow.now,
            )
            .on_conflict_do_nothing()
        )


def new_reference() -> str:
    """A creditor reference such as "RF18539007547034": random, so that it tells nothing of the case."""
    return rf_reference(f"{secrets.randbelow(10**BODY):0{BODY}d}")


async def transfer_said(uow: UnitOfWork, conversation: Conversation, demand: Demand) -> Answer:
    """Beside a payment link: how to pay by transfer or standing order instead; nothing where that is not offered."""
    told = await transfer_for(uow, demand)
    if told is None:
        return Answer()
    amount = money(Money(demand.minor, demand.currency), conversation.language)
    card = {"kind": "transfer", "holder": told.holder, "iban": told.iban, "reference": told.reference}
    return say(
        "utter_transfer_details", card=card, amount=amount, holder=told.holder, iban=told.iban,
        reference=told.reference,
    )
