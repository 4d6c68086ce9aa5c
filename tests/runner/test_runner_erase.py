"""`python -m bot erase`: shown first and nothing written; with `--carry-out` it is done, and a letter says what."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.__main__ import main
from bot.store.tables import AuditLine, ContactPoint, Person, Task
from tests.demo_world import demo_world

WHO = ["--creditor", "maison", "--reference", "DEMO-1003"]


async def _run(*more: str) -> int:
    return await asyncio.to_thread(main, ["erase", *WHO, *more])


async def test_it_is_shown_before_it_is_done(database, database_url, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    await demo_world(database)
    async with database.begin() as uow:
        person = await uow.session.scalar(select(Person).where(Person.last_name == "Leroux"))
        uow.session.add(ContactPoint(
            creditor_id="maison", person_id=person.id, kind="email", value="old@example.fr", whose="former",
        ))
        await uow.commit()
    assert await _run() == 0
    shown = capsys.readouterr().out
    assert "contacts: 1" in shown and "while open: DEMO-1003" in shown and "--carry-out" in shown
    assert "Leroux" not in shown
    async with database.begin() as uow:
        assert await uow.session.scalar(select(AuditLine).where(AuditLine.object_kind == "person")) is None
    assert await _run("--carry-out", "--letter", str(tmp_path / "letter.txt")) == 0
    assert "erased:\n  contacts: 1" in capsys.readouterr().out
    words = (tmp_path / "letter.txt").read_text()
    assert "DEMO-1003" in words and "adresses e-mail" in words and "n'est pas terminé" in words
    async with database.begin() as uow:
        verbs = list(await uow.session.scalars(select(AuditLine.verb).where(AuditLine.object_kind == "person")))
        assert verbs == ["person.erasure_requested", "person.erased"]
        task = await uow.session.scalar(select(Task).where(Task.kind == "erasure"))
        assert task is not None and task.done_at is None, "looked at again until the debt is over"
    assert await _run("--carry-out") == 0
    assert "nothing (more)" in capsys.readouterr().out


async def test_who_is_not_there_is_said_and_nothing_is_written(database, database_url, monkeypatch, capsys):
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    await demo_world(database)
    assert await asyncio.to_thread(main, ["erase", "--creditor", "maison", "--reference", "X"]) == 1
    assert await asyncio.to_thread(main, ["erase", "--creditor", "maison"]) == 0
    told = capsys.readouterr()
    assert "nobody waits" in told.out and "no borrower at maison" in told.err
