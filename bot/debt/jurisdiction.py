"""Rule sets by jurisdiction: which scales and tables hold, and what is for the demonstration only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from bot.debt.scale_tables import CURRENCY_OF
from bot.debt.sourced import mapping_of, rows_of

Status = Literal["complete", "needs_operator", "demo"]
EssentialsFrom = Literal["table", "guideline", "none"]
_TABLE = Path(__file__).with_name("jurisdictions.yml")
_CHOICES = {"status": ("complete", "needs_operator", "demo"), "essentials": ("table", "guideline", "none")}
_KEYS = {"id", "currency", "status", "wage_scale", "essentials", "limitation", "sources", "read_on"}


class JurisdictionError(ValueError):
    """The table can't be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """One row: whose law holds."""

    id: str
    currency: str
    status: Status
    wage_scale: bool
    essentials: EssentialsFrom
    limitation: str
    sources: tuple[str, ...]
    read_on: date

    @property
    def demo_only(self) -> bool:
        """True where production may hold no case."""
        return self.status == "demo"


@cache
def jurisdictions(path: Path = _TABLE) -> Mapping[str, Jurisdiction]:
    """The table by id, read once. Raises JurisdictionError, also if it does not go with the currencies of scales."""
    rows = [_row(raw, where) for where, raw in rows_of(path, JurisdictionError)]
    found = {row.id: row for row in rows}
    if len(found) != len(rows) or {row.id: row.currency for row in rows} != CURRENCY_OF:
        raise JurisdictionError(f"{path.name}: one row for each of {', '.join(CURRENCY_OF)}, in its currency")
    for row in rows:
        if row.limitation not in found:
            raise JurisdictionError(f"{path.name}: {row.id}: limitation: no jurisdiction {row.limitation}")
    return found


def _row(raw: object, where: str) -> Jurisdiction:
    given = mapping_of(raw)
    if given is None or set(given) != _KEYS:
        raise JurisdictionError(f"{where}: a row has {', '.join(sorted(_KEYS))}")
    for key, choices in _CHOICES.items():
        if given[key] not in choices:
            raise JurisdictionError(f"{where}: {key}: one of {', '.join(choices)}")
    sources = given["sources"]
    if not isinstance(sources, list) or not sources or type(given["read_on"]) is not date:
        raise JurisdictionError(f"{where}: sources and the day on which they were read are required")
    if not isinstance(given["wage_scale"], bool):
        raise JurisdictionError(f"{where}: wage_scale: true or false")
    return Jurisdiction(
        id=str(given["id"]), currency=str(given["currency"]), status=cast("Status", given["status"]),
        wage_scale=given["wage_scale"], essentials=cast("EssentialsFrom", given["essentials"]),
        limitation=str(given["limitation"]), sources=tuple(str(one) for one in sources), read_on=given["read_on"],
    )


def demo_only() -> frozenset[str]:
    """Jurisdictions whose cases production refuses."""
    return frozenset(row.id for row in jurisdictions().values() if row.demo_only)
