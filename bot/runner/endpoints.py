"""Rasa's endpoints for this start: the project's own file, with our ports and the tracker store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def write(root: Path, target: Path, *, actions_port: int, tracker_url: str) -> None:
    """Write `target` from the root's endpoints.yml; only its owner may read it, the URL may hold a password."""
    source = root / "endpoints.yml"
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    content: dict[str, Any] = YAML(typ="safe").load(text) or {}
    action = dict(content.get("action_endpoint") or {})
    content["action_endpoint"] = action | {"url": f"http://127.0.0.1:{actions_port}/webhook"}
    content["tracker_store"] = {"type": "bot.nlu.tracker_store.TurnStore", "url": tracker_url}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.chmod(0o600)
    with target.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)
