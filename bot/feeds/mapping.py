"""How each creditor's files are read: data in bot/feeds/mappings, checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from ruamel.yaml import YAML

from bot.debt.hold import rule_of
from bot.service.feeds.holds import HOLDS
from bot.service.feeds.records import FeedUnusable, Kind, Terms

_FOLDER = Path(__file__).with_name("mappings")
STATES = ("current", "late", "accelerated", "judgment", "settled", "in_credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedColumn:
    """What one column of amounts means."""

    column: str
    component: Literal["principal", "interest", "other", "fee"]
    when: Literal["due", "future", "by_date"]
    less: str = ""
    claimable: bool = True
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a creditor's word for the state of a case means."""

    state: str
    flag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How amounts are written."""

    decimal: str
    thousands: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdictions:
    """Which law, by postcode: None is a law that this assistant does not know."""

    prefixes: Map[str, str | None]
    default: str | None = None
    otherwise: str | None = None
    areas: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One creditor's files."""

    creditor: str
    encoding: str
    separator: str
    files: tuple[tuple[Kind, re.Pattern[str]], ...]
    columns: Map[str, str]  # ours: theirs
    ignored: tuple[str, ...]
    dates: re.Pattern[str]
    amounts: Amounts
    unknown_words: frozenset[str]
    names: Literal["apart", "capitals_first", "titled"]
    titles: frozenset[str] = frozenset()
    brands: Map[str, str] = field(default_factory=dict)
    brand: str = ""
    owed: tuple[OwedColumn, ...]
    statuses: Map[str, Status]
    terms: Terms
    phone_region: str
    jurisdictions: Jurisdictions

    def kind_and_day(self, name: str) -> tuple[Kind, date]:
        """Whether a file of that name is full or a delta, and its day. Raises FeedUnusable for others."""
        for kind, pattern in self.files:
            found = pattern.fullmatch(name)
            if found:
                try:
                    return kind, date.fromisoformat(found["day"])
                except ValueError:
                    break
        known = ", ".join(pattern.pattern for _, pattern in self.files)
        raise FeedUnusable(f"the name {name!r} does not tell what kind of file it is (known names: {known})")


def same_word(word: str) -> str:
    """A word as it is compared: case and spaces make no difference."""
    return " ".join(word.split()).casefold()


def _checked(raw: Map[str, Any]) -> Mapping:
    statuses = {same_word(word): Status(**row) for word, row in raw["statuses"].items()}
    for status in statuses.values():
        if status.state not in STATES:
            raise ValueError(f"unknown state {status.state!r}")
        if status.flag is not None:
            rule_of(HOLDS.get(status.flag, status.flag))  # others bear the name of their hold
    owed = tuple(OwedColumn(**row) for row in raw["owed"])
    unmapped = {name for part in owed for name in (part.column, part.less) if name} - set(raw["columns"])
    if unmapped or not {"reference", "status", "postcode"} <= set(raw["columns"]):
        raise ValueError(f"columns are missing {sorted(unmapped)}")
    plain = ("creditor", "encoding", "separator", "phone_region", "names")
    terms = {key: raw[key] for key in ("currency", "country", "language", "nature", "collector_role")}
    return Mapping(
        **{key: raw[key] for key in plain},
        files=tuple((cast(Kind, row["kind"]), re.compile(row["pattern"])) for row in raw["files"]),
        columns=dict(raw["columns"]), ignored=tuple(raw["ignored"]), dates=re.compile(raw["dates"]),
        amounts=Amounts(**raw["amounts"]), unknown_words=frozenset(map(same_word, raw["unknown_words"])),
        titles=frozenset(map(same_word, raw.get("titles", ()))), owed=owed, statuses=statuses,
        brands={same_word(word): key for word, key in raw.get("brands", {}).items()},
        brand=raw.get("brand", ""), terms=Terms(**terms), jurisdictions=Jurisdictions(**raw["jurisdictions"]),
    )


def read_mapping[T](creditor: str, folder: Path, checked: Callable[[Any], T], what: str) -> T:
    """A creditor's mapping of that kind of files. Raises FeedUnusable if there is none, ValueError if it is bad."""
    path = folder / f"{creditor}.yml"
    if not re.fullmatch(r"[a-z0-9_]+", creditor) or not path.is_file():
        raise FeedUnusable(f"nobody has told how {what} of {creditor!r} are read (no mapping of that name)")
    raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        return checked(raw)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"mapping {path.name}: {error}") from error


@cache
def load(creditor: str, folder: Path = _FOLDER) -> Mapping:
    """The creditor's mapping, read once. Raises as `read_mapping`."""
    return read_mapping(creditor, folder, _checked, "files")
