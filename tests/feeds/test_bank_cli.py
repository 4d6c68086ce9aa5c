"""`python -m bot bank` and `ledger check`: exit codes, and what they say."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.feeds.bank import cli
from bot.feeds.cli import DONE, REFUSED, UNUSABLE
from bot.runner import ledger
from bot.settings import Settings
from bot.store.tables import LedgerEntry
from tests.bank_files import IBAN, Move, camt


@pytest.fixture
def command(store, database_url, tmp_path, monkeypatch):
    """`await command("bank", …)`: the exit code, as the command line gives it."""
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    monkeypatch.setenv("REPIT_VAR", str(tmp_path))
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers()
    cli.register(verbs)
    ledger.register(verbs)

    async def run(*words: str) -> int:
        arguments = parser.parse_args(words)
        settings = Settings()  # type: ignore[call-arg]
        return await asyncio.to_thread(arguments.handler, settings, arguments)

    return run


@pytest.fixture
def file(tmp_path: Path):
    def write(data: bytes, name: str = "statement.xml") -> str:
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return write


async def test_a_statement_is_checked_taken_and_known_the_second_time(command, file, capsys):
    path = file(camt(Move(ref="B1", e2e="DEMO-1001"), Move(ref="B2", text=("Martin Léa",))))
    assert await command("bank", "--creditor", "maison", path, "--check") == DONE
    assert "Would be: 1 credited (€80.00), 1 left for a person" in capsys.readouterr().out
    assert await command("bank", "--creditor", "maison", path) == DONE
    said = capsys.readouterr().out
    assert "Done: 1 credited" in said and "choose the case at the desk" in said and "Martin" not in said
    assert await command("bank", "--creditor", "maison", path) == DONE
    assert "2 known already" in capsys.readouterr().out


async def test_a_refused_file_is_one_and_an_unusable_one_is_two(command, file, capsys, tmp_path):
    other = file(camt(Move(), iban="FR1420041010050500013M02606"), "other.xml")
    assert await command("bank", "--creditor", "maison", other) == REFUSED
    whole = camt(Move())
    for n, data in enumerate((whole[:-40], b"", b"<a/>", b"a;b\n1;2\n")):
        assert await command("bank", "--creditor", "maison", file(data, f"bad{n}")) == UNUSABLE
    assert await command("bank", "--creditor", "maison", str(tmp_path / "none.xml")) == UNUSABLE
    assert await command("bank", "--creditor", "nobody", file(camt(Move(), iban=IBAN))) == UNUSABLE
    err = capsys.readouterr().err
    assert err.count("nothing has changed") == 7 and IBAN not in err


async def test_a_file_that_is_too_big_is_not_even_read(command, file, capsys, monkeypatch):
    monkeypatch.setattr(cli, "LARGEST_STATEMENT", 100)
    assert await command("bank", "--creditor", "maison", file(camt(Move()))) == UNUSABLE
    assert "more than 100 bytes" in capsys.readouterr().err


async def test_ledger_check_is_nought_for_sound_books_and_one_for_others(command, store, file, capsys):
    path = file(camt(Move(ref="B1", e2e="DEMO-1001")))
    await command("bank", "--creditor", "maison", path)
    assert await command("ledger", "check") == ledger.SOUND
    assert "all add up" in capsys.readouterr().out
    async with store.begin() as uow:
        await uow.session.execute(
            update(LedgerEntry).where(LedgerEntry.kind == "payment").values(minor=LedgerEntry.minor - 1)
        )
        await uow.commit()
    assert await command("ledger", "check", "--creditor", "volta") == ledger.SOUND
    assert await command("ledger", "check", "--creditor", "maison") == ledger.UNSOUND
    assert "maison/DEMO-1001: the ledger is not what the payment's receipt says" in capsys.readouterr().out
