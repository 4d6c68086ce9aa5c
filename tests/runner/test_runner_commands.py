"""The command line: quick help, one clear line for what the operator must mend, and make test's last line."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import VERBS, main
from bot.runner.stored import moment, span
from bot.runner.verify import Part, parts, verify
from bot.settings import ROOT, table


def test_help_names_every_verb_and_imports_nothing_heavy() -> None:
    code = ("import sys; from bot.__main__ import main\n"
            "try: main(['--help'])\nexcept SystemExit: pass\n"
            "print([m for m in ('sqlalchemy', 'aiohttp', 'pydantic') if m in sys.modules])")
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.rstrip().endswith("[]")
    assert [verb for verb in VERBS if not re.search(rf"\n    {verb}\s", told)] == []


def test_settings_prints_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name, _, _ in table())


def test_wrong_settings_are_one_line_and_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPIT_PORT", "eighty")
    assert main(["clock"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_database_out_of_reach_is_one_line_and_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPIT_DATABASE_URL", "postgresql://u:topsecret@127.0.0.1:1/x")
    assert main(["migrate"]) == 2
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1
    assert "database cannot be reached" in told
    assert "topsecret" not in told


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.runner.light.table", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["settings"])


def test_lengths_of_time_are_read() -> None:
    assert span("40d") == timedelta(days=40)
    assert span("1d12h30m") == timedelta(days=1, hours=12, minutes=30)
    for wrong in ("", "40", "-1d", "4w", "1.5h", "99999d", "3661d"):
        with pytest.raises(argparse.ArgumentTypeError):
            span(wrong)


def test_a_moment_needs_its_zone() -> None:
    assert moment("2026-12-24T09:00+01:00") == datetime(2026, 12, 24, 8, tzinfo=UTC)
    for wrong in ("2026-12-24T09:00", "tomorrow", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(argparse.ArgumentTypeError):
            moment(wrong)


def test_the_first_part_that_fails_ends_it_with_a_line_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    todo = [
        Part(name="good", command=[sys.executable, "-c", ""]),
        Part(name="bad", command=[sys.executable, "-c", "raise SystemExit(3)"]),
        Part(name="never", command=[sys.executable, "-c", "open('tried', 'w')"]),
    ]
    assert verify(todo, tmp_path) == 1
    assert "FAILED: bad (exit 3" in capsys.readouterr().out.strip().splitlines()[-1]
    assert not (tmp_path / "tried").exists()


def test_all_parts_holding_is_said_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify([Part(name="good", command=[sys.executable, "-c", ""])], tmp_path) == 0
    assert "PASSED: 1 parts" in capsys.readouterr().out.strip().splitlines()[-1]


def test_parts_beside_one_another_run_at_once_and_each_is_told_in_its_turn(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    meet = ("import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); end = time.monotonic() + 20\n"
            "while not pathlib.Path(sys.argv[2]).exists() and time.monotonic() < end: time.sleep(0.01)\n"
            "print('met' if pathlib.Path(sys.argv[2]).exists() else 'alone'); sys.exit(int(sys.argv[3]))")
    todo = [
        Part(name="left", command=[sys.executable, "-c", meet, "l", "r", "0"]),
        Part(name="right", beside=True, command=[sys.executable, "-c", meet, "r", "l", "4"]),
        Part(name="never", command=[sys.executable, "-c", "open('tried', 'w')"]),
    ]
    assert verify(todo, tmp_path) == 1
    told = capfd.readouterr().out
    assert re.search(r"=== left\nmet\n\n=== right\nmet\n", told)
    assert "FAILED: right (exit 4" in told.splitlines()[-1]
    assert not (tmp_path / "tried").exists()


def test_every_promised_part_is_there() -> None:
    names = {part.name for part in parts(ROOT)}
    assert names == {"ruff", "mypy", "rasa data validate", "model", "understanding", "rasa test", "pytest", "story"}


def test_ci_runs_make_test_and_nothing_of_its_own() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[1] == "set -euo pipefail"
    assert [line for line in lines[2:] if line] == ['cd "$(dirname "${BASH_SOURCE[0]}")/.."', "exec make test"]
