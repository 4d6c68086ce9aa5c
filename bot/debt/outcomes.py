"""What can come of a request: plain records, which a service stores and a dialogue puts into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.debt.capacity import Capacity
from bot.debt.money import Money
from bot.debt.plan import WORST_MONTH, Every, Instalment, due_day, payments_needed, schedule
from bot.debt.policy import Policy

WhyToPerson = Literal[
    "none_offerable", "nothing_overdue", "not_told", "no_scale", "currencies", "person_may_find_more", "under_token",
    "token_not_allowed", "no_pause", "not_enough_left", "no_plan_in_policy", "longer_than_bot_may_agree",
]
"""Why a person decides (`not_told`: see `Handover.fields`)."""
WhyNearest = Literal["above_capacity", "policy", "start", "no_guideline"]
"""Why an own amount does not hold as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A case as the offers see it. `offerable`: no hold blocks offers and its limitation period is
    running."""

    case_key: str
    overdue: Money
    policy: Policy
    offerable: bool
    why_not: str = ""  # reason key, when not offerable


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One case's part of an offer: `total` of its `overdue`, in instalments that are equal but for the first and the
    last ones."""

    case_key: str
    overdue: Money
    total: Money
    instalment: Money
    every: Every
    first_due: date
    minimum_charge: Money
    policy_id: str
    most: Money | None = None  # up to which a last payment may grow so that none is tiny; None: not at all
    steps: tuple[Money, ...] = ()  # smaller first payments, each instead of an instalment

    @property
    def count(self) -> int:
        """How many payments."""
        return self._needed[0]

    @property
    def largest(self) -> Money:
        """The largest of them."""
        return self._needed[1]

    @property
    def _needed(self) -> tuple[int, Money]:
        return payments_needed(self.total, self.instalment, self.minimum_charge, most=self.most, steps=self.steps)

    @property
    def last_due(self) -> date:
        """Day of the last payment."""
        return due_day(self.first_due, self.every, self.count - 1)

    @property
    def clears(self) -> bool:
        """Whether nothing overdue is left after it."""
        return self.total == self.overdue

    def schedule(self) -> tuple[Instalment, ...]:
        """The payments, their sum exactly `total`."""
        return schedule(
            self.total, self.instalment, self.first_due, self.every, self.minimum_charge, most=self.most,
            steps=self.steps,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan over all offerable cases of a creditor; `bot_may_agree`: no person has to confirm it."""

    shares: tuple[Share, ...]
    bot_may_agree: bool

    @property
    def instalment(self) -> Money:
        """What is regularly paid on one due day over all cases."""
        return sum((share.instalment for share in self.shares[1:]), self.shares[0].instalment)

    @property
    def steps(self) -> tuple[Money, ...]:
        """What is paid on the first due days, over all cases, where it is less."""
        each = [share.steps for share in self.shares]
        return tuple(sum(paid[1:], paid[0]) for paid in zip(*each, strict=True))

    @property
    def heaviest_month(self) -> Money:
        """The most that can fall due within one calendar month."""
        largest = sum((share.largest for share in self.shares[1:]), self.shares[0].largest)
        return min(self.total, largest * WORST_MONTH[self.shares[0].every])

    @property
    def count(self) -> int:
        """Due days from the first to the last."""
        return max(share.count for share in self.shares)

    @property
    def first_due(self) -> date:
        """Day of the first payment."""
        return min(share.first_due for share in self.shares)

    @property
    def last_due(self) -> date:
        """Day of the last payment."""
        return max(share.last_due for share in self.shares)

    @property
    def total(self) -> Money:
        """What all of it pays."""
        return sum((share.total for share in self.shares[1:]), self.shares[0].total)

    @property
    def clears(self) -> bool:
        """Whether nothing overdue is left after it."""
        return all(share.clears for share in self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOffers:
    """One or two plans that hold, lightest first; `excluded` debts go to a person (as in every outcome)."""

    offers: tuple[Offer, ...]
    excluded: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPlan:
    """What can be carried though no plan clears the debt in time; looked at again on `review_on`."""

    offer: Offer
    review_on: date
    excluded: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAndPartner:
    """Nothing can be carried: nothing is asked until that day; a partner and a person are named."""

    pause_until: date
    excluded: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A person decides, with everything computed; never a refusal. `reason` is a key, not a sentence."""

    reason: WhyToPerson
    capacity: Capacity | None = None
    fields: tuple[str, ...] = ()
    proposal: Offer | None = None  # what the person may simply confirm
    pause_until: date | None = None  # nothing is asked meanwhile
    excluded: tuple[Debt, ...] = ()


Outcome = PlanOffers | TokenPlan | PauseAndPartner | Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The debtor's own amount holds. `review_on` is set when it was not weighed against a whole budget, or
    does not
    clear the debt: then it is looked at again on that day."""

    offer: Offer
    review_on: date | None
    excluded: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The own amount does not hold; these do, nearest to it first. A person is always the other choice."""

    offers: tuple[Offer, ...]
    reason: WhyNearest
    review_on: date | None = None
    later: Offer | None = None  # as wished, from a later day on: something that runs now has ended by then
    excluded: tuple[Debt, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Fields (of a budget, or "amount", "enough_left") to ask before the amount can be weighed."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingExpected:
    """Nothing can be carried, so nothing is expected; if wished again, one payment may be taken, no plan."""

    pause_until: date | None
    excluded: tuple[Debt, ...] = ()


Weighed = Agreed | Nearest | Ask | Handover | NothingExpected
