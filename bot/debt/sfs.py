"""The six answers of a budget as the summary of the UK's Standard Financial Statement, for the agent and the adviser.

The SFS tells income, fixed costs, flexible costs, priority arrears and other creditors apart. Our questions are fewer:
essentials are one amount, and are shown as one, never divided by guesswork. The spending guideline is the operator's
own (members only, not for publication); spending within it is not questioned, above it a reason is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.debt.budget import Budget
from bot.debt.money import Money
from bot.debt.scale_tables import Essentials

Section = Literal["income", "fixed_costs", "flexible_costs", "savings", "priority_arrears", "other_creditors"]
# Field of a budget -> section of the summary, and the name of the line in it. The household is told in its heading.
LINES: tuple[tuple[str, Section, str], ...] = (
    ("income", "income", "earnings_and_pensions"),
    ("benefits", "income", "benefits_and_tax_credits"),
    ("housing", "fixed_costs", "home_and_contents"),
    ("essentials", "flexible_costs", "essentials_as_one"),
    ("other_costs", "flexible_costs", "other_costs"),
    ("arrears_reserved", "priority_arrears", "arrears_reserved"),
    ("other_debts", "other_creditors", "other_creditors"),
)


# Every category of the Statement, in its order, for a paper: what our six answers tell of it.
How = Literal["told", "within_essentials", "not_told"]
WITHIN_ESSENTIALS = frozenset({
    "utilities", "water", "transport_and_travel", "pensions_and_insurances", "food_and_housekeeping",
})
"""Asked for in one sum (food, energy, transport, insurance): never divided by guesswork."""
CATEGORIES: tuple[tuple[Section, str, str], ...] = (
    ("income", "earnings_and_pensions", "income"),
    ("income", "benefits_and_tax_credits", "benefits"),
    ("fixed_costs", "home_and_contents", "housing"),
    ("fixed_costs", "utilities", ""),
    ("fixed_costs", "water", ""),
    ("fixed_costs", "care_and_health", ""),
    ("fixed_costs", "transport_and_travel", ""),
    ("fixed_costs", "school_costs", ""),
    ("fixed_costs", "pensions_and_insurances", ""),
    ("fixed_costs", "professional_costs", ""),
    ("flexible_costs", "communications_and_leisure", ""),
    ("flexible_costs", "food_and_housekeeping", ""),
    ("flexible_costs", "personal_costs", ""),
    ("flexible_costs", "essentials_as_one", "essentials"),
    ("flexible_costs", "other_costs", "other_costs"),
    ("savings", "savings", ""),
    ("priority_arrears", "arrears_reserved", "arrears_reserved"),
    ("other_creditors", "other_creditors", "other_debts"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category a month; amount None: not told, or told within the essentials."""

    section: Section
    name: str
    amount: Money | None
    how: How


def categories_of(budget: Budget) -> tuple[Category, ...]:
    """Every category of the Statement with what was told of it, and nothing that was not."""
    return tuple(_category(budget, *row) for row in CATEGORIES if row[2] != "other_costs" or budget.other_costs)


def _category(budget: Budget, section: Section, name: str, field: str) -> Category:
    amount: Money | None = getattr(budget, field) if field else None
    if field == "arrears_reserved" and not amount:
        amount = None  # nobody was asked
    if amount is not None:
        return Category(section=section, name=name, amount=amount, how="told")
    within = name in WITHIN_ESSENTIALS and budget.essentials is not None
    return Category(section=section, name=name, amount=None, how="within_essentials" if within else "not_told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line a month; amount None: not told. `guideline`: what is not questioned, where there is one."""

    section: Section
    name: str
    field: str
    amount: Money | None
    guideline: Money | None = None

    @property
    def above(self) -> bool:
        """Whether a reason is asked for: never taken off, never refused for it."""
        return self.amount is not None and self.guideline is not None and self.amount > self.guideline


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The summary. Sums are None as long as something in them is not told."""

    household: tuple[int, int] | None
    lines: tuple[Line, ...]
    income: Money | None
    outgoings: Money | None
    guideline_id: str  # of the table used; empty: none supplied
    by_category: tuple[tuple[str, Money], ...]  # the guideline's own categories for this household

    @property
    def surplus(self) -> Money | None:
        """What is left a month, perhaps below zero; no capacity (80 % of it is the most that is offered)."""
        return None if self.income is None or self.outgoings is None else self.income - self.outgoings


def form_of(budget: Budget, guideline: Essentials | None = None) -> Form:
    """The budget in the SFS's sections; amounts a month, in its currency."""
    known = guideline if guideline is not None and guideline.currency == budget.currency else None
    people = budget.household
    least = known.household(*people) if known is not None and people is not None else None
    lines = tuple(
        Line(
            section=section, name=name, field=field, amount=getattr(budget, field),
            guideline=least if field == "essentials" else None,
        )
        for field, section, name in LINES
        if field != "other_costs" or budget.other_costs
    )
    income = _sum(lines, ("income",), budget.currency)
    outgoings = _sum(lines, ("fixed_costs", "flexible_costs", "priority_arrears", "other_creditors"), budget.currency)
    return Form(
        household=people, lines=lines, income=income, outgoings=outgoings,
        guideline_id=known.id if known else "", by_category=_categories(known, people),
    )


def _sum(lines: tuple[Line, ...], sections: tuple[str, ...], currency: str) -> Money | None:
    amounts = [line.amount for line in lines if line.section in sections]
    if any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), Money.zero(currency))


def _categories(guideline: Essentials | None, people: tuple[int, int] | None) -> tuple[tuple[str, Money], ...]:
    if guideline is None or people is None:
        return ()
    number = sum(people)
    return tuple(
        (name, single if number == 1 else couple + further * (number - 2))
        for name, (single, couple, further) in guideline.categories.items()
    )
