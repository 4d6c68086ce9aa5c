"""A model is stale exactly when something that it is made from has changed."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from bot.runner import model
from bot.runner.children import Children
from bot.runner.errors import StartError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "config.yml": "recipe: default.v1", "domain/plan.yml": "a: 1", "data/nlu/plan.yml": "b: 1",
        "bot/__init__.py": "", "bot/nlu/part.py": "c = 1", "bot/debt/plan.py": "d = 1", "models/other.tar.gz": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    install(tmp_path, "3.6.21")
    return tmp_path


def install(root: Path, version: str) -> None:
    (root / f".venv-rasa/lib/python3.10/site-packages/rasa-{version}.dist-info").mkdir(parents=True)


def put_model(root: Path) -> Path:
    path = model.path_for(root, model.fingerprint(root))
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("./metadata.json"), io.BytesIO())
    return path


def trainer(root: Path, body: str) -> Path:
    python = root / "fake-python"
    python.write_text(f"#!/bin/sh\n{body}\n")
    python.chmod(0o755)
    return python


def test_the_model_of_the_present_tree_is_current(root: Path) -> None:
    assert model.current(root) is None
    ready = put_model(root)
    assert model.current(root) == ready


@pytest.mark.parametrize("name", ["config.yml", "domain/plan.yml", "data/nlu/plan.yml", "bot/nlu/part.py"])
def test_a_changed_source_makes_it_stale(root: Path, name: str) -> None:
    put_model(root)
    (root / name).write_text("changed")
    assert model.current(root) is None


def test_a_renamed_or_new_source_makes_it_stale(root: Path) -> None:
    put_model(root)
    (root / "data/nlu/plan.yml").rename(root / "data/nlu/pay.yml")
    assert model.current(root) is None


def test_another_rasa_makes_it_stale(root: Path) -> None:
    put_model(root)
    (root / ".venv-rasa/lib/python3.10/site-packages/rasa-3.6.21.dist-info").rmdir()
    install(root, "3.6.22")
    assert model.current(root) is None


def test_what_rasa_does_not_read_leaves_it_current(root: Path) -> None:
    put_model(root)
    (root / "bot/debt/plan.py").write_text("changed")
    (root / "bot/nlu/__pycache__").mkdir()
    (root / "bot/nlu/__pycache__/part.pyc").write_text("x")
    assert model.current(root) is not None


def test_a_cut_off_archive_does_not_count(root: Path) -> None:
    path = put_model(root)
    path.write_bytes(path.read_bytes()[:20])
    assert model.current(root) is None


def test_without_rasa_it_says_what_to_do(root: Path) -> None:
    (root / ".venv-rasa/lib/python3.10/site-packages/rasa-3.6.21.dist-info").rmdir()
    with pytest.raises(StartError, match="make setup"):
        model.fingerprint(root)


async def test_a_failed_training_names_its_log(root: Path) -> None:
    python = trainer(root, "echo 'YamlException: line 3'; exit 1")
    async with Children() as children:
        with pytest.raises(StartError, match=r"YamlException: line 3 \(see .*train\.log\)") as failed:
            await model.ensure(children, root, python, root / "log", lambda _: None)
    assert "\n" not in str(failed.value)


async def test_training_happens_once_and_tells_its_progress(root: Path) -> None:
    ready = put_model(root)
    stored = root / "stored"
    ready.rename(stored)
    python = trainer(root, f"echo \"x - Starting to train component 'Words'.\"; cp {stored} {ready}")
    said: list[str] = []
    async with Children() as children:
        assert await model.ensure(children, root, python, root / "log", said.append) == ready
        assert await model.ensure(children, root, root / "none", root / "log", said.append) == ready
    assert any("training Words" in line for line in said)


def test_rasa_never_sees_the_servers_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REPIT_SECRET_KEY", "STRIPE_API_KEY", "TWILIO_AUTH_TOKEN", "REPIT_DATABASE_URL"):
        monkeypatch.setenv(name, "s3cret")
    env = model.rasa_env()
    assert "s3cret" not in env.values()
    assert env["RASA_TELEMETRY_ENABLED"] == "false"
