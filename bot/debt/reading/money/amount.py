"""An amount that was told, and what it comes to a month."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.debt.reading.money.periods import a_month

MONTHLY_ROLES = ("income", "benefits", "housing", "housing_aid", "essentials", "other_debts", "cost")
ARREARS = ("rent", "energy", "maintenance")
"""What is reserved before anything else is paid: arrears of rent and of energy, and maintenance paid."""
_SOUND = {  # major units of euro or pound a month, least and most that need no asking again
    "income": (50, 8000),
    "benefits": (5, 4000),
    "housing": (20, 3000),
    "housing_aid": (5, 1500),
    "essentials": (5, 4000),
    "other_debts": (2, 5000),
    "cost": (1, 3000),
    "arrears": (2, 3000),
    "offer": (1, 3000),
}
_RAND_FACTOR = 20
_LEAST_OF_A_YEAR = 150
"""Major units a month: less, told by the year, is rather what comes in each month."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One amount told. `minor` is in cents or pence; `start`/`end` are places in the text as given.

    `role`: income, benefits (cannot be seized), housing, housing_aid, essentials, other_debts, cost (that no question
    asks for by name, or whose word nobody knows: `label`), arrears (of ARREARS, by `kind`), offer, disputed, or None
    when the words do not say. `period`: month (also when an
    income or a cost names none), week, fortnight, quarter, year, once, unsaid. `monthly_minor`: minor units a
    month; None in doubt and for what is paid once; for an unsaid period what it is if a month was meant.
    `doubt`: None, or what must be read back and asked: separator, magnitude, period, own.
    `kind`: of arrears, one of ARREARS; of a part of the essentials, food, energy, charges or part.
    `marks`: shared (of a household, or before tax: no income of one's own), owed (in all, not each
    month), lost (no longer comes in), range (one of two told loosely), joined (to the
    next by a plus, whose role it has), unnamed (a cost whose word nobody knows), aside (said to be no cost).
    `label`: the debtor's own words for a cost, or for an amount without a role; empty where there are none.
    """

    minor: int
    currency: str
    role: str | None
    period: str
    monthly_minor: int | None
    doubt: str | None
    text: str
    start: int
    end: int
    kind: str | None = None
    marks: frozenset[str] = frozenset()
    label: str = ""


def with_role(amount: Amount, role: str, *, period: str | None = None) -> Amount:
    """The amount as the answer to a question for that role (and period, when the question named one).

    A period that the person told is kept; the monthly sum and the doubt are weighed again.
    """
    said = "unsaid" if amount.period == "once" and "now" in amount.marks and role in MONTHLY_ROLES else amount.period
    kept = said if said != "unsaid" else period or "unsaid"  # "it's 1100 now" is no single sum
    doubt = amount.doubt if amount.doubt == "separator" else None
    odd = amount.doubt == "period" and not period and amount.role != "offer"
    return weighed(replace(amount, role=role, period=kept, doubt="period" if odd else doubt))


def weighed(amount: Amount) -> Amount:
    """The same with its default period, its monthly sum, and a doubt where the sum is not sound."""
    period, doubt = amount.period, amount.doubt
    if period == "unsaid" and amount.role in MONTHLY_ROLES and amount.role != "cost" and doubt != "period":
        period = "month"
    if period == "unsaid" and amount.role == "disputed":
        period = "once"
    if amount.role == "income" and amount.marks & {"shared", "lost"}:
        doubt = doubt or "own"
    monthly = a_month(amount.minor, period)
    least, most = _SOUND.get(amount.role or "", (0, 10_000 if period != "unsaid" else 10**9))
    factor = 100 * (_RAND_FACTOR if amount.currency == "ZAR" else 1)
    if monthly is not None and monthly and not least * factor <= monthly <= most * factor:
        doubt = doubt or "magnitude"
    if amount.role == "income" and period == "year" and monthly is not None and monthly < _LEAST_OF_A_YEAR * factor:
        doubt = doubt or "period"  # "900 par an": rather a month's
    if amount.role == "offer" and period == "unsaid":
        doubt = doubt or "period"
    return replace(amount, period=period, doubt=doubt, monthly_minor=None if doubt else monthly)


def doubted(amount: Amount, doubt: str) -> Amount:
    """The same in doubt (an earlier doubt is kept), so without a monthly sum."""
    return replace(amount, doubt=amount.doubt or doubt, monthly_minor=None)
