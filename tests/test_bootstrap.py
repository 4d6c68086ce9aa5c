"""What is read before anybody is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import bootstrap
from bot.service.policy import policies
from bot.settings import ConfigurationError


def test_a_policy_that_can_not_be_used_stops_the_start_with_its_file(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "bot" / "policies"
    folder.mkdir(parents=True)
    (folder / "novafin.yml").write_text("brand: novafin\n", encoding="utf-8")
    monkeypatch.setattr(policies, "ROOT", tmp_path)
    policies.policies.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match=r"novafin\.yml"):
            bootstrap.read_tables()
    finally:
        policies.policies.cache_clear()
