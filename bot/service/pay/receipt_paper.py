"""What stands on a receipt: a quittance is owed for every payment (CPCE R124-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt.money import Money
from bot.debt.settling import BACK
from bot.service.case.cases import view_of
from bot.service.identity.parties import Parties, name_of, parties_of
from bot.service.pay.covers import PARTS
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Creditor, Demand, Receipt

METHODS = ("card", "sepa", "transfer", "cheque", "cash")
"""Those that have a name on receipts."""


@dataclass(frozen=True, kw_only=True)
class ReceiptPaper:
    """A receipt (CPCE R124-6). Somebody who pays for the debtor gets number, sum, day and method, and no more."""

    number: str
    amount: Money
    day: date
    method: str  # one of METHODS, or other
    back: bool  # the money has gone back since
    name: str = ""
    parties: Parties | None = None
    covers: tuple[tuple[str, Money], ...] = ()  # of interest, principal, other: so much, where the parts are known


async def receipt_for(uow: UnitOfWork, person_id: int, number: str) -> ReceiptPaper | None:
    """The person's own receipt by its number; None for somebody else's and for none."""
    row = (
        await uow.session.execute(
            select(Receipt, Attempt)
            .join(Attempt, Attempt.id == Receipt.attempt_id)
            .join(Demand, Demand.id == Attempt.demand_id)
            .join(Case, Case.id == Receipt.case_id)
            .where(Receipt.number == number, Demand.person_id == person_id, Case.state != "erased")
        )
    ).one_or_none()
    if row is None:
        return None
    return await receipt_paper(uow, row[0], row[1], person_id=person_id)


async def receipt_paper(
    uow: UnitOfWork, receipt: Receipt, attempt: Attempt, *, person_id: int | None
) -> ReceiptPaper:
    """What a receipt says: to the debtor (`person_id`) with reference and creditor, to another payer without."""
    creditor = await uow.session.get_one(Creditor, receipt.creditor_id)
    personal = person_id is not None
    return ReceiptPaper(
        number=receipt.number, amount=Money(receipt.minor, receipt.currency),
        day=local_day(receipt.at, creditor), method=method_of(attempt), back=attempt.state in BACK,
        name=await name_of(uow, person_id) if person_id is not None else "",
        parties=parties_of(await view_of(uow, receipt.case_id)) if personal else None,
        covers=_covers(receipt) if personal else (),
    )


def _covers(receipt: Receipt) -> tuple[tuple[str, Money], ...]:
    sums: dict[str, int] = {}
    for one in receipt.allotment.get("covers", []):
        sums[one["component"]] = sums.get(one["component"], 0) + int(one["minor"])
    return tuple((part, Money(sums[part], receipt.currency)) for part in PARTS if sums.get(part))


def method_of(attempt: Attempt) -> str:
    """How it was paid, as receipts name it."""
    return attempt.method if attempt.method in METHODS else "other"


def local_day(at: datetime, creditor: Creditor) -> date:
    """The day of that moment where the creditor is."""
    return at.astimezone(ZoneInfo(creditor.time_zone)).date()
