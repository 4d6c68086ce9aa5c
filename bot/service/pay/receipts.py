"""Receipts: owed for every payment (CPCE R124-6), with a number that can be read out and cannot be guessed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.debt import code
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Demand, Receipt

_LENGTH = 10


def new_number() -> str:
    """A number such as "R-7K3M9-QXD2A-4": 50 random bits and a check sign."""
    return code.written("".join(secrets.choice(code.SIGNS) for _ in range(_LENGTH)), letter="R")


def read_number(text: str) -> str | None:
    """A receipt's number as somebody typed it (case, spaces, O for 0, I or L for 1), or None when it has a slip."""
    return code.read(text, letter="R", length=_LENGTH)


async def receipt_of(uow: UnitOfWork, attempt: Attempt) -> Receipt | None:
    """The attempt's receipt."""
    found: Receipt | None = await uow.session.scalar(select(Receipt).where(Receipt.attempt_id == attempt.id))
    return found


async def receipt_for(uow: UnitOfWork, demand: Demand, *, personal: bool) -> tuple[Attempt, Receipt] | None:
    """The newest receipt of a demand: of a payment through it, else (for the debtor, `personal`) of any other that paid
    its instalment, as a transfer or cash does.
    """
    pairs = select(Attempt, Receipt).join(Receipt, Receipt.attempt_id == Attempt.id).order_by(Attempt.id.desc())
    row = (await uow.session.execute(pairs.where(Attempt.demand_id == demand.id).limit(1))).one_or_none()
    if row is None and personal and demand.instalment_id is not None:
        paid = Receipt.allotment["instalments"].contains([{"id": demand.instalment_id}])
        row = (
            await uow.session.execute(pairs.where(Receipt.case_id == demand.case_id, paid).limit(1))
        ).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def write_receipt(
    uow: UnitOfWork, demand: Demand, attempt: Attempt, *, minor: int, currency: str, allotment: Mapping[str, Any]
) -> Receipt:
    """The attempt's one receipt for `minor` units received; written again (money won back) it keeps its number."""
    known = await receipt_of(uow, attempt)
    if known is not None:
        known.allotment, known.at = dict(allotment), uow.now
        return known
    receipt = Receipt(
        creditor_id=demand.creditor_id, case_id=demand.case_id, attempt_id=attempt.id, number=new_number(),
        minor=minor, currency=currency, at=uow.now, allotment=dict(allotment),
    )
    uow.session.add(receipt)
    await uow.flush()
    return receipt
