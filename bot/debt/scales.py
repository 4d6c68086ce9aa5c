"""Dated scales, read from bot/debt/scales/*.yml and the operator's own table: figures, days and sources are data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from math import lcm
from pathlib import Path
from typing import Any, cast

from bot.debt.money import Money
from bot.debt.scale_tables import (
    CURRENCY_OF,
    JURISDICTIONS,
    Dated,
    Essentials,
    Rsa,
    ScaleError,
    ScaleMissing,
    Scales,
    Seizable,
)
from bot.debt.sourced import Unreadable, line_of, mapping_of, place, read_yaml

__all__ = [
    "CURRENCY_OF",
    "JURISDICTIONS",
    "Dated",
    "Essentials",
    "Rsa",
    "ScaleError",
    "ScaleMissing",
    "Scales",
    "Seizable",
    "load_scales",
]
_HOUSEHOLD = ("second", "further", "child_from_third")
_STATUSES = ("official", "indicative", "demo")
_KINDS = ("seizable", "rsa", "essentials", "guideline")
_PERSONS = ("single", "couple", "further")
_FILES = Path(__file__).parent / "scales"
# The flexible costs for which the Standard Financial Statement gives its members guideline figures.
SFS_CATEGORIES = ("communications_and_leisure", "food_and_housekeeping", "personal_costs")


def load_scales(guideline: Path | None = None, *, folder: Path = _FILES) -> Scales:
    """Reads the YAML files once (cached by path); `guideline` is the operator's own table (kind: guideline).

    Raises ScaleError for a file that cannot be used."""
    return _load(guideline, folder)


@lru_cache(maxsize=8)
def _load(guideline: Path | None, folder: Path) -> Scales:
    found: dict[str, list[Dated]] = {"seizable": [], "rsa": [], "essentials": []}
    for path in sorted(folder.glob("*.yml")):
        kind, entries = _read_file(path)
        found["essentials" if kind == "guideline" else kind] += entries
    if guideline is not None:
        found["essentials"] += _read_file(guideline, guideline=True)[1]
    for kind, entries in found.items():
        _no_twins(kind, entries)
    return Scales(
        cast("tuple[Seizable, ...]", tuple(found["seizable"])),
        cast("tuple[Rsa, ...]", tuple(found["rsa"])),
        cast("tuple[Essentials, ...]", tuple(found["essentials"])),
    )


def _read_file(path: Path, *, guideline: bool = False) -> tuple[str, list[Dated]]:
    try:
        data = read_yaml(path)
    except Unreadable as error:
        raise ScaleError(f"{place(path.name, error.line)}: {error.reason}") from error
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or kind not in (("guideline",) if guideline else _KINDS):
        wanted = "guideline" if guideline else "seizable, rsa, essentials or guideline"
        raise ScaleError(f"{place(path.name, line_of(data, 'kind'))}: kind must be {wanted}")
    shared = {k: v for k, v in data.items() if k not in ("kind", "entries")}
    entries = data.get("entries")
    if not isinstance(entries, list) or not entries:
        raise ScaleError(f"{place(path.name, line_of(data, 'entries'))}: entries: a list of at least one")
    return str(kind), [_entry_at(path, str(kind), shared, entries, index) for index in range(len(entries))]


def _entry_at(path: Path, kind: str, shared: Mapping[str, Any], entries: list[Any], index: int) -> Dated:
    where = place(path.name, line_of(entries, index))
    if mapping_of(entries[index]) is None:
        raise ScaleError(f"{where}: an entry is a list of keys and values")
    try:
        return _entry(kind, {**shared, **entries[index]})
    except KeyError as error:
        raise ScaleError(f"{where}: {error.args[0]}: missing") from error
    except InvalidOperation as error:
        raise ScaleError(f"{where}: an amount is written as digits in quotes") from error
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise ScaleError(f"{where}: {error}") from error


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
    if kind == "guideline":
        return Essentials(**common, **_guideline(raw, places, currency))
    single, couple, further = _persons(raw, currency)
    return Essentials(**common, single=single, couple=couple, further=further)


def _persons(raw: Mapping[str, Any], currency: str) -> tuple[Money, Money, Money]:
    single, couple, further = (_money(raw[key], currency) for key in _PERSONS)
    return single, couple, further


def _guideline(raw: Mapping[str, Any], places: tuple[str, ...], currency: str) -> dict[str, Any]:
    """Whole amounts, or amounts by category, of which the sum counts; for the United Kingdom alone."""
    if not all(one.startswith("GB-") for one in places):
        raise ValueError("jurisdictions: a guideline is for GB-EAW, GB-SCT and GB-NIR alone")
    told = raw.get("categories")
    if told is None:
        amounts, categories = _persons(raw, currency), {}
    else:
        if mapping_of(told) is None or set(told) != set(SFS_CATEGORIES) or any(key in raw for key in _PERSONS):
            raise ValueError(f"categories: each of {', '.join(SFS_CATEGORIES)}, and no amounts beside them")
        categories = {name: _persons(told[name], currency) for name in SFS_CATEGORIES}
        sums = [Money(sum(one[n].minor for one in categories.values()), currency) for n in range(len(_PERSONS))]
        amounts = (sums[0], sums[1], sums[2])
    if not amounts[0] or amounts[1] < amounts[0]:
        raise ValueError("single must be above zero, and couple not under it")
    return {**dict(zip(_PERSONS, amounts, strict=True)), "categories": categories}


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


def _no_twins(kind: str, entries: list[Dated]) -> None:
    """The newer entry wins where an old one was left open longer; the same first day twice is a mistake."""
    seen: set[tuple[str, date]] = set()
    for entry in entries:
        for where in entry.jurisdictions:
            if (where, entry.valid_from) in seen:
                raise ScaleError(f"{kind}: two entries for {where} from {entry.valid_from.isoformat()}")
            seen.add((where, entry.valid_from))
