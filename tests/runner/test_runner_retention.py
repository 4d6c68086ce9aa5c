"""`python -m bot retention`: what would go is counted and left; without `--check` it goes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.__main__ import main
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
