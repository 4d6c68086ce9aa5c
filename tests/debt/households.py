"""Random households, each quoted and checked against a reckoning of its own: `python -m tests.debt.households`.

What must hold for every one: no offer above 80 % of what the budget carries, reckoned here anew from the annual
figures of the decree (a proposal's month by month, with the plans that run then); no payment under a minimum; every sum
exact to the cent; nothing unknown raises an offer.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from bot.debt.budget import Budget
from bot.debt.capacity import capacity
from bot.debt.money import Money
from bot.debt.offers import Agreed, Debt, Nearest, Offer, Outcome, PlanOffers, TokenPlan, outcome
from bot.debt.plan import WORST_MONTH, add_months
from bot.debt.policy import Policy, load_policies
from bot.debt.proposal import Proposal, falls_of, weigh_proposal
from bot.debt.scales import load_scales

SCALES = load_scales()
POLICIES = load_policies(Path(__file__).parents[2] / "bot" / "policies")
BLANKABLE = ("income", "adults", "children", "housing", "essentials", "other_debts", "benefits")
# Décret 2025-1299, in euros a year; RSA from 1 April 2026, Mayotte's of 2025; essentials as in the table.
BANDS = ((4480, "1/20"), (8730, "1/10"), (13000, "1/5"), (17230, "1/4"), (21470, "1/3"), (25810, "2/3"))
RSA = {"FR": 651_69, "FR-976": 323_26}
ESSENTIALS = (573_00, 774_00, 201_00)
FIRST_DAY, DAYS = date(2026, 4, 1), 600


@dataclass(frozen=True)
class Household:
    """A budget and debts on a day, somewhere."""

    place: str
    day: date
    budget: Budget
    debts: tuple[Debt, ...]
    pay_day: int | None


@dataclass
class Tally:
    """What came of all of them."""

    kinds: Counter[str] = field(default_factory=Counter)
    nanoseconds: int = 0
    slowest: int = 0
    quotes: int = 0


def money(rng: random.Random, most: int, currency: str) -> Money:
    """Mostly round amounts, some to the cent, now and then nothing."""
    if rng.random() < 0.1:
        return Money(0, currency)
    cents = int(rng.random() ** 2 * most)
    return Money(cents if rng.random() < 0.3 else cents // 1000 * 1000, currency)


def _policy(rng: random.Random, currency: str) -> Policy:
    """A shipped policy, half of them with other terms that are allowed as well."""
    shipped = rng.choice([one for one in POLICIES if one.currency == currency])
    if rng.random() < 0.5:
        return shipped
    charge = Money(rng.choice((30, 50, 100)), currency)
    token = charge * 2 + Money(rng.randrange(0, 800), currency)
    longest = rng.randint(1, 120)
    return replace(
        shipped, minimum_charge=charge, token_minimum=token,
        token_amount=token + Money(rng.randrange(0, 900), currency),
        smallest_instalment=token + Money(rng.randrange(0, 5000), currency), longest_plan_months=longest,
        bot_may_agree_up_to_months=rng.randint(0, longest), token_allowed=rng.random() < 0.8,
        token_review_months=rng.randint(1, 12), longest_pause_days=rng.choice((0, 30, 90, 366)),
    )


def household(rng: random.Random) -> Household:
    """One of them."""
    place = rng.choice(("FR", "FR", "FR", "FR-976", "GB-EAW", "GB-SCT", "GB-NIR"))
    currency = "EUR" if place.startswith("FR") else "GBP"
    adults = rng.choices((1, 2, 3, 4), (60, 32, 5, 3))[0]
    budget = Budget(
        currency=currency, income=money(rng, 400_000, currency), benefits=money(rng, 120_000, currency), adults=adults,
        children=rng.choices(range(8), (45, 20, 18, 9, 4, 2, 1, 1))[0], housing=money(rng, 120_000, currency),
        essentials=money(rng, 100_000, currency), other_debts=money(rng, 40_000, currency),
        arrears_reserved=money(rng, 10_000, currency), running_instalments=money(rng, 20_000, currency),
    )
    debts = tuple(
        Debt(
            case_key=str(n), policy=_policy(rng, currency), offerable=rng.random() < 0.95,
            overdue=Money(int(10 ** rng.uniform(1.5, 6.3)), currency),
        )
        for n in range(rng.choices((1, 2, 3), (70, 22, 8))[0])
    )
    pay_day = rng.randint(1, 31) if rng.random() < 0.5 else None
    return Household(place, FIRST_DAY + timedelta(days=rng.randrange(DAYS)), budget, debts, pay_day)


def quote(one: Household, budget: Budget | None = None) -> tuple[Outcome, Money]:
    """What is proposed, and the most that may be."""
    told = one.budget if budget is None else budget
    found = capacity(told, jurisdiction=one.place, day=one.day, scales=SCALES)
    return outcome(one.debts, told, found, day=one.day, pay_day=one.pay_day), found.offerable


def reckoned(one: Household) -> int | None:
    """80 % of what the budget carries, in cents, by a reckoning of its own; None where scales are not entered."""
    b = one.budget
    minor = {name: getattr(b, name).minor for name in ("income", "housing", "essentials", "other_debts")}
    adults, children = b.adults or 1, b.children or 0
    people = adults + children
    costs = minor["housing"] + minor["other_debts"] + b.arrears_reserved.minor
    if not one.place.startswith("FR"):
        left = minor["income"] - costs - minor["essentials"]
        return max(0, left - b.running_instalments.minor) * 80 // 100
    if one.day > date(2027, 6, 30) or one.day < date(2026, 4, 1):
        return None
    base = RSA[one.place]
    kept = people - 1
    portion, lower = Fraction(0), Fraction(0)
    annual = Fraction(minor["income"] * 12, 100)
    for bound, rate in (*BANDS, (10**9, "1")):
        upper = Fraction(bound + 1740 * kept)
        portion += max(Fraction(0), min(annual, upper) - lower) * Fraction(rate)
        lower = upper
    seizable = min(_half_up(portion * 100 / 12), max(0, minor["income"] - base))
    percent = 100 if people == 1 else 150 + 30 * (people - 2) + 10 * max(0, children - 2)
    table = ESSENTIALS[0] if people == 1 else ESSENTIALS[1] + ESSENTIALS[2] * (people - 2)
    limits = (
        seizable,
        minor["income"] - _half_up(Fraction(base * percent, 100)),
        minor["income"] - costs - max(minor["essentials"], table),
    )
    return max(0, min(limits) - b.running_instalments.minor) * 80 // 100


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def offers_of(result: Outcome) -> tuple[Offer, ...]:
    """What it offers, if anything."""
    if isinstance(result, PlanOffers):
        return result.offers
    return (result.offer,) if isinstance(result, TokenPlan) else ()


def check(one: Household, tally: Tally, rng: random.Random) -> None:
    """Quote it and hold what must hold. Raises AssertionError with the household."""
    begun = time.thread_time_ns()
    result, most = quote(one)
    took = time.thread_time_ns() - begun
    tally.quotes += 1
    tally.nanoseconds += took
    tally.slowest = max(tally.slowest, took)
    tally.kinds[f"{one.place[:2]} {type(result).__name__}, offers: {len(offers_of(result))}"] += 1
    limit = reckoned(one)
    assert most.minor == (limit or 0), (one, most, limit)
    debts = {debt.case_key: debt for debt in one.debts}
    for offer in offers_of(result):
        assert offer.heaviest_month.minor <= most.minor, one
        assert sum(s.largest.minor * WORST_MONTH[s.every] for s in offer.shares) <= most.minor, one
        for share in offer.shares:
            _check_share(share, debts[share.case_key], isinstance(result, TokenPlan), one)
    _check_unknown(one, most, rng)
    _check_proposal(one, most, rng)


def _check_share(share, debt: Debt, token: bool, one: Household) -> None:  # type: ignore[no-untyped-def]
    rows = share.schedule()
    paid = [row.amount.minor for row in rows]
    assert debt.offerable and sum(paid) == share.total.minor <= debt.overdue.minor, one
    assert token or share.total == debt.overdue, one
    assert max(paid) == share.largest.minor <= (share.most or share.instalment).minor, one
    assert len(paid) == 1 or paid[-1] * 10 >= share.instalment.minor - 10, one
    assert min(paid) >= min(debt.policy.minimum_charge.minor, debt.overdue.minor), one
    least = debt.policy.token_minimum if token else debt.policy.smallest_instalment
    assert share.instalment >= min(least, debt.overdue), one
    days = [row.due_on for row in rows]
    assert days == sorted(set(days)) and days[0] > one.day, one
    assert token or len(rows) <= debt.policy.longest_plan_months, one
    if token and one.place.startswith("GB"):
        assert share.instalment <= debt.policy.token_amount, one


def _check_unknown(one: Household, most: Money, rng: random.Random) -> None:
    blank = rng.sample(BLANKABLE, rng.randint(1, 3))
    result, limit = quote(one, replace(one.budget, **dict.fromkeys(blank)))  # type: ignore[arg-type]
    assert limit <= most, (one, blank)
    if not {*blank} <= {"benefits"}:
        assert not offers_of(result) and not limit, (one, blank)
    for offer in offers_of(result):
        assert offer.heaviest_month <= most, (one, blank)


def _check_proposal(one: Household, most: Money, rng: random.Random) -> None:
    """What the debtor proposes, in any rhythm: agreed or met by no more than may be offered in any month."""
    plans = _plans(rng, one)
    falls = falls_of(Money(0, one.budget.currency), plans)
    if plans:
        one = replace(one, budget=replace(one.budget, running_instalments=_heaviest(plans, one.day, one)))
        most = quote(one)[1]
    amount = _wish(rng, one, most) if rng.random() < 0.7 else None
    steps = tuple(sorted(amount.share(rng.randint(1, 99)) for _ in range(rng.randrange(4)))) if amount else ()
    wished = Proposal(
        amount=amount, steps=tuple(step for step in steps if step),
        count=rng.randint(1, 60), every=rng.choice(("month", "fortnight", "week")), pay_day=one.pay_day,
        start=one.day + timedelta(days=rng.randrange(-10, 400)) if rng.random() < 0.5 else None,
    )
    result = weigh_proposal(
        wished, one.debts, one.budget, rng.choice((True, True, None, False)), jurisdiction=one.place, day=one.day,
        scales=SCALES, falls=falls,
    )
    offers = (result.offer,) if isinstance(result, Agreed) else result.offers if isinstance(result, Nearest) else ()
    if isinstance(result, Nearest) and result.later is not None:
        offers = (*offers, result.later)
    for offer in offers:
        if not plans:
            assert offer.heaviest_month <= most, (one, wished)
        for month, minor in _months(offer).items():
            then = replace(one, budget=replace(one.budget, running_instalments=_heaviest(plans, month, one)))
            assert minor <= (reckoned(then) or 0), (one, wished, plans, month)
        for share in offer.shares:
            rows = share.schedule()
            assert sum(row.amount.minor for row in rows) == share.total.minor <= share.overdue.minor, (one, wished)
            assert min(row.amount.minor for row in rows) >= min(share.minimum_charge.minor, share.overdue.minor), one


def _wish(rng: random.Random, one: Household, most: Money) -> Money:
    """Anything, or just about what could be carried."""
    if most and rng.random() < 0.5:
        return Money(max(100, most.minor * rng.randint(50, 300) // 100), one.budget.currency)
    return Money(int(10 ** rng.uniform(2, 5)), one.budget.currency)


def _plans(rng: random.Random, one: Household) -> list[list[tuple[date, Money]]]:
    """What runs already at the same creditor: up to three plans that end."""
    made = []
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        amount, first = Money(rng.randrange(500, 15_000), one.budget.currency), one.day + timedelta(rng.randrange(40))
        made.append([(add_months(first, n), amount) for n in range(rng.randint(1, 14))])
    return made


def _heaviest(plans: list[list[tuple[date, Money]]], day: date, one: Household) -> Money:
    """What the plans ask in one month at most, from the month of that day on; without plans, what the budget says."""
    if not plans:
        return one.budget.running_instalments
    since = day.replace(day=1)
    each = [max((amount.minor for due, amount in plan if due >= since), default=0) for plan in plans]
    return Money(sum(each), one.budget.currency)


def _months(offer: Offer) -> Counter[date]:
    """What falls due in each calendar month, in minor units, over all cases."""
    found: Counter[date] = Counter()
    for share in offer.shares:
        for row in share.schedule():
            found[row.due_on.replace(day=1)] += row.amount.minor
    return found


def run(count: int, seed: int, told: Callable[[str], None] = lambda _: None) -> Tally:
    """Check so many of them; the same seed gives the same ones."""
    rng, tally = random.Random(seed), Tally()  # noqa: S311  (nothing is kept secret with it)
    for n in range(count):
        check(household(rng), tally, rng)
        if n % 100_000 == 99_999:
            told(f"{n + 1} households")
    return tally


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = run(options.count, options.seed, lambda line: print(line, file=sys.stderr))
    for kind, n in sorted(tally.kinds.items()):
        print(f"{n:>9}  {kind}")
    print(f"{tally.quotes} households hold; a quote takes {tally.nanoseconds / tally.quotes / 1e6:.3f} ms of "
          f"processor time on average, the slowest {tally.slowest / 1e6:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
