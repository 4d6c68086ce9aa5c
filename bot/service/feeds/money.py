"""A file against the ledger: the difference is an adjustment with its reason; nothing counts twice.

The ledger is append-only. `due` is what is overdue and may be claimed, `future` what is not due yet; costs
that stay with the creditor (CPCE L111-8) are kept as obligations and never enter it. Amounts: minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.service.feeds.known import FEED, Known, Sum
from bot.service.feeds.records import Owed
from bot.store.database import UnitOfWork
from bot.store.tables import Case, LedgerEntry, Obligation

_RECENT_DAYS = 45


def figures(owed: Sequence[Owed]) -> dict[str, int]:
    """What the file says per account: claimable parts only."""
    return {
        "due": sum(part.minor for part in owed if part.claimable and not part.future),
        "future": sum(part.minor for part in owed if part.claimable and part.future),
    }


def differences(known: Known, owed: Sequence[Owed], as_of: date) -> dict[str, int]:
    """What must be added to each account so that the ledger says what the file says as of its day.

    Our own entries dated after `as_of` can't be in the file yet: they stay on top of it. When the file says
    of every part what it said last time, it tells nothing new, so payments that it has not booked yet stay
    counted; only what has fallen due in between moves from `future` to `due`.
    """
    told = figures(owed)
    parts = {(part.key, part.component, part.minor, part.claimable) for part in owed}
    if known.ledger and parts == known.parts():
        moved = told["future"] - known.total("future")
        return {"due": -moved, "future": moved}
    return {
        account: said - known.total(account, without_ours_after=as_of) for account, said in told.items()
    }


def write(
    uow: UnitOfWork, known: Known, added: dict[str, int], *, kind: str, as_of: date, run_id: int, reason: str
) -> bool:
    """Append the entries that are not zero. True if there was any."""
    case = known.case
    for account, minor in added.items():
        if minor:
            uow.session.add(
                LedgerEntry(
                    creditor_id=case.creditor_id, case_id=case.id, account=account, kind=kind, minor=minor,
                    at=uow.now, value_on=as_of, reason=reason, source_kind=FEED,
                    source_key=f"{run_id}:{case.id}:{account}",
                )
            )
            known.ledger.append(Sum(account=account, value_on=as_of, ours=False, minor=minor))
    return any(added.values())


def notes(known: Known, added: dict[str, int], as_of: date) -> list[str]:
    """What a manager should look at: the sum goes up although the debtor has just paid through us."""
    paid = [
        part for part in known.ledger
        if part.ours and part.account == "due" and part.minor < 0
        and 0 <= (as_of - part.value_on).days <= _RECENT_DAYS
    ]
    return ["up_although_paid"] if added["due"] > 0 and paid else []


async def keep_obligations(
    uow: UnitOfWork, known: Known, owed: Sequence[Owed], unread: Sequence[str]
) -> None:
    """The parts of the debt as the file tells them; parts that it names no more are settled and go."""
    told = {(part.key, part.component): part for part in owed}
    for key, old in list(known.obligations.items()):
        if key not in told and key[0] not in unread:
            await uow.session.delete(old)
            del known.obligations[key]
    for key, part in told.items():
        row = known.obligations.get(key)
        if row is None:
            row = Obligation(
                creditor_id=known.case.creditor_id, case_id=known.case.id, external_key=part.key,
                component=part.component, disputed=False,
            )
            uow.session.add(row)
            known.obligations[key] = row
        row.minor, row.due_on, row.claimable = part.minor, part.due_on, part.claimable
        row.disputed = row.disputed or part.disputed


def state_after(case_state: str, known: Known) -> str:
    """The file's state, unless what has been paid to us since has made it untrue."""
    due, future = known.total("due"), known.total("future")
    if case_state in ("late", "accelerated") and due <= 0:
        return "current" if future > 0 else "settled" if due == 0 else "in_credit"
    return case_state


def reason_of(case: Case, as_of: date) -> str:
    """Why an entry was written: first told, or another figure than ours, in the file of which day."""
    verb = "opening" if case.feed_row_sha256 is None else "difference"
    return f"feed.{verb} as of {as_of.isoformat()}"
