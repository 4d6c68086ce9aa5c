"""The commands: exit codes, and a report that a collections manager can read."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import pytest
from ledger import AURALIS, CUT

from bot.feeds.cli import DONE, REFUSED, UNUSABLE, register
from bot.settings import Settings

FEEDS = Path(__file__).resolve().parent.parent / "data" / "feeds"


@pytest.fixture
def command(store, database_url, tmp_path, monkeypatch):
    """`await command("import", …)`: the exit code, as the command line gives it."""
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    monkeypatch.setenv("REPIT_VAR", str(tmp_path))
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())

    async def run(*words: str) -> int:
        arguments = parser.parse_args(words)
        settings = Settings()  # type: ignore[call-arg]
        return await asyncio.to_thread(arguments.handler, settings, arguments)

    return run


async def test_import_says_what_it_did_and_why_without_a_name(command, capsys):
    assert await command("import", "--creditor", "auralis", str(FEEDS / AURALIS)) == DONE
    said = capsys.readouterr().out
    assert "55 imported" in said and "time-barred" in said and "AUR-70019" in said
    assert "(bad_amount)" in said and "Roussel" not in said


async def test_check_changes_nothing_and_says_so(command, capsys):
    for _ in range(2):
        assert await command("import", "--creditor", "auralis", str(FEEDS / AURALIS), "--check") == DONE
        assert "Only checked" in capsys.readouterr().out
    assert "Would be: 55 imported" in (await _out(command, capsys))


async def _out(command, capsys) -> str:
    await command("import", "--creditor", "auralis", str(FEEDS / AURALIS), "--check")
    return capsys.readouterr().out


async def test_a_refused_file_is_one_and_an_unusable_one_is_two(command, capsys, tmp_path):
    assert await command("import", "--creditor", "auralis", str(FEEDS / CUT)) == REFUSED
    assert "REFUSED" in capsys.readouterr().out
    assert await command("import", "--creditor", "nobody", str(FEEDS / AURALIS)) == UNUSABLE
    assert await command("import", "--creditor", "auralis", str(tmp_path / AURALIS)) == UNUSABLE
    assert await command("import", "--creditor", "volta", str(FEEDS / AURALIS)) == UNUSABLE
    assert capsys.readouterr().err.count("UNUSABLE") == 3


async def test_export_writes_the_files_and_names_the_last_number(command, capsys, tmp_path):
    await command("import", "--creditor", "auralis", str(FEEDS / AURALIS))
    assert await command("export", "--creditor", "auralis", "--after", "2", "--out", str(tmp_path / "out")) == DONE
    assert (tmp_path / "out" / "events_after_2.jsonl").read_text(encoding="utf-8").count("\n") == 6
    assert "the last is 8" in capsys.readouterr().out
    assert await command("export", "--creditor", "nobody", "--after", "0") == UNUSABLE


async def test_a_number_that_no_sequence_has_is_refused_in_a_line(command, capsys):
    for wrong in ("-1", "9" * 23, "x", "1.5"):
        with pytest.raises(SystemExit):
            await command("export", "--creditor", "auralis", "--after", wrong)
        assert "is no number of a sequence" in capsys.readouterr().err
