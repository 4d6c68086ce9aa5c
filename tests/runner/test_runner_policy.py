"""`python -m bot policy`: faults with file, line and reason; a report that reads only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import ROOT

VOLTA = (ROOT / "bot" / "policies" / "volta.yml").read_text(encoding="utf-8")
GUIDELINE = """\
kind: guideline
entries:
  - {jurisdictions: [GB-EAW], currency: GBP, valid_from: 2026-04-01, valid_to: 2027-03-31,
     review_by: 2027-03-31, status: official, source: operator, single: "400", couple: "300", further: "90"}
"""


def test_everything_that_is_shipped_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check"]) == 0
    assert capsys.readouterr().out.strip() == "every policy and table can be used"


def test_each_faulty_file_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one.yml", tmp_path / "two.yml"
    one.write_text(VOLTA.replace("longest_pause_days: 120", "longest_pause_days: 400"), encoding="utf-8")
    two.write_text(VOLTA.replace("effects/no_fees", "effects/no_such_thing"), encoding="utf-8")
    assert main(["policy", "check", str(one), str(two)]) == 1
    first, second = capsys.readouterr().out.strip().splitlines()
    line = one.read_text(encoding="utf-8").splitlines().index("longest_pause_days: 400") + 1
    assert first == f"one.yml:{line}: longest_pause_days: a whole number from 0 to 366"
    assert second.startswith("two.yml:") and second.endswith("no sentence utter_effect_no_such_thing")


def test_the_operators_guideline_is_checked_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sfs.yml"
    path.write_text(GUIDELINE, encoding="utf-8")
    monkeypatch.setenv("REPIT_SFS_TABLE", str(path))
    assert main(["policy", "check"]) == 1
    assert capsys.readouterr().out.strip() == "sfs.yml:3: single must be above zero, and couple not under it"


def test_a_policy_that_can_not_be_used_is_not_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.yml"
    path.write_text(VOLTA + "margin: 5\n", encoding="utf-8")
    assert main(["policy", "try", str(path)]) == 2
    assert capsys.readouterr().err.startswith("UNUSABLE: new.yml:")


def test_a_policy_is_tried_on_the_stored_budgets(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    assert main(["policy", "try", str(ROOT / "bot" / "policies" / "volta.yml"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["policy"], told["in_force"], told["terms"]) == ("volta@2026-01-01", "volta@2026-01-01", [])
    assert main(["policy", "try", str(ROOT / "bot" / "policies" / "volta.yml"), "--creditor", "nobody"]) == 2
    assert "no creditor 'nobody'" in capsys.readouterr().err
