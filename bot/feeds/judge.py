"""From a line of cells to a verdict: accepted with its flags, a duplicate, or rejected with one reason. Pure.

No line is ever guessed at: what can't be read rejects the line, and the rest of the file goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.debt.limitation import limitation
from bot.feeds import values as read
from bot.feeds.mapping import Mapping, OwedColumn, Status, same_word
from bot.feeds.read import Row
from bot.feeds.values import BadCell
from bot.service.feeds.records import Owed, RowValues, RowVerdict

_FULL_AGE, _OLDEST = 18, 120
_DAYS_BETWEEN_NAME_AND_ROW = 31
_LONGEST_REFERENCE = 64
_LONGEST_SEGMENT = 40


def judge(rows: Sequence[Row], mapping: Mapping, as_of: date) -> tuple[RowVerdict, ...]:
    """A verdict for each line, in order. `as_of` is the day of the file's name; a column of its own wins."""
    verdicts: list[RowVerdict] = []
    first: dict[tuple[str, str], tuple[int, dict[str, str]]] = {}
    people: dict[str, RowValues] = {}
    for row in rows:
        verdict = judge_row(row, mapping, as_of)
        if verdict.values is not None and row.cells is not None:
            verdict = _against_earlier(verdict, verdict.values, row.cells, first, people)
        verdicts.append(verdict)
    return tuple(_with_shared_phones(verdicts))


def judge_row(row: Row, mapping: Mapping, as_of: date) -> RowVerdict:
    """One line by itself."""
    if row.cells is None:
        return RowVerdict(line=row.line, result="rejected", reason=row.reason)
    reference = read.plain(row.cells.get("reference", ""), _LONGEST_REFERENCE + 1)
    key = read.plain(row.cells.get("key", ""), _LONGEST_REFERENCE)
    rejected = RowVerdict(line=row.line, result="rejected", reference=reference, key=key)
    if not reference or len(reference) > _LONGEST_REFERENCE:
        return replace(rejected, reason="no_reference", reference="")
    if "key" in mapping.columns and not key:
        return replace(rejected, reason="no_invoice_number")
    try:
        values, flags = _values(row.cells, mapping, as_of, reference, key)
    except BadCell as why:
        return replace(rejected, reason=str(why))
    return replace(rejected, result="accepted", values=values, flags=flags)


def _values(
    cells: Map[str, str], mapping: Mapping, as_of: date, reference: str, key: str
) -> tuple[RowValues, tuple[str, ...]]:
    status = mapping.statuses.get(same_word(cells.get("status", "")))
    if status is None:
        raise BadCell("unknown_status")
    brand = mapping.brand or mapping.brands.get(same_word(cells.get("brand", "")))
    if not brand:
        raise BadCell("unknown_brand")
    dates = _dates(cells, mapping, as_of)
    day = dates["as_of"] or as_of
    owed = tuple(_owed(part, cells, mapping, dates, key, day, status) for part in mapping.owed)
    due = sum(part.minor for part in owed if part.claimable and not part.future)
    last, first = read.name(dict(cells), mapping)
    next_due = cells.get("next_due", "")
    found = RowValues(
        reference=reference, key=key, brand=brand, last_name=last, first_name=first,
        birth_date=dates["birth_date"], postcode=read.plain(cells.get("postcode", ""), 12).upper(),
        phone=read.phone(cells.get("phone", ""), mapping.phone_region),
        email=read.email(cells.get("email", "")),
        jurisdiction=read.jurisdiction(cells.get("postcode", ""), mapping.jurisdictions),
        state=_state(status, due, sum(part.minor for part in owed if part.future)),
        owed=tuple(part for part in owed if part.minor), oldest_unpaid=_oldest(mapping, dates, due),
        last_payment=dates["last_payment"], letter_date=dates["letter_date"],
        mandate_until=dates["mandate_until"], next_due_on=dates["next_due_on"],
        next_due_minor=read.amount(next_due, mapping.amounts) if next_due else None, as_of=day,
        segment=read.plain(cells.get("segment", ""), _LONGEST_SEGMENT).lower(),
    )
    return found, tuple(_flags(found, cells, mapping, status, due))


def _dates(cells: Map[str, str], mapping: Mapping, as_of: date) -> dict[str, date | None]:
    names = ("as_of", "birth_date", "oldest_unpaid", "due_on", "last_payment", "letter_date",
             "mandate_until", "next_due_on")
    dates = {name: read.day(read.known(cells.get(name, ""), mapping), mapping.dates) for name in names}
    day = dates["as_of"] or as_of
    if abs((day - as_of).days) > _DAYS_BETWEEN_NAME_AND_ROW:
        raise BadCell("as_of_unlike_the_file")
    for name in ("birth_date", "oldest_unpaid", "last_payment", "letter_date"):
        told = dates[name]
        if told is not None and told > day:
            raise BadCell("date_in_future")
    born = dates["birth_date"]
    if born is not None and born < day - relativedelta(years=_OLDEST):
        raise BadCell("bad_date")
    if "due_on" in mapping.columns and dates["due_on"] is None:
        raise BadCell("bad_date")
    return dates


def _owed(
    part: OwedColumn, cells: Map[str, str], mapping: Mapping, dates: Map[str, date | None], key: str,
    day: date, status: Status,
) -> Owed:
    text = cells.get(part.column, "")
    minor = 0 if part.optional and not text else read.amount(text, mapping.amounts)
    if part.less:
        minor -= read.amount(cells.get(part.less, ""), mapping.amounts)
    due_on = dates["due_on"]
    future = part.when == "future" or (part.when == "by_date" and due_on is not None and due_on >= day)
    if future and minor < 0 and part.when == "future":
        raise BadCell("amounts_contradict")
    on = due_on if part.when == "by_date" else dates["next_due_on" if future else "oldest_unpaid"]
    return Owed(
        key=key or ("future" if future else "due"), component=part.component, minor=minor, due_on=on,
        future=future, claimable=part.claimable, disputed=status.flag == "disputed",
    )


def _state(status: Status, due: int, future: int) -> str:
    """The state, where word and figures agree; a word that the figures deny rejects the line."""
    denied = (
        (status.state == "settled" and (due or future))
        or (status.state == "current" and due > 0)
        or (status.state == "in_credit" and due >= 0)
    )
    if denied:
        raise BadCell("state_contradicts_amounts")
    if due < 0:
        return "in_credit"
    if status.state == "late" and due == 0:
        return "current" if future else "settled"
    return status.state


def _oldest(mapping: Mapping, dates: Map[str, date | None], due: int) -> date | None:
    if "due_on" in mapping.columns:
        return dates["due_on"] if due > 0 else None
    return dates["oldest_unpaid"]


def _flags(found: RowValues, cells: Map[str, str], mapping: Mapping, status: Status, due: int) -> list[str]:
    flags = []
    if found.jurisdiction != mapping.jurisdictions.default:
        flags.append(f"jurisdiction_{found.jurisdiction}")
    if status.flag:
        flags.append(status.flag)
    if found.state in ("current", "in_credit", "settled"):
        flags.append(found.state)
    if found.birth_date is None:
        flags.append("no_birth_date")
    elif found.birth_date + relativedelta(years=_FULL_AGE) > found.as_of:
        flags.append("minor")
    if cells.get("phone") and found.phone is None:
        flags.append("bad_phone")
    if cells.get("email") and found.email is None:
        flags.append("bad_email")
    return flags + (_due_flags(found, mapping) if due > 0 else [])


def _due_flags(found: RowValues, mapping: Mapping) -> list[str]:
    """What stands against asking for a sum that is overdue."""
    flags = []
    terms = mapping.terms
    if terms.collector_role == "mandated_collector" and found.letter_date is None:
        flags.append("no_letter_date")
    if terms.collector_role == "mandated_collector" and found.mandate_until and found.mandate_until < found.as_of:
        flags.append("mandate_ended")
    state = limitation(
        jurisdiction=found.jurisdiction, nature=terms.nature, oldest_unpaid=found.oldest_unpaid,
        last_payment=found.last_payment, judgment=found.state == "judgment", overdue=True, day=found.as_of,
    ).state
    if state != "running":
        flags.append(f"limitation_{state}")
    if any(not part.claimable for part in found.owed):
        flags.append("fees_not_claimable")
    return flags


def _against_earlier(
    verdict: RowVerdict, found: RowValues, cells: dict[str, str],
    first: dict[tuple[str, str], tuple[int, dict[str, str]]], people: dict[str, RowValues],
) -> RowVerdict:
    """A line told twice counts once; one that tells something else under the same key is rejected."""
    key = (verdict.reference, verdict.key)
    if key in first:
        same = first[key][1] == cells
        reason = f"same_as_line_{first[key][0]}" if same else "conflicting_duplicate"
        return replace(
            verdict, result="duplicate" if same else "rejected", reason=reason, values=None, flags=()
        )
    before = people.setdefault(verdict.reference, found)
    if (before.who, before.brand, before.jurisdiction) != (found.who, found.brand, found.jurisdiction):
        reason = "another_person_in_one_account"
        return replace(verdict, result="rejected", reason=reason, values=None, flags=())
    first[key] = (verdict.line, cells)
    return verdict


def _with_shared_phones(verdicts: Sequence[RowVerdict]) -> list[RowVerdict]:
    """Two different people of the file with one number: nobody can tell who would read a message."""
    owners: dict[str, set[tuple[str, str, date | None]]] = defaultdict(set)
    for verdict in verdicts:
        if verdict.values is not None and verdict.values.phone:
            owners[verdict.values.phone].add(verdict.values.who)
    shared = {number for number, who in owners.items() if len(who) > 1}
    return [
        replace(verdict, flags=(*verdict.flags, "shared_phone"))
        if verdict.values is not None and verdict.values.phone in shared
        else verdict
        for verdict in verdicts
    ]
