"""`python -m bot retention`: what would go is counted and left; without `--check` it goes."""

from __future__ import annotations

import asyncio
import os
from datetime import date, timedelta

from sqlalchemy import select

from bot.__main__ import main
from bot.service.retention.files import remove_exports
from bot.store.tables import AuditLine, SpentAnswer


async def test_it_counts_without_writing_and_then_lets_go(database, database_url, monkeypatch, capsys):
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    async with database.begin() as uow:
        uow.session.add(SpentAnswer(state_hash="x", at=uow.now - timedelta(days=4_000)))
        await uow.commit()
    assert await asyncio.to_thread(main, ["retention", "--check"]) == 0
    told = capsys.readouterr().out
    assert "log_in_answers: 1 to be removed (1 days after: its use)" in told and "accounting: kept" in told
    assert len(told.splitlines()) >= 18
    async with database.begin() as uow:
        assert await uow.session.scalar(select(SpentAnswer.state_hash)) == "x"
        assert await uow.session.scalar(select(AuditLine)) is None
    assert await asyncio.to_thread(main, ["retention"]) == 0
    assert "log_in_answers: 1 removed" in capsys.readouterr().out
    async with database.begin() as uow:
        assert await uow.session.scalar(select(SpentAnswer.state_hash)) is None
        assert (await uow.session.scalar(select(AuditLine.data))) == {"rows": {"log_in_answers": 1}}


def test_files_for_creditors_go_when_their_time_is_over_and_nothing_beside_them(tmp_path):
    folder = tmp_path / "exports" / "maison"
    folder.mkdir(parents=True)
    old, new, other = folder / "events_after_0.csv", folder / "events_after_9.csv", tmp_path / "exports" / "own.txt"
    for path in (old, new, other):
        path.write_text("x")
    now = new.stat().st_mtime + 91 * 86_400
    os.utime(new, (now, now))
    (folder / "events_after_link.csv").symlink_to(other)
    (folder / "do_not_contact.csv").write_text("x")
    day = date(2026, 11, 20)
    assert remove_exports(tmp_path / "nowhere", day, now=now) == 0
    assert [remove_exports(tmp_path, day, now=now) for _ in range(2)] == [1, 0]
    assert sorted(path.name for path in folder.iterdir()) == [
        "do_not_contact.csv", "events_after_9.csv", "events_after_link.csv"
    ] and other.exists()
