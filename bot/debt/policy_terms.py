"""The terms of a brand's policy: plain records, which bot.debt.policy reads from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.debt.money import Money

Agreement = Literal["plan", "pause"]
AGREEMENTS: tuple[Agreement, ...] = ("plan", "pause")
# What a policy may state that a plan or a pause does. What it does not state is neither said nor promised.
STATED: Mapping[str, tuple[str, ...]] = {
    "interest": ("stops", "goes_on"),
    "credit_file": ("no_new_entry", "unchanged", "may_be_listed"),
    "legal_action": ("stops", "may_go_on"),
}
# Those that are no help to the debtor: known before the yes, they get a question of their own.
BURDENS = frozenset({"goes_on", "may_be_listed", "may_go_on"})
METHODS = ("card", "sepa", "transfer", "cash")
ONLINE = ("card", "sepa")
"""Taken on a provider's page."""
ALLOCATIONS = ("interest_first", "principal_first")
CHANNELS = ("web", "sms", "whatsapp", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One thing that a plan or a pause does, as the creditor has stated it."""

    what: str  # a key of STATED
    agreement: Agreement
    value: str

    @property
    def text_id(self) -> str:
        """The sentence that says it before the yes."""
        return f"utter_effect_{self.what}_{self.agreement}_{self.value}"

    @property
    def burden(self) -> bool:
        """Whether the debtor may wish to say no because of it."""
        return self.value in BURDENS


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A group of debtors whom a brand addresses in another way. It holds no term: terms are the same for all."""

    name: str
    wording: Mapping[str, str] = field(default_factory=dict)  # text id -> text id said instead
    channel: str = ""  # on which we write first; empty: as for everybody
    answered_by: str = ""  # queue of those who answer; empty: as for everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One brand's rules from a day on. Amounts are of one currency; instalments are a month's."""

    brand: str
    valid_from: date
    currency: str
    longest_plan_months: int  # a plan clears the debt within this
    smallest_instalment: Money  # a month; what is less is a token
    token_allowed: bool
    token_minimum: Money  # least token a month
    token_amount: Money  # all that is offered where capacity cannot be checked against a table
    token_review_months: int = 6
    longest_pause_days: int  # 0: the bot sets no pause by itself
    minimum_charge: Money  # no payment under this exists
    own_amount_without_budget_months: int = 6
    bot_may_agree_up_to_months: int  # a longer plan is shown, and confirmed by a person
    skips_a_year: int = 0  # instalments that the debtor may skip by one tap; 0: not offered
    payment_methods: tuple[str, ...] = ("card",)  # in the order in which they are shown; sepa: a debit, EUR only
    allocation: str = "interest_first"  # what a payment covers first on one due day (C. civ. 1343-1)
    effects: tuple[str, ...] = ()  # ids of the texts said before the yes
    stated: tuple[Stated, ...] = ()
    segments: Mapping[str, Segment] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Brand and first day: stored with each offer."""
        return f"{self.brand}@{self.valid_from.isoformat()}"

    def said(self, agreement: Agreement) -> tuple[str, ...]:
        """Ids of the sentences on what that agreement does to interest, credit file and legal action."""
        return tuple(one.text_id for one in self.stated if one.agreement == agreement)

    def burdens(self, agreement: Agreement) -> bool:
        """Whether something is stated that the debtor must hear before the yes, and may refuse for it."""
        return any(one.burden for one in self.stated if one.agreement == agreement)
