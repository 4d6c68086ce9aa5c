"""Amounts of money: integer minor units with a currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

CURRENCIES = ("EUR", "GBP", "ZAR")
_SIGNS = {"EUR": "€", "GBP": "£", "ZAR": "R"}
_NBSP = "\u00a0"
_new, _set = object.__new__, object.__setattr__


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were compared or added."""


@dataclass(frozen=True, order=False, slots=True)
class Money:
    """An amount in minor units (cents, pence) of one currency; may be negative (a credit)."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}")
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("minor units are an integer")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "EUR") -> Self:
        """From major units ("12.34"): the one place where parsed amounts are rounded, half up to the cent."""
        cents = (Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return cls(int(cents), currency)

    @classmethod
    def zero(cls, currency: str = "EUR") -> Self:
        """Nothing, in that currency."""
        return cls(0, currency)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor

    def _of_same(self, minor: int) -> Money:
        """That many minor units of this currency. Unchecked, for sums of what was checked: a quote makes dozens."""
        made = _new(Money)
        _set(made, "minor", minor)
        _set(made, "currency", self.currency)
        return made

    def __add__(self, other: Money) -> Money:
        return self._of_same(self.minor + self._same(other))

    def __sub__(self, other: Money) -> Money:
        return self._of_same(self.minor - self._same(other))

    def __neg__(self) -> Money:
        return self._of_same(-self.minor)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, percent: int) -> Money:
        """That percentage, rounded down: what is offered never exceeds the share."""
        cents = abs(self.minor) * percent // 100
        return self._of_same(cents if self.minor >= 0 else -cents)

    def text(self, language: str = "fr") -> str:
        """As a debtor reads it: "1 234,56 €" in French (no-break spaces), "£1,234.56" in English."""
        sign, whole, cents = "-" if self.minor < 0 else "", abs(self.minor) // 100, abs(self.minor) % 100
        symbol = _SIGNS[self.currency]
        if language == "fr":
            return f"{sign}{whole:,}".replace(",", _NBSP) + f",{cents:02d}{_NBSP}{symbol}"
        return f"{sign}{symbol}{whole:,}.{cents:02d}"
