"""Procedures for people who cannot pay: each state a row of procedures.yml, with what may still be done in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from bot.debt.hold import Hold, Permissions, hold_rules, permissions
from bot.debt.procedure_stance import STANCES, Part, Stance, parts_of, patterns
from bot.debt.scale_tables import JURISDICTIONS
from bot.debt.sourced import mapping_of, rows_of

_TABLE = Path(__file__).with_name("procedures.yml")
_TEXTS = ("id", "procedure", "said", "held", "source")
_NEEDED = {*_TEXTS, "hold", "jurisdictions", "stances", "words"}
_STRICTEST = {"FR": "admissible", "FR-976": "admissible"}
_NO_HOLD = "none"
_EVERYWHERE = ("insolvency", "debt_solution_preparing")


class ProcedureError(ValueError):
    """The table can't be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One state of a procedure."""

    id: str
    procedure: str
    jurisdictions: tuple[str, ...]
    stances: tuple[Stance, ...]  # none: any
    words: tuple[re.Pattern[str], ...]  # over folded text; none: whatever it says
    unless: tuple[re.Pattern[str], ...]  # over all that was told: words beside which it is another state
    hold: str | None  # None: nothing is said of the debtor's own debts
    said: str
    held: str
    source: str
    person: bool = True
    demo_only: bool = False

    @property
    def may(self) -> Permissions:
        """What may be offered, planned, paid and chased in this state: the hold matrix says it, nothing else."""
        return permissions([] if self.hold is None else [Hold(reason=self.hold, review_on=date.max)])

    @property
    def takes_what_is_left(self) -> bool:
        """Whether it is the row for what no other has taken."""
        return not self.words and not self.stances

    def found_in(self, parts: Sequence[Part]) -> bool:
        """Whether some part speaks of it in the way it asks for."""
        if any(word.search(" | ".join(part.text for part in parts)) for word in self.unless):
            return False
        return self.takes_what_is_left or any(
            (not self.stances or part.stance in self.stances)
            and (not self.words or any(word.search(part.text) for word in self.words))
            for part in parts
        )


def procedure_in(text: str, jurisdiction: str) -> Procedure:
    """The state that a debtor's words tell of, under the law of their case: its first row that fits.

    Believed at once, because every row only protects; a person confirms it. Raises ValueError: no such jurisdiction.
    """
    if jurisdiction not in JURISDICTIONS:
        raise ValueError(f"unknown jurisdiction {jurisdiction!r}")
    parts = parts_of(text)
    return next(row for row in procedures().values() if jurisdiction in row.jurisdictions and row.found_in(parts))


def procedures_in(text: str) -> dict[str, Procedure]:
    """The state under each law, for words that come before anybody knows whose case it is."""
    return {jurisdiction: procedure_in(text, jurisdiction) for jurisdiction in JURISDICTIONS}


def procedure_of(key: str, jurisdiction: str) -> Procedure:
    """The row of that id there; an id that is gone, or of another law, gives the row that protects most."""
    rows = procedures()
    row = rows.get(key)
    if row is not None and jurisdiction in row.jurisdictions:
        return row
    return rows[_STRICTEST.get(jurisdiction, "solution")]


def places_of(hold: str) -> frozenset[str]:
    """Jurisdictions in which that hold means something: those of its rows; every one for a hold of no procedure's own.

    Bankruptcy is spoken of in every country, and its words are of none.
    """
    own = [set(row.jurisdictions) for row in procedures().values() if row.hold == hold]
    return frozenset(JURISDICTIONS if not own or hold in _EVERYWHERE else set().union(*own))


@cache
def procedures(path: Path = _TABLE) -> Mapping[str, Procedure]:
    """The table by id, in its order, read once. Raises ProcedureError."""
    found: dict[str, Procedure] = {}
    for where, raw in rows_of(path, ProcedureError):
        row = _row(raw, where)
        if row.id in found:
            raise ProcedureError(f"{where}: {row.id} stands twice")
        found[row.id] = row
    if not found:
        raise ProcedureError(f"{path.name}: a list of rows")
    *others, last = found.values()
    if not last.takes_what_is_left or any(row.takes_what_is_left for row in others):
        raise ProcedureError(f"{path.name}: the last row, and no other, takes what is left")
    if set(last.jurisdictions) != set(JURISDICTIONS):
        raise ProcedureError(f"{path.name}: the last row is of every jurisdiction")
    return found


def _row(raw: object, where: str) -> Procedure:
    given = mapping_of(raw)
    known = {*_NEEDED, "unless", "person", "demo_only"}
    if given is None or not _NEEDED <= set(given) <= known:
        raise ProcedureError(f"{where}: a row has {', '.join(sorted(known))}")
    texts = {key: given[key] for key in _TEXTS}
    if not all(isinstance(text, str) and text for text in texts.values()):
        raise ProcedureError(f"{where}: {', '.join(_TEXTS)} are texts")
    hold = str(given["hold"])
    if hold != _NO_HOLD and hold not in hold_rules():
        raise ProcedureError(f"{where}: no hold {hold}")
    person = given.get("person", True) is True
    if hold != _NO_HOLD and not person:
        raise ProcedureError(f"{where}: whoever is held has a person")
    try:
        words, unless = patterns(given["words"]), patterns(given.get("unless", []))
    except (re.error, TypeError) as error:
        raise ProcedureError(f"{where}: words: {error}") from error
    named = {key: str(text) for key, text in texts.items()}
    return Procedure(
        **named, jurisdictions=_out_of(JURISDICTIONS, given, "jurisdictions", where),
        stances=cast("tuple[Stance, ...]", _out_of(STANCES, given, "stances", where)), words=words,
        unless=unless,
        hold=None if hold == _NO_HOLD else hold, person=person, demo_only=given.get("demo_only") is True,
    )


def _out_of(known: Sequence[str], given: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    raw = given[key]
    if not isinstance(raw, list) or not set(raw) <= set(known) or (key == "jurisdictions" and not raw):
        raise ProcedureError(f"{where}: {key}: out of {', '.join(known)}")
    return tuple(str(one) for one in raw)
