"""What a debtor's budget can carry a month, and how much of it may be offered.

France (C. conso. R731-1 to R731-3, C. trav. R3252-2 ff.): the least of
(a) the seizable portion of the person's own seizable income, the RSA of one person always left;
(b) own income less the RSA of the whole household;
(c) own income less housing, essentials, other debts, reserved arrears and whatever other costs were told.
What the same cases go on asking each month (running instalments) comes off the least of them: a creditor
gets,
arrears and current together, no more than could be carried.

How benefits that can't be seized enter: nowhere, in what the bot offers. Not in (a), by law. Not in (b):
the law would
count them among the resources, but the household's RSA is there for the children for whom they are paid.
Not in (c):
housing is asked with the housing benefit already taken off (counting it again would count it twice), and
disability
benefits pay for costs that nobody asks here. What a person may find by counting them, and with essentials
as declared,
is `person_may_find`: shown to agents, never offered.

United Kingdom, South Africa: there is no scale; (c) alone, and without the operator's guideline nothing
above a token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.debt.budget import AMOUNTS, Budget, untold
from bot.debt.jurisdiction import jurisdictions
from bot.debt.money import Money
from bot.debt.scales import CURRENCY_OF, Dated, Rsa, ScaleMissing, Scales, Seizable

OFFERED_PERCENT = 80
# benefits raise nothing: not knowing them takes nothing from what is known
_NEEDED = ("income", "household", "housing", "essentials", "other_debts")


class Step(NamedTuple):
    """A line of the reckoning, for agents: what, how much a month, and the scale it comes from."""

    key: str
    amount: Money
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Amounts a month. `offerable` is all that may be offered; nothing is when something needed is not
    known."""

    amount: Money  # what can be carried, never below zero; zero while something is unknown
    seizable: Money | None  # (a); None: not known, or no such rule in this jurisdiction
    after_rsa: Money | None  # (b)
    after_costs: Money | None  # (c)
    binding: str  # seizable | after_rsa | after_costs | unknown | no_scale
    unknown: tuple[str, ...]  # needed fields that were not told
    offerable: Money
    at_most: Money | None  # once all is told, `offerable` can't exceed this; None: nothing is known yet
    person_may_find: Money  # with benefits and essentials as declared; never offered by the bot
    token_only: bool  # no guideline: whatever is offered stays a token
    scales: tuple[str, ...]  # ids of the scales used
    past_review: tuple[str, ...]  # those for which newer figures should have been looked for
    trace: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Law:
    seizable: Seizable | None
    rsa: Rsa | None
    essentials: Dated | None
    least_essentials: Money  # zero where there is no table or the household is not known
    token_only: bool


def capacity(
    budget: Budget, *, jurisdiction: str, day: date, scales: Scales, percent: int = OFFERED_PERCENT
) -> Capacity:
    """Capacity by the rules above on that day; `percent` (of it, to be offered) may only be lowered, for
    more margin.

    A day or a jurisdiction without scales, or a foreign currency, gives zero with binding "no_scale" (a
    person
    decides). Raises ValueError for a percentage outside 0..80."""
    if not 0 <= percent <= OFFERED_PERCENT:
        raise ValueError("between 0 and 80 % of the capacity may be offered")
    try:
        law = _law(budget, jurisdiction, day, scales)
    except ScaleMissing:
        law = None
    if law is None or CURRENCY_OF[jurisdiction] != budget.currency:
        return _no_scale(budget)
    zero = Money.zero(budget.currency)
    seizable, after_rsa = _by_law(budget, law)
    costs = _costs(budget, law.least_essentials)
    unknown = tuple(name for name in untold(budget) if name in _NEEDED)
    known = budget.income is not None and budget.household is not None
    bound = None if budget.income is None else _floor(budget.income - costs)
    after_costs = None if unknown else bound
    limits = [limit for limit in (seizable, after_rsa, bound) if limit is not None]
    least = _floor(min(limits) - budget.running_instalments) if limits and known else None
    amount = zero if unknown or least is None else least
    offerable = amount.share(percent)
    used = [scale for scale in (law.seizable, law.rsa, law.essentials) if scale is not None]
    return Capacity(
        amount=amount,
        seizable=seizable,
        after_rsa=after_rsa,
        after_costs=after_costs,
        binding="unknown" if unknown else _binding(seizable, after_rsa, after_costs),
        unknown=unknown,
        offerable=offerable,
        at_most=None if least is None else least.share(percent),
        person_may_find=zero if unknown else _person(budget, law, seizable),
        token_only=law.token_only,
        scales=tuple(scale.id for scale in used),
        past_review=tuple(scale.id for scale in used if scale.past_review(day)),
        trace=_trace(budget, law, seizable, after_rsa, after_costs, amount, offerable),
    )


def _law(budget: Budget, jurisdiction: str, day: date, scales: Scales) -> _Law:
    rules = jurisdictions().get(jurisdiction)
    by_scale = rules is not None and rules.wage_scale
    table = scales.essentials(day, jurisdiction)
    if by_scale and table is None:
        raise ScaleMissing(f"no essentials entered for {jurisdiction} on {day.isoformat()}")
    least = Money.zero(budget.currency)
    if table is not None and budget.household is not None and table.currency == budget.currency:
        least = table.household(*budget.household)
    if not by_scale:
        return _Law(None, None, table, least, table is None)
    return _Law(scales.seizable(day, jurisdiction), scales.rsa(day, jurisdiction), table, least, False)


def _by_law(budget: Budget, law: _Law) -> tuple[Money | None, Money | None]:
    """(a) and (b), where there is a scale and income and household are known."""
    if budget.income is None or budget.household is None or law.seizable is None or law.rsa is None:
        return None, None
    adults, children = budget.household
    scale = law.seizable.portion(budget.income, _dependants(budget))
    # the RSA of one person stays with the debtor, whatever the family (R3252-5)
    portion = min(scale, _floor(budget.income - law.rsa.base))
    return portion, _floor(budget.income - law.rsa.household(adults, children))


def _dependants(budget: Budget) -> int:
    """Children and other adults (R3252-4).

    A partner counts unless they have at least one person's RSA of their own. That is never asked: to know it could
    only raise what is offered, and what counts here is the person's own income and own share of the costs.
    """
    adults, children = budget.household or (1, 0)
    return children + adults - 1


def _costs(budget: Budget, least_essentials: Money) -> Money:
    """What is told of (c); essentials count at least as the dated table, even while they are not told."""
    zero = Money.zero(budget.currency)
    essentials = max(budget.essentials or zero, least_essentials)
    asked = (budget.housing or zero) + essentials + (budget.other_debts or zero)
    return asked + budget.arrears_reserved + budget.other_costs


def _person(budget: Budget, law: _Law, seizable: Money | None) -> Money:
    """The same reckoning with benefits among the resources of (b) and (c), and essentials as declared."""
    zero = Money.zero(budget.currency)
    means = (budget.income or zero) + (budget.benefits or zero)
    limits = [means - _costs(budget, zero), budget.income or zero]
    if seizable is not None and law.rsa is not None and budget.household is not None:
        limits += [seizable, means - law.rsa.household(*budget.household)]
    return _floor(min(limits) - budget.running_instalments)


def _binding(seizable: Money | None, after_rsa: Money | None, after_costs: Money | None) -> str:
    limits = (("seizable", seizable), ("after_rsa", after_rsa), ("after_costs", after_costs))
    return min((amount.minor, n, key) for n, (key, amount) in enumerate(limits) if amount is not None)[2]


def _trace(
    budget: Budget,
    law: _Law,
    seizable: Money | None,
    after_rsa: Money | None,
    after_costs: Money | None,
    amount: Money,
    offerable: Money,
) -> tuple[Step, ...]:
    told = [key for key in AMOUNTS if key != "other_costs" or budget.other_costs]
    lines: list[tuple[str, Money | None, Dated | None]] = [(key, getattr(budget, key), None) for key in told]
    if law.rsa is not None and budget.household is not None:
        lines.append(("rsa_single", law.rsa.base, law.rsa))
        lines.append(("rsa_household", law.rsa.household(*budget.household), law.rsa))
    if law.essentials is not None and budget.household is not None:
        lines.append(("least_essentials", law.least_essentials, law.essentials))
    lines += [("seizable", seizable, law.seizable), ("after_rsa", after_rsa, law.rsa)]
    lines += [("after_costs", after_costs, law.essentials)]
    lines.append(("amount", amount, None))
    if not law.token_only:  # no table has checked the figures: no sum follows from them
        lines.append(("offerable", offerable, None))
    return tuple(Step(key, sum_, scale.id if scale else "") for key, sum_, scale in lines if sum_ is not None)


def _no_scale(budget: Budget) -> Capacity:
    zero = Money.zero(budget.currency)
    return Capacity(
        amount=zero,
        seizable=None,
        after_rsa=None,
        after_costs=None,
        binding="no_scale",
        unknown=tuple(name for name in untold(budget) if name in _NEEDED),
        offerable=zero,
        at_most=None,
        person_may_find=zero,
        token_only=True,
        scales=(),
        past_review=(),
        trace=(),
    )


def _floor(amount: Money) -> Money:
    return amount if amount.minor > 0 else Money.zero(amount.currency)
