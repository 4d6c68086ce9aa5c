"""`python -m bot letter`: a code and a link a case, all or none; a link stands for the reference and tells nothing."""

from __future__ import annotations

import argparse
import asyncio
import csv
import hashlib
from pathlib import Path

import pytest
import segno
from sqlalchemy import select

from bot.papers import qr
from bot.runner import letter
from bot.settings import Settings
from bot.store.tables import AuditLine, Case, PersonalLink
from tests.papers.reading import codes_on
from tests.thread_world import demo_of


@pytest.fixture
async def command(database, database_url, tmp_path, monkeypatch):
    """`await command("DEMO-1001", …)`: the exit code; pictures and list lie in tmp_path / "out"."""
    await demo_of(database)
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    monkeypatch.setenv("REPIT_VAR", str(tmp_path))
    monkeypatch.setenv("REPIT_PUBLIC_URL", "https://repit.example")
    parser = argparse.ArgumentParser()
    letter.register(parser.add_subparsers())

    async def run(*words: str, creditor: str = "maison") -> int:
        given = ["letter", "--creditor", creditor, "--out", str(tmp_path / "out"), *words]
        arguments = parser.parse_args(given)
        return await asyncio.to_thread(arguments.handler, Settings(), arguments)  # type: ignore[call-arg]

    return run


async def links(database) -> list[PersonalLink]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(select(PersonalLink)))


def rows(tmp_path: Path) -> list[list[str]]:
    with (tmp_path / "out" / letter.LIST).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


async def test_each_case_gets_a_code_and_a_link_that_is_kept_hashed_and_lasts_as_long_as_told(
    command, database, tmp_path, capsys
):
    assert await command("DEMO-1001", "DEMO-1003", "--days", "30") == letter.DONE
    head, *told = rows(tmp_path)
    assert head == ["reference", "file", "link"] and [row[0] for row in told] == ["DEMO-1001", "DEMO-1003"]
    kept = {link.token_hash: link for link in await links(database)}
    for reference, name, link in told:
        assert link.startswith("https://repit.example/l/") and reference not in link
        row = kept[hashlib.sha256(link.rpartition("/")[2].encode()).hexdigest()]
        assert 29 <= (row.expires_at - row.created_at).days <= 30
        assert (tmp_path / "out" / name).read_text() == qr.svg(link)
    assert told[0][2] not in capsys.readouterr().out
    async with database.begin() as uow:
        assert len(list(await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "letter.link_made")))) == 2


async def test_a_png_for_those_who_print_with_pictures(command, tmp_path):
    assert await command("DEMO-1001", "--format", "png") == letter.DONE
    assert (tmp_path / "out" / "DEMO-1001.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("wrong", ["DEMO-9999", "DEMO-2001"])
async def test_one_reference_that_is_none_of_that_creditor_makes_no_link_at_all(command, database, tmp_path, wrong):
    before = len(await links(database))
    assert await command("DEMO-1001", wrong) == letter.FAILED
    assert len(await links(database)) == before and not (tmp_path / "out").exists()


async def test_a_settled_case_gets_none(command, database):
    async with database.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        case.state = "settled"
        await uow.commit()
    assert await command("DEMO-1001") == letter.FAILED


@pytest.mark.parametrize("days", ["0", "-1", "367", "ten"])
async def test_a_time_that_is_none_or_too_long_is_refused(command, days):
    with pytest.raises(SystemExit):
        await command("DEMO-1001", f"--days={days}")


async def test_a_camera_reads_the_link_that_stands_in_the_list(command, tmp_path):
    assert await command("DEMO-1001", "DEMO-1003", "--format", "png") == letter.DONE
    for _, name, link in rows(tmp_path)[1:]:
        assert codes_on((tmp_path / "out" / name).read_bytes()) == [link]


def test_a_code_has_its_white_border_and_survives_a_stain() -> None:
    address = "https://repit.example/l/" + "x" * 32
    made = segno.make(address, error="m", micro=False)
    side = made.symbol_size(border=qr.QUIET)[0]
    assert f'viewBox="0 0 {side} {side}"' in qr.svg(address) and made.error == "M"
    assert qr.svg(address) != qr.svg(address + "y")
