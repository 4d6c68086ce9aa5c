"""The holds that a file's flags call for: set once, reviewed on a day, never lifted silently."""

from __future__ import annotations

from datetime import date

from bot.debt.hold import place
from bot.debt.money import Money
from bot.service.case.cases import schedule_review
from bot.service.feeds.known import Known
from bot.service.feeds.records import CaseRow
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Hold

HOLDS = {
    "minor": "minor", "deceased": "deceased", "shared_phone": "shared_phone", "disputed": "dispute",
    "over_indebtedness_admissible": "over_indebtedness_admissible", "breathing_space": "breathing_space",
    "insolvency": "insolvency", "no_letter_date": "no_letter_date", "limitation_barred": "limitation_barred",
    "limitation_doubtful": "limitation_doubtful", "limitation_unknown": "limitation_unknown",
    "mandate_ended": "mandate_ended",
}
"""Flag of a line: reason of its hold."""

_OF_THE_PERSON = frozenset(
    {"minor", "deceased", "over_indebtedness_admissible", "breathing_space", "insolvency"}
)
_LIFTED_BY_THE_FILE = frozenset({"no_letter_date", "mandate_ended"})
MANDATE_OVER = "feed:mandate"
"""Who sets the hold on the day after the mandate's last day: what the file said has come about."""
_SAME_QUESTION = frozenset({"limitation_barred", "limitation_doubtful", "limitation_unknown"})


def set_by(run_id: int) -> str:
    """The actor of an import."""
    return f"feed:{run_id}"


async def hold_by_flags(
    uow: UnitOfWork, known: Known, row: CaseRow, flags: set[str], *, before: set[str], run_id: int,
    person_id: int, today: date,
) -> list[str]:
    """Set what the flags call for, unless it stands or a person has looked at it and lifted it.

    Gives the reasons of the new holds. A flag that the file no longer bears brings the review forward to
    today; only what the creditor has delivered (the letter's date, a new mandate) lifts a hold by itself.
    """
    await _flags_gone(uow, known, flags, run_id=run_id, today=today)
    new = []
    for flag in sorted(flags & HOLDS.keys()):
        reason = HOLDS[flag]
        mine = [hold for hold in known.holds if hold.reason == reason and hold.set_by.startswith("feed:")]
        standing = [hold for hold in mine if hold.lifted_at is None]
        if reason == "dispute":
            part = sum(owed.minor for owed in row.owed if owed.disputed and owed.claimable)
            if part <= 0:
                continue
            for hold in standing:
                hold.part_minor = part
        if standing or (mine and flag in before) or _stands_whole(known, reason):
            continue
        await _set(uow, known, row, reason, run_id=run_id, person_id=person_id, today=today)
        new.append(reason)
    return new


def _stands_whole(known: Known, reason: str) -> bool:
    """Somebody else has set the same hold on the whole case already."""
    return any(
        hold.reason == reason and hold.lifted_at is None and hold.part_minor is None for hold in known.holds
    )


async def _set(
    uow: UnitOfWork, known: Known, row: CaseRow, reason: str, *, run_id: int, person_id: int, today: date
) -> None:
    case = known.case
    part = None
    if reason == "dispute":
        minor = sum(owed.minor for owed in row.owed if owed.disputed and owed.claimable)
        part = Money(minor, case.currency)
    placed = place(reason, day=today, part=part)
    hold = Hold(
        creditor_id=case.creditor_id, case_id=case.id,
        person_id=person_id if reason in _OF_THE_PERSON else None, reason=reason,
        part_minor=part.minor if part else None, set_by=set_by(run_id), set_at=uow.now,
        review_on=placed.review_on, detail={"as_of": row.values.as_of.isoformat()},
    )
    uow.session.add(hold)
    known.holds.append(hold)
    await uow.flush()
    uow.audit(
        "hold.set", "hold", hold.id, actor=set_by(run_id), creditor_id=case.creditor_id, reason=reason,
        review_on=placed.review_on.isoformat(),
    )
    await uow.tell_creditor(
        case, "hold_set", reason=reason, review_on=placed.review_on.isoformat(),
        part_minor=part.minor if part else None,
    )
    await schedule_review(uow, hold)


async def _flags_gone(
    uow: UnitOfWork, known: Known, flags: set[str], *, run_id: int, today: date
) -> None:
    called_for = {HOLDS[flag] for flag in flags & HOLDS.keys()}
    for hold in known.holds:
        from_file = hold.set_by.startswith("feed:") and hold.lifted_at is None
        if not from_file or hold.reason in called_for:
            continue
        replaced = hold.reason in _SAME_QUESTION and bool(called_for & _SAME_QUESTION)
        if hold.reason in _LIFTED_BY_THE_FILE or replaced:
            why = "replaced" if replaced else "delivered"
            await lift(uow, known.case, hold, actor=set_by(run_id), why=why)
        elif "file_no_longer_says_so" not in hold.detail:
            hold.review_on = min(hold.review_on, today)
            hold.detail = {**hold.detail, "file_no_longer_says_so": today.isoformat()}


async def lift(uow: UnitOfWork, case: Case, hold: Hold, *, actor: str, why: str) -> None:
    """End a hold, with who and why; the creditor hears of it."""
    hold.lifted_at, hold.lifted_by, hold.lift_reason = uow.now, actor, why
    uow.audit(
        "hold.lifted", "hold", hold.id, actor=actor, creditor_id=case.creditor_id, reason=hold.reason, why=why
    )
    await uow.tell_creditor(case, "hold_lifted", reason=hold.reason, why=why)
