"""The arrows of the house: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOORS = ("channels", "payments", "desk", "feeds")
MAY = {
    "bot.debt": {"bot.debt"},
    "bot.words": {"bot.words", "bot.settings", "bot.debt"},
    "bot.papers": {"bot.papers", "bot.service", "bot.debt", "bot.store", "bot.words"},
    "bot.store": {"bot.store", "bot.service.ports"},
    "bot.service": {"bot.service", "bot.debt", "bot.store", "bot.words", "bot.settings", "bot.feeds.mapping",
                    "bot.feeds.judge", "bot.feeds.read"},
}
"""For each part, the parts of ours that it may import. Doors may import anything but one another and bootstrap."""


def imports(path: Path) -> set[str]:
    """Names of the modules that a file imports, at the top or inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files(part: str) -> list[Path]:
    """The Python files of a part such as "bot.debt"."""
    folder = ROOT / part.replace(".", "/")
    return sorted(p for p in folder.rglob("*.py") if "versions" not in p.parts)


def ours(names: set[str]) -> set[str]:
    """Those of our own."""
    return {n for n in names if n.split(".")[0] in ("bot", "actions")}


@pytest.mark.parametrize("part", sorted(MAY))
def test_a_part_imports_only_what_its_arrows_allow(part: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(part)
        for name in ours(imports(path))
        if not any(name == allowed or name.startswith(allowed + ".") for allowed in MAY[part])
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_never_imports_bootstrap_and_no_other_door_but_for_the_session(door: str) -> None:
    others = [f"bot.{one}" for one in DOORS if one != door]
    shared = ("bot.channels.session", "bot.channels.limits", "bot.channels.pages")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(f"bot.{door}")
        for name in ours(imports(path))
        if name.startswith("bot.bootstrap") or (name.startswith(tuple(others)) and not name.startswith(shared))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_pure_rules_touch_no_clock_database_environment_or_network() -> None:
    forbidden = ("sqlalchemy", "aiohttp", "os", "socket", "psycopg", "requests", "rasa_sdk", "structlog", "time")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("bot.debt")
        for name in imports(path)
        if name.split(".")[0] in forbidden
    ]
    assert not wrong, "\n".join(wrong)
    for path in files("bot.debt"):
        text = path.read_text(encoding="utf-8")
        assert "datetime.now(" not in text and "date.today(" not in text, path


def test_only_bot_nlu_imports_rasa() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for part in ("bot", "actions")
        for path in files(part)
        if "nlu" not in path.parts and any(n == "rasa" or n.startswith("rasa.") for n in imports(path))
    ]
    assert not wrong


def test_nothing_names_a_registry_or_a_path_of_some_machine() -> None:
    hosts = ("pypi" + ".org", "python" + "hosted", "npm" + "js.org", "deb.debian" + ".org")
    for path in (ROOT / "requirements").glob("*"):
        text = path.read_text(encoding="utf-8")
        assert not any(host in text for host in hosts), path
        assert "--index-url" not in text, path
