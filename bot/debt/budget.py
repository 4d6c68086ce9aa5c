"""What a debtor says of a month: a version of a budget. None is "not told", which is never read as
nothing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.debt.money import Money

FIELDS = ("income", "benefits", "household", "housing", "essentials", "other_debts")
AMOUNTS = (
    "income",
    "benefits",
    "housing",
    "essentials",
    "other_debts",
    "arrears_reserved",
    "other_costs",
    "running_instalments",
)
"""The fields of a budget that are money, in the order in which they are shown."""

_NOTHING = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Amounts a month, in one currency, of one person; None where it has not been told.

    Raises ValueError for a negative amount, a foreign currency, no adult or an impossible count."""

    currency: str = "EUR"
    income: Money | None = None  # the person's own seizable income, net: wages, unemployment benefit, pension
    benefits: Money | None = None  # what can't be seized: RSA, AAH, family and housing benefits
    adults: int | None = None  # in the household, the person included
    children: int | None = None  # whom the household keeps
    housing: Money | None = None  # the person's share, housing benefit already taken off
    essentials: Money | None = None  # food, clothing, transport, energy, insurance ...
    other_debts: Money | None = None  # what is paid each month on other debts
    arrears_reserved: Money = _NOTHING  # kept for arrears of rent, energy and maintenance
    other_costs: Money = _NOTHING  # told besides, with no question of their own: on top of all, never within essentials
    running_instalments: Money = _NOTHING  # what these same cases go on asking each month
    skipped: frozenset[str] = frozenset()  # fields of FIELDS that the person would rather not tell

    def __post_init__(self) -> None:
        for name in AMOUNTS:
            amount = getattr(self, name)
            if amount is None:
                continue
            if not amount and amount.currency != self.currency:  # nothing is nothing in any currency
                object.__setattr__(self, name, Money.zero(self.currency))
            elif amount.currency != self.currency:
                raise ValueError(f"{name} is in {amount.currency}, the budget in {self.currency}")
            elif amount.minor < 0:
                raise ValueError(f"{name} is below zero")
        if self.adults is not None and not 1 <= self.adults <= 20:
            raise ValueError("a household has from 1 to 20 adults")
        if self.children is not None and not 0 <= self.children <= 30:
            raise ValueError("a household has from 0 to 30 children")
        if not self.skipped <= set(FIELDS):
            raise ValueError(f"skipped holds unknown fields: {sorted(self.skipped - set(FIELDS))}")

    @property
    def household(self) -> tuple[int, int] | None:
        """(adults, children), or None as long as either is not told."""
        return None if self.adults is None or self.children is None else (self.adults, self.children)


def untold(budget: Budget) -> tuple[str, ...]:
    """Fields without a value, skipped ones included, in the order in which they are asked."""
    return tuple(name for name in FIELDS if getattr(budget, name) is None)


def missing(budget: Budget) -> tuple[str, ...]:
    """Fields still to be asked, in order: neither told nor skipped."""
    return tuple(name for name in untold(budget) if name not in budget.skipped)
