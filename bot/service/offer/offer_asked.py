"""What is asked of an offer on the table: the most that the budget carries, and for which accounts it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot.debt import reading
from bot.debt.money import Money
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import identify
from bot.service.offer.kept_offers import is_told, newest_group, offer_of_row
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer

SAID = ("utter_offer_most", "utter_offer_most_is", "utter_offer_for")
_NEAR = 3
"""Percent: an offer so near to the most that may be asked is the most; the rest is what makes its payments come out."""


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to such a question, while whatever was asked stays asked; None: it is none, or no offer is known."""
    most, which = reading.asks_most(text), reading.asks_which_account(text)
    if not (most or which) or conversation.memory.get("budget_asked"):
        return None
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return None
    rows = await _on_the_table(uow, conversation)
    if not rows:
        return None
    views = await cases_of(uow, conversation.person_id)
    answer = _most(rows, views, conversation.language) if most else _for(rows, views, conversation)
    return answer.asking(conversation.memory.get("question")) if answer is not None else None


async def _on_the_table(uow: UnitOfWork, conversation: Conversation) -> list[Offer]:
    """The offers made last, where they are still good and none of them has been agreed."""
    group = await newest_group(uow, conversation.person_id or 0)
    if group is None:
        return []
    rows = await uow.session.scalars(
        select(Offer).where(Offer.group == group, Offer.person_id == conversation.person_id).order_by(Offer.rank)
    )
    found = [row for row in rows if row.expires_at > uow.now and is_told(row) and row.answer != "stale"]
    return [] if any(row.answer == "chosen" for row in found) else found


def _most(rows: Sequence[Offer], views: Sequence[CaseView], lang: str) -> Answer | None:
    """The most a month: the offer itself where it is as good as that, for a sum and an offer that differ by the change
    of a last payment would only puzzle; else what the reckoning found. None: the budget is not known.
    """
    kept: dict[str, Any] = rows[0].data.get("capacity") or {}
    if kept.get("token_only") or kept.get("binding") not in ("seizable", "after_rsa", "after_costs"):
        return None
    currency, offers = str(kept["currency"]), [offer_of_row(row) for row in rows]
    whole = sum(share.overdue.minor for share in offers[0].shares)
    most = min(int(kept["offerable"]), whole)
    monthly = [one.instalment.minor for one in offers if all(share.every == "month" for share in one.shares)]
    heaviest, cases = max(monthly, default=0), _cases(rows[:1], views, lang)
    if most <= 0 or not cases:
        return None
    if heaviest * 100 >= most * (100 - _NEAR):
        return say("utter_offer_most_is", amount=spoken.money(Money(heaviest, currency), lang), cases=cases)
    return say("utter_offer_most", most=spoken.money(Money(most, currency), lang), cases=cases)


def _for(rows: Sequence[Offer], views: Sequence[CaseView], conversation: Conversation) -> Answer | None:
    """For which accounts: by brand and reference, as they stand on the letters; of the offer picked, its own."""
    picked = [row for row in rows if row.id == conversation.memory.get("offer")]
    cases = _cases(picked or rows[:1], views, conversation.language)
    return say("utter_offer_for", cases=cases) if cases else None


def _cases(rows: Sequence[Offer], views: Sequence[CaseView], lang: str) -> str:
    keys = {share.case_key for row in rows for share in offer_of_row(row).shares}
    return spoken.listing(
        [f"{view.brand.name} ({view.case.reference})" for view in views if str(view.case.id) in keys], lang
    )
