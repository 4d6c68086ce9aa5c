"""The cases of a file, one batch at a time: made, changed, or left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.service.feeds.holds import hold_by_flags
from bot.service.feeds.known import Batch, Known, kept
from bot.service.feeds.money import (
    differences,
    figures,
    keep_obligations,
    notes,
    reason_of,
    state_after,
    write,
)
from bot.service.feeds.people import change_person, find_person, is_another, is_erased, new_person, reach, shares_phone
from bot.service.feeds.records import CaseRow, Feed, LineReport, Result
from bot.service.feeds.settle import settle
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Creditor, Party, Person

_PAST = ("settled", "in_credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: the file, whose it is, its number, and the creditor's local day."""

    feed: Feed
    creditor: Creditor
    brands: dict[str, Brand]
    id: int
    today: date
    moved: dict[int, int] = field(default_factory=dict)  # case key -> by how much what is overdue has changed

    @property
    def actor(self) -> str:
        """Who did it, for holds and the audit trail."""
        return f"feed:{self.id}"


async def apply_rows(uow: UnitOfWork, run: Run, batch: Batch, rows: Sequence[CaseRow]) -> list[LineReport]:
    """Apply a batch; one report a line."""
    people = {row.values.reference: _person(uow, run, batch, row) for row in rows}
    await uow.flush()
    fresh = {row.values.reference for row in rows if row.values.reference not in batch.cases}
    for row in rows:
        if row.values.reference in fresh:
            batch.cases[row.values.reference] = Known(case=_new_case(uow, run, row))
    await uow.flush()
    reports = []
    for row in rows:
        reference = row.values.reference
        known, person = batch.cases[reference], people[reference]
        if known.borrower is None:
            party = Party(creditor_id=run.creditor.id, case_id=known.case.id, person_id=person.id)
            party.role = "borrower"
            uow.session.add(party)
        reports += await _apply(uow, run, batch, row, known, person, fresh=reference in fresh)
    return reports


def _person(uow: UnitOfWork, run: Run, batch: Batch, row: CaseRow) -> Person:
    """The case's borrower, or the same person of another case, or a new one."""
    known = batch.cases.get(row.values.reference)
    if known is not None and known.borrower is not None:
        return known.borrower
    found = find_person(batch, row.values)
    return found or new_person(uow, batch, run.creditor.id, row.values, run.feed.terms)


def _new_case(uow: UnitOfWork, run: Run, row: CaseRow) -> Case:
    values, terms = row.values, run.feed.terms
    case = Case(
        creditor_id=run.creditor.id, brand_id=run.brands[values.brand].id, reference=values.reference,
        jurisdiction=values.jurisdiction, nature=terms.nature, collector_role=terms.collector_role,
        state=values.state, currency=terms.currency, flags=[],
    )
    uow.session.add(case)
    return case


async def _apply(
    uow: UnitOfWork, run: Run, batch: Batch, row: CaseRow, known: Known, person: Person, *, fresh: bool
) -> list[LineReport]:
    case, as_of = known.case, row.values.as_of
    why = _why_left_alone(row, known, person, fresh=fresh)
    if why is not None:
        result: Result = "unchanged" if why == "older_than_known" else "rejected"
        return _same_for_all(row, result, why)
    shared = shares_phone(batch, person, row.values) or "shared_phone" in row.flags
    flags = list(row.flags) + (["shared_phone"] if shared and "shared_phone" not in row.flags else [])
    flags += ["incomplete"] if row.unread_keys else []
    digest = row.digest()
    same_words, before = case.feed_row_sha256 == digest, set(case.flags)
    results = _results(row, known, fresh=fresh, same=same_words and before == set(flags))
    told: list[str] = []
    if not same_words:
        told = await _take_over(uow, run, batch, row, known, person, shared=shared)
    case.as_of, case.flags, case.feed_row_sha256 = as_of, flags, digest
    await hold_by_flags(
        uow, known, row, set(flags), before=before, run_id=run.id, person_id=person.id, today=run.today
    )
    seen = tuple(told) + (("incomplete",) if row.unread_keys else ())
    added = tuple(flag for flag in flags if flag == "shared_phone")
    return [
        LineReport(line=line, reference=case.reference, result=results[key], flags=added, notes=seen)
        for line, key in row.lines
    ]


def _why_left_alone(row: CaseRow, known: Known, person: Person, *, fresh: bool) -> str | None:
    case = known.case
    if fresh:
        return None
    if case.state == "erased" or (case.state == "settled" and is_erased(person)):
        return "erased"
    if case.as_of is not None and row.values.as_of < case.as_of:
        return "older_than_known"
    if is_another(person, row.values):
        return "another_person"
    return None


def _same_for_all(row: CaseRow, result: Result, reason: str) -> list[LineReport]:
    return [
        LineReport(line=line, reference=row.values.reference, result=result, reason=reason)
        for line, _ in row.lines
    ]


def _results(row: CaseRow, known: Known, *, fresh: bool, same: bool) -> dict[str, Result]:
    """What became of each line: by case where a line is a case, else by its own obligation."""
    keys = [key for _, key in row.lines]
    if fresh or same:
        return dict.fromkeys(keys, "imported" if fresh else "unchanged")
    before = {key: (old.minor, old.due_on) for (key, _), old in known.obligations.items()}
    now = {part.key: (part.minor, part.due_on) for part in row.owed}
    found: dict[str, Result] = {}
    for key in keys:
        if key and key in now and key not in before:
            found[key] = "imported"
        else:
            found[key] = "unchanged" if key and before.get(key) == now.get(key) else "changed"
    if "imported" not in found.values() and "changed" not in found.values():
        return dict.fromkeys(keys, "changed")  # something else than a sum: a number, a name, a flag
    return found


async def _take_over(
    uow: UnitOfWork, run: Run, batch: Batch, row: CaseRow, known: Known, person: Person, *, shared: bool
) -> list[str]:
    """Person, contacts, figures and state, as the file tells them."""
    case, values = known.case, row.values
    changed = change_person(person, values)
    if changed and case.feed_row_sha256 is not None:
        uow.audit(
            "person.changed", "person", person.id, actor=run.actor, creditor_id=case.creditor_id,
            fields=sorted(changed),
        )
    reach(uow, batch, person, values, shared=shared)
    owed = [*row.owed, *kept(known, row, values.as_of)]
    if known.ledger or any(figures(owed).values()):
        added = differences(known, owed, values.as_of)
        kind = "opening" if case.feed_row_sha256 is None and not known.ledger else "adjustment"
        said = notes(known, added, values.as_of)
        reason = reason_of(case, values.as_of)
        if kind == "adjustment" and added["due"]:
            run.moved[case.id] = added["due"]
        if write(uow, known, added, kind=kind, as_of=values.as_of, run_id=run.id, reason=reason):
            uow.audit(
                f"ledger.{kind}", "case", case.id, actor=run.actor, creditor_id=case.creditor_id, **added
            )
    else:
        said = []
    await keep_obligations(uow, known, owed, row.unread_keys)
    await _take_state(uow, run, row, known)
    return said


def _note_mandate(uow: UnitOfWork, run: Run, case: Case) -> None:
    """Have the case held from the day after the mandate's last day on (CPCE R124-3)."""
    last = case.mandate_until
    if last is not None and case.collector_role == "mandated_collector" and last >= run.today:
        begins = datetime.combine(last + timedelta(days=1), time(), tzinfo=ZoneInfo(run.creditor.time_zone))
        uow.schedule(
            "mandate_end", f"mandate:{case.id}:{last.isoformat()}", begins, creditor_id=case.creditor_id, case=case.id,
        )


async def _take_state(uow: UnitOfWork, run: Run, row: CaseRow, known: Known) -> None:
    case, values = known.case, row.values
    fresh = case.feed_row_sha256 is None
    was, case.state = case.state, state_after(values.state, known)
    case.brand_id = run.brands[values.brand].id
    case.jurisdiction, case.segment = values.jurisdiction, values.segment or None
    case.letter_date, case.mandate_until = values.letter_date, values.mandate_until
    _note_mandate(uow, run, case)
    case.oldest_unpaid_on = values.oldest_unpaid
    last = [day for day in (case.last_payment_on, values.last_payment) if day is not None]
    case.last_payment_on = max(last, default=None)
    open_ended = case.state not in _PAST
    case.next_due_on = values.next_due_on if open_ended else None
    case.next_due_minor = values.next_due_minor if open_ended else None
    if values.state == "settled" and not fresh and was != "settled":
        await settle(uow, case, actor=run.actor, why="creditor_says_settled")
    elif not fresh and was != case.state:
        uow.audit(
            "case.state_changed", "case", case.id, actor=run.actor, creditor_id=case.creditor_id,
            old=was, new=case.state,
        )
