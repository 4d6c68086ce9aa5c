"""The records of dated scales: what the law leaves to a debtor, and what a guideline counts as essential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.debt.money import Money

JURISDICTIONS = ("FR", "FR-976", "GB-EAW", "GB-SCT", "GB-NIR", "ZA")
CURRENCY_OF = {"FR": "EUR", "FR-976": "EUR", "GB-EAW": "GBP", "GB-SCT": "GBP", "GB-NIR": "GBP", "ZA": "ZAR"}
Status = Literal["official", "indicative", "demo"]


class ScaleError(ValueError):
    """A scale file cannot be used: the message names the file, the line and the reason."""


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
    # of a guideline told by category: name -> amounts for one, two, and each further person
    categories: Mapping[str, tuple[Money, Money, Money]] = field(default_factory=dict)

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


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


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
