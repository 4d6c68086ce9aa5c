"""What a creditor must hear: the events in their order, and whom nobody may chase today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from bot.debt.hold import Hold as Rule
from bot.debt.hold import blocked, rule_of
from bot.debt.money import Money
from bot.debt.promise import looked_at_on
from bot.service.case.cases import LIVING_PAUSE, LIVING_PLAN, TO_ANSWER, own_blocks, pause_protects
from bot.service.contact.stop_scope import BUT_REMINDERS, CALLS, EVERYTHING
from bot.service.identity import same
from bot.service.plan.promises import bank_holidays
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Certificate, ContactPoint, ExportEvent, Hold, Instalment, Party, Pause, Plan, Promise

MOST_EVENTS = 100_000
"""A longer sequence is fetched in several exports, each after the last number of the one before."""

_NEVER_WHY = frozenset({"distress", "vulnerability", "coerced_debt", "referral"})
"""What a debtor confided: the creditor learns that nobody may chase, and until when, never why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case that nobody may chase: why, and until when or when somebody looks at it again."""

    reference: str
    reason: str
    until: date | None = None
    review_on: date | None = None
    scope: str = ""
    """Of a wish for silence: whether it is for everything, for all but the reminders of their plan, or for calls."""
    certificate: str = ""
    """The code that the debtor was given for this plan or pause: who is given it by telephone can check it."""


class SequenceBroken(RuntimeError):
    """Numbers are missing from the creditor's sequence: nothing may be exported as if it were whole."""


async def events_after(uow: UnitOfWork, creditor_id: str, after: int) -> Sequence[ExportEvent]:
    """This creditor's events numbered above `after`, in order. Raises SequenceBroken when one is missing."""
    rows = await uow.session.scalars(
        select(ExportEvent)
        .where(ExportEvent.creditor_id == creditor_id, ExportEvent.seq > after)
        .order_by(ExportEvent.seq)
        .limit(MOST_EVENTS)
    )
    events = list(rows)
    for expected, event in enumerate(events, start=max(after, 0) + 1):
        if event.seq != expected:
            raise SequenceBroken(f"event {expected} of {creditor_id} is missing")
    return events


async def do_not_contact(uow: UnitOfWork, creditor_id: str, today: date) -> list[Line]:
    """Whom nobody may chase today: a hold that stops the creditor, a plan, pause or promise that lives, an opt-out.

    One line a case and reason, ordered. `until` is a known end (last instalment, end of a pause), `review_on`
    the day on which a person looks at it again.
    """
    lines = [
        *await _by_holds(uow, creditor_id), *await _by_plans(uow, creditor_id),
        *await _by_pauses(uow, creditor_id, today), *await _by_promises(uow, creditor_id),
        *await _by_opt_outs(uow, creditor_id),
    ]
    stopped = sorted({line.reference for line in lines if line.reason == "opt_out"})
    linked = await same.stops_of(uow, creditor_id, stopped)
    kept = {line.reference for line in lines if line.reason == "opt_out" and line.scope == BUT_REMINDERS}
    also_kept = await same.stops_of(uow, creditor_id, sorted(kept))
    lines += [
        Line(reference=one, reason="opt_out", scope=BUT_REMINDERS if one in also_kept else EVERYTHING)
        for one in linked
    ]
    merged: dict[tuple[str, str], Line] = {}
    for line in lines:
        key = (line.reference, line.reason)
        old = merged.get(key, line)
        merged[key] = Line(
            reference=line.reference, reason=line.reason, until=old.until or line.until,
            review_on=min(filter(None, (old.review_on, line.review_on)), default=None),
            certificate=old.certificate or line.certificate,
            scope=BUT_REMINDERS if BUT_REMINDERS in (old.scope, line.scope) else line.scope,
        )
    return [merged[key] for key in sorted(merged)]


async def _by_holds(uow: UnitOfWork, creditor_id: str) -> list[Line]:
    standing = (Hold.creditor_id == creditor_id, Hold.lifted_at.is_(None), Case.creditor_id == creditor_id)
    of_case = select(Case.reference, Case.currency, Hold).join(Hold, Hold.case_id == Case.id).where(*standing)
    of_person = (
        select(Case.reference, Case.currency, Hold)
        .join(Party, Party.case_id == Case.id)
        .join(Hold, Hold.person_id == Party.person_id)
        .where(*standing)
    )
    pairs = same.pairs()
    of_same = (  # of the same human's other row
        select(Case.reference, Case.currency, Hold)
        .join(Party, Party.case_id == Case.id)
        .join(pairs, pairs.c.one == Party.person_id)
        .join(Hold, Hold.person_id == pairs.c.other)
        .where(*standing)
    )
    lines = []
    for asked in (of_case, of_person, of_same):
        rows = await uow.session.execute(asked)
        for reference, currency, hold in rows:
            if hold.reason == "stop_contact":
                scope = str(hold.detail.get("scope") or EVERYTHING)
                lines.append(Line(reference=reference, reason="opt_out", review_on=hold.review_on, scope=scope))
            elif hold.reason == "no_calls":
                lines.append(Line(reference=reference, reason=hold.reason, review_on=hold.review_on, scope=CALLS))
            elif blocked([_rule(hold, currency)], "creditor_may_chase"):
                told = "care" if hold.reason in _NEVER_WHY else hold.reason
                lines.append(Line(reference=reference, reason=told, review_on=hold.review_on))
    return lines


def _rule(hold: Hold, currency: str) -> Rule:
    """The hold as the matrix knows it; an unknown reason stops what a manual hold stops."""
    try:
        rule = rule_of(hold.reason)
    except ValueError:
        return Rule(reason="manual", review_on=hold.review_on)
    parts = rule.blocks_part is not None and hold.part_minor is not None and hold.part_minor > 0
    return Rule(
        reason=hold.reason, review_on=hold.review_on,
        part=Money(int(hold.part_minor or 0), currency) if parts else None,
        blocks=own_blocks(hold),
    )


async def _by_plans(uow: UnitOfWork, creditor_id: str) -> list[Line]:
    rows = await uow.session.execute(
        select(Case.reference, Plan.review_on, func.max(Instalment.due_on), Certificate.code)
        .join(Plan, Plan.case_id == Case.id)
        .outerjoin(Instalment, and_(Instalment.plan_id == Plan.id, Instalment.state != "moved"))
        .outerjoin(Certificate, Certificate.plan_id == Plan.id)
        .where(Case.creditor_id == creditor_id, Plan.state.in_(LIVING_PLAN))
        .group_by(Case.reference, Plan.id, Certificate.code)
    )
    return [
        Line(reference=reference, reason="plan_agreed", until=last, review_on=review, certificate=code or "")
        for reference, review, last, code in rows
    ]


async def _by_pauses(uow: UnitOfWork, creditor_id: str, today: date) -> list[Line]:
    rows = await uow.session.execute(
        select(Case.reference, Pause.until, Pause.state, Certificate.code)
        .join(Pause, Pause.case_id == Case.id)
        .outerjoin(Certificate, Certificate.pause_id == Pause.id)
        .where(Case.creditor_id == creditor_id, Pause.state.in_(LIVING_PAUSE))
    )
    return [
        _pause_line(reference, until, state, code or "", today)
        for reference, until, state, code in rows if pause_protects(state, until, today)
    ]


def _pause_line(reference: str, until: date, state: str, code: str, today: date) -> Line:
    """A pause that was granted and runs; or one that has ended, while the debtor has time to say how things are."""
    if state == "asked":
        return Line(reference=reference, reason="pause_ended", until=until + TO_ANSWER, certificate=code)
    return Line(
        reference=reference, reason="pause", until=until, review_on=until if until < today else None, certificate=code
    )


async def _by_promises(uow: UnitOfWork, creditor_id: str) -> list[Line]:
    """Who has said when they will pay is waited for: until that day, and the days that a bank may take."""
    rows = await uow.session.execute(
        select(Case.reference, Case.jurisdiction, Promise.due_on)
        .join(Promise, Promise.case_id == Case.id)
        .where(Case.creditor_id == creditor_id, Promise.state == "open")
    )
    return [
        Line(reference=reference, reason="promise", until=looked_at_on(due_on, bank_holidays(due_on, place)))
        for reference, place, due_on in rows
    ]


async def _by_opt_outs(uow: UnitOfWork, creditor_id: str) -> list[Line]:
    rows = await uow.session.execute(
        select(Case.reference, func.max(ContactPoint.reminders_kept_at))
        .join(Party, Party.case_id == Case.id)
        .join(ContactPoint, ContactPoint.person_id == Party.person_id)
        .where(
            Case.creditor_id == creditor_id, ContactPoint.creditor_id == creditor_id,
            ContactPoint.opted_out_at.is_not(None), Case.state.not_in(("settled", "erased")),
        )
        .group_by(Case.reference)
    )
    return [
        Line(reference=reference, reason="opt_out", scope=BUT_REMINDERS if kept else EVERYTHING)
        for reference, kept in rows
    ]
