"""`python -m bot agent add`: the first account of a desk that has none."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.__main__ import main
from bot.service.desk import log_in, openid
from bot.store.tables import Agent


async def _run(monkeypatch, database_url: str, *words: str) -> int:
    import asyncio  # noqa: PLC0415

    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)
    return await asyncio.to_thread(main, ["agent", *(words if words[0] == "link" else ("add", *words))])


async def test_it_prints_a_password_that_is_good_for_one_log_in(database, database_url, monkeypatch, capsys):
    assert await _run(monkeypatch, database_url, "--login", "ana", "--name", "Ana") == 0
    password = re.search(r": ([0-9A-Z-]{23})$", capsys.readouterr().out.strip())[1]
    async with database.begin() as uow:
        opened = await log_in.log_in(uow, login="ana", password=password, where=log_in.Where(address="x"))
        assert opened.step == "password"
        assert (await uow.session.scalar(select(Agent.role))) == "administrator"


async def test_a_login_that_is_taken_or_a_creditor_that_is_not_there_is_refused(
    database, database_url, monkeypatch, capsys
):
    assert await _run(monkeypatch, database_url, "--login", "ana", "--name", "Ana") == 0
    assert await _run(monkeypatch, database_url, "--login", "ana", "--name", "Ana") == 1
    assert await _run(monkeypatch, database_url, "--login", "bo", "--name", "Bo", "--creditor", "nobody") == 1
    assert "login_taken" in (errors := capsys.readouterr().err) and "scope" in errors


async def test_a_link_to_the_log_in_provider_is_printed_where_there_is_one(
    database, database_url, monkeypatch, capsys
):
    assert await _run(monkeypatch, database_url, "--login", "ana", "--name", "Ana") == 0
    assert await _run(monkeypatch, database_url, "link", "--login", "ana") == 1
    for name, value in (("ISSUER", "https://id.example"), ("CLIENT_ID", "desk"), ("CLIENT_SECRET", "secret")):
        monkeypatch.setenv(f"REPIT_OIDC_{name}", value)
    assert await _run(monkeypatch, database_url, "link", "--login", "bo") == 1
    capsys.readouterr()
    assert await _run(monkeypatch, database_url, "link", "--login", "ana") == 0
    token = capsys.readouterr().out.strip().rpartition("/")[2]
    async with database.begin() as uow:
        assert await openid.invited(uow, token) == openid.Invited(login="ana", name="Ana")
