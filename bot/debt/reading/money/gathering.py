"""The amounts of an answer, and among them the costs that have no question of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.debt.reading.money.amending import of_the_month
from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.money.amounts import read_all
from bot.debt.reading.money.costs import MOST, beside_the_answer, joined_to_costs
from bot.debt.reading.money.own_share import overdrawn, own_share
from bot.debt.reading.money.rent_aid import told_as_aid
from bot.debt.reading.money.reread import reread
from bot.debt.reading.text.plain import same_words


def gather(
    text: str, *, asked: str | None, costs: Collection[str], language: str, currency: str
) -> Sequence[Amount]:
    """Every amount in order. `costs`: words under which costs were told before; said again, they are the same cost."""
    amounts: Sequence[Amount] = read_all(text, language=language, currency=currency)
    amounts = of_the_month(amounts, text, asked)
    amounts = own_share(overdrawn(reread(amounts, asked=asked, text=text), text), text, asked)
    amounts = [with_role(a, "cost") if a.role is None and _told_before(a, costs) else a for a in amounts]
    if asked == "housing":
        amounts = told_as_aid(amounts, text)
    if asked in ("income", "benefits"):
        amounts = beside_the_answer(amounts, asked, text)
    return joined_to_costs(amounts, text)


def counts_alone(amount: Amount, costs: Collection[str]) -> bool:
    """Whether a cost counts where no other figure of a month is told: a fine is what has happened, unless it is paid
    month by month, or was told before.
    """
    each_month = amount.period not in ("unsaid", "once") and amount.doubt is None and amount.minor < MOST
    return each_month or _told_before(amount, costs)


def _told_before(amount: Amount, costs: Collection[str]) -> bool:
    return bool(amount.label) and any(same_words(amount.label, label) for label in costs)
