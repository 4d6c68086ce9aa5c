"""Whom to turn to: partners and crisis lines, read from a file that compliance can change (bot/partners/partners.csv).

A number that nobody has checked is never shown, and nobody is referred to an address that its partner has not
confirmed to us lately (`checked_on`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
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
CHECKED_FOR = timedelta(days=365)
"""So long a partner's word on where referrals go is taken for true."""
LANGUAGES = ("fr", "en")
MODES = frozenset({"visit", "phone", "text", "video", "sign"})
_NATIONAL = ("national", "every commune", "every departement", "uk", "eu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One row; of a verified one `phone` and `website` may be empty, never both."""

    country: str  # FR, UK, ZA
    name: str
    kind: str
    coverage: str
    phone: str
    website: str
    hours: str
    source_url: str
    verified: bool = True  # somebody has checked phone and website
    departements: tuple[str, ...] = ()
    modes: frozenset[str] = frozenset()  # visit, phone, text, video, sign (language)
    id: str = ""  # stays the same whatever the name becomes; only where people are referred to it
    email: str = ""  # where referrals go
    checked_on: date | None = None  # the day on which the partner confirmed that address to us
    creditors: frozenset[str] = frozenset()  # only for people of these; empty: for everybody
    arrears: tuple[str, ...] = ()  # kinds of arrears with which it helps: rent, energy, maintenance
    names: Mapping[str, str] = field(default_factory=dict)  # as debtors read it, by language
    open: Mapping[str, str] = field(default_factory=dict)  # its hours as debtors read them, by language

    def name_in(self, lang: str) -> str:
        """Its name as a debtor reads it; the one it is known by where none is given."""
        return self.names.get(lang) or self.name

    def hours_in(self, lang: str) -> str:
        """Its hours as a debtor reads them; empty where nobody has put them into words: `hours` is for ourselves."""
        return self.open.get(lang, "")

    @property
    def national(self) -> bool:
        """True when it is there for the whole country."""
        return self.coverage.casefold().startswith(_NATIONAL)


def country_of(jurisdiction: str | None) -> str | None:
    """The file's country for a country or jurisdiction (FR-976, GB-SCT, UK …); None when it is not known."""
    head = (jurisdiction or "").upper().split("-")[0]
    return {"FR": "FR", "GB": "UK", "UK": "UK", "ZA": "ZA"}.get(head)


_PLAIN = ("country", "name", "kind", "coverage", "phone", "website", "hours", "source_url")


def _partner(row: dict[str, str]) -> Partner:
    if row["verified"] not in ("yes", "no"):
        raise ValueError(f"partner {row['name']}: verified must be yes or no")
    told = {name: (row[name] or "").strip() for name in _PLAIN}
    checked, modes = (row.get("checked_on") or "").strip(), frozenset((row.get("modes") or "").split())
    found = Partner(
        country=told["country"], name=told["name"], kind=told["kind"], coverage=told["coverage"], phone=told["phone"],
        website=told["website"], hours=told["hours"], source_url=told["source_url"],
        verified=row["verified"] == "yes", arrears=tuple((row.get("arrears") or "").split()),
        departements=tuple((row.get("departements") or "").split()),
        modes=modes, id=(row.get("id") or "").strip(), email=(row.get("email") or "").strip(),
        checked_on=date.fromisoformat(checked) if checked else None,
        creditors=frozenset((row.get("creditors") or "").split()),
        names={lang: (row.get(f"name_{lang}") or "").strip() for lang in LANGUAGES},
        open={lang: (row.get(f"hours_{lang}") or "").strip() for lang in LANGUAGES},
    )
    if found.verified and not (found.phone or found.website):
        raise ValueError(f"partner {found.name}: nothing to turn to")
    if found.checked_on and not (found.id and "@" in found.email):
        raise ValueError(f"partner {found.name}: checked, but without an id or an address for referrals")
    if not set(found.arrears) <= set(ARREARS):
        raise ValueError(f"partner {found.name}: arrears must be of {', '.join(ARREARS)}")
    if not modes <= MODES:
        raise ValueError(f"partner {found.name}: unknown ways to be met in {sorted(modes - MODES)}")
    return found


@cache
def read(path: Path = _FILE) -> tuple[Partner, ...]:
    """Every row, in the file's order, read once.

    Raises KeyError for a missing column; ValueError for a `verified` that is neither yes nor no, a verified row with
    neither telephone nor website, a checked one without id and address, an id that stands twice, a bad date.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        found = tuple(_partner(row) for row in csv.DictReader(lines))
    known = [partner.id for partner in found if partner.id]
    if len(known) != len(set(known)):
        raise ValueError("a partner's id stands twice")
    return found


@cache
def load(path: Path = _FILE) -> tuple[Partner, ...]:
    """The verified ones: those whose number or page may be shown. Raises as `read` does."""
    return tuple(partner for partner in read(path) if partner.verified)


def departement(postcode: str) -> str:
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
    if partner.departements:
        return departement(postcode) in partner.departements
    named = re.search(r"\(([^)]*)\)", partner.coverage)
    return named is not None and departement(postcode) in re.split(r"[,\s]+", named.group(1))


def may_refer(partner: Partner, *, today: date, creditor: str) -> bool:
    """Whether people of that creditor may be referred there: an address that its partner has confirmed lately."""
    if partner.checked_on is None or not partner.checked_on <= today <= partner.checked_on + CHECKED_FOR:
        return False
    return partner.kind in HELP_KINDS and (not partner.creditors or creditor in partner.creditors)


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
