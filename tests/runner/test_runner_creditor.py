"""`python -m bot creditor`: a creditor from a file, checked whole before anything is written."""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import make_url, select

from bot.__main__ import main
from bot.service.case.creditors import natures, read_creditor
from bot.service.demo import load_demo
from bot.store.tables import AuditLine, Brand, Creditor

TOLD: dict[str, Any] = {
    "id": "loueo", "name": "Louéo", "country": "FR", "currency": "EUR", "time_zone": "Europe/Paris",
    "collector_role": "own_account", "nature": "rent",
    "settings": {"desk_hours": {"1": ["09:00", "18:00"]}, "phone": "01 99 00 10 09"},
    "brands": [{"key": "loueo", "name": "Louéo", "policy": "demo_maison"}],
}


@pytest.fixture
def command(database, database_url, monkeypatch, tmp_path):
    """Run `creditor check` or `creditor add` on a file that says this."""
    monkeypatch.setenv("REPIT_DATABASE_URL", database_url)

    async def run(what: str, told: Any) -> int:
        file = tmp_path / "creditor.yml"
        if isinstance(told, bytes):
            file.write_bytes(told)
        else:
            with file.open("w", encoding="utf-8") as out:
                YAML(typ="safe").dump(told, out)
        return await asyncio.to_thread(main, ["creditor", what, str(file)])

    return run


async def stored(database) -> tuple[list[Creditor], list[Brand], list[str]]:
    async with database.begin() as uow:
        creditors = list(await uow.session.scalars(select(Creditor)))
        brands = list(await uow.session.scalars(select(Brand).order_by(Brand.id)))
        verbs = list(await uow.session.scalars(select(AuditLine.verb).order_by(AuditLine.id)))
    return creditors, brands, verbs


async def test_a_check_writes_nothing_and_says_that_no_file_can_be_read_yet(command, database, capsys):
    assert await command("check", TOLD) == 0
    assert "bot/feeds/mappings/loueo.yml is not there yet" in capsys.readouterr().out
    assert await stored(database) == ([], [], [])


async def test_it_is_added_with_its_brands_and_the_same_again_changes_nothing(command, database, capsys):
    assert await command("add", TOLD) == 0
    assert await command("add", TOLD) == 0
    assert "is so already" in capsys.readouterr().out
    (creditor,), (brand,), verbs = await stored(database)
    assert (creditor.id, creditor.nature, creditor.settings["phone"]) == ("loueo", "rent", "01 99 00 10 09")
    assert (brand.key, brand.policy) == ("loueo", "demo_maison") and verbs == ["creditor.added", "brand.added"]


async def test_a_later_file_changes_what_it_says_and_takes_no_brand_away(command, database):
    await command("add", TOLD)
    later = {**TOLD, "name": "Louéo SA", "brands": [{"key": "second", "name": "Second", "policy": "volta"}]}
    assert await command("add", later) == 0
    (creditor,), brands, verbs = await stored(database)
    assert creditor.name == "Louéo SA" and [brand.key for brand in brands] == ["loueo", "second"]
    assert verbs[2:] == ["creditor.changed", "brand.added"]


async def test_what_every_case_has_copied_is_not_changed_under_it(command, database, capsys):
    async with database.begin() as uow:
        await load_demo(uow, uow.today())
        await uow.commit()
    told = {
        **TOLD, "id": "maison", "nature": "energy",
        "brands": [{"key": "maison_claire", "name": "Maison Claire", "policy": "demo_maison"}],
    }
    assert await command("add", told) == 2
    assert "there are cases already" in capsys.readouterr().err
    async with database.begin() as uow:
        assert (await uow.session.get_one(Creditor, "maison")).nature == "consumer_credit"


@pytest.mark.parametrize(("key", "value", "said"), [
    ("id", "Loueo!", "id: small letters"),
    ("country", "XX", "country: one of"),
    ("currency", "USD", "currency: one of"),
    ("nature", "gambling", "nature: one of"),
    ("collector_role", "friend", "collector_role: one of"),
    ("time_zone", "Paris", "time_zone"),
    ("brands", [], "brands: a list"),
    ("brands", [{"key": "a b", "name": "A", "policy": "demo_maison"}], "brands, 1, key"),
    ("brands", [{"key": "ab", "name": "A", "policy": "nobody"}], "bot/policies"),
    ("settings", {"desk_hours": {"1": ["18:00", "09:00"]}}, "settings, desk_hours"),
    ("settings", {"transfer_iban": "FR76 0000"}, "settings, transfer_iban"),
    ("settings", {"stripe_api_key": "sk_live_x"}, "settings, stripe_api_key: not known here"),
    ("settings", {"whatsapp": "yes"}, "settings, whatsapp"),
    ("colour", "blue", "colour: not known here"),
    ("name", 12, "name: a word"),
])
async def test_every_fault_is_named_with_its_key_and_nothing_is_written(command, database, capsys, key, value, said):
    assert await command("add", {**copy.deepcopy(TOLD), key: value}) == 1
    assert said in capsys.readouterr().err
    assert await stored(database) == ([], [], [])


@pytest.mark.parametrize("raw", [b"", b"id: [1", b"- a\n- b\n", b"\xff\xfe\x00", b"x: " + b"a" * 200_000])
async def test_what_is_no_such_file_is_said_in_a_line(command, capsys, raw):
    assert await command("check", raw) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


async def test_a_mandated_collector_is_named_on_every_paper(command, capsys):
    assert await command("check", {**TOLD, "collector_role": "mandated_collector"}) == 1
    assert "R124-4" in capsys.readouterr().err


async def test_the_way_its_files_are_read_must_fit(command, capsys):
    told = {**TOLD, "id": "volta", "country": "GB"}
    assert await command("check", told) == 1
    errors = capsys.readouterr().err
    assert all(fault in errors for fault in ("mapping, country", "mapping, nature", "mapping, brands: volta"))


def test_production_takes_no_country_whose_rules_are_for_the_demonstration():
    told = {**TOLD, "country": "ZA", "currency": "ZAR", "time_zone": "Africa/Johannesburg"}
    assert read_creditor(told, production=False).faults == ()
    assert [fault.split(":")[0] for fault in read_creditor(told, production=True).faults] == ["country"]


def test_the_demos_own_creditors_pass():
    rows = YAML(typ="safe").load(Path("bot/feeds/demo.yml").read_text("utf-8"))["creditors"]
    assert {row["id"]: read_creditor(row, production=False).faults for row in rows} == {row["id"]: () for row in rows}
    assert {row["nature"] for row in rows} <= set(natures())


async def test_a_database_without_tables_is_one_line_that_says_what_to_do(monkeypatch, database_url, capsys):
    empty = make_url(database_url).set(database="template1")
    monkeypatch.setenv("REPIT_DATABASE_URL", empty.render_as_string(hide_password=False))
    assert await asyncio.to_thread(main, ["ledger", "check"]) == 2
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1 and "python -m bot migrate" in told
