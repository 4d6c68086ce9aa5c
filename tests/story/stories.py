"""The stories, read and judged: a key that nobody knows is an error, so that no expectation is silently skipped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).resolve().parent.parent / "data" / "stories.yml"
DAY = datetime.fromisoformat("2026-11-20T10:00+01:00")
"""The day of every story that names no other (tests/data/stories.yml)."""
KEYS = frozenset({"id", "after", "case", "at", "with", "say", "knows", "then", "do", "agent", "expect"})
WITH = frozenset({"rasa_stopped"})


class StoryError(ValueError):
    """A story that can't be played as it is written."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One story as the file has it; `at` is aware."""

    id: str
    case: str = ""
    after: str = ""
    at: datetime = DAY
    with_: str = ""
    say: Sequence[str] = ()
    knows: Mapping[str, Any] = field(default_factory=dict)
    then: Sequence[str] = ()
    do: Sequence[str] = ()
    agent: Sequence[str] = ()
    expect: Mapping[str, Any]


def load(path: Path = FILE, *, checks: Collection[str], doings: Collection[str]) -> list[Story]:
    """Every story of the file, in its order.

    Raises StoryError for a key, an expectation or a doing that is not known, and for a story without expectation.
    """
    rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    stories = [story_of(row, checks=checks, doings=doings) for row in rows]
    ids = [story.id for story in stories]
    if len(set(ids)) != len(ids):
        raise StoryError("two stories have the same id")
    for story in stories:
        if story.after and story.after not in ids:
            raise StoryError(f"{story.id}: comes after {story.after!r}, which is not there")
    return stories


def story_of(row: Mapping[str, Any], *, checks: Collection[str], doings: Collection[str]) -> Story:
    """One story. Raises StoryError."""
    name = str(row.get("id", ""))
    unknown = set(row) - KEYS
    if not name or unknown:
        raise StoryError(f"{name or 'a story without id'}: unknown keys {sorted(unknown)}")
    expect = row.get("expect") or {}
    if not expect:
        raise StoryError(f"{name}: nothing is expected")
    if missing := sorted(set(expect) - set(checks)):
        raise StoryError(f"{name}: nobody can check {missing}")
    do = [str(one) for one in row.get("do", ())]
    if missing := sorted(set(do) - set(doings)):
        raise StoryError(f"{name}: nobody can do {missing}")
    if row.get("with", "") not in WITH | {""}:
        raise StoryError(f"{name}: nobody can play it with {row['with']!r}")
    at = datetime.fromisoformat(str(row["at"])) if "at" in row else DAY
    return Story(
        id=name, case=str(row.get("case", "")), after=str(row.get("after", "")), at=at,
        with_=str(row.get("with", "")), say=tuple(map(str, row.get("say", ()))), knows=dict(row.get("knows") or {}),
        then=tuple(map(str, row.get("then", ()))), do=tuple(do), agent=tuple(_agent(row.get("agent", ()))),
        expect=dict(expect),
    )


def _agent(steps: Sequence[Any]) -> list[str]:
    known = ("takes", "writes", "hands_back")
    said: list[str] = []
    for step in map(str, steps):
        # YAML parts a list at the commas inside the agent's words too: put together again until the quote closes.
        if said and said[-1].count('"') == 1:
            said[-1] += f", {step}"
        else:
            said.append(step)
    for step in said:
        if not step.startswith(known):
            raise StoryError(f"an agent can't do {step!r}")
    return said


def in_order_of_time(stories: Sequence[Story]) -> list[Story]:
    """As the days pass: the clock of a running system is moved on, so what lies later is played later.

    What follows another story, and whatever moves the clock itself, comes last, in the order of the file.
    """
    return sorted(stories, key=lambda s: (bool(s.after) or bool(s.do), s.at))
