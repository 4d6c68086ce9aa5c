"""Whom to turn to: partners and crisis lines, read from a file that compliance can change (bot/partners/partners.csv).

Only rows marked verified leave this module: a number that nobody has checked is never shown.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ARREARS = ("rent", "energy", "maintenance")
ARREARS_AID = "arrears-aid"
_FILE = Path(__file__).parents[1] / "partners" / "partners.csv"
HELP_KINDS = (
    "budget-advice",
    "debt-help",
    "debt-help-federation",
    "public-authority",
    "social-services",
    "charity",
)
_LONDON = frozenset(("E", "EC", "N", "NW", "SE", "SW", "W", "WC"))
_NATIONAL = ("national", "every commune", "every departement", "uk", "eu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One verified row; `phone` and `website` may be empty, never both."""

    country: str  # FR, UK, ZA
    name: str
    kind: str
    coverage: str
    phone: str
    website: str
    hours: str
    source_url: str
    arrears: tuple[str, ...] = ()  # kinds of arrears with which it helps: rent, energy, maintenance

    @property
    def national(self) -> bool:
        """True when it is there for the whole country."""
        return self.coverage.casefold().startswith(_NATIONAL)


def country_of(jurisdiction: str | None) -> str | None:
    """The file's country for a country or jurisdiction (FR-976, GB-SCT, UK …); None when it is not known."""
    head = (jurisdiction or "").upper().split("-")[0]
    return {"FR": "FR", "GB": "UK", "UK": "UK", "ZA": "ZA"}.get(head)


def _verified(row: dict[str, str]) -> bool:
    if row["verified"] not in ("yes", "no"):
        raise ValueError(f"partner {row['name']}: verified must be yes or no")
    return row["verified"] == "yes"


@cache
def load(path: Path = _FILE) -> tuple[Partner, ...]:
    """The verified partners, in the file's order, read once.

    Raises KeyError for a missing column (`arrears` may be missing), ValueError for a `verified` that is neither yes nor
    no, for a verified row with neither telephone nor website, and for arrears of an unknown kind.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if _verified(row)]
    fields = [name for name in Partner.__dataclass_fields__ if name != "arrears"]
    found = tuple(
        Partner(
            **{name: (row[name] or "").strip() for name in fields}, arrears=tuple((row.get("arrears") or "").split())
        )
        for row in rows
    )
    for partner in found:
        if not (partner.phone or partner.website):
            raise ValueError(f"partner {partner.name}: nothing to turn to")
        if not set(partner.arrears) <= set(ARREARS):
            raise ValueError(f"partner {partner.name}: arrears must be of {', '.join(ARREARS)}")
    return found


def _department(postcode: str) -> str:
    """The French department of a postcode: two digits, three overseas, 2A and 2B for Corsica."""
    digits = re.sub(r"\s", "", postcode)
    if digits.startswith("20"):
        return "2A" if digits < "20200" else "2B"
    return digits[:3] if digits.startswith(("97", "98")) else digits[:2]


def _local(partner: Partner, postcode: str | None) -> bool:
    """True when its region, named in the row, holds that postcode."""
    if not postcode:
        return False
    if partner.country == "UK":
        area = re.match(r"[A-Z]+", postcode.strip().upper())
        return partner.coverage == "London" and area is not None and area.group() in _LONDON
    named = re.search(r"\(([^)]*)\)", partner.coverage)
    return named is not None and _department(postcode) in re.split(r"[,\s]+", named.group(1))


def _nation(partner: Partner, jurisdiction: str) -> bool:
    """True when it is for a part of the United Kingdom that this jurisdiction is in."""
    coverage, part = partner.coverage, jurisdiction.upper()
    if not coverage.startswith("England"):
        return False
    return part == "GB-EAW" or (part == "GB-SCT" and "Scotland" in coverage)


def pick(
    partners: Iterable[Partner],
    *,
    country: str | None,
    postcode: str | None = None,
    kinds: tuple[str, ...] = HELP_KINDS,
    arrears: Collection[str] = (),
    limit: int = 3,
) -> tuple[Partner, ...]:
    """At most `limit` partners for a country or jurisdiction: those of the postcode's region first, then national ones.

    Within each, in the order of `kinds`, those that help with `arrears` of such kinds before the others; a row of kind
    ARREARS_AID is named only for them. A regional one is never named to somebody who is not known to live there; an
    unknown country gives none (whoever needs a crisis line: crisis.lines).
    """
    home = country_of(country)
    order = (*kinds, ARREARS_AID)

    def fits(one: Partner) -> bool:
        return one.kind in kinds or (one.kind == ARREARS_AID and helps(one))

    def helps(one: Partner) -> bool:
        return not set(arrears).isdisjoint(one.arrears)

    near = [p for p in partners if p.country == home and fits(p)]
    local = [p for p in near if not p.national and (_local(p, postcode) or _nation(p, country or ""))]
    groups = (local, [p for p in near if p.national])
    ordered = [sorted(group, key=lambda p: (not helps(p), order.index(p.kind))) for group in groups]
    return tuple(ordered[0] + ordered[1])[:limit]
