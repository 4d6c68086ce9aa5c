"""The papers of a person: which there are, whether they may have them, and the card that offers them in the thread.

A paper is given to the person whose it is and to nobody else; somebody else's is like one that never was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from bot.service.budget import budget_paper
from bot.service.case.cases import LIVING_PAUSE, LIVING_PLAN
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Brand, Case, Conversation, Demand, Pause, Plan, Receipt

SHOWN_PLAN = (*LIVING_PLAN, "completed")
"""States of a plan whose recap is given: what was undone is no agreement any more."""
KINDS = ("recap", "calendar", "certificate", "receipt", "budget", "budget_data")
MOST_RECEIPTS = 24


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper there is: its kind, the key in its address, and the brand it is about (empty for a budget)."""

    kind: str
    key: str
    brand: str = ""

    @property
    def path(self) -> str:
        """Where the identified person fetches it."""
        return f"/papers/{self.kind}/{self.key}"


async def papers_of(uow: UnitOfWork, person_id: int) -> list[Paper]:
    """All papers about the person's cases, in the order in which they are offered; budgets apart."""
    found: list[Paper] = []
    for key, state, brand in await _of_cases(uow, Plan, person_id, SHOWN_PLAN):
        found.append(Paper(kind="recap", key=str(key), brand=brand))
        if state in LIVING_PLAN:
            found.append(Paper(kind="calendar", key=str(key), brand=brand))
    for key, _, brand in await _of_cases(uow, Pause, person_id, LIVING_PAUSE):
        found.append(Paper(kind="certificate", key=str(key), brand=brand))
    receipts = await uow.session.execute(
        select(Receipt.number, Brand.name)
        .join(Attempt, Attempt.id == Receipt.attempt_id)
        .join(Demand, Demand.id == Attempt.demand_id)
        .join(Case, Case.id == Receipt.case_id)
        .join(Brand, Brand.id == Case.brand_id)
        .where(Demand.person_id == person_id, Case.state != "erased")
        .order_by(Receipt.id.desc())
        .limit(MOST_RECEIPTS)
    )
    return found + [Paper(kind="receipt", key=number, brand=brand) for number, brand in receipts.all()]


async def _of_cases(
    uow: UnitOfWork, table: type[Plan] | type[Pause], person_id: int, states: Collection[str]
) -> Sequence[tuple[int, str, str]]:
    rows = await uow.session.execute(
        select(table.id, table.state, Brand.name)
        .join(Case, Case.id == table.case_id)
        .join(Brand, Brand.id == Case.brand_id)
        .where(table.person_id == person_id, table.state.in_(states), Case.state != "erased")
        .order_by(table.id)
    )
    return [(row[0], row[1], row[2]) for row in rows.all()]


async def papers_in(uow: UnitOfWork, conversation: Conversation) -> list[Paper]:
    """The same with the budget, where it may be shown in this thread."""
    found = await papers_of(uow, conversation.person_id or 0)
    if await budget_paper.readable(uow, conversation) is not None:
        found += [Paper(kind="budget", key="current"), Paper(kind="budget_data", key="current")]
    return found


async def card_for(
    uow: UnitOfWork, conversation: Conversation, kinds: Collection[str]
) -> Mapping[str, Any] | None:
    """The card with links to those papers, for the thread of somebody identified; None where there is none.

    A brand is named only where two could be mistaken for one another.
    """
    await uow.flush()
    there = [paper for paper in await papers_in(uow, conversation) if paper.kind in kinds]
    return card_of(there, conversation.language) if there else None


def card_of(there: Sequence[Paper], lang: str) -> Mapping[str, Any]:
    """The card with links to these papers."""
    several = len({paper.brand for paper in there if paper.brand}) > 1
    return {
        "kind": "papers",
        "papers": [
            {
                "paper": paper.kind, "url": f"{paper.path}?lang={lang}",
                "of": paper.brand if several else "",
            }
            for paper in there
        ],
    }


async def with_card(
    uow: UnitOfWork, conversation: Conversation, answer: Answer, kinds: Collection[str]
) -> Answer:
    """The answer with the card under its last sentence."""
    card = await card_for(uow, conversation, kinds)
    return replace(answer, says=(*answer.says[:-1], replace(answer.says[-1], card=card))) if card else answer
