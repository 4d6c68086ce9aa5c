"""How long what is stored is kept: a dated table (retention.yml) that compliance can read and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from bot.debt.sourced import mapping_of, rows_of

Does = Literal["remove", "blank", "keep"]
_TABLE = Path(__file__).with_name("retention.yml")
_KEYS = {"kind", "tables", "does", "why", "source", "valid_from"}
_KEYS_THAT_GO = _KEYS | {"days", "from"}
LEAST_DAYS: Mapping[str, int] = {
    "words": 30, "distress_words": 30, "memory": 30, "reach": 30, "notes": 30, "mail_files": 30, "sent_words": 7,
    "referral_sheets": 30, "partner_links": 1, "helper_looks": 30, "helper_codes": 30, "personal_links": 1,
    "contact_codes": 1, "identity_failures": 1, "former_sessions": 1, "desk_sessions": 1, "desk_browsers": 1,
    "log_in_failures": 1, "log_in_answers": 1, "export_files": 7,
}
"""The kinds that the program can let go, and the fewest days of each: a slip of the pen must not take words that are
still talked about, nor what providers are still asked for (three days back).
"""
OF_FILES = frozenset({"export_files"})
"""Kinds that are files and no table's rows."""
HOLDS_WITHOUT_WORDS = frozenset(
    {"stop_contact", "no_calls", "shared_phone", "no_letter_date", "mandate_ended", "limitation_barred"}
)
"""Holds that may stand for ever and rest on no word of a thread: they keep none. All others do while they stand."""


class RetentionError(ValueError):
    """The table can't be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: what is done with a kind, and so many days after what; `days` is 0 for what is kept."""

    kind: str
    tables: tuple[str, ...]
    does: Does
    days: int
    since: str
    why: str
    source: str
    valid_from: date


@cache
def rules(path: Path = _TABLE) -> tuple[Rule, ...]:
    """Every row, read once. Raises RetentionError."""
    found: list[Rule] = []
    for where, raw in rows_of(path, RetentionError):
        row = _row(raw, where)
        if any((row.kind, row.valid_from) == (one.kind, one.valid_from) for one in found):
            raise RetentionError(f"{where}: {row.kind}: twice from {row.valid_from}")
        found.append(row)
    if missing := sorted(set(LEAST_DAYS) - {row.kind for row in found}):
        raise RetentionError(f"{path.name}: no row for {', '.join(missing)}")
    return tuple(found)


def rules_on(day: date, path: Path = _TABLE) -> tuple[Rule, ...]:
    """The rows that hold on that day: of each kind the newest that has begun. Raises RetentionError."""
    newest: dict[str, Rule] = {}
    for row in rules(path):
        if row.valid_from <= day and (row.kind not in newest or newest[row.kind].valid_from < row.valid_from):
            newest[row.kind] = row
    return tuple(newest.values())


def _row(raw: object, where: str) -> Rule:
    given = mapping_of(raw)
    if given is None:
        raise RetentionError(f"{where}: a row has {', '.join(sorted(_KEYS_THAT_GO))}")
    keeps = given.get("does") == "keep"
    wanted = _KEYS if keeps else _KEYS_THAT_GO
    if set(given) != wanted:
        raise RetentionError(f"{where}: a row that is {'kept' if keeps else 'let go'} has {', '.join(sorted(wanted))}")
    kind, tables, days = given["kind"], given["tables"], given.get("days", 0)
    if given["does"] not in ("remove", "blank", "keep"):
        raise RetentionError(f"{where}: does: one of remove, blank, keep")
    for key in ("kind", "why", "source", *(() if keeps else ("from",))):
        if not isinstance(given[key], str) or not str(given[key]).strip():
            raise RetentionError(f"{where}: {key}: a few words")
    named = isinstance(tables, list) and all(isinstance(one, str) for one in tables)
    if not isinstance(tables, list) or not named or bool(tables) is (kind in OF_FILES):
        raise RetentionError(f"{where}: tables: a list of tables, empty for files")
    if type(given["valid_from"]) is not date:
        raise RetentionError(f"{where}: valid_from: a day")
    if keeps is (kind in LEAST_DAYS):
        known = ", ".join(LEAST_DAYS)
        raise RetentionError(f"{where}: {kind}: what can be let go is {known}; all else is kept, and these are not")
    if not keeps and (type(days) is not int or days < LEAST_DAYS[str(kind)]):
        raise RetentionError(f"{where}: days: a whole number, {LEAST_DAYS[str(kind)]} at least")
    return Rule(
        kind=str(kind), tables=tuple(tables), does=given["does"], days=cast("int", days),
        since=str(given.get("from", "")), why=str(given["why"]), source=str(given["source"]),
        valid_from=given["valid_from"],
    )
