"""Procedures for people who cannot pay: each state a row of procedures.yml, with what may still be done in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.debt.hold import Hold, Permissions, hold_rules, permissions
from bot.debt.reading.plain import fold
from bot.debt.scale_tables import JURISDICTIONS
from bot.debt.sourced import Unreadable, line_of, mapping_of, place, read_yaml

_TABLE = Path(__file__).with_name("procedures.yml")
_TEXTS = ("id", "procedure", "hold", "said", "held", "source")


class ProcedureError(ValueError):
    """The table can't be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One state of a procedure."""

    id: str
    procedure: str
    jurisdictions: tuple[str, ...]
    words: tuple[re.Pattern[str], ...]  # over folded text; none: what no other row has taken
    hold: str
    said: str
    held: str
    source: str
    demo_only: bool = False

    @property
    def may(self) -> Permissions:
        """What may be offered, planned, paid and chased in this state: the hold matrix says it, nothing else."""
        return permissions([Hold(reason=self.hold, review_on=date.max)])

    def found_in(self, text: str) -> bool:
        """Whether its words are in the folded text; a row without words takes what is left."""
        return not self.words or any(word.search(text) for word in self.words)


def procedure_in(text: str) -> Procedure:
    """The state that a debtor's words tell of: the first row that fits, else that a file is being prepared.

    Believed at once whatever the country, because every row only protects; a person confirms it."""
    folded = fold(text).text
    return next(row for row in procedures().values() if row.found_in(folded))


def procedure_of(key: str) -> Procedure:
    """The row of that id; an id that is gone gives the row that protects most."""
    rows = procedures()
    return rows.get(key) or rows["admissible"]


@cache
def procedures(path: Path = _TABLE) -> Mapping[str, Procedure]:
    """The table by id, in its order, read once. Raises ProcedureError."""
    try:
        raw = read_yaml(path)
    except Unreadable as error:
        raise ProcedureError(f"{place(path.name, error.line)}: {error.reason}") from error
    if not isinstance(raw, list) or not raw:
        raise ProcedureError(f"{path.name}: a list of rows")
    found: dict[str, Procedure] = {}
    for index in range(len(raw)):
        where = place(path.name, line_of(raw, index))
        row = _row(raw[index], where)
        if row.id in found:
            raise ProcedureError(f"{where}: {row.id} stands twice")
        found[row.id] = row
    *_, last = found.values()
    if last.words or any(not row.words for row in list(found.values())[:-1]):
        raise ProcedureError(f"{path.name}: the last row, and no other, takes what is left")
    return found


def _row(raw: object, where: str) -> Procedure:
    given = mapping_of(raw)
    known = {*_TEXTS, "jurisdictions", "words", "demo_only"}
    if given is None or not set(given) <= known or not {*_TEXTS, "jurisdictions", "words"} <= set(given):
        raise ProcedureError(f"{where}: a row has {', '.join(sorted(known))}")
    texts = {key: given[key] for key in _TEXTS}
    places, words = given["jurisdictions"], given["words"]
    if not all(isinstance(text, str) and text for text in texts.values()):
        raise ProcedureError(f"{where}: {', '.join(_TEXTS)} are texts")
    if not isinstance(places, list) or not places or not set(places) <= set(JURISDICTIONS):
        raise ProcedureError(f"{where}: jurisdictions: out of {', '.join(JURISDICTIONS)}")
    if texts["hold"] not in hold_rules():
        raise ProcedureError(f"{where}: no hold {texts['hold']}")
    if not isinstance(words, list):
        raise ProcedureError(f"{where}: words: a list of regular expressions")
    try:
        patterns = tuple(re.compile(str(word)) for word in words)
    except re.error as error:
        raise ProcedureError(f"{where}: words: {error}") from error
    named = {key: str(text) for key, text in texts.items()}
    return Procedure(
        **named, jurisdictions=tuple(places), words=patterns, demo_only=given.get("demo_only") is True
    )
