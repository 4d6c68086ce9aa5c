"""A creditor's file applied: one transaction, one file of a creditor at a time, safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from bot.service.case.cases import LIVING_PLAN
from bot.service.feeds.known import known_cases, load_batch
from bot.service.feeds.money import keep_obligations, reason_of, write
from bot.service.feeds.records import (
    CaseRow,
    Feed,
    FeedRefused,
    FeedUnusable,
    ImportReport,
    LineReport,
)
from bot.service.feeds.rows import Run, apply_rows
from bot.service.feeds.settle import settle
from bot.service.pay.demands import open_payments_follow
from bot.service.plan.plan_figures import ended_by_a_file
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Brand, Case, Creditor, ImportRun, Plan

_LOCK = 727_002  # with a hash of the creditor's id: imports of one creditor take turns
_BATCH = 500
_MOST_SETTLED_PERCENT = 5
_DAYS_AHEAD = 1


async def apply_feed(uow: UnitOfWork, feed: Feed, *, patience_seconds: int = 60) -> ImportReport:
    """Apply a file that has been read and judged; commit it yourself (or not, to see what it would do).

    A full file that is cut, or would settle more than 5 % of the open cases because it does not name them, is
    refused whole: the report says why in `refused`, and only the import run is written. Raises FeedUnusable
    (no such creditor or brand, another currency) and FeedRefused (another import did not end in time).
    """
    await _take_turn(uow, feed.creditor, patience_seconds)
    creditor, brands = await _creditor(uow, feed)
    report = ImportReport(file=feed.name, kind=feed.kind, as_of=feed.as_of)
    absent, still_open = await _absent(uow, feed)
    report.refused = _why_refused(feed, len(absent), still_open)
    run = ImportRun(
        creditor_id=feed.creditor, file_name=feed.name, sha256=feed.sha256, kind=feed.kind, as_of=feed.as_of,
        at=uow.now, result="refused" if report.refused else "imported", counts={},
    )
    uow.session.add(run)
    await uow.flush()
    report.run_id = run.id
    if not report.refused:
        context = Run(feed=feed, creditor=creditor, brands=brands, id=run.id,
                      today=uow.today(creditor.time_zone))
        report.lines = await _lines(uow, context)
        await _settle_absent(uow, context, absent, report)
        await _plans_follow(uow, context)
        # A hold, a lower figure, a settled case: what is open at a provider may ask for too much now.
        await open_payments_follow(uow, Attempt.creditor_id == feed.creditor)
        _warn(context, report)
    run.counts = {**report.counts(), "absent": len(absent)}
    uow.audit(
        f"feed.{run.result}", "import_run", run.id, actor=f"feed:{run.id}", creditor_id=feed.creditor,
        **run.counts,
    )
    await uow.flush()
    return report


async def _take_turn(uow: UnitOfWork, creditor: str, seconds: int) -> None:
    await uow.session.execute(text(f"set local lock_timeout = '{int(seconds)}s'"))
    key = select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(creditor)))
    try:
        await uow.session.execute(key)
    except OperationalError as error:
        raise FeedRefused(f"another import of {creditor} is running: try again when it has ended") from error


async def _creditor(uow: UnitOfWork, feed: Feed) -> tuple[Creditor, dict[str, Brand]]:
    creditor = await uow.session.get(Creditor, feed.creditor)
    if creditor is None:
        raise FeedUnusable(f"there is no creditor {feed.creditor!r} in the store")
    if creditor.currency != feed.terms.currency:
        kept, told = creditor.currency, feed.terms.currency
        raise FeedUnusable(f"{creditor.id} is kept in {kept}, its files are in {told}")
    found = await uow.session.scalars(select(Brand).where(Brand.creditor_id == creditor.id))
    brands = {brand.key: brand for brand in found}
    missing = {row.values.brand for row in feed.cases} - set(brands)
    if missing:
        raise FeedUnusable(f"{creditor.id} has no brand {', '.join(sorted(missing))} in the store")
    return creditor, brands


async def _absent(uow: UnitOfWork, feed: Feed) -> tuple[list[str], int]:
    """Open cases that a full file does not name (a rejected line names its case), and how many are open."""
    if feed.kind != "full":
        return [], 0
    rows = await uow.session.execute(
        select(Case.reference, Case.as_of)
        .where(Case.creditor_id == feed.creditor, Case.state.not_in(("settled", "erased")))
        .order_by(Case.reference)
    )
    found = list(rows)
    absent = [
        reference for reference, as_of in found
        if reference not in feed.seen and (as_of is None or as_of <= feed.as_of)
    ]
    return absent, len(found)


def _why_refused(feed: Feed, absent: int, still_open: int) -> list[str]:
    why = []
    if feed.cut:
        why.append("it ends in the middle of a line: part of it is missing")
    if absent * 100 > still_open * _MOST_SETTLED_PERCENT:
        why.append(
            f"it does not name {absent} of {still_open} open cases, and would settle them: "
            f"more than {_MOST_SETTLED_PERCENT} % can't be taken for granted"
        )
    return why


async def _lines(uow: UnitOfWork, context: Run) -> list[LineReport]:
    """Every line of the file with its result, in order."""
    told: dict[int, LineReport] = {}
    cases: Sequence[CaseRow] = context.feed.cases
    for start in range(0, len(cases), _BATCH):
        rows = cases[start : start + _BATCH]
        batch = await load_batch(uow, context.feed.creditor, rows)
        with uow.session.no_autoflush:
            for line in await apply_rows(uow, context, batch, rows):
                told[line.line] = line
            await uow.flush()
    for verdict in context.feed.verdicts:
        if verdict.result == "accepted":
            told[verdict.line].flags = tuple(dict.fromkeys((*verdict.flags, *told[verdict.line].flags)))
            continue
        told[verdict.line] = LineReport(
            line=verdict.line, reference=verdict.reference, result=verdict.result, reason=verdict.reason,
            flags=verdict.flags,
        )
    return [told[number] for number in sorted(told)]


async def _settle_absent(uow: UnitOfWork, context: Run, absent: Sequence[str], report: ImportReport) -> None:
    """Settle what the full file no longer names; not while a nameless line might be one of them."""
    nameless = [v.line for v in context.feed.verdicts if v.result == "rejected" and not v.reference]
    if absent and nameless:
        report.warnings.append(
            f"{len(absent)} open cases are not named, and lines {', '.join(map(str, nameless[:10]))} bear no "
            f"readable reference: nothing was settled ({', '.join(absent[:20])})"
        )
        return
    if not absent:
        return
    as_of = context.feed.as_of
    for known in (await known_cases(uow, context.feed.creditor, absent)).values():
        added = {
            account: -known.total(account, without_ours_after=as_of) for account in ("due", "future")
        }
        reason = f"{reason_of(known.case, as_of)}: no longer in the full file"
        write(uow, known, added, kind="adjustment", as_of=as_of, run_id=context.id, reason=reason)
        await keep_obligations(uow, known, (), ())
        known.case.as_of, known.case.flags, known.case.feed_row_sha256 = as_of, ["settled"], ""
        await settle(uow, known.case, actor=context.actor, why="absent_from_full_file")
        report.settled.append(known.case.reference)


async def _plans_follow(uow: UnitOfWork, context: Run) -> None:
    """Living plans are held against the new figures afterwards, each in a transaction that may lock its thread."""
    keys = sorted(context.moved)
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        planned = await uow.session.scalars(
            select(Plan.case_id).where(Plan.case_id.in_(part), Plan.state.in_(LIVING_PLAN))
        )
        rose = [key for key in part if context.moved[key] > 0]
        ended = await uow.session.scalars(ended_by_a_file(uow.now).where(Plan.case_id.in_(rose)))
        for key in sorted({*planned, *ended}):
            uow.schedule(
                "plan_figures", f"plan_figures:{key}:{context.id}", uow.now, creditor_id=context.feed.creditor,
                case=key, rose=context.moved[key] > 0,
            )


def _warn(context: Run, report: ImportReport) -> None:
    ahead = (context.feed.as_of - context.today).days
    if ahead > _DAYS_AHEAD:
        report.warnings.append(f"the file is dated {ahead} days after today ({context.today.isoformat()})")
    rejected = report.counts()["rejected"]
    if rejected * 5 > len(report.lines):
        report.warnings.append(
            f"{rejected} of {len(report.lines)} lines were rejected: has the creditor changed its files?"
        )
