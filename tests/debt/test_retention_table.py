"""How long things are kept: every table has its row, every row its reason, and a fault is named where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.debt.retention import LEAST_DAYS, OF_FILES, RetentionError, rules, rules_on
from bot.service.retention.over import KINDS
from bot.store.tables import Base

DAY = date(2026, 11, 20)
SHIPPED = (Path(__file__).parents[2] / "bot" / "debt" / "retention.yml").read_text(encoding="utf-8")
TWICE = {"message", "handover", "conversation"}
"""Tables of which only some words go."""


def test_every_table_of_the_store_has_its_row_and_no_row_another_table() -> None:
    named = [table for rule in rules() for table in rule.tables]
    assert set(named) == {table.name for table in Base.metadata.sorted_tables}
    assert {one for one in named if named.count(one) > 1} <= TWICE


def test_what_the_program_lets_go_and_what_the_table_may_are_the_same() -> None:
    assert set(KINDS) | OF_FILES == set(LEAST_DAYS)
    for rule in rules():
        if rule.does != "keep" and rule.kind not in OF_FILES:
            over = KINDS[rule.kind]
            assert rule.tables == (over.table.__tablename__,), rule.kind
            assert (rule.does == "blank") == (over.becomes is not None), rule.kind


def test_every_row_tells_why_and_by_what_source() -> None:
    assert all(rule.why and rule.source for rule in rules())


def test_receipts_plans_and_the_ledger_are_kept() -> None:
    kept = {table for rule in rules() if rule.does == "keep" for table in rule.tables}
    assert {"receipt", "plan", "instalment", "ledger_entry", "attempt", "suspense", "audit_line", "consent"} <= kept


def _other(tmp_path: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    path = tmp_path / "retention.yml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("days: 365", "days: 3", "retention.yml:13: days: a whole number, 30 at least"),
        ("days: 365", "days: true", "days: a whole number"),
        ("does: blank", "does: burn", "does: one of remove, blank, keep"),
        ("kind: words", "kind: wrods", "wrods: what can be let go is"),
        ("tables: [message]", "tables: message", "tables: a list"),
        ("valid_from: 2026-11-20", "valid_from: soon", "valid_from: a day"),
        ("  why: opens nothing any more\n", "", "a row that is let go has"),
        ("  why: opens nothing any more\n", "  why: ''\n", "why: a few words"),
        ("- kind: accounting", "- kind: notes", "notes: what can be let go is"),
        ("- kind: words", "- kind: [words", "not YAML"),
        ("- kind: distress_words", "- kind: words", "words: twice from 2026-11-20"),
    ],
)
def test_a_fault_is_named_with_its_line_and_reason(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(RetentionError) as error:
        rules(_other(tmp_path, old, new))
    assert str(error.value).startswith("retention.yml:") and told in str(error.value)


def test_a_kind_that_is_left_out_is_named(tmp_path: Path) -> None:
    at = SHIPPED.index("- kind: notes")
    path = tmp_path / "retention.yml"
    path.write_text(SHIPPED[:at] + SHIPPED[SHIPPED.index("- kind: mail_files") :], encoding="utf-8")
    with pytest.raises(RetentionError, match="no row for notes"):
        rules(path)


def test_a_change_holds_from_its_day_on(tmp_path: Path) -> None:
    row = SHIPPED[SHIPPED.index("- kind: notes") : SHIPPED.index("- kind: mail_files")]
    later = row.replace("2026-11-20", "2027-01-01").replace("days: 365", "days: 180")
    path = tmp_path / "retention.yml"
    path.write_text(SHIPPED + later, encoding="utf-8")
    days = [next(r.days for r in rules_on(day, path) if r.kind == "notes") for day in (DAY, date(2027, 1, 1))]
    assert days == [365, 180]
