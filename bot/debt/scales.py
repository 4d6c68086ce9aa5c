"""Dated scales: what the law leaves to a debtor. Figures, days and sources stand in bot/debt/scales/*.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from math import lcm
from pathlib import Path
from typing import Any, Literal, cast

from ruamel.yaml import YAML

from bot.debt.money import Money

JURISDICTIONS = ("FR", "FR-976", "GB-EAW", "GB-SCT", "GB-NIR", "ZA")
CURRENCY_OF = {"FR": "EUR", "FR-976": "EUR", "GB-EAW": "GBP", "GB-SCT": "GBP", "GB-NIR": "GBP", "ZA": "ZAR"}
Status = Literal["official", "indicative", "demo"]
_HOUSEHOLD = ("second", "further", "child_from_third")
_STATUSES = ("official", "indicative", "demo")
_KINDS = ("seizable", "rsa", "essentials", "guideline")
_FILES = Path(__file__).parent / "scales"


class ScaleError(ValueError):
    """A scale file cannot be used: the message names the file, the entry and the reason."""


class ScaleMissing(LookupError):
    """No scale covers this day in this jurisdiction (or the jurisdiction is not known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What every entry says of itself; `id` (kind@day) is stored with an offer."""

    id: str
    jurisdictions: tuple[str, ...]
    currency: str
    valid_from: date
    valid_to: date
    review_by: date
    status: Status
    source: str

    def past_review(self, day: date) -> bool:
        """Whether somebody should have looked for newer figures by that day."""
        return day > self.review_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Seizable(Dated):
    """Annual bands of net pay (C. trav. R3252-2): upper bounds in cents, rates as whole parts of `parts`."""

    bounds: tuple[int, ...]
    weights: tuple[int, ...]  # one more than bounds: the last band is open
    parts: int
    per_dependant: int  # cents a year on EACH threshold (R3252-3)

    def portion(self, net: Money, dependants: int = 0) -> Money:
        """Seizable part of a month's net pay, before the RSA floor; exact on the year, rounded once, half
        up."""
        if net.currency != self.currency:
            raise ScaleError(f"{self.id} is in {self.currency}, the income in {net.currency}")
        annual, raised = net.minor * 12, dependants * self.per_dependant
        total, lower = 0, 0
        for bound, weight in zip(self.bounds, self.weights, strict=False):
            upper = bound + raised
            if annual <= upper:
                total += max(0, annual - lower) * weight
                break
            total += (upper - lower) * weight
            lower = upper
        else:
            total += (annual - lower) * self.weights[-1]
        return Money(_half_up(total, self.parts * 12), self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsa(Dated):
    """RSA of one person a month, and the household's scale in percent of it."""

    base: Money
    second: int
    further: int
    child_from_third: int

    def household(self, adults: int, children: int) -> Money:
        """RSA of a household a month: second person +50 %, each further +30 %, a child from the third +40
        %."""
        persons, percent = adults + children, 100
        if persons >= 2:
            big = max(0, children - 2)
            percent += self.second + self.further * (persons - 2 - big) + self.child_from_third * big
        return Money(_half_up(self.base.minor * percent, 100), self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentials(Dated):
    """Least essentials a month, housing apart, by household."""

    single: Money
    couple: Money
    further: Money

    def household(self, adults: int, children: int) -> Money:
        """For so many people: one, two, then so much for each further one."""
        persons = adults + children
        return self.single if persons == 1 else self.couple + self.further * (persons - 2)


@dataclass(frozen=True, slots=True)
class Scales:
    """All scales loaded; picks the one in force. Safe to share: nothing in it changes."""

    seizable_entries: tuple[Seizable, ...]
    rsa_entries: tuple[Rsa, ...]
    essentials_entries: tuple[Essentials, ...]

    def seizable(self, day: date, jurisdiction: str) -> Seizable:
        """Bands in force; raises ScaleMissing where the law has none or the year is not entered."""
        return _required(self.seizable_entries, day, jurisdiction, "seizable bands")

    def rsa(self, day: date, jurisdiction: str) -> Rsa:
        """RSA in force; raises ScaleMissing outside France or for a day that is not entered."""
        return _required(self.rsa_entries, day, jurisdiction, "RSA")

    def essentials(self, day: date, jurisdiction: str) -> Essentials | None:
        """Least essentials (in the United Kingdom the operator's guideline), None where there is no table.

        Raises ScaleMissing for a jurisdiction that is not known at all."""
        return _pick(self.essentials_entries, day, jurisdiction)


def load_scales(guideline: Path | None = None, *, folder: Path = _FILES) -> Scales:
    """Reads the YAML files once (cached by path); `guideline` is the operator's own table (kind: guideline).

    Raises ScaleError for a file that cannot be used."""
    return _load(guideline, folder)


@lru_cache(maxsize=8)
def _load(guideline: Path | None, folder: Path) -> Scales:
    found: dict[str, list[Dated]] = {"seizable": [], "rsa": [], "essentials": []}
    for path in [*sorted(folder.glob("*.yml")), *([guideline] if guideline else [])]:
        kind, entries = _read_file(path)
        found["essentials" if kind == "guideline" else kind] += entries
    for kind, entries in found.items():
        _no_twins(kind, entries)
    return Scales(
        cast("tuple[Seizable, ...]", tuple(found["seizable"])),
        cast("tuple[Rsa, ...]", tuple(found["rsa"])),
        cast("tuple[Essentials, ...]", tuple(found["essentials"])),
    )


def _read_file(path: Path) -> tuple[str, list[Dated]]:
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    if not isinstance(data, Mapping) or data.get("kind") not in _KINDS:
        raise ScaleError(f"{path.name}: kind must be seizable, rsa, essentials or guideline")
    kind = str(data["kind"])
    shared = {k: v for k, v in data.items() if k not in ("kind", "entries")}
    try:
        return kind, [_entry(kind, {**shared, **entry}) for entry in data["entries"]]
    except (KeyError, TypeError, ValueError, InvalidOperation, ZeroDivisionError) as error:
        raise ScaleError(f"{path.name}: {type(error).__name__}: {error}") from error


def _entry(kind: str, raw: Mapping[str, Any]) -> Dated:
    places, currency = tuple(raw["jurisdictions"]), str(raw["currency"])
    if not places or any(CURRENCY_OF.get(place) != currency for place in places):
        raise ValueError(f"jurisdictions {places} do not go with {currency}")
    days = (raw["valid_from"], raw["valid_to"], raw["review_by"])
    if not all(type(day) is date for day in days) or raw["valid_to"] < raw["valid_from"]:
        raise ValueError(f"valid_from, valid_to and review_by must be days in order, not {days}")
    if raw["status"] not in _STATUSES or not raw["source"]:
        raise ValueError("status (official, indicative or demo) and source are required")
    common: dict[str, Any] = {
        "id": f"{kind}:{'+'.join(places)}@{raw['valid_from'].isoformat()}",
        "jurisdictions": places,
        "currency": currency,
        **{key: raw[key] for key in ("valid_from", "valid_to", "review_by", "status", "source")},
    }
    if kind == "seizable":
        return Seizable(**common, **_bands(raw, currency))
    if kind == "rsa":
        scale: dict[str, Any] = {key: int(raw["household"][key]) for key in _HOUSEHOLD}
        return Rsa(**common, base=_money(raw["base"], currency), **scale)
    amounts: dict[str, Any] = {key: _money(raw[key], currency) for key in ("single", "couple", "further")}
    return Essentials(**common, **amounts)


def _bands(raw: Mapping[str, Any], currency: str) -> dict[str, Any]:
    *closed, last = raw["bands"]
    bounds = tuple(_money(band["up_to"], currency).minor for band in closed)
    rates = [Fraction(str(band["rate"])) for band in (*closed, last)]
    rising = list(bounds) == sorted(set(bounds)) and rates == sorted(rates) and rates[-1] <= 1
    if not rising or "up_to" in last:
        raise ValueError("bands and rates must rise, and the last band be open")
    parts = lcm(*(rate.denominator for rate in rates))
    weights = tuple(int(rate * parts) for rate in rates)
    per_dependant = _money(raw["per_dependant"], currency).minor
    return {"bounds": bounds, "weights": weights, "parts": parts, "per_dependant": per_dependant}


def _money(value: object, currency: str) -> Money:
    if not isinstance(value, str) or Decimal(value) < 0:
        raise ValueError(f"an amount is written in quotes and not below zero, not {value!r}")
    return Money.of(value, currency)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _no_twins(kind: str, entries: list[Dated]) -> None:
    """The newer entry wins where an old one was left open longer; the same first day twice is a mistake."""
    seen: set[tuple[str, date]] = set()
    for entry in entries:
        for place in entry.jurisdictions:
            if (place, entry.valid_from) in seen:
                raise ScaleError(f"{kind}: two entries for {place} from {entry.valid_from.isoformat()}")
            seen.add((place, entry.valid_from))


def _pick[T: Dated](entries: tuple[T, ...], day: date, jurisdiction: str) -> T | None:
    if jurisdiction not in JURISDICTIONS:
        raise ScaleMissing(f"unknown jurisdiction {jurisdiction!r}")
    found: T | None = None
    for entry in entries:
        in_force = jurisdiction in entry.jurisdictions and entry.valid_from <= day <= entry.valid_to
        if in_force and (found is None or entry.valid_from > found.valid_from):
            found = entry
    return found


def _required[T: Dated](entries: tuple[T, ...], day: date, jurisdiction: str, what: str) -> T:
    found = _pick(entries, day, jurisdiction)
    if found is None:
        raise ScaleMissing(f"no {what} entered for {jurisdiction} on {day.isoformat()}")
    return found
