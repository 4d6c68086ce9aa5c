"""The desk's own words (agent_words.yml, audit_words.yml), and amounts, days and hours in the agent's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.debt.money import Money
from bot.service.desk.line import Line, Title
from bot.service.desk.weighing import Field
from bot.service.thread import spoken
from bot.words.book import book

LANGUAGES = ("fr", "en")
_FILES = tuple(Path(__file__).with_name(name) for name in ("agent_words.yml", "audit_words.yml"))
_ANSWERS, _TEXAS = (Path(__file__).with_name(name) for name in ("answers.yml", "texas.yml"))
_HOLE = re.compile(r"\{(\w+)\}")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Every text by key and language, read once. Raises ValueError where a language is missing."""
    found: dict[str, dict[str, str]] = {}
    for file in _FILES:
        raw = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        found |= {f"{group}.{name}": texts for group, names in raw.items() for name, texts in names.items()}
    for key, texts in found.items():
        if set(texts) != set(LANGUAGES):
            raise ValueError(f"agent words: {key} is not in French and English")
    return found


@cache
def canned_answers() -> tuple[dict[str, Any], ...]:
    """Answers to begin with, by id, with title and text in both languages. Raises ValueError where one is missing."""
    return _ready(_ANSWERS)


@cache
def texas_prompts() -> tuple[dict[str, Any], ...]:
    """Thank, explain, consent, ask, signpost: the same of these. Raises ValueError where one is missing."""
    return _ready(_TEXAS)


def _ready(file: Path) -> tuple[dict[str, Any], ...]:
    found = tuple(YAML(typ="safe").load(file.read_text(encoding="utf-8")))
    for one in found:
        if any(set(one[part]) != set(LANGUAGES) for part in ("title", "text")):
            raise ValueError(f"{file.name}: {one['id']} is not in French and English")
    return found


class AgentWords:
    """Words in one agent's language; days and hours in the zone of the conversation's creditor."""

    def __init__(self, lang: str, zone: str = "Europe/Paris") -> None:
        self.lang, self.zone = lang, ZoneInfo(zone)

    def text(self, key: str, **values: Any) -> str:
        """The words of a key; one that its group does not know is shown by its `other`. Raises KeyError."""
        words = all_words()
        group, _, name = key.partition(".")
        known = words.get(key) or words.get(f"{group}.other")
        if known is None:
            raise KeyError(key)
        given = {"key": name.replace("_", " "), **values}
        return _HOLE.sub(lambda hole: self.plain(given[hole.group(1)]), known[self.lang])

    def plain(self, value: Any) -> str:
        """A value as it is read: money, days, moments, lists."""
        if isinstance(value, Money):
            return spoken.money(value, self.lang)
        if isinstance(value, Field):
            return self.text(f"budget.{value.name}")
        if isinstance(value, Title):
            return book().text(value.text_id, self.lang)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return spoken.day(value, self.lang)
        if isinstance(value, list | tuple):
            return spoken.listing([self.plain(one) for one in value], self.lang)
        return str(value)

    def line(self, line: Line) -> str:
        """A line of the three that brief an agent."""
        return self.text(line.key, **line.values)

    def moment(self, value: datetime) -> str:
        """Day and hour, e.g. "20 nov. 10:00"."""
        local = value.astimezone(self.zone)
        return f"{local.day:02d}/{local.month:02d} {local:%H:%M}"

    def same_day(self, one: datetime, other: datetime) -> bool:
        """Whether two moments are of one local day."""
        return one.astimezone(self.zone).date() == other.astimezone(self.zone).date()

    def hour(self, value: datetime) -> str:
        """The hour alone."""
        return f"{value.astimezone(self.zone):%H:%M}"

    def span(self, seconds: int) -> str:
        """How long to wait, to the second below a minute, else in whole minutes, rounded up."""
        if seconds < _MINUTE:
            return self.text("wait.seconds", n=seconds)
        return self.text("wait.minutes", n=-(-seconds // _MINUTE))

    def wait(self, seconds: int) -> str:
        """How long somebody has waited, in words."""
        if seconds < _MINUTE:
            return self.text("wait.now")
        if seconds < _HOUR:
            return self.text("wait.minutes", n=seconds // _MINUTE)
        if seconds < _DAY:
            return self.text("wait.hours", n=seconds // _HOUR, m=f"{seconds % _HOUR // _MINUTE:02d}")
        return self.text("wait.days", n=seconds // _DAY)

    def group(self, name: str) -> dict[str, str]:
        """All texts of a group, for the page's own script; holes stay."""
        return {
            key.partition(".")[2]: texts[self.lang]
            for key, texts in all_words().items()
            if key.startswith(f"{name}.")
        }
