"""Whether a movement is known: told again, another one, or one of which only a person can say which it is.

Two entries of one file are two movements. The same words in another file are the same movement where that file must
hold it again; what might be either is never credited and never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, or_, select

from bot.debt.bank import compact, find_references
from bot.service.bank.records import Entry, Statement
from bot.store.database import UnitOfWork
from bot.store.tables import BankLine, ImportRun

_LOCK = 727_003  # with a hash of the creditor's id: movements of one creditor's account take turns
_SATURDAY = 5
_FARTHEST = timedelta(days=5)

type Number = tuple[bool, str, int, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The file that is being applied: what stands in it beside the entry in question."""

    statement: Statement
    keys: frozenset[str]
    numbers: Counter[Number] = field(default_factory=Counter)

    @classmethod
    def of(cls, statement: Statement) -> Reading:
        """The reading of a statement."""
        return cls(
            statement=statement, keys=frozenset(key for key, _ in statement.keyed()),
            numbers=Counter(_number(entry) for entry in statement.entries),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of an entry: `key` is what its row is to be called, `like` the row that it is or may be."""

    is_: Literal["new", "known", "doubtful"]
    key: str
    why: str = ""
    like: BankLine | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a movement can be held against another file's words for it."""

    form: str
    bank_ref: str
    end_to_end: str
    references: frozenset[str]
    days: tuple[date, ...]


async def take_turn(uow: UnitOfWork, creditor_id: str) -> None:
    """Whoever credits a movement of this account waits for whoever does so now: before any other lock."""
    await uow.session.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(creditor_id))))


async def seen(uow: UnitOfWork, file: Reading, key: str, entry: Entry) -> Seen:
    """Whether the movement of an entry is on record: by all that it says, else by the bank's own number."""
    creditor = file.statement.creditor
    same = await uow.session.scalar(select(BankLine).where(BankLine.creditor_id == creditor, BankLine.key == key))
    if same is not None:
        if entry.told_bank_ref or await _told_again(uow, file, key, same, entry):
            return Seen(is_="known", key=key, like=same)
        return Seen(is_="doubtful", key=f"{key}@{file.statement.sha256[:16]}", why="maybe_known", like=same)
    if entry.doubt == "told_twice":
        name, _, n = key.rpartition(":")
        one = select(BankLine).where(BankLine.creditor_id == creditor, BankLine.key == f"{name}:{int(n) - 1}")
        return Seen(is_="doubtful", key=key, why=entry.doubt, like=await uow.session.scalar(one))
    if not entry.told_bank_ref:
        return Seen(is_="new", key=key)
    numbered = (
        await uow.session.scalars(
            select(BankLine)
            .where(
                BankLine.creditor_id == creditor, BankLine.bank_ref == entry.told_bank_ref,
                BankLine.kind == kept_as(entry),
            )
            .order_by(BankLine.id)
        )
    ).all()
    numbered = [row for row in numbered if row.key not in file.keys]  # those are others of this file
    if not numbered:
        return Seen(is_="new", key=key)
    fitting = [row for row in numbered if _number(row) == _number(entry)]
    alone = len(fitting) == 1 and file.numbers[_number(entry)] == 1
    if alone and _agree(facts(fitting[0]), facts(entry)):
        return Seen(is_="known", key=key, like=fitting[0])  # the bank says more or less of it now
    return Seen(is_="doubtful", key=key, why="bank_number_used_twice", like=(fitting or numbered)[-1])


async def rival(
    uow: UnitOfWork, file: Reading, entry: Entry, *, case_id: int | None
) -> BankLine | None:
    """The movement of the same case (else of the same end-to-end reference) that this new entry may be under another
    name: same sum and direction, same or neighbouring day, and nothing that says it is another one.
    """
    whose = BankLine.case_id == case_id
    if case_id is None:
        if not entry.told_end_to_end:
            return None
        whose = BankLine.end_to_end == entry.told_end_to_end
    rows = await uow.session.scalars(
        select(BankLine)
        .where(
            BankLine.creditor_id == file.statement.creditor, BankLine.kind == kept_as(entry), whose,
            BankLine.minor == entry.minor, BankLine.currency == entry.currency,
        )
        .order_by(BankLine.id)
    )
    mine = facts(entry, file.statement.form)
    return next((row for row in rows if row.key not in file.keys and _may_be_one(facts(row), mine)), None)


async def credited_like(uow: UnitOfWork, line: BankLine, case_id: int) -> BankLine | None:
    """The movement that stands credited to the case and may be this one, before a person credits this one as well."""
    rows = await uow.session.scalars(
        select(BankLine)
        .where(
            BankLine.creditor_id == line.creditor_id, BankLine.kind == "credit", BankLine.case_id == case_id,
            BankLine.state == "matched", BankLine.minor == line.minor, BankLine.currency == line.currency,
            BankLine.id != line.id,
        )
        .order_by(BankLine.id)
    )
    mine = facts(line)
    for row in rows:
        if row.id == line.like_id or (row.run_id != line.run_id and _may_be_one(facts(row), mine)):
            return row
    return None


async def said(uow: UnitOfWork, row: BankLine) -> str:
    """A movement in words: the file that told of it first, its line there, its day."""
    run = await uow.session.get_one(ImportRun, row.run_id)
    line = f"line {row.line} of " if row.line is not None else ""
    return f"{line}{run.file_name}, {row.booked_on.isoformat()}"


async def _told_again(uow: UnitOfWork, file: Reading, key: str, same: BankLine, entry: Entry) -> bool:
    """Whether an entry without the bank's number must be the movement of those words that is on record.

    It must: the file is the same; the account stood as high after it; or the day lies within a file that has been read,
    or within this one, which so holds all of it.
    """
    rows: Sequence[BankLine] = (
        await uow.session.scalars(
            select(BankLine).where(
                or_(BankLine.id == same.id, (BankLine.like_id == same.id) & BankLine.key.startswith(f"{key}@"))
            )
        )
    ).all()
    runs = [await uow.session.get_one(ImportRun, row.run_id) for row in rows]
    if any(run.sha256 == file.statement.sha256 for run in runs):
        return True
    if entry.balance is not None and any(row.balance == entry.balance for row in rows):
        return True
    day = entry.booked_on
    apart = any(_may_lie_apart(run, file.statement, day) for run in runs)
    return not apart or await _all_of_it_was_told(uow, file, day)


async def _all_of_it_was_told(uow: UnitOfWork, file: Reading, day: date) -> bool:
    """Whether a file has been read to its end that began before that day and went on after it."""
    run = select(ImportRun.id).where(
        ImportRun.creditor_id == file.statement.creditor, ImportRun.kind == "bank", ImportRun.result == "imported",
        ImportRun.since < day, ImportRun.as_of > day,
    )
    return await uow.session.scalar(run.limit(1)) is not None


def _may_lie_apart(run: ImportRun, statement: Statement, day: date) -> bool:
    """Whether the two files may each hold another part of that day: the last of one of them, the first of the other."""
    before = run.as_of in (day, None) and statement.since == day
    after = run.since in (day, None) and statement.until == day
    return before or after


def facts(of: Entry | BankLine, form: str = "") -> Facts:
    """What can be compared of an entry (in a file of that form), or of a row."""
    if isinstance(of, Entry):
        bank_ref, end_to_end = of.told_bank_ref, of.told_end_to_end
        texts = [of.structured, of.text, end_to_end]
    else:
        bank_ref, end_to_end, form = of.bank_ref, of.end_to_end, of.form
        texts = [of.text, end_to_end]
    found = frozenset(one for text in texts for one in find_references(text))
    days = (of.booked_on, *((of.value_on,) if of.value_on else ()))
    return Facts(form, bank_ref, compact(end_to_end), found, days)


def _may_be_one(one: Facts, other: Facts) -> bool:
    """Whether two movements of the same sum may be one and the same, told under two names.

    They are two where the bank numbers them apart in files of the same form, or where they bear other references.
    """
    numbered_apart = one.form == other.form and one.form and one.bank_ref and other.bank_ref
    if numbered_apart and one.bank_ref != other.bank_ref:
        return False
    return _agree(one, other) and any(_adjacent(a, b) for a in one.days for b in other.days)


def _agree(one: Facts, other: Facts) -> bool:
    """Nothing that both tell says that they are two; a bank may cut an end-to-end reference short."""
    if one.references and other.references and one.references.isdisjoint(other.references):
        return False
    shorter, longer = sorted((one.end_to_end, other.end_to_end), key=len)
    return longer.startswith(shorter)


def _adjacent(one: date, other: date) -> bool:
    """The same day, or two between which no bank works."""
    first, last = sorted((one, other))
    if last - first > _FARTHEST:
        return False
    between = (first + timedelta(days=n) for n in range(1, (last - first).days))
    return all(day.weekday() >= _SATURDAY for day in between)


def kept_as(entry: Entry) -> str:
    """Money out that has a row is money of a debtor's that went back."""
    return "credit" if entry.kind == "credit" else "return"


def _number(of: Entry | BankLine) -> Number:
    bank_ref = of.told_bank_ref if isinstance(of, Entry) else of.bank_ref
    return of.kind == "credit", bank_ref, of.minor, of.currency, of.booked_on
