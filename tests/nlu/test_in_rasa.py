"""What runs in Rasa's own environment is checked there, by unittest: tests/nlu/in_rasa."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from bot.store.engine import libpq_url

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


def check(name: str, **environment: str) -> None:
    """Run the checks of that name; a missing environment is a failure, never a skip."""
    assert PYTHON.exists(), f"{PYTHON} is missing: `make setup` makes it"
    done = subprocess.run(
        [str(PYTHON), "-m", "unittest", f"tests.nlu.in_rasa.check_{name}"], cwd=ROOT, capture_output=True,
        text=True, timeout=300, check=False, env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"} | environment,
    )
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.parametrize("name", ["also", "cache", "features", "importer", "lean", "model", "priors"])
def test_in_rasas_environment(name: str) -> None:
    check(name)


def test_trackers(database_url: str) -> None:
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute("drop table if exists turn")
        connection.execute("create schema if not exists public")
    check("tracker_store", REPIT_CHECK_DATABASE_URL=libpq_url(database_url))
