"""How words speak of a procedure: told, asked, not known, refused, still to come, awaited, over, denied, another's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from bot.debt.reading.text.plain import cut, fold
from bot.debt.sourced import mapping_of, rows_of

Stance = Literal["told", "other", "doubt", "question", "refused", "future", "waiting", "ended", "denied"]
STANCES: tuple[Stance, ...] = get_args(Stance)

_TABLE = Path(__file__).with_name("procedure_stances.yml")
_PART = re.compile(
    r"(?:(?!\s(?:et|mais|donc|car|puis|alors|or|parce qu[e']|and|but|so|because|then)\s)[^.!?;:\n,()])+[?]?"
)
_NUMBER_DOTS = re.compile(r"(?<=\d)[.,:](?=\d)")
_CARRIES_ON = re.compile(r"^\W*(?:(?:et|and|mais|but|car|donc|so|then)\s+)?(?:il|elle|ils|elles|he|she|they)\b")


class StanceError(ValueError):
    """The table can't be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message, folded, and how it speaks."""

    text: str
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRule:
    """A row of the table."""

    stance: Stance
    words: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]

    def fits(self, text: str) -> bool:
        """Whether a folded part speaks so."""
        return any(word.search(text) for word in self.words) and not any(word.search(text) for word in self.unless)


def parts_of(text: str) -> list[Part]:
    """The message cut where a thought ends; what "she" then does after "my wife" is hers as well."""
    folded = _NUMBER_DOTS.sub("", fold(cut(text)).text)
    found: list[Part] = []
    others = False
    for match in _PART.finditer(folded):
        words = match.group().strip()
        if not re.search(r"\w", words):
            continue
        stance = _stance(words)
        own = next(rule for rule in stance_rules() if rule.stance == "other")
        if others and _CARRIES_ON.match(words) and not any(word.search(words) for word in own.unless):
            stance = "other"
        others = stance == "other"
        found.append(Part(words, stance))
    return found


def _stance(words: str) -> Stance:
    return next((rule.stance for rule in stance_rules() if rule.fits(words)), "told")


@cache
def stance_rules(path: Path = _TABLE) -> tuple[StanceRule, ...]:
    """The table in its order, read once. Raises StanceError."""
    rows = tuple(_row(raw, where) for where, raw in rows_of(path, StanceError))
    if [row.stance for row in rows].count("other") != 1 or "told" in {row.stance for row in rows}:
        raise StanceError(f"{path.name}: one row for what is another's, none for what is told")
    return rows


def _row(raw: object, where: str) -> StanceRule:
    given = mapping_of(raw)
    if given is None or not {"stance", "words"} <= set(given) <= {"stance", "words", "unless"}:
        raise StanceError(f"{where}: a row has stance, words, and perhaps unless")
    stance = next((one for one in STANCES if one == given["stance"]), None)
    if stance is None:
        raise StanceError(f"{where}: stance: one of {', '.join(STANCES)}")
    try:
        return StanceRule(
            stance=stance, words=patterns(given["words"]), unless=patterns(given.get("unless", [])),
        )
    except (re.error, TypeError) as error:
        raise StanceError(f"{where}: words: {error}") from error


def patterns(raw: object) -> tuple[re.Pattern[str], ...]:
    """Regular expressions over folded text. Raises TypeError for what is no list, re.error for what is none."""
    if not isinstance(raw, list):
        raise TypeError("a list of regular expressions")
    return tuple(re.compile(str(word)) for word in raw)
