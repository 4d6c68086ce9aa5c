"""What debtors, their banks and the creditor do at Stripe: in the stand-in's books, where nothing of ours is asked."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.payments.stripe_books import Books


@dataclass
class StripeSteps:
    """`page` finds a page to pay on, `some` a session that a debtor has been shown lately; None: there is none."""

    books: Books
    chance: random.Random
    page: Callable[[], Awaitable[str | None]]
    some: Callable[[], str | None]

    async def card(self) -> str:
        """A card is charged at once."""
        ref = await self.page()
        return f"{ref} {self.books.pay(ref) if ref else None}"

    async def debit(self) -> str:
        """A debit is on its way."""
        ref = await self.page()
        return f"{ref} {self.books.pay(ref, 'sepa_debit') if ref else None}"

    async def wrong_sum(self) -> str:
        """Another sum or currency than was asked for."""
        ref = await self.page()
        if ref is None:
            return "none"
        money = self.chance.choice(("eur", "gbp"))
        return f"{ref} {self.books.pay(ref, minor=self.chance.randrange(50, 50000), currency=money)}"

    async def settle(self, ref: str | None = None) -> str:
        """The bank's word on a debit."""
        ref = ref or self.some()
        return f"{ref} {self.books.settle(ref, paid=self.chance.random() < 0.8) if ref else None}"

    async def refund(self, ref: str | None = None) -> str:
        """Money is given back, whole or in part."""
        ref = ref or self.some()
        if ref is None or (charge := self.books.charge_of(ref)) is None:
            return "none"
        minor = self.chance.choice((charge["amount"] - charge["amount_refunded"], self.chance.randrange(1, 9000)))
        return f"{ref} {minor} {self.books.refund(ref, minor)}"

    async def refund_fails(self) -> str:
        """The debtor's bank sends a refund back."""
        ref = self.some()
        charge = self.books.charge_of(ref) if ref else None
        back = self.chance.randrange(1, charge["amount_refunded"] + 1) if charge and charge["amount_refunded"] else 0
        return f"{ref} {back} {self.books.refund_fails(ref, back) if ref and back else None}"

    async def dispute(self, ref: str | None = None) -> str:
        """The debtor's bank asks it back, whole or in part; or only inquires."""
        ref, part = ref or self.some(), self.chance.choice((None, None, self.chance.randrange(1, 9000)))
        inquiry = self.chance.random() < 0.2
        return f"{ref} {part} {self.books.dispute(ref, inquiry=inquiry, minor=part) if ref else None}"

    async def close_dispute(self, ref: str | None = None) -> str:
        """The bank's word on a dispute."""
        ref = ref or self.some()
        return f"{ref} {self.books.close_dispute(ref, won=self.chance.random() < 0.6) if ref else None}"
