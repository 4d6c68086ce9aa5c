"""What stays when somebody asks for their data to be erased (GDPR art. 17(3)), by which rule, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.debt.plan import add_months

OPEN_MEANS_NOT = ("settled", "erased")
"""States of a case that is over: in any other, the debt is open and whose it is must stay known (art. 17(3)(e))."""


@dataclass(frozen=True, kw_only=True)
class Years:
    """How long a country has accounts kept, from the end of the year, and how long somebody can go to court."""

    accounts: int
    claims: int
    accounts_source: str
    claims_source: str


_FRANCE = Years(
    accounts=10, claims=5, accounts_source="C. com. L123-22; CPCE R124-6", claims_source="C. civ. 2224",
)
_YEARS = {
    "FR": _FRANCE,
    "GB": Years(
        accounts=6, claims=6, accounts_source="Companies Act 2006, s. 388; VAT Act 1994, sch. 11, para. 6",
        claims_source="Limitation Act 1980, s. 5",
    ),
    "ZA": Years(
        accounts=5, claims=3, accounts_source="Tax Administration Act 28 of 2011, s. 29",
        claims_source="Prescription Act 68 of 1969, s. 11",
    ),
}


def years_of(country: str) -> Years:
    """The periods of a country; of one that is not known, France's, which are the longest for accounts."""
    return _YEARS.get(country[:2], _FRANCE)


def accounts_until(country: str, last: date | None) -> date | None:
    """The last day on which what was booked is kept; None: nothing was."""
    return None if last is None else date(last.year + years_of(country).accounts, 12, 31)


def claims_until(country: str, last: date | None) -> date | None:
    """The last day on which what was agreed or refused may be asked about in court; None: nothing was."""
    return None if last is None else add_months(last, 12 * years_of(country).claims)
