"""The embedded PostgreSQL after crashes, Rasa's own database and endpoints, one runner a folder."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import psycopg
import pytest
from ruamel.yaml import YAML

from bot.runner import endpoints, postgres
from bot.runner.errors import StartError
from bot.runner.state import RunState
from bot.store.engine import libpq_url


def test_rasas_database_is_made_once_and_reached(database_url: str) -> None:
    first = postgres.ensure_rasa_database(database_url)
    assert first == postgres.ensure_rasa_database(database_url)
    assert first.startswith("postgresql://")
    with psycopg.connect(libpq_url(first.replace("+psycopg2", ""))) as connection:
        assert connection.info.dbname == "rasa"


def test_a_password_survives_the_way_into_rasas_url() -> None:
    assert postgres.checked("postgresql://u:p%40ss@db.example/repit") == "postgresql://u:p%40ss@db.example/repit"


@pytest.mark.parametrize("wrong", ["db", "sqlite:///x", "mysql://u:topsecret@h/d", "://"])
def test_what_is_no_postgresql_is_refused_without_repeating_it(wrong: str) -> None:
    with pytest.raises(StartError, match="REPIT_DATABASE_URL") as refused:
        postgres.checked(wrong)
    assert "topsecret" not in str(refused.value)


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\nthis process is no PostgreSQL\n")
    (tmp_path / ".handle_pids.json").write_text(json.dumps([1, os.getpid()]))
    postgres.tidy(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_running_server_and_its_holders_are_left_alone(database_url: str) -> None:
    with psycopg.connect(libpq_url(database_url)) as connection:
        data = Path(str(connection.execute("show data_directory").fetchone()[0]))  # type: ignore[index]
    gone = 2**22 + 1  # above the highest process id
    holders = data / ".handle_pids.json"
    before = json.loads(holders.read_text())
    holders.write_text(json.dumps([*before, gone]))
    postgres.tidy(data)
    assert postgres.postmaster(data) is not None
    assert json.loads(holders.read_text()) == before


def test_rasas_endpoints_keep_what_the_project_says_and_are_for_the_owner_only(tmp_path: Path) -> None:
    (tmp_path / "endpoints.yml").write_text("action_endpoint: {url: old, token: t}\nlock_store: {type: redis}\n")
    target = tmp_path / "var" / "endpoints.yml"
    endpoints.write(tmp_path, target, actions_port=15055, tracker_url="postgresql+psycopg2://u:secret@h/rasa")
    content = YAML(typ="safe").load(target.read_text())
    assert content["action_endpoint"] == {"url": "http://127.0.0.1:15055/webhook", "token": "t"}
    assert content["tracker_store"]["url"] == "postgresql+psycopg2://u:secret@h/rasa"
    assert content["lock_store"] == {"type": "redis"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_folder_is_one_runners_at_a_time(tmp_path: Path) -> None:
    first, second = RunState(tmp_path), RunState(tmp_path)
    first.take()
    first.write({"pid": 4711})
    with pytest.raises(StartError, match="4711"):
        second.take()
    first.leave()
    assert not first.path.exists()
    second.take()
    second.leave()


def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(tmp_path):
    (tmp_path / "a file").write_text("")
    for var in (tmp_path / "a file", tmp_path / "a file" / "var", Path("/proc/nowhere")):
        with pytest.raises(StartError, match=r"REPIT_VAR: .* can't be written to"):
            RunState(var).take()
